"""What desk staff does in a case, the same from a page and over the API.

Every function takes the casework itself and may be called in a thread. They decide nothing: what a referral
or a need becomes is decided in ``matchmaker.casework``, and who may see it where it is stored.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from api.private_links import new_link
from matchmaker.asking import Asked
from matchmaker.casework import cases, followups
from matchmaker.casework.cases import Case, CaseNeed, ShownReason, Suggestion
from matchmaker.casework.companies import Company, Contact, consent_holds
from matchmaker.casework.followups import FollowUp
from matchmaker.casework.outbox import Mail, MailKind
from matchmaker.casework.port import Act, Once
from matchmaker.casework.referrals import Referral, allowed, own_reason_faults
from matchmaker.casework.terms import (
    CaseKind,
    DoerKind,
    FollowUpKind,
    FollowUpState,
    LinkKind,
    MailPreference,
    Move,
    Purpose,
)
from matchmaker.casework.timeline import Doer
from matchmaker.days import day_of, quarter_of
from matchmaker.errors import Conflict, Fault, InvalidInput
from matchmaker.vocabulary import Bilingual, TargetGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from api.identity import Worker
    from api.loaded import Loaded
    from api.private_links import NewLink
    from matchmaker.casework.port import Casework
    from matchmaker.casework.terms import Helped
    from matchmaker.matching import Match, MatchAnswer, WhyNot
    from matchmaker.matching.answer import Condition
    from matchmaker.model import Actor, Need
    from matchmaker.ports import Clock
    from matchmaker.vocabulary import Answer, CompanySize, Language, NeedKind, RStrategy

SUGGESTED = 10
MOST_THEMES = 3  # of a need

GONE = Fault(
    where="offeringId",
    message=Bilingual(
        "Dit aanbod staat niet (meer) in het register. Zoek het op en kies het opnieuw.",
        "This offering is not (or no longer) in the register. Look it up and choose again.",
    ),
)
SUGGESTED_ALREADY = Fault(
    where="offeringId",
    message=Bilingual(
        "Dit aanbod staat bij de suggesties. Kies het daar; dan is geen reden nodig.",
        "This offering is among the suggestions. Choose it there; then no reason is needed.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls a desk: a company that it knows, or what is told of a new one.

    Attributes:
        company_id: Id of the known company, or None for a new one.
        name: As a new one calls itself.
        kvk_number: Eight digits, or None.
        municipality_id: Place id, or None if unknown.
        sectors: Theme ids of its trade.
        size: Size class, or None if unknown.
        target_group: What it is.
        contact_function: Function of the person who calls; empty if no contact is to be kept.
        email: Mail address, or None.
        phone: Telephone number, or None.
    """

    company_id: str | None = None
    name: str = ""
    kvk_number: str | None = None
    municipality_id: str | None = None
    sectors: tuple[str, ...] = ()
    size: CompanySize | None = None
    target_group: TargetGroup = TargetGroup.ENTREPRENEUR
    contact_function: str = ""
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a caller asks.

    Attributes:
        words: In the words of the caller.
        kinds: Kinds of help; empty if unknown.
        r_strategy: The rung aimed at, or None.
    """

    words: str
    kinds: tuple[NeedKind, ...] = ()
    r_strategy: RStrategy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChoice:
    """What a desk chooses though it was not suggested, as it knows better.

    Attributes:
        offering_id: Which offering.
        reason: Why, in 1 to 2,000 characters.
        overrules: Names of the conditions that refuse the company, to which the desk knows an exception.
    """

    offering_id: str
    reason: str
    overrules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How a referral is sent.

    Attributes:
        revision: The revision of the referral that was read.
        consents: The company just said that its details may be passed on.
        note: What the desk adds for itself.
    """

    revision: int
    consents: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the three questions of a follow-up were answered with; None where it is not known yet."""

    link_made: bool | None = None
    helped: Helped | None = None
    step_taken: bool | None = None


def act_of(worker: Worker, clock: Clock) -> Act:
    """Return who does something for which desk, now.

    Args:
        worker: Staff of a desk.
        clock: Tells the time.
    """
    assert worker.desk_id is not None, "only staff acts for a desk"  # noqa: S101  # pages and routes see to it
    by = Doer(kind=DoerKind.STAFF, desk_id=worker.desk_id, function=worker.function.value)
    return Act(desk_id=worker.desk_id, by=by, at=clock.now())


def new_id(kind: str) -> str:
    """Return an id for a new record, which says nothing about whom it is about and cannot be guessed."""
    return f"{kind}-{secrets.token_hex(8)}"


def fingerprint(*parts: str) -> str:
    """Return what tells a request from another one with the same key."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def once_for(mark: str, *parts: str) -> Once:
    """Return by what a form that is sent twice is known: the mark that it was shown with."""
    return Once(key=f"form-{mark}", fingerprint=fingerprint(*parts))


