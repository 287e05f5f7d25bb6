"""Small builders for tests of the desk's work: a desk, a company, a case, a referral that is under way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from matchmaker.casework import outbox
from matchmaker.casework.capacity import Period
from matchmaker.casework.cases import Case, CaseNeed, ShownReason, Suggestion, chosen
from matchmaker.casework.companies import Company, Contact
from matchmaker.casework.followups import FollowUp, finished
from matchmaker.casework.intakes import Intake
from matchmaker.casework.links import PrivateLink
from matchmaker.casework.outbox import Mail, MailKind
from matchmaker.casework.port import Act, Once
from matchmaker.casework.praatplaat import Action, QuestionSet, Tick
from matchmaker.casework.referrals import Referral
from matchmaker.casework.terms import (
    CaseKind,
    DoerKind,
    Domain,
    FollowUpKind,
    Helped,
    LinkKind,
    MadeBy,
    Move,
    Purpose,
)
from matchmaker.casework.timeline import BY_ENTREPRENEUR, Doer
from matchmaker.vocabulary import Answer, Bilingual, CompanySize, NeedKind, RStrategy

if TYPE_CHECKING:
    from matchmaker.casework.port import Casework

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # a Monday
TODAY = date(2026, 11, 23)
DESK = "loket-groene-hart"
OTHER_DESK = "loket-zuid-holland"
STAFF = Doer(kind=DoerKind.STAFF, desk_id=DESK, function="loketmedewerker")
TITLE = Bilingual("Materiaalscan", "Material scan")


def act(desk_id: str = DESK, *, at: datetime = NOW, by: Doer | None = None) -> Act:
    """Return that a desk's worker does something now."""
    worker = Doer(kind=DoerKind.STAFF, desk_id=desk_id, function="loketmedewerker")
    return Act(desk_id=desk_id, by=by or worker, at=at)


def a_company(id_: str = "c-1", **more: Any) -> Company:
    return Company(**{"id": id_, "desk_id": DESK, "name": f"Lasbedrijf {id_}", "active_on": TODAY, **more})


def a_case(id_: str = "z-1", company_id: str = "c-1", **more: Any) -> Case:
    fields = {"kind": CaseKind.QUESTION, "opened_on": TODAY, "worker": "loketmedewerker", **more}
    return Case(id=id_, desk_id=DESK, company_id=company_id, **fields)


def a_need(id_: str = "n-1", case_id: str = "z-1", **more: Any) -> CaseNeed:
    fields = {"words": "Wie neemt ons staalafval af?", "kinds": (NeedKind.MATERIALS,), **more}
    return CaseNeed(id=id_, case_id=case_id, **fields)


def a_referral(id_: str = "v-1", case_id: str = "z-1", need_id: str = "n-1", **more: Any) -> Referral:
    fields = {
        "offering_id": "materiaalscan",
        "offering_title": TITLE,
        "provider_id": "scanbureau",
        "provider_name": "Scanbureau",
        **more,
    }
    return Referral(id=id_, case_id=case_id, need_id=need_id, **fields)


def a_period(**more: Any) -> Period:
    fields = {
        "id": "p-1",
        "offering_id": "materiaalscan",
        "starts_on": date(2026, 10, 1),
        "ends_on": date(2026, 12, 31),
        "places": 1,
        **more,
    }
    return Period(**fields)


def ask_for_help(
    casework: Casework, number: int | str = 1, desk_id: str = DESK, own_reason: str = ""
) -> Referral:
    """Store a company, its case and need, and a proposed referral, all with one number in their ids."""
    here = act(desk_id)
    casework.save_company(here, a_company(f"c-{number}"))
    casework.open_case(here, a_case(f"z-{number}", f"c-{number}"))
    casework.save_need(here, a_need(f"n-{number}", f"z-{number}"))
    referral = a_referral(f"v-{number}", f"z-{number}", f"n-{number}", own_reason=own_reason)
    return casework.propose_referral(here, referral)


def move(casework: Casework, referral: Referral, *moves: Move, at: datetime = NOW) -> Referral:
    """Make moves that take no reason, one after the other."""
    for step in moves:
        referral = casework.move_referral(act(at=at), referral.id, step, revision=referral.revision)
    return referral


def an_action(id_: str, domain: Domain = Domain.PRODUCT, **more: Any) -> Action:
    text = Bilingual(f"Wij doen {id_}.", f"We do {id_}.")
    need = Bilingual(f"Wie helpt ons met {id_}?", f"Who helps us with {id_}?")
    return Action(
        id=id_, domain=domain, text=text, need=need, **{"need_kinds": (NeedKind.KNOWLEDGE,), **more}
    )


def a_question_set(*actions: Action, id_: str = "general", version: int = 1, **more: Any) -> QuestionSet:
    fields = {"sectors": (), "published_on": date(2026, 1, 1), **more}
    title = Bilingual("Algemeen", "General")
    return QuestionSet(id=id_, version=version, title=title, actions=actions, **fields)


