"""From a desk's own work to what goes over the wire, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.desk import schemas as wire
from api.desk.intakes import case_id_of
from api.presenting import BASE
from api.schemas import Link, PlaceRef, ThemeRef
from matchmaker.casework.referrals import allowed
from matchmaker.casework.terms import DoerKind, Purpose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.loaded import Loaded
    from api.schemas import Links
    from matchmaker.casework.capacity import Occupancy
    from matchmaker.casework.cases import Case, CaseNeed, Gap, Suggestion
    from matchmaker.casework.companies import Candidate, Company, Consent, Contact
    from matchmaker.casework.followups import FollowUp, WorkItem
    from matchmaker.casework.intakes import Intake
    from matchmaker.casework.praatplaat import Action, QuestionSet
    from matchmaker.casework.referrals import Outcome, Referral, ReferralStep
    from matchmaker.vocabulary import Bilingual, Language


class DeskPresenter:
    """Presents a desk's records, with the names that the register has now, to a reader of one language."""

    def __init__(self, loaded: Loaded, language: Language) -> None:
        """Take the facts and the language."""
        self._loaded = loaded
        self._language = language

    def _text(self, text: Bilingual) -> str:
        return text.in_language(self._language)

    def _place(self, place_id: str | None) -> PlaceRef | None:
        place = self._loaded.gazetteer.by_id.get(place_id or "")
        return PlaceRef(id=place.id, name=place.name, kind=place.kind) if place else None

    def company_ref(self, company: Company) -> wire.CompanyRef:
        """Present a company, short."""
        return wire.CompanyRef(
            id=company.id,
            name=company.name,
            municipality=self._place(company.municipality_id),
            target_group=company.target_group,
            links=links(self=f"/companies/{company.id}", cases=f"/cases?companyId={company.id}"),
        )

    def company(
        self, company: Company, contacts: Iterable[Contact], consents: Iterable[Consent]
    ) -> wire.CompanyOut:
        """Present a company with all that the desk knows."""
        known = {theme.id: theme for theme in self._loaded.snapshot.themes}
        latest = {one.purpose: one.is_given for one in consents}  # the earliest come first
        return wire.CompanyOut(
            id=company.id,
            revision=company.revision,
            name=company.name,
            kvk_number=company.kvk_number,
            municipality=self._place(company.municipality_id),
            sectors=[
                ThemeRef(id=theme_id, label=self._text(known[theme_id].label))
                for theme_id in company.sectors
                if theme_id in known
            ],
            size=company.size,
            target_group=company.target_group,
            active_on=company.active_on,
            erased_at=company.erased_at,
            contacts=[_contact(one) for one in contacts],
            consents=[
                wire.ConsentOut(purpose=purpose, is_given=latest.get(purpose, False)) for purpose in Purpose
            ],
            links=links(self=f"/companies/{company.id}", cases=f"/cases?companyId={company.id}"),
        )

    def candidate(self, candidate: Candidate) -> wire.CandidateOut:
        """Present a known company that may be meant."""
        return wire.CandidateOut(
            company=self.company_ref(candidate.company),
            is_same=candidate.judgement.same,
            score=candidate.judgement.score,
            why=self._text(candidate.judgement.why),
        )

    def case(self, case: Case, needs: Iterable[CaseNeed], desk_id: str) -> wire.CaseOut:
        """Present a case to a desk."""
        return wire.CaseOut(
            id=case.id,
            revision=case.revision,
            desk_id=case.desk_id,
            company_id=case.company_id,
            kind=case.kind,
            state=case.state,
            opened_on=case.opened_on,
            closed_on=case.closed_on,
            worker=case.worker,
            shared_with=list(case.shared_with),
            may_change=case.may_change(desk_id),
            needs=[need.id for need in needs],
            links=links(
                self=f"/cases/{case.id}",
                company=f"/companies/{case.company_id}",
                referrals=f"/referrals?caseId={case.id}",
            ),
        )

    def need(self, need: CaseNeed, company_id: str) -> wire.NeedRecordOut:
        """Present a need with what was suggested for it."""
        return wire.NeedRecordOut(
            id=need.id,
            revision=need.revision,
            case_id=need.case_id,
            company_id=company_id,
            text=need.words,
            need_kinds=list(need.kinds),
            r_strategy=need.r_strategy,
            suggested_on=need.suggested_on,
            suggestions=[self._suggestion(one) for one in need.suggestions],
            links=links(
                self=f"/needs/{need.id}", case=f"/cases/{need.case_id}", company=f"/companies/{company_id}"
            ),
        )

    def _suggestion(self, suggestion: Suggestion) -> wire.SuggestionOut:
        return wire.SuggestionOut(
            offering_id=suggestion.offering_id,
            offering_title=self._text(suggestion.offering_title),
            provider_id=suggestion.provider_id,
            provider_name=suggestion.provider_name,
            score=suggestion.score,
            eligibility=suggestion.eligibility,
            reasons=[
                wire.ShownReasonOut(
                    feature=one.feature, contribution=one.contribution, text=self._text(one.text)
                )
                for one in suggestion.reasons
            ],
            is_chosen=suggestion.is_chosen,
        )

    def referral(self, referral: Referral) -> wire.ReferralOut:
        """Present a referral."""
        return wire.ReferralOut(
            id=referral.id,
            revision=referral.revision,
            case_id=referral.case_id,
            need_id=referral.need_id,
            offering_id=referral.offering_id,
            offering_title=self._text(referral.offering_title),
            provider_id=referral.provider_id,
            provider_name=referral.provider_name,
            own_reason=referral.own_reason,
            state=referral.state,
            channel=referral.channel,
            sent_at=referral.sent_at,
            allowed_moves=list(allowed(referral.state, DoerKind.STAFF)),
            steps=[_step(one) for one in referral.steps],
            desk_outcome=_outcome(referral.desk_outcome),
            own_outcome=_outcome(referral.own_outcome),
            links=links(
                self=f"/referrals/{referral.id}",
                case=f"/cases/{referral.case_id}",
                need=f"/needs/{referral.need_id}",
                offering=f"/offerings/{referral.offering_id}",
            ),
        )

    def follow_up(self, follow_up: FollowUp) -> wire.FollowUpOut:
        """Present a follow-up."""
        return wire.FollowUpOut(**_follow_up_fields(follow_up))

    def work_item(self, item: WorkItem) -> wire.WorkItemOut:
        """Present a line of the work list."""
        return wire.WorkItemOut(
            **_follow_up_fields(item.follow_up),
            company=item.company_name,
            company_id=item.company_id,
            offering_title=self._text(item.offering_title) if item.offering_title else None,
            referral_state=item.referral_state,
            own_reason=item.own_reason,
        )

    def period(self, occupancy: Occupancy) -> wire.PeriodOut:
        """Present a period with how full it is."""
        period = occupancy.period
        return wire.PeriodOut(
            id=period.id,
            revision=period.revision,
            offering_id=period.offering_id,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            places=period.places,
            taken=occupancy.taken,
            left=occupancy.left,
            waiting_places=period.waiting_places,
            waiting=occupancy.waiting,
            assess_first=period.assess_first,
            links=links(
                self=f"/offerings/{period.offering_id}/periods/{period.id}",
                offering=f"/offerings/{period.offering_id}",
            ),
        )

    def gap(self, gap: Gap) -> wire.GapRecordOut:
        """Present a gap."""
        return wire.GapRecordOut(
            id=gap.id,
            need_id=gap.need_id,
            case_id=gap.case_id,
            on=gap.on,
            need_kinds=list(gap.kinds),
            municipality=self._place(gap.municipality_id),
            missing=[self._text(text) for text in gap.missing],
        )

    def question_set_ref(self, questions: QuestionSet) -> wire.QuestionSetRef:
        """Present a question set, short."""
        return wire.QuestionSetRef(**self._question_set_fields(questions))

    def question_set(self, questions: QuestionSet) -> wire.QuestionSetOut:
        """Present a version of a question set."""
        actions = [self._action(action) for action in questions.actions]
        return wire.QuestionSetOut(**self._question_set_fields(questions), actions=actions)

    def _question_set_fields(self, questions: QuestionSet) -> dict[str, Any]:
        return {
            "id": questions.id,
            "version": questions.version,
            "title": self._text(questions.title),
            "sectors": list(questions.sectors),
            "published_on": questions.published_on,
            "links": links(self=f"/question-sets/{questions.id}?version={questions.version}"),
        }

    def _action(self, action: Action) -> wire.ActionOut:
        return wire.ActionOut(
            id=action.id,
            domain=action.domain,
            text=self._text(action.text),
            need=self._text(action.need),
            r_strategy=action.r_strategy,
            need_kinds=list(action.need_kinds),
        )

    def intake(self, intake: Intake) -> wire.IntakeOut:
        """Present an intake, with the case that it opened when it was sent."""
        case = {"case": f"/cases/{case_id_of(intake.id)}"} if intake.submitted_at else {}
        return wire.IntakeOut(
            id=intake.id,
            revision=intake.revision,
            company_id=intake.company_id,
            question_set_id=intake.question_set_id,
            question_set_version=intake.question_set_version,
            made_by=intake.made_by,
            state=intake.state,
            ticks=[
                wire.TickOut(
                    action_id=tick.action_id,
                    does=tick.does,
                    wants=tick.wants,
                    needs_help=tick.needs_help,
                    not_applicable=tick.not_applicable,
                    example=tick.example,
                    words=tick.words,
                    may_share=tick.may_share,
                )
                for tick in intake.ticks
            ],
            own_grade=intake.own_grade,
            wish=intake.wish,
            started_at=intake.started_at,
            submitted_at=intake.submitted_at,
            links=links(
                self=f"/intakes/{intake.id}",
                company=f"/companies/{intake.company_id}",
                questionSet=f"/question-sets/{intake.question_set_id}?version={intake.question_set_version}",
                **case,
            ),
        )