def save_caller(casework: Casework, act: Act, caller: Caller) -> Company:
    """Return the company that calls, which the desk knows from then on, with the contact that was told.

    Raises:
        InvalidInput: A value cannot be kept; every fault is named.
        NotFound: The desk knows no company of that id.
    """
    if caller.company_id:
        company = casework.company(act.desk_id, caller.company_id)
    else:
        company = casework.save_company(act, _new_company(act, caller))
    if caller.contact_function or caller.email or caller.phone:
        contact = Contact(
            id=new_id("contact"),
            company_id=company.id,
            function=caller.contact_function,
            email=caller.email,
            phone=caller.phone,
        )
        casework.save_contact(act, contact)
    return company


def open_question(
    casework: Casework, act: Act, loaded: Loaded, caller: Caller, question: Question, today: date
) -> CaseNeed:
    """Open a case for a caller with one need, and keep what was suggested for it, or that nothing fits.

    Raises:
        InvalidInput: A value cannot be kept; every fault is named.
        NotFound: The desk knows no company of the caller's id.
    """
    company = save_caller(casework, act, caller)
    case = Case(
        id=new_id("zaak"),
        desk_id=act.desk_id,
        company_id=company.id,
        kind=CaseKind.QUESTION,
        opened_on=today,
        worker=act.by.function,
    )
    casework.open_case(act, case)
    return add_need(casework, act, loaded, case.id, question, today)


def add_need(
    casework: Casework, act: Act, loaded: Loaded, case_id: str, question: Question, today: date
) -> CaseNeed:
    """Add a need to a case, and keep what was suggested for it, or that nothing fits.

    Raises:
        InvalidInput: It has no words, or too many.
        NotFound: The desk has no such case.
        Conflict: The desk may only read the case.
    """
    case = casework.case(act.desk_id, case_id)
    company = casework.company(act.desk_id, case.company_id)
    need = CaseNeed(
        id=new_id("behoefte"),
        case_id=case_id,
        words=question.words,
        kinds=question.kinds,
        themes=_themes_in(loaded, question.words),
        r_strategy=question.r_strategy,
    )
    return keep_answer(casework, act, loaded, need, company, today)


def reword(
    casework: Casework, act: Act, loaded: Loaded, need_id: str, question: Question, today: date
) -> CaseNeed:
    """Change what is asked, and keep what is suggested for it now, or that nothing fits; see ``add_need``."""
    need = casework.need(act.desk_id, need_id)
    case = casework.case(act.desk_id, need.case_id)
    company = casework.company(act.desk_id, case.company_id)
    changed = replace(
        need,
        words=question.words,
        kinds=question.kinds,
        themes=_themes_in(loaded, question.words),
        r_strategy=question.r_strategy,
    )
    return keep_answer(casework, act, loaded, changed, company, today)