def an_intake(id_: str = "i-1", company_id: str = "c-1", **more: Any) -> Intake:
    fields = {"made_by": MadeBy.ALONE, "started_at": NOW, **more}
    return Intake(
        id=id_,
        company_id=company_id,
        desk_id=DESK,
        question_set_id="general",
        question_set_version=1,
        **fields,
    )


def a_contact(id_: str = "k-1", company_id: str = "c-1", **more: Any) -> Contact:
    fields = {"function": "eigenaar", "email": "eigenaar@lasbedrijf.example", **more}
    return Contact(id=id_, company_id=company_id, **fields)


def a_link(kind: LinkKind, target_id: str, number: int = 1, **more: Any) -> PrivateLink:
    fields = {"desk_id": DESK, "made_at": NOW, "expires_at": NOW + timedelta(days=30), **more}
    return PrivateLink(token_hash=f"{number:064x}", kind=kind, target_id=target_id, **fields)


def a_mail(id_: str = "m-1", **more: Any) -> Mail:
    fields = {"subject_id": "v-1", "recipient": "loket@aanbieder.example", "next_try_at": NOW, **more}
    return Mail(id=id_, desk_id=DESK, kind=MailKind.PROVIDER_QUESTION, language="nl", made_at=NOW, **fields)


def a_suggestion(offering_id: str = "materiaalscan", **more: Any) -> Suggestion:
    reason = ShownReason(feature="text", contribution=0.5, text=Bilingual("Dit past.", "This fits."))
    fields = {"score": 0.5, "eligibility": Answer.YES, "reasons": (reason,), **more}
    return Suggestion(
        offering_id=offering_id,
        offering_title=TITLE,
        provider_id="scanbureau",
        provider_name="Scanbureau",
        **fields,
    )


def an_appointment(id_: str = "o-1", case_id: str = "z-1", **more: Any) -> FollowUp:
    fields = {"due_on": TODAY, "cohort": "2026-Q4", **more}
    return FollowUp(id=id_, desk_id=DESK, case_id=case_id, kind=FollowUpKind.OWN, **fields)


def fill(casework: Casework) -> None:
    """Use every door, so that everything that can be stored is stored: a case of which nothing is empty."""
    here = act()
    details = {"kvk_number": "12345678", "municipality_id": "woerden", "size": CompanySize.SMALL}
    company = casework.save_company(here, a_company(**details, sectors=("metal",)))
    casework.save_contact(here, a_contact(phone="0348 000 000"))
    casework.give_consent(here, "c-1", Purpose.REFER)
    ticks = (Tick(action_id="reuse", does=True, example="Wij draaien oude assen af.", may_share=True),)
    begun = casework.save_intake(here, an_intake(ticks=ticks, own_grade=6, wish="Minder afval."))
    casework.submit_intake(here, "i-1", a_question_set(an_action("reuse")), revision=begun.revision)
    casework.add_link(here, a_link(LinkKind.INTAKE, "i-1"))
    casework.withdraw_link(here, f"{1:064x}")
    casework.open_case(here, a_case(intake_id="i-1"))
    need = a_need(
        themes=("steel-metals",),
        r_strategy=RStrategy.RECYCLE,
        action_id="reuse",
        suggestions=(a_suggestion(),),
        suggested_on=TODAY,
    )
    casework.save_need(here, chosen(need, "materiaalscan"))
    missing = (Bilingual("kennis van staal", "knowledge of steel"),)
    casework.record_gap(here, "n-1", need.as_need(company, TODAY), missing)
    casework.save_period(here, a_period())
    own_choice = a_referral(own_reason="Zij kennen dit bedrijf al.")
    sent = move(casework, casework.propose_referral(here, own_choice), Move.SEND)
    told: dict[str, Any] = {"link_made": True, "helped": Helped.PARTLY, "step_taken": False}
    sent = casework.tell_outcome(here, "v-1", revision=sent.revision, **told)
    casework.tell_outcome(act(by=BY_ENTREPRENEUR), "v-1", revision=sent.revision, **told)
    (waiting,) = casework.follow_ups_of(DESK, "z-1")
    casework.save_follow_up(here, finished(waiting, TODAY, "Gebeld met de aanbieder."))
    casework.save_follow_up(here, an_appointment())
    casework.take_reminders(here, TODAY)
    casework.add_note(here, "z-1", "Belt liever in de ochtend.")
    casework.once(here, Once(key="k", fingerprint="f"), lambda _: "antwoord over c-1")
    casework.add_mail(here, a_mail(company_id="c-1"))
    for mail in casework.take_mails(NOW):
        casework.settle_mail(mail, outbox.sent, NOW)
    shared = casework.share_case(here, "z-1", "loket-derde", revision=1)
    given = casework.hand_over_case(here, "z-1", OTHER_DESK, revision=shared.revision, note="Juridisch.")
    there = act(OTHER_DESK)
    taken = casework.assign_case(there, "z-1", "jurist", revision=given.revision)
    casework.close_case(there, "z-1", revision=taken.revision)
    casework.save_company(here, a_company("c-2"))
    casework.erase_company(here, "c-2")
