"""The same keeping of the register on both stores, with the same outcome, word for word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.world import BOILERS, REPAIR_POINT
from tests.pages.keeping import TWIN, desk

if TYPE_CHECKING:
    from tests.pages.keeping import Desk

API = "/api/v1"
EDIT = f"/partijen/{REPAIR_POINT.id}/wijzigen"
MERGE = "/beheer/dubbele-partijen/samenvoegen"
RANDOM = re.compile(r"(edit|merge|check)-[0-9-]+-[0-9a-f]{8}")


def walk(store: str) -> list[Any]:
    """Change, merge, take away and undo; return what each page and answer said on the way."""
    with desk(store) as at:
        told = [
            changed(at),
            merged(at),
            taken_away(at),
            at.page(f"/partijen/{REPAIR_POINT.id}").one("main").text,
            at.client.get(f"{API}/actors/{REPAIR_POINT.id}/history").text,
            at.client.get(f"{API}/due-facts").text,
        ]
        batches = at.register.batches().items
        told += [at.client.post(f"{API}/batches/{batch.id}/undoings").text for batch in batches]
        return [RANDOM.sub(r"\1", str(one)) for one in (*told, at.register.snapshot())]


def changed(at: Desk) -> str:
    page = at.page(EDIT)
    at.press(page, EDIT, {"ground": "asked", "name": "Reviseerpunt Oost", "themes": "hout"})
    return at.press(page, EDIT, {"ground": "asked", "name": "Te laat", "batch": "edit-later"}).text


def merged(at: Desk) -> str:
    preview = at.page(f"{MERGE}?keep={REPAIR_POINT.id}&drop={TWIN.id}")
    at.press(preview, MERGE)
    return preview.one("main").text


def taken_away(at: Desk) -> str:
    path = f"/aanbod/{BOILERS.id}/weghalen"
    page = at.page(path)
    _, away = page.all("form", action=path)
    fields = {one.get("name"): one.get("value") for one in away.inside if one.tag == "input"}
    at.send(path, fields)
    return page.one("main").text


@pytest.mark.neo4j
def test_the_register_is_kept_the_same_on_both_stores(neo4j_url: str) -> None:
    embedded, server = (walk(store) for store in ("sqlite:", neo4j_url))

    assert server == embedded
    assert "Iemand anders heeft dit intussen gewijzigd" in embedded[0]
    assert "Pompen laten reviseren" in embedded[1]
    assert "undoneAt" in embedded[-2]