def answer_to(loaded: Loaded, need: CaseNeed, company: Company, today: date, *, desk_id: str) -> MatchAnswer:
    """Return what the register's facts answer to a need today, as to anybody who asks it in these words.

    ``desk_id`` is the desk that answers: it is not sent to itself.
    """
    return _answer(loaded, _as_asked(loaded, need, company, today), desk_id)


def keep_answer(
    casework: Casework, act: Act, loaded: Loaded, need: CaseNeed, company: Company, today: date
) -> CaseNeed:
    """Keep a need with what is suggested for it today, or that nothing fits what it was understood to seek.

    Raises:
        InvalidInput: It has no words, or too many.
    """
    faults = cases.need_faults(need)
    if faults:
        raise InvalidInput(faults)
    asked = _as_asked(loaded, need, company, today)
    answer = _answer(loaded, asked, act.desk_id)
    kept = casework.save_need(act, cases.suggested(need, suggestions_of(answer), today))
    if answer.lack is not None:
        casework.record_gap(act, kept.id, asked, answer.lack.missing)
    return kept


def suggestions_of(answer: MatchAnswer) -> tuple[Suggestion, ...]:
    """Return an answer as it is kept with a need: the best match of each offering, in their order."""
    best: dict[str, Match] = {}
    for match in answer.matches:
        # Who offers it may come after a door to it, where the party stands above with something else.
        if match.score > best.setdefault(match.offering.id, match).score:
            best[match.offering.id] = match
    return tuple(_suggestion(match) for match in best.values())


def choose(
    casework: Casework, act: Act, loaded: Loaded, need_id: str, offering_id: str, today: date
) -> Referral:
    """Choose what was suggested for a need, and propose a referral to it.

    Raises:
        InvalidInput: The offering is not among the suggestions.
        Conflict: The need was referred to it already, and that is under way.
    """
    need = casework.need(act.desk_id, need_id)
    case = casework.case(act.desk_id, need.case_id)
    company = casework.company(act.desk_id, case.company_id)
    shown = suggestions_of(answer_to(loaded, need, company, today, desk_id=act.desk_id)) or need.suggestions
    need = casework.save_need(act, cases.chosen(cases.suggested(need, shown, today), offering_id))
    picked = next(one for one in need.suggestions if one.offering_id == offering_id)
    referral = Referral(
        id=new_id("verwijzing"),
        case_id=case.id,
        need_id=need.id,
        offering_id=picked.offering_id,
        offering_title=picked.offering_title,
        provider_id=picked.provider_id,
        provider_name=picked.provider_name,
    )
    return casework.propose_referral(act, referral)


def choose_own(
    casework: Casework, act: Act, loaded: Loaded, need_id: str, choice: OwnChoice, today: date
) -> Referral:
    """Propose a referral to what is not suggested for a need, which leaves the suggestions as they are.

    Raises:
        InvalidInput: There is no such offering, or it is suggested today; the reason is missing or too
            long; or a condition refuses the company that is not overruled. Every fault is named.
        Conflict: Nobody may be sent there, or the need was referred to it already and that is under way.
    """
    need = casework.need(act.desk_id, need_id)
    case = casework.case(act.desk_id, need.case_id)
    company = casework.company(act.desk_id, case.company_id)
    faults = own_reason_faults(choice.reason)
    offering = loaded.find_offering(choice.offering_id)
    if offering is None:
        raise InvalidInput([GONE, *faults])
    answer = answer_to(loaded, need, company, today, desk_id=act.desk_id)
    if any(match.offering.id == offering.id for match in answer.matches):
        raise InvalidInput([SUGGESTED_ALREADY])
    told = why_not(loaded, need, company, offering.id, today, desk_id=act.desk_id)
    if told.forbidden:
        raise Conflict(_refusal(told.forbidden))
    faults += [_not_overruled(one) for one in told.overrulable if one.name not in choice.overrules]
    if faults:
        raise InvalidInput(faults)
    referral = Referral(
        id=new_id("verwijzing"),
        case_id=case.id,
        need_id=need.id,
        offering_id=offering.id,
        offering_title=offering.title,
        provider_id=offering.provider_id,
        provider_name=loaded.actor_by_id(offering.provider_id).name,
        own_reason=choice.reason,
    )
    return casework.propose_referral(act, referral)


