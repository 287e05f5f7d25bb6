"""A call comes in: who asks what, what the register suggests, and what is chosen."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from api.desk import handling
from api.desk.handling import Caller, OwnChoice, Question
from api.desk.reading import CompanySaid, contact_said_faults, kinds_ticked, read_company, renamed
from api.identity import who
from api.pages.addresses import address, other
from api.pages.asking import SHOWN_IN_FULL, cards
from api.pages.desk import own_choice
from api.pages.desk.contexts import NeedPage, NewQuestionPage, OwnChoiceForm, QuestionForm
from api.pages.desk.own_choice import Asker
from api.pages.desk.recognising import near_companies
from api.pages.desk.room import Room
from api.pages.desk.starting import known_company
from api.pages.rendering import see_other
from matchmaker.asking import Asked
from matchmaker.casework.referrals import FINAL
from matchmaker.errors import Conflict, InvalidInput

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import date

    from starlette.requests import Request
    from starlette.responses import Response

    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from api.pages.desk.contexts import NearCompany, OwnChoiceHit
    from api.pages.sent import Sent
    from matchmaker.casework.capacity import Occupancy
    from matchmaker.casework.cases import Case, CaseNeed
    from matchmaker.casework.companies import Company
    from matchmaker.casework.port import Act, Casework
    from matchmaker.casework.referrals import Referral
    from matchmaker.errors import Fault
    from matchmaker.matching import MatchAnswer
    from matchmaker.vocabulary import Bilingual, Language

NEW = "new"
FIELDS = {"name": "company", "function": "contactFunction"}
"""What a field of the form is called where the core calls it otherwise."""
ORDER = (
    "company",
    "municipality",
    "text",
    "needKinds",
    "sector",
    "size",
    "kvkNumber",
    "targetGroup",
    "contactFunction",
    "phone",
    "email",
)
"""How the fields stand below each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRead:
    """A need with all that its page shows from the store."""

    need: CaseNeed
    case: Case
    company: Company
    referrals: tuple[Referral, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page of a need says beside what is stored; see ``NeedPage``."""

    form: OwnChoiceForm = field(default_factory=OwnChoiceForm)
    problem: Bilingual | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def status(self) -> int:
        """The HTTP status of the page."""
        if self.problem:
            return 409
        return 400 if self.faults else 200


class Questions(Room):
    """The endpoints."""

    def endpoints(self) -> Mapping[PageName, Callable[[Language, Request], Awaitable[Response]]]:
        """Return the endpoint of each page."""
        return {"question": self.question, "need": self.need}

    async def question(self, language: Language, request: Request) -> Response:
        """Ask who asks what, or store it and show what is suggested."""
        loaded = await self._services.catalogue.current()
        act = self._act(request)
        if request.method == "GET":
            company_id = request.query_params.get("bedrijf", "")
            form = QuestionForm(company_id=company_id, mark=handling.new_id("vraag"))
            known = await self._known(act, company_id)
            return self._page(request, _question_page(loaded, language, form, known), language)
        sent = await self._sent(request)
        form = _question_form(sent)
        if sent.one("from") == "search":  # asked for nobody yet, and now to be kept for a company
            return self._page(request, _question_page(loaded, language, form, None), language)
        known = await self._known(act, form.company_id)
        try:
            caller, question = _read(loaded, form, known, self._services.clock.today())
        except InvalidInput as wrong:
            page = _question_page(loaded, language, form, known, faults=wrong.faults)
            return self._page(request, page, language, 400)
        if known is None and form.company_id != NEW:
            near = await self._do(
                partial(near_companies, loaded, act.desk_id, caller.name, kvk_number=caller.kvk_number)
            )
            if near:
                page = _question_page(loaded, language, form, None, near=near)
                return self._page(request, page, language)
        need_id = await self._store(act, loaded, form, caller, question)
        return see_other(address("need", language, need_id))

    async def need(self, language: Language, request: Request) -> Response:
        """Show what is suggested for a need, or choose one of the suggestions or something else."""
        loaded = await self._services.catalogue.current()
        if request.method == "GET":
            form = own_choice.form_asked(request.query_params)
            return await self._need_page(language, request, loaded, Shown(form=form))
        sent = await self._sent(request)
        if sent.one("do") == "own":
            return await self._choose_own(language, request, loaded, own_choice.form_sent(sent))
        change = self._choose if sent.one("do") == "choose" else self._reword
        try:
            target = await change(language, request, loaded, sent)
        except Conflict as conflict:
            return await self._need_page(language, request, loaded, Shown(problem=conflict.sentence))
        except InvalidInput as wrong:
            return await self._need_page(language, request, loaded, Shown(problem=wrong.faults[0].message))
        return see_other(target)

    async def _choose_own(
        self, language: Language, request: Request, loaded: Loaded, form: OwnChoiceForm
    ) -> Response:
        act, today = self._act(request), self._services.clock.today()
        need_id = request.path_params["id"]
        chosen = OwnChoice(offering_id=form.offering_id, reason=form.reason, overrules=form.overrules)
        try:
            referral = await self._together(
                lambda within: handling.choose_own(within, act, loaded, need_id, chosen, today)
            )
        except Conflict as conflict:
            shown = Shown(form=form, problem=conflict.sentence)
            return await self._need_page(language, request, loaded, shown)
        except InvalidInput as wrong:
            shown = Shown(form=form, faults=own_choice.at_fields(wrong.faults))
            return await self._need_page(language, request, loaded, shown)
        return see_other(address("referral", language, referral.id))

    async def _choose(self, language: Language, request: Request, loaded: Loaded, sent: Sent) -> str:
        act, today = self._act(request), self._services.clock.today()
        need_id, offering_id = request.path_params["id"], sent.one("offering")
        referral = await self._together(
            lambda within: handling.choose(within, act, loaded, need_id, offering_id, today)
        )
        return address("referral", language, referral.id)

    async def _reword(self, language: Language, request: Request, loaded: Loaded, sent: Sent) -> str:
        act, today = self._act(request), self._services.clock.today()
        need_id, question = request.path_params["id"], read_question(loaded, sent, today)
        need = await self._together(
            lambda within: handling.reword(within, act, loaded, need_id, question, today)
        )
        return address("need", language, need.id)

    async def _known(self, act: Act, company_id: str) -> Company | None:
        if company_id in ("", NEW):
            return None
        return await self._do(lambda casework: casework.company(act.desk_id, company_id))

    async def _store(
        self, act: Act, loaded: Loaded, form: QuestionForm, caller: Caller, question: Question
    ) -> str:
        today = self._services.clock.today()
        once = handling.once_for(form.mark, form.company_id, form.company, form.text)

        def work(casework: Casework) -> str:
            return handling.open_question(casework, act, loaded, caller, question, today).id

        return await self._do(lambda casework: casework.once(act, once, work))

    async def _need_page(
        self, language: Language, request: Request, loaded: Loaded, shown: Shown
    ) -> Response:
        act = self._act(request)
        read = await self._do(partial(_read_need, act.desk_id, request.path_params["id"]))
        today = self._services.clock.today()
        asker = Asker(
            worker=who(request), desk_id=act.desk_id, need=read.need, company=read.company, today=today
        )
        answer, hits = await asyncio.to_thread(_looked_up, loaded, asker, shown.form)
        found = cards(loaded, answer.matches, today)
        offering_ids = [*(card.offering.id for card in found), *(hit.offering.id for hit in hits)]
        room = await self._do(lambda casework: room_of(casework, offering_ids, today))
        page = NeedPage(
            other_address=address("need", other(language), read.need.id, own_choice.query_of(shown.form)),
            other_by_form=False,
            need=read.need,
            case=read.case,
            company=read.company,
            place=known_company(loaded, read.company).place,
            suggestions=found[:SHOWN_IN_FULL],
            more=found[SHOWN_IN_FULL:],
            own=answer.own,
            excluded=answer.excluded,
            gap=answer.gap,
            first_help=answer.first_help,
            room=room,
            referred={one.offering_id: one for one in read.referrals if one.state not in FINAL},
            exceptions=own_choice.exceptions(answer.excluded, act.desk_id),
            form=shown.form,
            hits=hits,
            may_change=read.case.may_change(act.desk_id),
            problem=shown.problem,
            faults=shown.faults,
        )
        return self._page(request, page, language, shown.status)


def _looked_up(
    loaded: Loaded, asker: Asker, form: OwnChoiceForm
) -> tuple[MatchAnswer, tuple[OwnChoiceHit, ...]]:
    """Return what is suggested, and what was looked for beside it."""
    need = asker.need
    answer = handling.answer_to(loaded, need, asker.company, asker.today, desk_id=asker.desk_id)
    suggested = frozenset(match.offering.id for match in answer.matches)
    return answer, own_choice.hits(loaded, asker, form, suggested)


def room_of(casework: Casework, offering_ids: Sequence[str], today: date) -> dict[str, Occupancy]:
    """Return how full the present period of each offering is, where places are kept."""
    return {
        offering_id: occupancy
        for offering_id in offering_ids
        for occupancy in casework.occupancies(offering_id)
        if occupancy.period.holds(today)
    }


def _read(loaded: Loaded, form: QuestionForm, known: Company | None, today: date) -> tuple[Caller, Question]:
    """Return who asks what.

    Raises:
        InvalidInput: Something cannot be understood or kept; every fault is named.
    """
    said = CompanySaid(
        name=known.name if known else form.company,
        kvk_number=form.kvk_number,
        municipality=form.municipality,
        sector=form.sector,
        size=form.size,
        target_group=form.target_group,
    )
    understood, faults = read_company(loaded, said, today, text=form.text, need_kinds=form.need_kinds)
    faults += contact_said_faults(form.contact_function, form.email, form.phone)
    if faults or understood is None:
        raise InvalidInput(at_fields(faults))
    caller = Caller(
        company_id=known.id if known else None,
        name=form.company,
        kvk_number=form.kvk_number or None,
        municipality_id=understood.municipality_id,
        sectors=understood.sectors,
        size=understood.size,
        target_group=understood.target_group,
        contact_function=form.contact_function,
        email=form.email or None,
        phone=form.phone or None,
    )
    return caller, Question(words=form.text, kinds=kinds_ticked(form.need_kinds))


def at_fields(faults: list[Fault]) -> list[Fault]:
    """Return faults at the fields of the form that they are about, in the order in which those stand."""
    return sorted(renamed(faults, FIELDS), key=lambda one: (*ORDER, one.where).index(one.where))


def _question_form(sent: Sent) -> QuestionForm:
    return QuestionForm(
        company_id=sent.one("companyId"),
        company=sent.one("company"),
        municipality=sent.one("municipality"),
        sector=sent.one("sector"),
        kvk_number=sent.one("kvkNumber").replace(" ", ""),
        size=sent.one("size"),
        target_group=sent.one("targetGroup"),
        contact_function=sent.one("contactFunction"),
        email=sent.one("email"),
        phone=sent.one("phone"),
        text=sent.lines("text"),
        need_kinds=sent.all("needKinds"),
        mark=sent.one("mark") or handling.new_id("vraag"),
    )


def _question_page(
    loaded: Loaded,
    language: Language,
    form: QuestionForm,
    known: Company | None,
    *,
    near: tuple[NearCompany, ...] = (),
    faults: tuple[Fault, ...] = (),
) -> NewQuestionPage:
    return NewQuestionPage(
        other_address=address("question", other(language)),
        other_by_form=False,
        form=form,
        known=known_company(loaded, known) if known else None,
        near=near,
        faults=faults,
    )


def _read_need(desk_id: str, need_id: str, casework: Casework) -> NeedRead:
    need = casework.need(desk_id, need_id)
    case = casework.case(desk_id, need.case_id)
    referrals = casework.referrals_of(desk_id, case.id)
    return NeedRead(
        need=need,
        case=case,
        company=casework.company(desk_id, case.company_id),
        referrals=tuple(one for one in referrals if one.need_id == need_id),
    )


def read_question(loaded: Loaded, sent: Sent, today: date) -> Question:
    """Return the question as it was changed.

    Raises:
        InvalidInput: It cannot be understood; every fault is named.
    """
    words = sent.lines("text")
    asked = Asked(text=words, need_kinds=sent.all("needKinds"))
    loaded.reader.read(asked, asked_on=today)
    return Question(words=words, kinds=kinds_ticked(asked.need_kinds))
