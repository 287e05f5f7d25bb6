"""Private links: unguessable, kept only as a hash, and open for one thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import pytest

from api.private_links import VALID_FOR, hash_of, new_link, opened
from matchmaker.casework.terms import LinkKind
from matchmaker.errors import NotFound

if TYPE_CHECKING:
    from matchmaker.casework.links import PrivateLink
    from matchmaker.casework.port import Casework

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class OneLink:
    """Remembers one link, by the rule that the port states."""

    def __init__(self, link: PrivateLink) -> None:
        self.kept = link

    def link(self, token_hash: str, at: datetime) -> PrivateLink:
        if token_hash != self.kept.token_hash or not self.kept.opens(at):
            raise NotFound("link", token_hash)
        return self.kept


def made(kind: LinkKind = LinkKind.INTAKE) -> tuple[str, PrivateLink]:
    new = new_link(kind, desk_id="kring-woerden", target_id="intake-1", at=NOW)
    return new.secret, new.link


def remembered(link: PrivateLink) -> Casework:
    return cast("Casework", OneLink(link))


def test_a_secret_is_long_differs_each_time_and_needs_no_quoting() -> None:
    found = {made()[0] for _ in range(200)}

    assert len(found) == 200
    assert all(len(secret) == 43 and secret.replace("-", "").replace("_", "").isalnum() for secret in found)


def test_neither_what_is_kept_nor_what_is_printed_tells_the_secret() -> None:
    new = new_link(LinkKind.REFERRAL, desk_id="kring-woerden", target_id="verwijzing-1", at=NOW)

    assert new.secret not in repr(new)
    assert new.link.token_hash == hash_of(new.secret) != new.secret
    assert (new.link.target_id, new.link.made_at) == ("verwijzing-1", NOW)


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_of_each_kind_opens_until_its_day(kind: LinkKind) -> None:
    secret, link = made(kind)
    last = NOW + VALID_FOR[kind]

    assert opened(remembered(link), secret, kind, at=last - timedelta(seconds=1)) == link
    with pytest.raises(NotFound):
        opened(remembered(link), secret, kind, at=last)


@pytest.mark.parametrize(("length", "kind"), [(43, LinkKind.COMPANY), (42, LinkKind.INTAKE)])
def test_a_secret_that_opens_nothing_here_is_not_named_in_the_error(length: int, kind: LinkKind) -> None:
    secret, link = made()

    with pytest.raises(NotFound) as refused:
        opened(remembered(link), secret[:length], kind, at=NOW)
    assert secret[:20] not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_withdrawn_link_opens_nothing() -> None:
    secret, link = made()

    with pytest.raises(NotFound) as refused:
        opened(remembered(replace(link, withdrawn_at=NOW)), secret, LinkKind.INTAKE, at=NOW)
    assert link.token_hash not in str(refused.value)