def why_not(
    loaded: Loaded, need: CaseNeed, company: Company, offering_id: str, today: date, *, desk_id: str
) -> WhyNot:
    """Return how an offering stands to a need today; see ``answer_to``."""
    asked = replace(_as_asked(loaded, need, company, today), desk_id=desk_id)
    return loaded.matcher.why_not(asked, offering_id, limit=SUGGESTED)


def send(casework: Casework, act: Act, referral_id: str, sending: Sending) -> NewLink:
    """Send a referral: the provider answers by the link that is returned.

    Raises:
        NoPlaceLeft: The last place just went.
        MoveNotAllowed: It was sent already.
    """
    _move_on(casework, act, referral_id, Move.SEND, sending)
    return renew_link(casework, act, LinkKind.REFERRAL, referral_id)


def send_by_mail(
    casework: Casework, act: Act, referral_id: str, sending: Sending, recipient: str, language: Language
) -> Mail:
    """Send a referral: the provider gets a mail with the link by which it answers; see ``send``."""
    referral = _move_on(casework, act, referral_id, Move.SEND, sending)
    return _put_in_outbox(casework, act, referral, MailKind.PROVIDER_QUESTION, recipient, language)


def log(casework: Casework, act: Act, referral_id: str, sending: Sending) -> Referral:
    """Write down that the desk referred somebody by itself; see ``send``."""
    return _move_on(casework, act, referral_id, Move.LOG, sending)


def ask_by_mail(casework: Casework, act: Act, referral_id: str) -> tuple[Mail, ...]:
    """Ask how a referral went, by mail to everybody at the company who may be mailed.

    Raises:
        Conflict: Nobody there can be mailed, or the company does not want to be contacted later.
    """
    referral = casework.referral(act.desk_id, referral_id)
    company_id = casework.case(act.desk_id, referral.case_id).company_id
    people = mailable(casework, act.desk_id, company_id)
    if not people:
        raise Conflict(
            "Dit bedrijf wil geen mail, of er is geen e-mailadres. Bel het bedrijf. / "
            "This company wants no mail, or there is no mail address. Call the company."
        )
    kind = MailKind.OUTCOME_QUESTION
    return tuple(
        _put_in_outbox(casework, act, referral, kind, one.email or "", one.language) for one in people
    )


def mailable(casework: Casework, desk_id: str, company_id: str) -> tuple[Contact, ...]:
    """Return the contacts of a company that may be mailed to ask how it went."""
    if not consent_holds(casework.consents(desk_id, company_id), Purpose.CONTACT_LATER):
        return ()
    return tuple(
        one
        for one in casework.contacts(desk_id, company_id)
        if one.email and one.mail is not MailPreference.NONE
    )


def allow_passing_on(casework: Casework, act: Act, referral: Referral) -> None:
    """Record that the company consents to passing its details on, unless it did so before."""
    company_id = casework.case(act.desk_id, referral.case_id).company_id
    if not consent_holds(casework.consents(act.desk_id, company_id), Purpose.REFER):
        casework.give_consent(act, company_id, Purpose.REFER)


def renew_link(casework: Casework, act: Act, kind: LinkKind, target_id: str) -> NewLink:
    """Make a private link to something, and let earlier ones to it open nothing any more."""
    for link in casework.links_of(act.desk_id, target_id):
        if link.kind is kind and link.opens(act.at):
            casework.withdraw_link(act, link.token_hash)
    made = new_link(kind, desk_id=act.desk_id, target_id=target_id, at=act.at)
    casework.add_link(act, made.link)
    return made


def withdraw_links(casework: Casework, act: Act, kind: LinkKind, target_id: str) -> None:
    """Let the links of a kind to something open nothing any more."""
    for link in casework.links_of(act.desk_id, target_id):
        if link.kind is kind and link.opens(act.at):
            casework.withdraw_link(act, link.token_hash)


