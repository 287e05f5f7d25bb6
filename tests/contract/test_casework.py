"""What the desk's work must be on every engine: who sees what, what is kept, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from graph import casework_of
from matchmaker.casework.cases import chosen, suggested
from matchmaker.casework.companies import consent_holds
from matchmaker.casework.followups import WorkQuery, finished, put_off
from matchmaker.casework.port import Once
from matchmaker.casework.praatplaat import Tick
from matchmaker.casework.terms import (
    CaseState,
    Channel,
    DoerKind,
    EventKind,
    FollowUpKind,
    FollowUpState,
    Helped,
    IntakeState,
    LinkKind,
    Move,
    Purpose,
    Reason,
    ReferralState,
    WorkView,
)
from matchmaker.casework.timeline import BY_ENTREPRENEUR, BY_PROGRAMME, BY_PROVIDER
from matchmaker.errors import (
    ChangedMeanwhile,
    Conflict,
    InvalidInput,
    KeyReused,
    LinkClosed,
    MoveNotAllowed,
    NoPlaceLeft,
    NotFound,
)
from matchmaker.model import Need
from matchmaker.vocabulary import Bilingual, CompanySize, NeedKind
from tests import desk
from tests.desk import (
    DESK,
    NOW,
    OTHER_DESK,
    TODAY,
    a_case,
    a_company,
    a_need,
    a_period,
    a_referral,
    act,
    move,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from matchmaker.casework.port import Casework
    from tests.contract.conftest import Bench

SOUGHT = Need(text="Wie haalt ons staal op?", kinds=(NeedKind.MATERIALS,), municipality_id="woerden")
OURS = WorkQuery(view=WorkView.DESK, today=TODAY)


@pytest.fixture
def casework(bench: Bench) -> Casework:
    return casework_of(bench.fresh())


def again(bench: Bench) -> Casework:
    return casework_of(bench.reopened())


# Companies


def test_all_that_is_known_of_a_company_comes_back(bench: Bench, casework: Casework) -> None:
    given = a_company(
        name="Smederij Ünal & Zn. B.V.",
        kvk_number="12345678",
        municipality_id="woerden",
        sectors=("metal", "industry"),
        size=CompanySize.MICRO,
    )
    kept = casework.save_company(act(), given)
    assert kept == replace(given, revision=1)
    contact = casework.save_contact(act(), desk.a_contact(phone="0348 000 000"))
    found = again(bench)
    assert found.company(DESK, "c-1") == kept
    assert found.contacts(DESK, "c-1") == (contact,)


def test_a_wrong_number_is_refused_but_for_one_that_was_kept_before(
    casework: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    casework.save_company(act(), a_company())
    with pytest.raises(InvalidInput):
        casework.save_contact(act(), desk.a_contact(phone="06"))
    with monkeypatch.context() as earlier:
        earlier.setattr("graph.casework.companies.contact_faults", lambda *_: [])
        held = casework.save_contact(act(), desk.a_contact(phone="06"))
    assert casework.contacts(DESK, "c-1") == (held,)
    renamed = casework.save_contact(act(), replace(held, function="directeur"))
    with pytest.raises(InvalidInput):
        casework.save_contact(act(), replace(renamed, phone="07"))
    mended = casework.save_contact(act(), replace(renamed, phone="06 00000000"))
    assert casework.contacts(DESK, "c-1") == (mended,)


def test_a_company_is_listed_and_found_by_words_of_its_name_and_by_number(casework: Casework) -> None:
    names = {"c-1": "Lasbedrijf De Brug", "c-2": "Àbel Lassen", "c-3": "Drukkerij Brugman"}
    for id_, name in names.items():
        casework.save_company(act(), a_company(id_, name=name, kvk_number=f"0000000{id_[-1]}"))
    casework.save_company(act(OTHER_DESK), a_company("c-4", name="Lasbedrijf Elders"))
    assert [one.id for one in casework.companies(DESK).items] == ["c-2", "c-3", "c-1"]
    assert casework.companies(DESK, offset=1, limit=1).items[0].id == "c-3"
    assert casework.companies(DESK, offset=1, limit=1).total == 3
    assert [one.id for one in casework.companies(DESK, "brug").items] == ["c-3", "c-1"]
    assert [one.id for one in casework.companies(DESK, "BRUG las").items] == ["c-1"]
    assert [one.id for one in casework.companies(DESK, "abel").items] == ["c-2"]
    assert [one.id for one in casework.companies(DESK, "00000003").items] == ["c-3"]
    assert casework.companies(DESK, "brug", offset=1, limit=1).total == 2
    assert casework.companies(DESK, "niets van dat alles").items == ()


def test_a_company_is_recognised_while_its_name_is_typed(casework: Casework) -> None:
    for number, name in enumerate(("Machinefabriek Jansen B.V.", "Jansen Bouw", "Smederij Vos")):
        casework.save_company(act(), a_company(f"c-{number}", name=name, kvk_number=f"1111111{number}"))
    casework.save_company(act(OTHER_DESK), a_company("c-9", name="Machinefabriek Jansen"))

    def alike(name: str, kvk_number: str | None = None) -> list[str]:
        found = casework.similar_companies(DESK, name, kvk_number=kvk_number)
        return [one.company.id for one in found]

    assert alike("machinefabriek janssen bv")[0] == "c-0"
    assert alike("Machinefabriek Jan") == ["c-0"]
    assert alike("Een heel andere naam", "11111112") == ["c-2"]
    assert alike("Kwekerij Zuid") == []


def test_a_name_that_begins_as_typed_is_found_among_many_with_the_same_words(casework: Casework) -> None:
    for number in range(50):
        name = f"Aannemer en Machinefabriek Zeker {number}"
        casework.save_company(act(), a_company(f"c-{number}", name=name))
    casework.save_company(act(), a_company("c-meant", name="Machinefabriek Zéphyr"))

    found = casework.similar_companies(DESK, " machinefabriek ze")
    assert [one.company.id for one in found] == ["c-meant"]


def test_what_is_wrong_with_a_company_is_said_at_once_and_nothing_is_kept(casework: Casework) -> None:
    with pytest.raises(InvalidInput) as caught:
        casework.save_company(act(), a_company(name=" ", kvk_number="123"))
    assert [fault.where for fault in caught.value.faults] == ["name", "kvkNumber"]
    with pytest.raises(InvalidInput):
        casework.save_company(act(), a_company(name="Naam met \x00"))
    with pytest.raises(InvalidInput):
        casework.save_contact(act(), desk.a_contact(email="geen adres", function=""))
    assert casework.companies(DESK).total == 0


def test_a_contact_can_be_erased_alone(casework: Casework) -> None:
    casework.save_company(act(), a_company())
    casework.save_contact(act(), desk.a_contact())
    casework.save_contact(act(), desk.a_contact("k-2", function="administratie"))
    casework.remove_contact(act(), "c-1", "k-1")
    assert [one.id for one in casework.contacts(DESK, "c-1")] == ["k-2"]
    with pytest.raises(NotFound):
        casework.remove_contact(act(), "c-1", "k-1")


def test_consent_is_given_and_withdrawn_for_each_purpose_alone(casework: Casework) -> None:
    casework.save_company(act(), a_company())
    casework.give_consent(act(), "c-1", Purpose.REFER)
    casework.give_consent(act(), "c-1", Purpose.CONTACT_LATER)
    casework.withdraw_consent(act(by=BY_ENTREPRENEUR), "c-1", Purpose.REFER)
    steps = casework.consents(DESK, "c-1")
    assert [(one.purpose, one.is_given) for one in steps] == [
        (Purpose.REFER, True),
        (Purpose.CONTACT_LATER, True),
        (Purpose.REFER, False),
    ]
    assert steps[2].by == BY_ENTREPRENEUR
    assert [consent_holds(steps, purpose) for purpose in Purpose] == [False, False, True]


# Who sees what


def reads(casework: Casework, of_desk: str) -> list[Callable[[], object]]:
    """Return every way to read what belongs to one company or case."""
    return [
        lambda: casework.company(of_desk, "c-1"),
        lambda: casework.contacts(of_desk, "c-1"),
        lambda: casework.consents(of_desk, "c-1"),
        lambda: casework.intake(of_desk, "i-1"),
        lambda: casework.intakes_of(of_desk, "c-1"),
        lambda: casework.case(of_desk, "z-1"),
        lambda: casework.cases_of(of_desk, "c-1"),
        lambda: casework.need(of_desk, "n-1"),
        lambda: casework.needs_of(of_desk, "z-1"),
        lambda: casework.referral(of_desk, "v-1"),
        lambda: casework.referrals_of(of_desk, "z-1"),
        lambda: casework.follow_up(of_desk, "v-1-provider-answer"),
        lambda: casework.follow_ups_of(of_desk, "z-1"),
        lambda: casework.timeline(of_desk, "z-1"),
        lambda: casework.company_timeline(of_desk, "c-1"),
    ]


def writes(casework: Casework, of_desk: str) -> list[Callable[[], object]]:
    """Return every way to change what belongs to one company or case."""
    here = act(of_desk)
    intake, referral = desk.an_intake(revision=1), a_referral(revision=2)
    return [
        lambda: casework.save_company(here, a_company(revision=1)),
        lambda: casework.save_company(here, a_company()),
        lambda: casework.save_contact(here, desk.a_contact("k-2")),
        lambda: casework.remove_contact(here, "c-1", "k-1"),
        lambda: casework.give_consent(here, "c-1", Purpose.REFER),
        lambda: casework.erase_company(here, "c-1"),
        lambda: casework.save_intake(here, intake),
        lambda: casework.save_intake(here, desk.an_intake("i-2")),
        lambda: casework.submit_intake(here, "i-1", desk.a_question_set(), revision=1),
        lambda: casework.add_link(here, desk.a_link(LinkKind.INTAKE, "i-1", 2)),
        lambda: casework.add_link(here, desk.a_link(LinkKind.REFERRAL, "v-1", 3)),
        lambda: casework.add_link(here, desk.a_link(LinkKind.COMPANY, "c-1", 4)),
        lambda: casework.add_link(here, desk.a_link(LinkKind.CALENDAR, DESK, 5)),
        lambda: casework.withdraw_link(here, f"{1:064x}"),
        lambda: casework.open_case(here, a_case("z-2")),
        lambda: casework.assign_case(here, "z-1", "x", revision=1),
        lambda: casework.share_case(here, "z-1", of_desk, revision=1),
        lambda: casework.hand_over_case(here, "z-1", of_desk, revision=1),
        lambda: casework.close_case(here, "z-1", revision=1),
        lambda: casework.save_need(here, a_need("n-2")),
        lambda: casework.record_gap(here, "n-1", SOUGHT, ()),
        lambda: casework.propose_referral(here, a_referral("v-2")),
        lambda: casework.move_referral(here, referral.id, Move.ACCEPT, revision=2),
        lambda: casework.save_follow_up(here, desk.an_appointment()),
        lambda: casework.add_note(here, "z-1", "noot"),
    ]


def store_for_isolation(casework: Casework) -> None:
    casework.save_company(act(), a_company())
    casework.save_contact(act(), desk.a_contact())
    casework.save_intake(act(), desk.an_intake())
    casework.add_link(act(), desk.a_link(LinkKind.INTAKE, "i-1"))
    casework.open_case(act(), a_case())
    casework.save_need(act(), a_need())
    move(casework, casework.propose_referral(act(), a_referral()), Move.SEND)


def test_another_desk_finds_nothing_and_changes_nothing(casework: Casework) -> None:
    store_for_isolation(casework)
    before = [read() for read in reads(casework, DESK)]
    for number, door in enumerate([*reads(casework, OTHER_DESK), *writes(casework, OTHER_DESK)]):
        with pytest.raises(NotFound):
            pytest.fail(f"door {number} opened: {door()}")
    assert casework.companies(OTHER_DESK).total == 0
    assert casework.companies(OTHER_DESK, "lasbedrijf").total == 0
    assert casework.similar_companies(OTHER_DESK, "Lasbedrijf c-1") == ()
    assert casework.work_list(OTHER_DESK, OURS).total == 0
    assert casework.cohorts(OTHER_DESK, TODAY) == ()
    assert casework.links_of(OTHER_DESK, "i-1") == ()
    assert casework.gaps(OTHER_DESK).total == 0
    assert [read() for read in reads(casework, DESK)] == before


def test_a_shared_case_is_for_both_desks_to_change(casework: Casework) -> None:
    store_for_isolation(casework)
    casework.share_case(act(), "z-1", OTHER_DESK, revision=1)
    assert all(read() is not None for read in reads(casework, OTHER_DESK))
    casework.add_note(act(OTHER_DESK), "z-1", "Wij kijken mee.")
    assert casework.timeline(DESK, "z-1")[0].note == "Wij kijken mee."
    assert casework.work_list(OTHER_DESK, OURS).total == 0  # the holder does what is to be done
    assert casework.companies(OTHER_DESK).total == 1


def test_a_case_is_handed_over_with_its_history_and_the_old_desk_only_reads_it(casework: Casework) -> None:
    store_for_isolation(casework)
    link = desk.a_link(LinkKind.REFERRAL, "v-1", 2)
    casework.add_link(act(), link)
    given = casework.hand_over_case(act(), "z-1", OTHER_DESK, revision=1, note="Juridische vraag.")
    assert (given.desk_id, given.held_before, given.worker) == (OTHER_DESK, (DESK,), None)
    assert all(read() is not None for read in reads(casework, OTHER_DESK))
    assert casework.timeline(OTHER_DESK, "z-1") == casework.timeline(DESK, "z-1")
    told = casework.timeline(OTHER_DESK, "z-1")[0]
    assert (told.kind, told.detail, told.note) == (
        EventKind.CASE_HANDED_OVER,
        OTHER_DESK,
        "Juridische vraag.",
    )
    assert casework.work_list(DESK, OURS).total == 0
    assert casework.work_list(OTHER_DESK, OURS).total == 1
    for change in (
        lambda: casework.add_note(act(), "z-1", "noot"),
        lambda: casework.move_referral(act(), "v-1", Move.ACCEPT, revision=2),
        lambda: casework.close_case(act(), "z-1", revision=2),
    ):
        with pytest.raises(Conflict, match="overgedragen"):
            change()
    # The provider's link goes on working, and now acts for the desk that holds the case.
    opened = casework.link(link.token_hash, NOW)
    assert opened.desk_id == OTHER_DESK
    answered = casework.move_referral(act(opened.desk_id, by=BY_PROVIDER), "v-1", Move.ACCEPT, revision=2)
    assert answered.steps[-1].by == BY_PROVIDER


def test_a_desk_lists_its_own_cases_the_latest_first(casework: Casework) -> None:
    for number in range(1, 5):
        casework.save_company(act(), a_company(f"c-{number}"))
        opened = date(2026, 11, 20 + number // 2)
        casework.open_case(act(), a_case(f"z-{number}", f"c-{number}", opened_on=opened))
    casework.close_case(act(), "z-2", revision=1)
    casework.share_case(act(), "z-3", OTHER_DESK, revision=1)
    casework.hand_over_case(act(), "z-4", OTHER_DESK, revision=1)

    page = casework.cases(DESK, CaseState.OPEN, limit=1)
    assert [(one.case.id, one.company_name) for one in page.items] == [("z-3", "Lasbedrijf c-3")]
    assert page.total == 2
    rest = casework.cases(DESK, CaseState.OPEN, offset=1)
    assert [one.case.id for one in rest.items] == ["z-1"]
    assert [one.case.id for one in casework.cases(DESK, CaseState.CLOSED).items] == ["z-2"]
    assert [one.case.id for one in casework.cases(OTHER_DESK, CaseState.OPEN).items] == ["z-4"]
    nothing = casework.cases(OTHER_DESK, CaseState.CLOSED, limit=0)
    assert (nothing.items, nothing.total) == ((), 0)


def test_a_case_cannot_be_handed_to_the_desk_that_holds_it(casework: Casework) -> None:
    desk.ask_for_help(casework)
    with pytest.raises(Conflict):
        casework.hand_over_case(act(), "z-1", DESK, revision=1)


# Change control


def test_a_change_of_an_old_revision_is_refused_and_changes_nothing(casework: Casework) -> None:
    kept = casework.save_company(act(), a_company())
    casework.save_company(act(), replace(kept, name="Nieuwe Naam"))
    with pytest.raises(ChangedMeanwhile) as caught:
        casework.save_company(act(), replace(kept, name="Andere Naam"))
    assert (caught.value.kind, caught.value.revision) == ("company", 2)
    assert casework.company(DESK, "c-1").name == "Nieuwe Naam"
    with pytest.raises(ChangedMeanwhile):
        casework.save_company(act(), a_company())  # new, but it is there already
    with pytest.raises(NotFound):
        casework.save_company(act(), a_company("c-2", revision=3))


def test_each_kind_of_record_refuses_an_old_revision(casework: Casework) -> None:
    store_for_isolation(casework)
    casework.save_period(act(), a_period())
    casework.save_follow_up(act(), desk.an_appointment())
    changes: list[Callable[[], object]] = [
        lambda: casework.save_contact(act(), desk.a_contact(revision=9)),
        lambda: casework.save_intake(act(), desk.an_intake(revision=9)),
        lambda: casework.submit_intake(act(), "i-1", desk.a_question_set(), revision=9),
        lambda: casework.assign_case(act(), "z-1", "adviseur", revision=9),
        lambda: casework.share_case(act(), "z-1", OTHER_DESK, revision=9),
        lambda: casework.hand_over_case(act(), "z-1", OTHER_DESK, revision=9),
        lambda: casework.close_case(act(), "z-1", revision=9),
        lambda: casework.save_need(act(), a_need(revision=9)),
        lambda: casework.move_referral(act(), "v-1", Move.ACCEPT, revision=9),
        lambda: casework.tell_outcome(act(), "v-1", revision=9, link_made=True, helped=None, step_taken=None),
        lambda: casework.save_period(act(), a_period(revision=9)),
        lambda: casework.save_follow_up(act(), desk.an_appointment(revision=9)),
        lambda: casework.open_case(act(), a_case()),
        lambda: casework.propose_referral(act(), a_referral()),
    ]
    before = casework.timeline(DESK, "z-1")
    for number, change in enumerate(changes):
        with pytest.raises(ChangedMeanwhile):
            pytest.fail(f"change {number} was made: {change()}")
    assert casework.timeline(DESK, "z-1") == before


def test_several_things_are_done_together_or_not_at_all(casework: Casework) -> None:
    def half(within: Casework) -> None:
        desk.ask_for_help(within)
        assert within.referral(DESK, "v-1").state is ReferralState.PROPOSED
        within.move_referral(act(), "v-1", Move.COMPLETE, revision=1)

    with pytest.raises(MoveNotAllowed):
        casework.together(half)
    assert casework.companies(DESK).total == 0

    sent = casework.together(lambda within: move(within, desk.ask_for_help(within), Move.SEND))
    assert sent == casework.referral(DESK, "v-1")
    numbers = [event.number for event in casework.company_timeline(DESK, "c-1")]
    assert numbers == sorted(set(numbers), reverse=True)


def test_a_request_that_is_sent_again_gets_the_first_answer(bench: Bench, casework: Casework) -> None:
    request = Once(key="sleutel-1", fingerprint="a" * 64)

    def work(within: Casework) -> str:
        return within.save_company(act(), a_company()).id

    first = casework.once(act(), request, work)
    found = again(bench)
    assert found.once(act(), request, lambda _: pytest.fail("done twice")) == first == "c-1"
    with pytest.raises(KeyReused):
        found.once(act(), replace(request, fingerprint="b" * 64), work)
    with pytest.raises(NotFound):  # another desk's key is another key, and the company is not for that desk
        found.once(act(OTHER_DESK), request, lambda within: within.company(OTHER_DESK, "c-1").id)
    assert found.companies(DESK).total == 1


def test_a_request_that_fails_is_not_remembered(casework: Casework) -> None:
    request = Once(key="sleutel-1", fingerprint="a" * 64)
    with pytest.raises(InvalidInput):
        casework.once(act(), request, lambda within: within.save_company(act(), a_company(name="")).id)
    assert casework.once(act(), request, lambda _: "goed") == "goed"


def test_answers_are_forgotten_after_their_time(casework: Casework) -> None:
    for hours in (30, 1):
        moment = act(at=NOW - timedelta(hours=hours))
        casework.once(moment, Once(key=f"k-{hours}", fingerprint="f"), lambda _: "oud")
    assert casework.forget_answers(NOW - timedelta(hours=24)) == 1
    assert casework.forget_answers(NOW - timedelta(hours=24)) == 0
    assert casework.once(act(), Once(key="k-30", fingerprint="f"), lambda _: "nieuw") == "nieuw"
    assert casework.once(act(), Once(key="k-1", fingerprint="f"), lambda _: "nieuw") == "oud"


def test_a_moment_without_a_zone_is_a_mistake_of_the_program(casework: Casework) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        act(at=naive)
    for mistake in (
        lambda: casework.link("0" * 64, naive),
        lambda: casework.forget_answers(naive),
        lambda: casework.save_intake(act(), desk.an_intake(started_at=naive)),
        lambda: casework.add_link(act(), desk.a_link(LinkKind.CALENDAR, DESK, expires_at=naive)),
    ):
        with pytest.raises(ValueError, match="time zone"):
            mistake()


# Intakes and private links


def test_an_intake_is_saved_on_the_way_and_sent_once(bench: Bench, casework: Casework) -> None:
    questions = desk.a_question_set(desk.an_action("reuse"), desk.an_action("repair"))
    casework.save_company(act(), a_company())
    begun = casework.save_intake(act(by=BY_ENTREPRENEUR), desk.an_intake())
    tick = Tick(action_id="reuse", does=True, example="Wij draaien assen af.", may_share=True)
    saved = casework.save_intake(act(), replace(begun, step=3, ticks=(tick,), own_grade=7, wish="Minder."))
    assert again(bench).intake(DESK, "i-1") == saved
    casework = again(bench)
    sent = casework.submit_intake(act(), "i-1", questions, revision=saved.revision)
    assert (sent.state, sent.submitted_at, sent.ticks) == (IntakeState.SUBMITTED, NOW, (tick,))
    with pytest.raises(Conflict, match="al verstuurd"):
        casework.save_intake(act(), replace(saved, revision=sent.revision, step=4))
    with pytest.raises(Conflict, match="al verstuurd"):
        casework.submit_intake(act(), "i-1", questions, revision=sent.revision)
    second = desk.an_intake("i-2", started_at=NOW + timedelta(days=300))
    casework.save_intake(act(), second)
    assert [one.id for one in casework.intakes_of(DESK, "c-1")] == ["i-1", "i-2"]


def test_an_intake_with_answers_that_do_not_fit_is_not_sent(casework: Casework) -> None:
    casework.save_company(act(), a_company())
    ticks = (Tick(action_id="onbekend", does=True),)
    kept = casework.save_intake(act(), desk.an_intake(ticks=ticks, own_grade=11))
    with pytest.raises(InvalidInput) as caught:
        casework.submit_intake(act(), "i-1", desk.a_question_set(desk.an_action("reuse")), revision=1)
    assert [fault.where for fault in caught.value.faults] == ["ticks/onbekend", "ownGrade"]
    assert casework.intake(DESK, "i-1") == kept


def test_a_link_opens_until_it_expires_or_is_withdrawn(casework: Casework) -> None:
    casework.save_company(act(), a_company())
    link = desk.a_link(LinkKind.COMPANY, "c-1", expires_at=NOW + timedelta(days=1))
    casework.add_link(act(), link)
    assert casework.link(link.token_hash, NOW + timedelta(days=1, seconds=-1)) == link
    for at in (NOW + timedelta(days=1), NOW + timedelta(days=400)):
        with pytest.raises(LinkClosed) as expired:
            casework.link(link.token_hash, at)
        assert not expired.value.was_withdrawn
    with pytest.raises(NotFound):
        casework.link(f"{77:064x}", NOW)
    casework.withdraw_link(act(), link.token_hash)
    casework.withdraw_link(act(), link.token_hash)
    with pytest.raises(LinkClosed) as withdrawn:
        casework.link(link.token_hash, NOW)
    assert withdrawn.value.was_withdrawn
    assert [one.withdrawn_at for one in casework.links_of(DESK, "c-1")] == [NOW]
    kinds = [event.kind for event in casework.company_timeline(DESK, "c-1")]
    assert kinds[:2] == [EventKind.LINK_WITHDRAWN, EventKind.LINK_MADE]


def test_the_secret_itself_is_never_kept(casework: Casework) -> None:
    casework.save_company(act(), a_company())
    plain = "geheim"
    with pytest.raises(ValueError, match="SHA-256"):
        casework.add_link(act(), replace(desk.a_link(LinkKind.COMPANY, "c-1"), token_hash=plain))


# Cases, needs and gaps


def test_what_was_suggested_and_chosen_is_kept_as_it_was(bench: Bench, casework: Casework) -> None:
    casework.save_company(act(), a_company())
    casework.open_case(act(), a_case())
    shown = (desk.a_suggestion(), desk.a_suggestion("andere-scan", score=0.25))
    need = chosen(suggested(a_need(themes=("steel-metals",)), shown, TODAY), "materiaalscan")
    kept = casework.save_need(act(), need)
    found = again(bench).need(DESK, "n-1")
    assert found == kept
    assert [one.is_chosen for one in found.suggestions] == [True, False]
    assert found.suggestions[0].reasons[0].text == Bilingual("Dit past.", "This fits.")


def test_a_need_stays_in_its_case_and_a_closed_case_takes_no_more(casework: Casework) -> None:
    casework.save_company(act(), a_company())
    for number in (1, 2):
        casework.open_case(act(), a_case(f"z-{number}"))
    casework.save_need(act(), a_need())
    with pytest.raises(NotFound):
        casework.save_need(act(), a_need(case_id="z-2", revision=1))
    with pytest.raises(InvalidInput):
        casework.save_need(act(), a_need("n-2", words="  "))
    casework.close_case(act(), "z-1", revision=1)
    with pytest.raises(Conflict, match="afgesloten"):
        casework.save_need(act(), a_need("n-3"))
    with pytest.raises(Conflict, match="afgesloten"):
        casework.propose_referral(act(), a_referral())
    with pytest.raises(Conflict, match="afgesloten"):
        casework.close_case(act(), "z-1", revision=2)


def test_gaps_are_recorded_once_a_day_and_counted(casework: Casework) -> None:
    missing = (Bilingual("kennis van staal", "knowledge of steel"),)
    casework.save_company(act(), a_company(municipality_id="woerden"))
    casework.open_case(act(), a_case())
    casework.save_need(act(), a_need(themes=("steel-metals", "recycling")))
    casework.save_need(act(), a_need("n-2", kinds=(), themes=("steel-metals",)))
    gap = casework.record_gap(act(), "n-1", SOUGHT, missing)
    casework.record_gap(act(), "n-1", SOUGHT, missing)
    casework.record_gap(act(at=NOW + timedelta(days=40)), "n-1", SOUGHT, missing)
    casework.record_gap(act(), "n-2", Need(text="Wie helpt ons?"), ())
    assert (gap.on, gap.municipality_id, gap.missing) == (TODAY, "woerden", missing)
    page = casework.gaps(DESK, limit=2)
    assert page.total == 3
    assert [one.id for one in page.items] == ["n-1-2027-01-02", "n-1-2026-11-23"]
    assert casework.gaps(DESK, since=date(2026, 12, 1)).total == 1
    counts = {(one.kind, one.theme_id): one.count for one in casework.gap_counts(DESK)}
    assert counts == {
        (NeedKind.MATERIALS, "steel-metals"): 2,
        (NeedKind.MATERIALS, "recycling"): 2,
        (None, "steel-metals"): 1,
    }
    assert casework.gap_counts(DESK)[-1].count == 1


def test_a_gap_counts_what_was_sought_also_where_only_the_words_told_it(casework: Casework) -> None:
    casework.save_company(act(), a_company(municipality_id=None))
    casework.open_case(act(), a_case())
    need = casework.save_need(act(), a_need(kinds=()))
    casework.record_gap(act(), "n-1", SOUGHT, ())
    (gap,) = casework.gaps(DESK).items
    assert (gap.kinds, gap.municipality_id) == ((NeedKind.MATERIALS,), "woerden")
    (count,) = casework.gap_counts(DESK)
    assert (count.kind, count.municipality_id) == (NeedKind.MATERIALS, "woerden")
    assert casework.need(DESK, "n-1") == need  # where it stays known that nobody said so


# Referrals


def test_a_referral_goes_its_way_and_every_step_is_told(bench: Bench, casework: Casework) -> None:
    sent = move(casework, desk.ask_for_help(casework), Move.SEND)
    assert (sent.state, sent.channel, sent.sent_at) == (ReferralState.SENT, Channel.SENT, NOW)
    later = NOW + timedelta(days=3)
    accepted = casework.move_referral(act(at=later, by=BY_PROVIDER), "v-1", Move.ACCEPT, revision=2)
    done = move(casework, accepted, Move.CONTACT, Move.COMPLETE)
    assert again(bench).referral(DESK, "v-1") == done
    assert [step.state for step in done.steps] == [
        ReferralState.SENT,
        ReferralState.ACCEPTED,
        ReferralState.IN_CONTACT,
        ReferralState.COMPLETED,
    ]
    assert (done.steps[1].at, done.steps[1].by.kind) == (later, DoerKind.PROVIDER)
    moves = [e.detail for e in again(bench).timeline(DESK, "z-1") if e.kind is EventKind.REFERRAL_MOVED]
    assert moves == ["completed", "in_contact", "accepted", "sent"]


def test_why_a_desk_chose_what_was_not_suggested_stays_with_the_referral(
    bench: Bench, casework: Casework
) -> None:
    why = "Zij hielpen ook de buren.\nDat ging goed."
    proposed = desk.ask_for_help(casework, own_reason=f" {why} ")
    assert (proposed.own_reason, desk.ask_for_help(casework, 2).own_reason) == (why, "")
    moved = move(casework, proposed, Move.SEND, Move.CONTACT)
    told = casework.tell_outcome(
        act(), "v-1", revision=moved.revision, link_made=True, helped=Helped.YES, step_taken=None
    )
    found = again(bench)
    assert found.referral(DESK, "v-1") == told
    assert found.referrals_of(DESK, "z-1") == (told,)
    assert (moved.own_reason, told.own_reason) == (why, why)
    events = {event.kind: event for event in found.timeline(DESK, "z-1")}
    assert events[EventKind.REFERRAL_PROPOSED].note == why
    assert [item.own_reason for item in found.work_list(DESK, OURS).items] == [why]


@pytest.mark.parametrize("reason", ["   ", "x" * 2_001, "Zo\0maar."])
def test_a_reason_that_cannot_be_kept_leaves_no_referral(casework: Casework, reason: str) -> None:
    desk.ask_for_help(casework)
    other = a_referral("v-2", offering_id="ander-aanbod", own_reason=reason)
    with pytest.raises(InvalidInput):
        casework.propose_referral(act(), other)
    assert [one.id for one in casework.referrals_of(DESK, "z-1")] == ["v-1"]


def test_an_illegal_step_is_refused_and_names_what_is_possible(casework: Casework) -> None:
    referral = desk.ask_for_help(casework)
    with pytest.raises(MoveNotAllowed) as caught:
        casework.move_referral(act(), "v-1", Move.COMPLETE, revision=1)
    assert (caught.value.state, caught.value.allowed) == ("proposed", ("send", "log", "waitlist", "withdraw"))
    assert "versturen" in str(caught.value)
    with pytest.raises(MoveNotAllowed):
        casework.move_referral(act(by=BY_PROVIDER), "v-1", Move.SEND, revision=1)
    with pytest.raises(InvalidInput):
        casework.move_referral(act(), "v-1", Move.WITHDRAW, revision=1)
    assert casework.referral(DESK, "v-1") == referral


def test_a_need_is_not_referred_twice_to_one_offering_at_a_time(casework: Casework) -> None:
    first = move(casework, desk.ask_for_help(casework), Move.SEND)
    with pytest.raises(Conflict, match="al naar dit aanbod"):
        casework.propose_referral(act(), a_referral("v-2"))
    casework.propose_referral(act(), a_referral("v-3", offering_id="ander-aanbod"))
    casework.move_referral(act(), "v-1", Move.DECLINE, revision=first.revision, reason=Reason.NOT_ELIGIBLE)
    assert casework.propose_referral(act(), a_referral("v-2")).revision == 1


def test_the_outcome_is_told_by_both_and_stands_apart_from_the_state(casework: Casework) -> None:
    referral = desk.ask_for_help(casework)
    with pytest.raises(MoveNotAllowed):
        casework.tell_outcome(act(), "v-1", revision=1, link_made=True, helped=None, step_taken=None)
    declined = casework.move_referral(
        act(),
        "v-1",
        Move.DECLINE,
        revision=move(casework, referral, Move.SEND).revision,
        reason=Reason.NO_CAPACITY,
    )
    told = casework.tell_outcome(
        act(), "v-1", revision=declined.revision, link_made=True, helped=Helped.PARTLY, step_taken=None
    )
    own = casework.tell_outcome(
        act(by=BY_ENTREPRENEUR),
        "v-1",
        revision=told.revision,
        link_made=True,
        helped=Helped.YES,
        step_taken=True,
    )
    assert own.state is ReferralState.DECLINED
    assert own.reason is Reason.NO_CAPACITY
    assert own.desk_outcome is not None
    assert own.own_outcome is not None
    assert (own.desk_outcome.helped, own.own_outcome.helped) == (Helped.PARTLY, Helped.YES)
    with pytest.raises(MoveNotAllowed):
        casework.tell_outcome(
            act(by=BY_PROVIDER), "v-1", revision=own.revision, link_made=True, helped=None, step_taken=None
        )


# Places


def test_places_are_taken_by_sending_given_back_and_never_overbooked(casework: Casework) -> None:
    casework.save_period(act(), a_period(places=1, waiting_places=1))
    first, second, third = (desk.ask_for_help(casework, number) for number in (1, 2, 3))
    first = move(casework, first, Move.SEND)
    with pytest.raises(NoPlaceLeft, match="wachtlijst is nog plaats"):
        move(casework, second, Move.SEND)
    assert casework.referral(DESK, "v-2") == second
    (room,) = casework.occupancies("materiaalscan")
    assert (room.taken, room.waiting, room.left) == (1, 0, 0)
    casework.move_referral(act(), "v-1", Move.DECLINE, revision=first.revision, reason=Reason.NOT_ELIGIBLE)
    assert casework.occupancies("materiaalscan")[0].left == 1
    move(casework, second, Move.SEND, Move.ACCEPT, Move.CONTACT, Move.COMPLETE)
    assert casework.occupancies("materiaalscan")[0].taken == 1  # a place that was used stays used
    with pytest.raises(NoPlaceLeft):
        move(casework, third, Move.LOG)


def test_a_provider_that_assesses_first_gives_the_place_and_keeps_a_waiting_list(casework: Casework) -> None:
    casework.save_period(act(), a_period(places=1, waiting_places=1, assess_first=True))
    first, second, third = (
        move(casework, desk.ask_for_help(casework, number), Move.SEND) for number in (1, 2, 3)
    )
    assert casework.occupancies("materiaalscan")[0].taken == 0
    first = move(casework, first, Move.ACCEPT)
    with pytest.raises(NoPlaceLeft):
        move(casework, second, Move.ACCEPT)
    second = move(casework, second, Move.WAITLIST)
    with pytest.raises(NoPlaceLeft, match="wachtlijst is vol"):
        move(casework, third, Move.WAITLIST)
    (room,) = casework.occupancies("materiaalscan")
    assert (room.taken, room.waiting) == (1, 1)
    casework.move_referral(act(), "v-1", Move.WITHDRAW, revision=first.revision, reason=Reason.NOT_WANTED)
    move(casework, second, Move.ACCEPT)
    (room,) = casework.occupancies("materiaalscan")
    assert (room.taken, room.waiting) == (1, 0)


def test_who_finds_it_full_waits_and_gets_the_place_that_comes_free(casework: Casework) -> None:
    casework.save_period(act(), a_period(places=1, waiting_places=1))
    first = move(casework, desk.ask_for_help(casework, 1), Move.SEND)
    second = desk.ask_for_help(casework, 2)
    with pytest.raises(NoPlaceLeft, match="Op de wachtlijst is nog plaats"):
        move(casework, second, Move.SEND)
    second = move(casework, second, Move.WAITLIST)
    (room,) = casework.occupancies("materiaalscan")
    assert (room.taken, room.waiting) == (1, 1)
    (asked,) = casework.follow_ups_of(DESK, "z-2")
    assert (asked.kind, asked.due_on) == (FollowUpKind.PROVIDER_ANSWER, date(2026, 12, 23))

    casework.move_referral(act(), "v-1", Move.WITHDRAW, revision=first.revision, reason=Reason.NOT_WANTED)
    move(casework, second, Move.ACCEPT)
    (room,) = casework.occupancies("materiaalscan")
    assert (room.taken, room.waiting) == (1, 0)


def test_a_referral_counts_in_the_period_in_which_it_was_sent(casework: Casework) -> None:
    casework.save_period(act(), a_period(places=1))
    casework.save_period(
        act(), a_period(id="p-2", places=1, starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31))
    )
    january = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # in the Netherlands the new year has begun
    first = move(casework, desk.ask_for_help(casework, 1), Move.SEND)
    move(casework, desk.ask_for_help(casework, 2), Move.SEND, at=january)
    move(casework, first, Move.ACCEPT, at=january)
    assert [room.taken for room in casework.occupancies("materiaalscan")] == [1, 1]
    with pytest.raises(InvalidInput):
        casework.save_period(act(), a_period(id="p-3", starts_on=TODAY, ends_on=TODAY))
    with pytest.raises(InvalidInput):
        casework.save_period(act(), a_period(id="p-4", offering_id="x", places=-1, ends_on=date(2025, 1, 1)))


def test_all_places_are_shown_until_their_period_is_over(casework: Casework) -> None:
    casework.save_period(act(), a_period(id="p-2", starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31)))
    casework.save_period(act(), a_period())
    casework.save_period(act(), a_period(id="p-3", offering_id="energiescan"))
    move(casework, desk.ask_for_help(casework), Move.SEND)
    found = [(one.period.id, one.taken) for one in casework.all_occupancies(date(2026, 12, 31))]
    assert found == [("p-3", 0), ("p-1", 1), ("p-2", 0)]
    assert [one.period.id for one in casework.all_occupancies(date(2027, 1, 1))] == ["p-2"]


def test_an_offering_without_a_period_has_no_limit(casework: Casework) -> None:
    for number in range(3):
        assert move(casework, desk.ask_for_help(casework, number), Move.SEND).state is ReferralState.SENT
    assert casework.occupancies("materiaalscan") == ()


# Follow-up


def due(casework: Casework, query: WorkQuery = OURS, of_desk: str = DESK) -> list[tuple[str, date]]:
    items = casework.work_list(of_desk, query).items
    return [(item.follow_up.id, item.follow_up.due_on) for item in items]


def test_follow_ups_come_and_move_along_with_a_referral(casework: Casework) -> None:
    sent = move(casework, desk.ask_for_help(casework), Move.SEND)
    assert due(casework) == [("v-1-provider-answer", date(2026, 12, 7))]
    accepted = move(casework, sent, Move.ACCEPT, at=NOW + timedelta(days=2))
    assert due(casework) == [("v-1-first-contact", date(2026, 12, 9))]
    contact = move(casework, accepted, Move.CONTACT, at=NOW + timedelta(days=4))
    assert due(casework) == [("v-1-result", date(2027, 3, 1))]  # 27 February is a Saturday
    move(casework, contact, Move.COMPLETE, at=NOW + timedelta(days=9))
    assert due(casework) == [("v-1-result", date(2027, 1, 4))]
    states = {one.kind: one.state for one in casework.follow_ups_of(DESK, "z-1")}
    assert states == {
        FollowUpKind.PROVIDER_ANSWER: FollowUpState.DROPPED,
        FollowUpKind.FIRST_CONTACT: FollowUpState.DROPPED,
        FollowUpKind.RESULT: FollowUpState.OPEN,
    }


def test_the_work_list_shows_mine_overdue_and_waiting_in_a_stable_order(casework: Casework) -> None:
    for number in range(1, 6):
        worker = "adviseur" if number == 5 else "loketmedewerker"
        casework.save_company(act(), a_company(f"c-{number}"))
        case = casework.open_case(act(), a_case(f"z-{number}", f"c-{number}", worker=worker))
        casework.save_need(act(), a_need(f"n-{number}", case.id))
        proposed = casework.propose_referral(act(), a_referral(f"v-{number}", case.id, f"n-{number}"))
        move(casework, proposed, Move.SEND, at=NOW - timedelta(days=7 * (number % 3)))
    answered = casework.referral(DESK, "v-3")
    move(casework, answered, Move.ACCEPT)
    listed = due(casework)
    assert [id_ for id_, _ in listed] == [
        "v-2-provider-answer",
        "v-5-provider-answer",
        "v-1-provider-answer",
        "v-4-provider-answer",
        "v-3-first-contact",
    ]
    page = casework.work_list(DESK, OURS, offset=1, limit=2)
    assert [item.follow_up.id for item in page.items] == ["v-5-provider-answer", "v-1-provider-answer"]
    assert page.total == 5
    assert casework.work_items(DESK, OURS, offset=1, limit=2) == page.items
    assert page.items[0].company_name == "Lasbedrijf c-5"
    assert page.items[0].offering_title == desk.TITLE
    assert page.items[0].referral_state is ReferralState.SENT
    mine = replace(OURS, view=WorkView.MINE, worker="adviseur")
    assert due(casework, mine) == listed[1:2]
    casework.assign_case(act(), "z-1", None, revision=1)
    assert due(casework, mine) == listed[1:3]  # what nobody has yet is for everybody to take
    late = replace(OURS, view=WorkView.OVERDUE, today=date(2026, 11, 24))
    assert due(casework, late) == listed[:2]
    waiting = replace(OURS, view=WorkView.WAITING)
    assert due(casework, waiting) == listed[:4]
    assert due(casework, replace(OURS, cohort="2026-Q4")) == listed
    for cohort in (None, "2026-Q4", "2026-Q3"):
        asked = {view: replace(late, view=view, worker="adviseur", cohort=cohort) for view in WorkView}
        counts = casework.work_counts(DESK, late.today, "adviseur", cohort=cohort)
        assert counts == {view: len(due(casework, one)) for view, one in asked.items()}
    assert due(casework, replace(OURS, cohort="2026-Q3")) == []


def test_what_is_done_or_put_off_leaves_its_place(casework: Casework) -> None:
    move(casework, desk.ask_for_help(casework), Move.SEND)
    (one,) = casework.follow_ups_of(DESK, "z-1")
    later = casework.save_follow_up(act(), put_off(one, date(2027, 1, 4)))
    assert due(casework) == [("v-1-provider-answer", date(2027, 1, 4))]
    casework.save_follow_up(act(), finished(later, TODAY, "Gebeld."))
    assert due(casework) == []
    own = casework.save_follow_up(act(), desk.an_appointment(cohort="fout"))
    assert own.cohort == "2026-Q4"
    with pytest.raises(NotFound):
        casework.save_follow_up(act(), replace(desk.an_appointment("o-2"), kind=FollowUpKind.RESULT))


def test_work_goes_along_to_another_worker_and_closing_keeps_the_last_questions(casework: Casework) -> None:
    first = move(casework, desk.ask_for_help(casework), Move.SEND)
    case = casework.assign_case(act(), "z-1", "adviseur", revision=1)
    assert {one.worker for one in casework.follow_ups_of(DESK, "z-1")} == {"adviseur"}
    move(casework, first, Move.ACCEPT, Move.CONTACT)
    casework.save_follow_up(act(), desk.an_appointment())
    casework.close_case(act(), "z-1", revision=case.revision)
    assert [id_ for id_, _ in due(casework)] == ["v-1-result"]


def test_cohorts_count_cases_and_what_is_done_for_them(casework: Casework) -> None:
    for number, opened in ((1, date(2026, 8, 3)), (2, date(2026, 8, 4)), (3, TODAY)):
        casework.save_company(act(), a_company(f"c-{number}"))
        casework.open_case(act(), a_case(f"z-{number}", f"c-{number}", opened_on=opened))
        casework.save_follow_up(
            act(), desk.an_appointment(f"o-{number}", f"z-{number}", due_on=date(2026, 9, 1))
        )
    one = casework.follow_up(DESK, "o-1")
    casework.save_follow_up(act(), finished(one, TODAY))
    found = [(c.quarter, c.cases, c.to_do, c.overdue, c.done) for c in casework.cohorts(DESK, TODAY)]
    assert found == [("2026-Q4", 1, 1, 1, 0), ("2026-Q3", 2, 1, 1, 1)]


def test_everybody_is_reminded_once_of_each_day(bench: Bench, casework: Casework) -> None:
    move(casework, desk.ask_for_help(casework), Move.SEND)
    (one,) = casework.follow_ups_of(DESK, "z-1")
    assert casework.take_reminders(act(by=BY_PROGRAMME), TODAY) == ()
    day = one.due_on
    assert [item.follow_up.id for item in casework.take_reminders(act(), day)] == [one.id]
    assert again(bench).take_reminders(act(), day) == ()
    casework = again(bench)
    casework.save_follow_up(act(), put_off(one, day + timedelta(days=7)))
    assert [item.follow_up.id for item in casework.take_reminders(act(), day + timedelta(days=9))] == [one.id]
    assert casework.take_reminders(act(OTHER_DESK), day + timedelta(days=9)) == ()


# Erasing


def test_erasing_takes_every_word_about_a_company_and_keeps_the_counts(casework: Casework) -> None:
    desk.fill(casework)
    there = act(OTHER_DESK)
    casework.add_link(there, desk.a_link(LinkKind.OUTCOME, "v-1", 7))
    ticks = casework.intakes_of(DESK, "c-1")[0].ticks
    counts = casework.gap_counts(DESK), casework.cohorts(OTHER_DESK, TODAY)[0].cases
    casework.erase_company(there, "c-1")
    casework.erase_company(there, "c-1")
    company = casework.company(DESK, "c-1")
    assert (company.name, company.kvk_number, company.erased_at) == ("", None, NOW)
    assert company.municipality_id == "woerden"
    assert casework.contacts(DESK, "c-1") == ()
    (intake,) = casework.intakes_of(DESK, "c-1")
    assert intake.wish == ""
    assert [(tick.does, tick.example) for tick in intake.ticks] == [(tick.does, "") for tick in ticks]
    assert casework.need(DESK, "n-1").words == ""
    assert {event.note for event in casework.company_timeline(DESK, "c-1")} == {""}
    assert {one.remark for one in casework.follow_ups_of(DESK, "z-1")} == {""}
    assert FollowUpState.OPEN not in {one.state for one in casework.follow_ups_of(DESK, "z-1")}
    referral = casework.referral(DESK, "v-1")
    assert (referral.state, referral.reason) == (ReferralState.WITHDRAWN, Reason.ERASED)
    assert referral.own_reason == ""
    assert casework.occupancies("materiaalscan")[0].taken == 0
    with pytest.raises(NotFound):
        casework.link(f"{7:064x}", NOW)
    assert casework.once(act(), Once(key="k", fingerprint="f"), lambda _: "nieuw") == "nieuw"
    assert casework.companies(DESK, "lasbedrijf").total == 0
    assert (casework.gap_counts(DESK), casework.cohorts(OTHER_DESK, TODAY)[0].cases) == counts
    for change in (
        lambda: casework.save_company(act(), replace(company, name="Terug")),
        lambda: casework.save_contact(act(), desk.a_contact("k-9")),
        lambda: casework.give_consent(act(), "c-1", Purpose.REFER),
        lambda: casework.add_note(there, "z-1", "Toch nog iets."),
    ):
        with pytest.raises(Conflict, match="gewist"):
            change()


def test_details_are_kept_until_the_months_are_over_and_never_shorter(casework: Casework) -> None:
    begin = datetime(2024, 2, 29, 12, tzinfo=UTC)
    for number in (1, 2, 3):
        casework.save_company(act(at=begin + timedelta(days=number - 1)), a_company(f"c-{number}"))
    casework.open_case(act(at=begin), a_case("z-1", "c-1"))

    def past(today: date) -> list[str]:
        return [one.id for one in casework.past_retention(today, months=24)]

    assert past(date(2026, 2, 28)) == []
    assert past(date(2026, 3, 1)) == ["c-2"]
    assert past(date(2026, 3, 2)) == ["c-2", "c-3"]
    casework.close_case(act(at=begin), "z-1", revision=1)
    assert past(date(2026, 2, 27)) == []
    assert past(date(2026, 2, 28)) == ["c-1"]
    casework.give_consent(act(), "c-1", Purpose.CONTACT_LATER)  # activity begins the term anew
    assert past(date(2026, 3, 2)) == ["c-2", "c-3"]
