"""A call comes in: who asks what, what the register suggests, and what is chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from api import desk_work
from api.desk_work import Caller, Question
from api.pages.addresses import address, other
from api.pages.asking import SHOWN_IN_FULL, cards
from api.pages.desk.contexts import NearCompany, NeedPage, NewQuestionPage, QuestionForm
from api.pages.desk.room import Room, see_other
from api.pages.desk.starting import known_company
from matchmaker.asking import Asked
from matchmaker.casework.companies import Company, Contact, company_faults, contact_faults
from matchmaker.casework.referrals import FINAL
from matchmaker.errors import Conflict, Fault, InvalidInput
from matchmaker.vocabulary import Bilingual, NeedKind, TargetGroup

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import date

    from starlette.requests import Request
    from starlette.responses import Response

    from api.catalogue import Loaded
    from api.pages.addresses import PageName
    from api.pages.sent import Sent
    from matchmaker.asking import Understood
    from matchmaker.casework.capacity import Occupancy
    from matchmaker.casework.cases import Case, CaseNeed
    from matchmaker.casework.port import Act, Casework
    from matchmaker.casework.referrals import Referral
    from matchmaker.vocabulary import Language

NEW = "new"
NO_COMPANY = Bilingual("Vul in welk bedrijf belt.", "Fill in which company calls.")
UNDERSTOOD_AS = {"name": "company", "kvkNumber": "kvkNumber"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRead:
    """A need with all that its page shows from the store."""

    need: CaseNeed
    case: Case
    company: Company
    referrals: tuple[Referral, ...]


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
            form = QuestionForm(company_id=company_id, mark=desk_work.new_id("vraag"))
            known = await self._known(act, company_id)
            return self._page(request, _question_page(loaded, language, form, known), language)
        sent = await self._sent(request)
        if sent.one("from") == "search":  # typed in the search box, and now to be asked for a company
            form = QuestionForm(text=sent.lines("text"), mark=desk_work.new_id("vraag"))
            return self._page(request, _question_page(loaded, language, form, None), language)
        form = _question_form(sent)
        known = await self._known(act, form.company_id)
        try:
            caller, question = _read(loaded, form, known, self._services.clock.today())
        except InvalidInput as wrong:
            page = _question_page(loaded, language, form, known, faults=wrong.faults)
            return self._page(request, page, language, 400)
        if known is None and form.company_id != NEW:
            near = await self._near(loaded, act, caller)
            if near:
                page = _question_page(loaded, language, form, None, near=near)
                return self._page(request, page, language)
        need_id = await self._store(act, loaded, form, caller, question)
        return see_other(address("need", language, need_id))

    async def need(self, language: Language, request: Request) -> Response:
        """Show what is suggested for a need, or choose one of the suggestions."""
        loaded = await self._services.catalogue.current()
        if request.method == "GET":
            return await self._need_page(language, request, loaded)
        sent = await self._sent(request)
        change = self._choose if sent.one("do") == "choose" else self._reword
        try:
            target = await change(language, request, loaded, sent)
        except Conflict as conflict:
            return await self._need_page(language, request, loaded, conflict.sentence)
        except InvalidInput as wrong:
            return await self._need_page(language, request, loaded, wrong.faults[0].message)
        return see_other(target)

    async def _choose(self, language: Language, request: Request, loaded: Loaded, sent: Sent) -> str:
        act, today = self._act(request), self._services.clock.today()
        need_id, offering_id = request.path_params["id"], sent.one("offering")
        referral = await self._together(
            lambda within: desk_work.choose(within, act, loaded, need_id, offering_id, today)
        )
        return address("referral", language, referral.id)

    async def _reword(self, language: Language, request: Request, loaded: Loaded, sent: Sent) -> str:
        act, today = self._act(request), self._services.clock.today()
        need_id, question = request.path_params["id"], read_question(loaded, sent, today)
        need = await self._together(
            lambda within: desk_work.reword(within, act, loaded, need_id, question, today)
        )
        return address("need", language, need.id)

    async def _known(self, act: Act, company_id: str) -> Company | None:
        if company_id in ("", NEW):
            return None
        return await self._do(lambda casework: casework.company(act.desk_id, company_id))

    async def _near(self, loaded: Loaded, act: Act, caller: Caller) -> tuple[NearCompany, ...]:
        found = await self._do(
            lambda casework: casework.similar_companies(
                act.desk_id, caller.name, kvk_number=caller.kvk_number
            )
        )
        return tuple(
            NearCompany(candidate=one, place=known_company(loaded, one.company).place) for one in found
        )

    async def _store(
        self, act: Act, loaded: Loaded, form: QuestionForm, caller: Caller, question: Question
    ) -> str:
        today = self._services.clock.today()
        once = desk_work.once_for(form.mark, form.company_id, form.company, form.text)

        def work(casework: Casework) -> str:
            return desk_work.open_question(casework, act, loaded, caller, question, today).id

        return await self._do(lambda casework: casework.once(act, once, work))

    async def _need_page(
        self, language: Language, request: Request, loaded: Loaded, problem: Bilingual | None = None
    ) -> Response:
        act = self._act(request)
        read = await self._do(partial(_read_need, act.desk_id, request.path_params["id"]))
        today = self._services.clock.today()
        answer = desk_work.answer_to(loaded, read.need, read.company, today)
        shown = cards(loaded, answer.matches, today)
        offering_ids = [card.offering.id for card in shown]
        room = await self._do(lambda casework: room_of(casework, offering_ids, today))
        page = NeedPage(
            other_address=address("need", other(language), read.need.id),
            other_by_form=False,
            need=read.need,
            case=read.case,
            company=read.company,
            place=known_company(loaded, read.company).place,
            suggestions=shown[:SHOWN_IN_FULL],
            more=shown[SHOWN_IN_FULL:],
            excluded=answer.excluded,
            gap=answer.gap,
            room=room,
            referred={one.offering_id: one for one in read.referrals if one.state not in FINAL},
            may_change=read.case.may_change(act.desk_id),
            problem=problem,
        )
        return self._page(request, page, language, 409 if problem else 200)


def room_of(casework: Casework, offering_ids: Sequence[str], today: date) -> dict[str, Occupancy]:
    """Return how full the present period of each offering is, where places are kept."""
    return {
        offering_id: occupancy
        for offering_id in offering_ids
        for occupancy in casework.occupancies(offering_id)
        if occupancy.period.holds(today)
    }


def company_read(
    loaded: Loaded, words: Asked, today: date, *, name: str, kvk_number: str, target_group: str
) -> tuple[Understood | None, list[Fault]]:
    """Return what is understood of a company's details and question, with every fault.

    Args:
        loaded: The facts, with places and themes.
        words: The details and the question as they were typed.
        today: Today in the Netherlands.
        name: Name of the company.
        kvk_number: Its KVK number, or empty.
        target_group: Code of what it is, or empty.
    """
    faults: list[Fault] = []
    understood = None
    try:
        understood = loaded.reader.read(words, asked_on=today)
    except InvalidInput as wrong:
        faults += wrong.faults
    probe = Company(id="bedrijf", desk_id="loket", name=name, kvk_number=kvk_number or None, active_on=today)
    faults += [replace(one, where=UNDERSTOOD_AS.get(one.where, one.where)) for one in company_faults(probe)]
    if target_group and _term(TargetGroup, target_group) is None:
        text = Bilingual("Kies wie er belt uit de lijst.", "Choose from the list who calls.")
        faults.append(Fault(where="targetGroup", message=text))
    return understood, faults


def target_group_of(code: str, understood: Understood) -> TargetGroup:
    """Return what a company is: as chosen, else as its trade and words tell."""
    return _term(TargetGroup, code) or understood.need.target_group or TargetGroup.ENTREPRENEUR


def new_contact_faults(function: str, email: str, phone: str) -> list[Fault]:
    """Return all that is wrong with a contact; nothing filled in is nothing wrong."""
    if not (function or email or phone):
        return []
    probe = Contact(
        id="contact",
        company_id="bedrijf",
        function=function,
        email=email or None,
        phone=phone or None,
    )
    names = {"function": "contactFunction"}
    return [replace(one, where=names.get(one.where, one.where)) for one in contact_faults(probe)]


def _term(kind: type[TargetGroup], code: str) -> TargetGroup | None:
    return next((one for one in kind if one.value == code), None)


def _read(loaded: Loaded, form: QuestionForm, known: Company | None, today: date) -> tuple[Caller, Question]:
    """Return who asks what.

    Raises:
        InvalidInput: Something cannot be understood or kept; every fault is named.
    """
    asked = Asked(
        text=form.text,
        need_kinds=form.need_kinds,
        sector=form.sector or None,
        municipality=form.municipality or None,
        size=form.size or None,
    )
    name = known.name if known else form.company
    understood, faults = company_read(
        loaded, asked, today, name=name, kvk_number=form.kvk_number, target_group=form.target_group
    )
    faults = [
        replace(one, message=NO_COMPANY) if one.where == "company" and not name.strip() else one
        for one in faults
    ]
    faults += new_contact_faults(form.contact_function, form.email, form.phone)
    if faults or understood is None:
        raise InvalidInput(faults)
    need = understood.need
    caller = Caller(
        company_id=known.id if known else None,
        name=form.company,
        kvk_number=form.kvk_number or None,
        municipality_id=need.municipality_id,
        sectors=need.sectors,
        size=need.size,
        target_group=target_group_of(form.target_group, understood),
        contact_function=form.contact_function,
        email=form.email or None,
        phone=form.phone or None,
    )
    return caller, Question(words=form.text, kinds=_ticked(form.need_kinds))


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
        mark=sent.one("mark") or desk_work.new_id("vraag"),
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
    return Question(words=words, kinds=_ticked(asked.need_kinds))


def _ticked(codes: tuple[str, ...]) -> tuple[NeedKind, ...]:
    """Return the kinds of help that somebody chose; what is only read into the words is not kept as a fact."""
    return tuple(kind for kind in NeedKind if kind.value in codes)