def plan(casework: Casework, act: Act, case_id: str, due_on: date, remark: str) -> FollowUp:
    """Put an appointment of the desk's own on the work list.

    Raises:
        NotFound: The desk has no such case.
        Conflict: The desk may only read the case.
    """
    case = casework.case(act.desk_id, case_id)
    appointment = FollowUp(
        id=new_id("afspraak"),
        desk_id=case.desk_id,
        case_id=case.id,
        kind=FollowUpKind.OWN,
        due_on=due_on,
        cohort=quarter_of(case.opened_on),
        worker=case.worker,
        remark=remark.strip(),
    )
    return casework.save_follow_up(act, appointment)


def tell_outcome(
    casework: Casework, act: Act, referral_id: str, answered: Answered, *, revision: int
) -> Referral:
    """Record what came of a referral; one of which somebody says that there was contact is in contact.

    Raises:
        MoveNotAllowed: It was not sent yet.
        ChangedMeanwhile: It has another revision by now.
    """
    told = casework.tell_outcome(
        act,
        referral_id,
        revision=revision,
        link_made=answered.link_made,
        helped=answered.helped,
        step_taken=answered.step_taken,
    )
    if answered.link_made and Move.CONTACT in allowed(told.state, act.by.kind):
        return casework.move_referral(act, referral_id, Move.CONTACT, revision=told.revision)
    return told


def finish_follow_up(
    casework: Casework,
    act: Act,
    follow_up: FollowUp,
    *,
    today: date,
    answered: Answered | None = None,
    remark: str = "",
) -> FollowUp:
    """Write down that a follow-up was done, and what the company answered to the three questions.

    Where what it asks is still not known, it comes back on the work list for another day.

    Args:
        casework: Where it is kept.
        act: Who did it, for which desk and when.
        follow_up: Which follow-up, as it was read.
        today: Today in the Netherlands.
        answered: What was answered, or None if the three questions were not asked.
        remark: What came of it.

    Raises:
        Conflict: It was done already, or somebody else changed it meanwhile.
    """
    done = casework.save_follow_up(act, followups.finished(follow_up, today, remark))
    if done.referral_id is None:
        return done
    referral = casework.referral(act.desk_id, done.referral_id)
    if answered is not None and answered != Answered():
        referral = tell_outcome(casework, act, referral.id, answered, revision=referral.revision)
    case = casework.case(act.desk_id, done.case_id)
    again = followups.asked_again(done, case, referral, today)
    return casework.save_follow_up(act, again) if again else done


def drop_follow_up(casework: Casework, act: Act, follow_up: FollowUp, reason: str) -> FollowUp:
    """Write down that a follow-up is no longer needed, and why.

    Raises:
        Conflict: It was done already, or somebody else changed it meanwhile.
    """
    dropped = replace(follow_up, state=FollowUpState.DROPPED, remark=reason.strip() or follow_up.remark)
    followups.put_off(follow_up, follow_up.due_on)  # refuses what is finished
    return casework.save_follow_up(act, dropped)


def company_as_party(loaded: Loaded, company: Company) -> Actor | None:
    """Return the party of the register that a company is, by KVK number or by the very same name, or None."""
    by_number, by_name = loaded.derived.get("parties", lambda: _parties(loaded))
    found: Actor | None = by_number.get(company.kvk_number or "") or by_name.get(company.name.casefold())
    return found


def _themes_in(loaded: Loaded, words: str) -> tuple[str, ...]:
    """Return what a question speaks of most, by which what is missing is counted."""
    strengths = loaded.thesaurus.mentioned(words)
    return tuple(sorted(strengths, key=lambda theme_id: (-strengths[theme_id], theme_id))[:MOST_THEMES])


