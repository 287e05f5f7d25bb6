"""A whole visit through the pages on each store: intake, choice, referral, provider, outcome, and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.desk import handling
from api.private_links import hash_of
from matchmaker.casework.terms import FollowUpKind, FollowUpState, Helped, LinkKind, Move, ReferralState
from tests.api.running import wait_until
from tests.desk import act
from tests.pages.intakes import DESK, Entrepreneur, Visitor, filled_in, service

if TYPE_CHECKING:
    from tests.pages.intakes import Service


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return "sqlite:"
    url: str = request.getfixturevalue("neo4j_url")
    return url


def sent_to_provider(running: Service, asker: Entrepreneur) -> tuple[str, str, str]:
    """Send what was chosen, and return the referral with the links of provider and entrepreneur."""
    now = running.clock.now()
    intake = running.casework.link(hash_of(asker.link.rpartition("/")[2]), now).target_id
    company_id = running.casework.intake(DESK, intake).company_id
    [case] = running.casework.cases_of(DESK, company_id)
    [referral] = running.casework.referrals_of(DESK, case.id)
    here = act(DESK, at=now)
    running.casework.move_referral(here, referral.id, Move.SEND, revision=referral.revision)
    question, outcome = (
        handling.renew_link(running.casework, here, kind, referral.id).secret
        for kind in (LinkKind.REFERRAL, LinkKind.OUTCOME)
    )
    return referral.id, f"/verwijzing/{question}", f"/resultaat/{outcome}"


def test_a_whole_visit_leaves_the_same_on_each_store(store: str) -> None:
    with service(store) as running:
        asker = filled_in(running.client)
        address = f"{asker.link}/wie-kan-helpen"
        page = asker.get(address)
        asker.send(address, page, {"choose": [page.one("input", name="choose").get("value")]})
        referral_id, question, outcome = sent_to_provider(running, asker)

        visitor = Visitor(running.client)
        for move in ("accept", "contact"):
            assert visitor.send(question, visitor.get(question), {"move": move}).status_code == 303
        referral = running.casework.referral(DESK, referral_id)
        assert referral.state is ReferralState.IN_CONTACT
        waiting = {
            one.kind: one.due_on.isoformat()
            for one in running.casework.follow_ups_of(DESK, referral.case_id)
            if one.state is FollowUpState.OPEN and one.referral_id == referral_id
        }
        assert waiting == {FollowUpKind.RESULT: "2027-03-01"}

        running.clock.forward(days=90)
        told = {"linkMade": "yes", "helped": "partly", "stepTaken": "yes"}
        assert visitor.send(outcome, visitor.get(outcome), told).status_code == 303
        own = running.casework.referral(DESK, referral_id).own_outcome
        assert own is not None
        assert (own.link_made, own.helped, own.step_taken) == (True, Helped.PARTLY, True)

        overview = f"{asker.link}/overzicht"
        again = asker.send(f"{asker.link}/opnieuw", asker.get(overview), {})
        later = Entrepreneur(running.client, again.headers["location"].partition("?")[0])
        first, second, *_ = later.actions(2)
        later.fill(2, does=[first, second])
        later.submit()
        assert "waren het er 1, nu 2." in later.get(f"{later.link}/overzicht").one("main").text

        secret = later.link.rpartition("/")[2]
        running.client.post(f"/mijn-gegevens/{secret}/wissen", data={"sure": "yes"})
        company_id = running.casework.case(DESK, referral.case_id).company_id
        # A store that is slow at first goes on with it after the page gave up waiting.
        wait_until(lambda: running.casework.company(DESK, company_id).name == "", 60)
        assert running.client.get(later.link).status_code == 404
