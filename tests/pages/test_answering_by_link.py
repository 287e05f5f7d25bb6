"""Who answers by a private link: the provider of a referral, and the entrepreneur that it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from api.desk import handling
from api.private_links import hash_of
from matchmaker.casework.capacity import Period
from matchmaker.casework.terms import (
    DoerKind,
    FollowUpKind,
    FollowUpState,
    Helped,
    LinkKind,
    MailPreference,
    Move,
    Purpose,
    Reason,
    ReferralState,
)
from tests.desk import act
from tests.pages.intakes import DESK, Entrepreneur, Visitor, filled_in, service
from tests.pages.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from httpx2 import Response

    from matchmaker.casework.referrals import Referral
    from tests.pages.intakes import Service

OTHER_DESK = "reviseerpunt"


@pytest.fixture
def running() -> Iterator[Service]:
    with service(desks=(DESK, OTHER_DESK)) as one:
        yield one


@dataclass(frozen=True)
class Handed(Visitor):
    """Who has a link to a sent referral.

    Attributes:
        running: The service.
        referral_id: The referral.
        path: The page that the link opens.
    """

    running: Service
    referral_id: str
    path: str

    @property
    def referral(self) -> Referral:
        return self.running.casework.referral(DESK, self.referral_id)

    def answer(self, **changed: str) -> Response:
        return self.send(self.path, self.get(self.path), changed)


def asked_and_sent(running: Service) -> tuple[Entrepreneur, str]:
    """Fill in an intake, choose what fits, send the referral as the desk; return who asks, and its id."""
    asker = filled_in(running.client)
    address = f"{asker.link}/wie-kan-helpen"
    page = asker.get(address)
    asker.send(address, page, {"choose": [page.one("input", name="choose").get("value")]})
    intake_id = running.casework.link(hash_of(asker.link.rpartition("/")[2]), running.clock.now()).target_id
    company_id = running.casework.intake(DESK, intake_id).company_id
    [case] = running.casework.cases_of(DESK, company_id)
    [referral] = running.casework.referrals_of(DESK, case.id)
    here = act(DESK, at=running.clock.now())
    running.casework.move_referral(here, referral.id, Move.SEND, revision=referral.revision)
    return asker, referral.id


def sent_referral(running: Service) -> str:
    """Return the id of a referral that was sent for an intake."""
    return asked_and_sent(running)[1]


def handed(running: Service, kind: LinkKind, referral_id: str, desk_id: str = DESK) -> Handed:
    here = act(desk_id, at=running.clock.now())
    made = handling.renew_link(running.casework, here, kind, referral_id)
    page = {LinkKind.REFERRAL: "verwijzing", LinkKind.OUTCOME: "resultaat"}[kind]
    return Handed(running.client, running, referral_id, f"/{page}/{made.secret}")


@pytest.fixture
def provider(running: Service) -> Handed:
    return handed(running, LinkKind.REFERRAL, sent_referral(running))


@pytest.fixture
def asker(running: Service) -> Handed:
    return handed(running, LinkKind.OUTCOME, sent_referral(running))


def company_of(one: Handed) -> str:
    return one.running.casework.case(DESK, one.referral.case_id).company_id


def test_a_provider_sees_what_is_asked_by_which_desk_and_who_may_be_called(provider: Handed) -> None:
    text = provider.get(provider.path).one("main").text

    assert "Ondernemerskring Woerden denkt dat u deze ondernemer kunt helpen." in text
    assert "Wie kan mijn oude cv-ketels reviseren?" in text
    assert "info@proef.example" in text


def test_without_consent_a_provider_does_not_see_who_asks(provider: Handed) -> None:
    here = act(DESK, at=provider.running.clock.now())
    provider.running.casework.withdraw_consent(here, company_of(provider), Purpose.REFER)
    text = provider.get(provider.path).one("main").text

    assert "gaf nog geen toestemming" in text
    assert "info@proef.example" not in text
    assert "Ketelbedrijf" not in text
    assert "Woerden" in text


def test_a_provider_accepts_gets_in_touch_and_completes_with_one_link(provider: Handed) -> None:
    for move, state in (
        ("accept", ReferralState.ACCEPTED),
        ("contact", ReferralState.IN_CONTACT),
        ("complete", ReferralState.COMPLETED),
    ):
        answered = provider.answer(move=move)
        assert answered.headers["location"] == f"{provider.path}?bewaard=1"
        assert provider.referral.state is state
    page = provider.get(f"{provider.path}?bewaard=1")

    assert [step.by.kind for step in provider.referral.steps[1:]] == [DoerKind.PROVIDER] * 3
    assert "Bedankt, uw antwoord is bewaard." in page.one("main").text
    assert page.all("form", id="answer") == []


def test_a_no_needs_a_coded_reason_and_may_have_words(provider: Handed) -> None:
    refused = provider.answer(move="decline")
    page = Markup(refused.text)
    assert refused.status_code == 400
    assert page.one("title").text.startswith("Fout: ")
    assert page.by_id("reason-fout").text.endswith("Kies een reden.")
    assert "checked" in page.by_id("move-decline").attributes

    provider.answer(move="decline", reason="not_eligible", note="Wij helpen alleen bakkers.")
    timeline = provider.running.casework.timeline(DESK, provider.referral.case_id)
    assert (provider.referral.state, provider.referral.reason) == (
        ReferralState.DECLINED,
        Reason.NOT_ELIGIBLE,
    )
    assert "Wij helpen alleen bakkers." in {event.note for event in timeline}


def test_no_answer_at_all_is_a_fault(provider: Handed) -> None:
    refused = provider.answer()

    assert refused.status_code == 400
    assert Markup(refused.text).by_id("move-fout").text.endswith("Kies een antwoord.")


def test_an_answer_sent_twice_is_given_once(provider: Handed) -> None:
    page = provider.get(provider.path)
    for _ in range(2):
        assert provider.send(provider.path, page, {"move": "accept"}).status_code == 303

    assert [step.move for step in provider.referral.steps] == [Move.SEND, Move.ACCEPT]


def test_what_the_desk_did_meanwhile_is_shown_and_the_answer_kept(provider: Handed) -> None:
    page = provider.get(provider.path)
    here = act(DESK, at=provider.running.clock.now())
    provider.running.casework.move_referral(
        here, provider.referral_id, Move.CONTACT, revision=provider.referral.revision
    )
    late = provider.send(provider.path, page, {"move": "accept", "note": "Graag."})
    again = Markup(late.text)

    assert late.status_code == 409
    assert "intussen gewijzigd" in again.by_id("move-fout").text
    assert again.by_id("note").text == "Graag."
    assert "In contact" in again.one("main").text


def test_a_full_offering_says_so_and_leads_to_the_waiting_list(provider: Handed) -> None:
    casework, now = provider.running.casework, provider.running.clock
    full = Period(
        id="december",
        offering_id=provider.referral.offering_id,
        starts_on=now.today().replace(day=1),
        ends_on=now.today().replace(day=31),
        places=0,
        waiting_places=1,
        assess_first=True,
    )
    casework.save_period(act(DESK, at=now.now()), full)
    refused = provider.answer(move="accept")
    assert refused.status_code == 409
    assert "Er is geen plaats meer" in Markup(refused.text).by_id("move-fout").text

    assert provider.answer(move="waitlist").status_code == 303
    assert provider.referral.state is ReferralState.WAITLISTED


def test_a_withdrawn_or_expired_link_says_so(provider: Handed) -> None:
    other = handed(provider.running, LinkKind.REFERRAL, provider.referral_id)
    assert Markup(provider.client.get(provider.path).text).one("h1").text == "Deze link is ingetrokken"

    provider.running.clock.forward(days=181)
    assert Markup(provider.client.get(other.path).text).one("h1").text == "Deze link is verlopen"


def test_a_link_opens_nothing_of_another_kind(provider: Handed, asker: Handed) -> None:
    for path in (
        provider.path.replace("verwijzing", "resultaat"),
        asker.path.replace("resultaat", "praatplaat"),
    ):
        assert provider.client.get(path).status_code == 404
    assert provider.client.get(provider.path.replace("verwijzing", "mijn-gegevens")).status_code == 404


def test_a_link_goes_on_when_the_case_is_handed_over(provider: Handed) -> None:
    casework = provider.running.casework
    case = casework.case(DESK, provider.referral.case_id)
    casework.hand_over_case(
        act(DESK, at=provider.running.clock.now()), case.id, OTHER_DESK, revision=case.revision
    )

    assert "Reviseerpunt denkt" in provider.get(provider.path).one("main").text
    assert provider.answer(move="accept").status_code == 303
    assert provider.referral.state is ReferralState.ACCEPTED


def test_the_entrepreneur_says_what_came_of_it_and_may_change_that(asker: Handed) -> None:
    told = asker.answer(
        linkMade="yes", helped="partly", stepTaken="no", contactLater="no", note="Fijn gesprek."
    )
    assert told.headers["location"] == f"{asker.path}?bewaard=1"
    outcome = asker.referral.own_outcome
    assert outcome is not None
    assert (outcome.link_made, outcome.helped, outcome.step_taken) == (True, Helped.PARTLY, False)

    page = asker.get(asker.path)
    assert "checked" in page.by_id("helped-partly").attributes
    asker.send(asker.path, page, {"helped": "yes"})
    changed = asker.referral.own_outcome
    assert changed is not None
    assert (changed.helped, changed.link_made) == (Helped.YES, True)
    notes = [one.note for one in asker.running.casework.timeline(DESK, asker.referral.case_id) if one.note]
    assert notes.count("Fijn gesprek.") == 1
    consents = asker.running.casework.consents(DESK, company_of(asker))
    assert (consents[-1].purpose, consents[-1].is_given) == (Purpose.CONTACT_LATER, False)


def test_who_says_that_there_was_contact_is_asked_later_whether_it_helped(asker: Handed) -> None:
    states = []
    for said in ("no", "yes"):
        assert asker.answer(linkMade=said).status_code == 303
        states.append(asker.referral.state)
    assert states == [ReferralState.SENT, ReferralState.IN_CONTACT]
    planned = asker.running.casework.follow_ups_of(DESK, asker.referral.case_id)
    open_ones = [one.kind for one in planned if one.state is FollowUpState.OPEN and one.referral_id]
    assert open_ones == [FollowUpKind.RESULT]


def test_an_outcome_sent_twice_is_told_once(asker: Handed) -> None:
    page = asker.get(asker.path)
    for _ in range(2):
        assert asker.send(asker.path, page, {"helped": "yes", "note": "Dank."}).status_code == 303
    timeline = asker.running.casework.timeline(DESK, asker.referral.case_id)

    assert [event.note for event in timeline].count("Dank.") == 1


def test_an_outcome_that_says_nothing_is_a_fault(asker: Handed) -> None:
    refused = asker.answer()  # that the desk may ask later was ticked beforehand

    assert refused.status_code == 400
    assert "Beantwoord minstens één vraag." in Markup(refused.text).by_id("linkMade-fout").text


def test_a_new_measurement_shows_the_help_that_is_under_way(running: Service) -> None:
    asker, referral_id = asked_and_sent(running)
    running.clock.forward(days=270)
    again = asker.send(f"{asker.link}/opnieuw", asker.get(f"{asker.link}/overzicht"), {})
    later = Entrepreneur(asker.client, again.headers["location"].partition("?")[0])
    later.submit()

    ties = later.get(f"{later.link}/overzicht").one("ul", class_="plaat-ties").text
    assert "Cv-ketels laten reviseren" in ties
    assert "verstuurd" in ties
    here = act(DESK, at=running.clock.now())
    sent = running.casework.referral(DESK, referral_id)
    running.casework.move_referral(
        here, referral_id, Move.DECLINE, revision=sent.revision, reason=Reason.NO_CAPACITY
    )
    assert later.get(f"{later.link}/overzicht").all("ul", class_="plaat-ties") == []


def test_own_details_are_shown_and_consent_is_withdrawn(asker: Handed) -> None:
    path = asker.path.replace("resultaat", "mijn-gegevens")
    page = asker.get(path)
    assert "info@proef.example" in page.one("main").text
    assert "checked" in page.by_id("consent-refer").attributes

    asker.send(path, page, {"consent": ["contact_later", "share_example"]})
    now = asker.get(path)
    ticked = [box.get("value") for box in now.all("input", name="consent") if "checked" in box.attributes]
    assert ticked == ["share_example", "contact_later"]


def test_mail_about_every_step_can_be_asked_for_and_refused(asker: Handed) -> None:
    path = asker.path.replace("resultaat", "mijn-gegevens")
    for ticked, wish in (({"mail": "all"}, MailPreference.ALL), ({"mail": []}, MailPreference.NONE)):
        asker.send(path, asker.get(path), ticked)
        [contact] = asker.running.casework.contacts(DESK, company_of(asker))
        assert contact.mail is wish


def test_all_is_erased_only_when_one_is_sure_and_then_every_link_stops(asker: Handed) -> None:
    path = asker.path.replace("resultaat", "mijn-gegevens")
    refused = asker.send(f"{path}/wissen", asker.get(f"{path}/wissen"), {})
    assert refused.status_code == 400
    assert "Zet een vinkje" in Markup(refused.text).by_id("sure-fout").text

    company_id = company_of(asker)
    erased = asker.client.post(f"{path}/wissen", data={"sure": "yes"})
    assert erased.headers["location"] == "/gegevens-gewist"
    assert asker.get("/gegevens-gewist").one("h1").text == "Uw gegevens zijn gewist"
    assert asker.client.get(path).status_code == 404
    company = asker.running.casework.company(DESK, company_id)
    assert (company.name, asker.running.casework.contacts(DESK, company_id)) == ("", ())
    assert asker.referral.state is ReferralState.WITHDRAWN


def test_a_secret_is_kept_only_as_its_hash(provider: Handed) -> None:
    secret = provider.path.rpartition("/")[2]
    [link] = provider.running.casework.links_of(DESK, provider.referral_id)

    assert link.token_hash == hash_of(secret)
    assert secret not in repr(link)