def _parties(loaded: Loaded) -> tuple[Mapping[str, Actor], Mapping[str, Actor]]:
    """Return the parties by KVK number and by name; of those that share one the first."""
    actors = loaded.snapshot.actors[::-1]
    by_number = {one.kvk_number: one for one in actors if one.kvk_number}
    return by_number, {one.name.casefold(): one for one in actors}


def _answer(loaded: Loaded, asked: Need, desk_id: str) -> MatchAnswer:
    return loaded.matcher.match(replace(asked, desk_id=desk_id), limit=SUGGESTED)


def _as_asked(loaded: Loaded, need: CaseNeed, company: Company, today: date) -> Need:
    """Return a need with what is read into its words, and with what is known of the company instead."""
    party = company_as_party(loaded, company)
    stated = replace(need.as_need(company, today), actor_id=party.id if party else None)
    if not need.words.strip():  # the company was erased
        return stated
    asked = Asked(text=need.words, need_kinds=tuple(kind.value for kind in need.kinds))
    read = loaded.reader.read(asked, asked_on=today).need
    return replace(
        read,
        sectors=stated.sectors or read.sectors,
        municipality_id=stated.municipality_id or read.municipality_id,
        size=stated.size or read.size,
        r_strategy=stated.r_strategy or read.r_strategy,
        target_group=stated.target_group,
        actor_id=stated.actor_id,
    )


def _refusal(why: Iterable[Bilingual]) -> str:
    return (
        f"Naar dit aanbod kunt u niet verwijzen. {' '.join(one.nl for one in why)} / "
        f"You cannot refer to this offering. {' '.join(one.en for one in why)}"
    )


def _not_overruled(condition: Condition) -> Fault:
    """Return that a condition refuses the company, and the desk did not say that it knows this."""
    text = Bilingual(
        f"Let op: {condition.text.nl} Bevestig dat u dit weet, of kies ander aanbod.",
        f"Note: {condition.text.en} Confirm that you know this, or choose another offering.",
    )
    return Fault(where="overrules", message=text, suggestions=(condition.name,))


def _move_on(casework: Casework, act: Act, referral_id: str, move: Move, sending: Sending) -> Referral:
    referral = casework.move_referral(act, referral_id, move, revision=sending.revision, note=sending.note)
    if sending.consents:
        allow_passing_on(casework, act, referral)
    return referral


def _put_in_outbox(
    casework: Casework, act: Act, referral: Referral, kind: MailKind, recipient: str, language: Language
) -> Mail:
    """Put a mail about a referral in the outbox; the same to the same address on one day is one mail."""
    company_id = casework.case(act.desk_id, referral.case_id).company_id
    to = hashlib.sha256(recipient.casefold().encode()).hexdigest()[:8]
    mail = Mail(
        id=f"{referral.id}-{kind.value.replace('_', '-')}-{day_of(act.at).isoformat()}-{to}",
        desk_id=act.desk_id,
        kind=kind,
        subject_id=referral.id,
        company_id=company_id,
        recipient=recipient,
        language=language,
        made_at=act.at,
        next_try_at=act.at,
    )
    return casework.add_mail(act, mail)


def _new_company(act: Act, caller: Caller) -> Company:
    return Company(
        id=new_id("bedrijf"),
        desk_id=act.desk_id,
        name=caller.name.strip(),
        target_group=caller.target_group,
        kvk_number=caller.kvk_number,
        municipality_id=caller.municipality_id,
        sectors=caller.sectors,
        size=caller.size,
        active_on=day_of(act.at),
    )


def _suggestion(match: Match) -> Suggestion:
    answer: Answer = match.eligibility.answer
    return Suggestion(
        offering_id=match.offering.id,
        offering_title=match.offering.title,
        provider_id=match.provider.id,
        provider_name=match.provider.name,
        score=match.score,
        eligibility=answer,
        reasons=tuple(
            ShownReason(feature=one.feature, contribution=one.contribution, text=one.text)
            for one in match.reasons
        ),
    )