def links(**paths: str) -> Links:
    """Return links to places in the API, by relation."""
    return {name: Link(href=f"{BASE}{path}") for name, path in paths.items()}


def _contact(contact: Contact) -> wire.ContactOut:
    return wire.ContactOut(
        id=contact.id,
        revision=contact.revision,
        function=contact.function,
        email=contact.email,
        phone=contact.phone,
        language=contact.language,
        mail=contact.mail,
    )


def _step(step: ReferralStep) -> wire.StepOut:
    return wire.StepOut(
        move=step.move,
        state=step.state,
        at=step.at,
        by=step.by.function or step.by.kind.value,
        reason=step.reason,
    )


def _outcome(outcome: Outcome | None) -> wire.OutcomeOut | None:
    if outcome is None:
        return None
    return wire.OutcomeOut(
        link_made=outcome.link_made, helped=outcome.helped, step_taken=outcome.step_taken, at=outcome.at
    )


def _follow_up_fields(follow_up: FollowUp) -> dict[str, Any]:
    return {
        "id": follow_up.id,
        "revision": follow_up.revision,
        "case_id": follow_up.case_id,
        "referral_id": follow_up.referral_id,
        "kind": follow_up.kind,
        "state": follow_up.state,
        "due_on": follow_up.due_on,
        "done_on": follow_up.done_on,
        "cohort": follow_up.cohort,
        "worker": follow_up.worker,
        "remark": follow_up.remark,
        "links": links(self=f"/follow-ups/{follow_up.id}", case=f"/cases/{follow_up.case_id}"),
    }
