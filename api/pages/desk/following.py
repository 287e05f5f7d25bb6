"""Follow-up: what to ask whom, how far each quarter is, what was missing, and the calendar."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from api.desk import handling
from api.desk.handling import Answered
from api.identity import who
from api.pages.addresses import address, other
from api.pages.desk.contexts import (
    CalendarPage,
    CohortLine,
    CohortsPage,
    FollowUpPage,
    GapEntry,
    GapLine,
    GapsPage,
    Quarter,
)
from api.pages.desk.downloads import gaps_taken_along
from api.pages.desk.recognising import near_companies
from api.pages.desk.referring import answered_in, answers_of, form_in
from api.pages.desk.room import NO_DAY, Room, day_of_form, desk_of, number_of
from api.pages.desk.starting import quarter_named, start_at
from api.pages.downloads import file_of, format_of
from api.pages.paging import PER_PAGE, page_number, paging
from api.pages.rendering import see_other
from api.private_links import origin
from matchmaker.casework import followups
from matchmaker.casework.followups import is_overdue
from matchmaker.casework.terms import FollowUpKind, FollowUpState, LinkKind, ReferralState, WorkView
from matchmaker.days import add_months, first_of_quarter, quarter_of, working_day
from matchmaker.errors import Conflict, Fault, InvalidInput, NotFound
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import date

    from starlette.requests import Request
    from starlette.responses import Response

    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from api.pages.desk.contexts import AnswersForm, NearCompany
    from api.pages.sent import Sent
    from matchmaker.casework.cases import Case, Gap, GapCount
    from matchmaker.casework.companies import Company, Contact
    from matchmaker.casework.followups import FollowUp
    from matchmaker.casework.links import PrivateLink
    from matchmaker.casework.port import Act, Casework
    from matchmaker.casework.referrals import Referral
    from matchmaker.ports import Page
    from matchmaker.vocabulary import Language

QUARTERS_BACK = 8
CALL_AGAIN_AFTER = timedelta(days=7)
"""When somebody who was not reached is called again, unless another day is chosen."""

ASKING_THREE = frozenset({FollowUpKind.FIRST_CONTACT, FollowUpKind.RESULT})

PAST_DAY = Fault(
    where="day",
    message=Bilingual("Kies een dag na vandaag.", "Choose a day after today."),
)
NO_REASON = Fault(
    where="remark",
    message=Bilingual(
        "Schrijf op waarom dit niet meer nodig is.", "Write down why this is no longer needed."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRead:
    """A follow-up with all that its page shows from the store."""

    follow_up: FollowUp
    case: Case
    company: Company
    contacts: tuple[Contact, ...]
    referral: Referral | None
    near: tuple[NearCompany, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page says beside what is stored; see ``FollowUpPage``."""

    answers: AnswersForm | None = None
    remark: str | None = None
    day: str = ""
    problem: Bilingual | None = None
    faults: tuple[Fault, ...] = ()
    status: int = 200


class Following(Room):
    """The endpoints."""

    def endpoints(self) -> Mapping[PageName, Callable[[Language, Request], Awaitable[Response]]]:
        """Return the endpoint of each page."""
        return {
            "follow_up": self.follow_up,
            "cohorts": self.cohorts,
            "gaps": self.gaps,
            "calendar": self.calendar,
        }

    async def follow_up(self, language: Language, request: Request) -> Response:
        """Show a follow-up, or write down that it was done, put off or dropped."""
        await self._services.catalogue.current()
        if request.method == "GET":
            return await self._follow_up_page(language, request, Shown())
        sent = await self._sent(request)
        typed = _typed(sent)
        try:
            settle = partial(self._settle, self._act(request), request.path_params["id"], sent)
            done = await self._together(settle)
        except Conflict as conflict:
            again = replace(typed, problem=conflict.sentence, status=409)
            return await self._follow_up_page(language, request, again)
        except InvalidInput as wrong:
            again = replace(typed, faults=wrong.faults, status=400)
            return await self._follow_up_page(language, request, again)
        return see_other(address("start", language, query={"gedaan": done}))

    def _settle(self, act: Act, follow_up_id: str, sent: Sent, casework: Casework) -> str:
        """Do what was chosen, and return the code of what was done."""
        today = self._services.clock.today()
        held = casework.follow_up(act.desk_id, follow_up_id)
        read = replace(held, revision=number_of(sent.one("revision")))
        if sent.one("do") == "later":
            day = day_of_form(sent.one("day"))
            if day is None:
                raise InvalidInput([NO_DAY])
            if day <= today:
                raise InvalidInput([PAST_DAY])
            casework.save_follow_up(act, followups.put_off(read, day))
            return "later"
        if sent.one("do") == "drop":
            if not sent.lines("remark"):
                raise InvalidInput([NO_REASON])
            handling.drop_follow_up(casework, act, read, sent.lines("remark"))
            return "drop"
        answered = answered_in(sent) if held.kind in ASKING_THREE else Answered()
        after = handling.finish_follow_up(
            casework, act, read, today=today, answered=answered, remark=sent.lines("remark")
        )
        return "again" if after.state is FollowUpState.OPEN else "done"

    async def _follow_up_page(self, language: Language, request: Request, shown: Shown) -> Response:
        act = self._act(request)
        today = self._services.clock.today()
        loaded = await self._services.catalogue.current()
        read = await self._do(partial(_read, loaded, act.desk_id, request.path_params["id"]))
        page = FollowUpPage(
            other_address=address("follow_up", other(language), read.follow_up.id),
            other_by_form=False,
            follow_up=read.follow_up,
            case=read.case,
            company=read.company,
            contacts=read.contacts,
            referral=read.referral,
            near=read.near,
            asks_three=read.referral is not None and read.follow_up.kind in ASKING_THREE,
            told=shown.answers or answers_of(read.referral),
            remark=read.follow_up.remark if shown.remark is None else shown.remark,
            day=shown.day or working_day(today + CALL_AGAIN_AFTER).isoformat(),
            is_overdue=is_overdue(read.follow_up, today),
            may_change=read.case.may_change(act.desk_id),
            problem=shown.problem,
            faults=shown.faults,
        )
        return self._page(request, page, language, shown.status)

    async def cohorts(self, language: Language, request: Request) -> Response:
        """Show how far the desk is with the cases of each quarter."""
        await self._services.catalogue.current()
        desk_id, today = desk_of(who(request)), self._services.clock.today()
        found = await self._do(lambda casework: casework.cohorts(desk_id, today))
        lines = []
        for cohort in found:
            quarter = quarter_named(cohort.quarter, lambda code: start_at(language, WorkView.DESK, code))
            if quarter is not None:
                lines.append(CohortLine(quarter=quarter, cohort=cohort))
        page = CohortsPage(
            other_address=address("cohorts", other(language)), other_by_form=False, lines=tuple(lines)
        )
        return self._page(request, page, language)

    async def gaps(self, language: Language, request: Request) -> Response:
        """Show what was asked and is not there."""
        loaded = await self._services.catalogue.current()
        desk_id, today = desk_of(who(request)), self._services.clock.today()
        quarters = _quarters(language, today)
        asked = request.query_params.get("vanaf", "")
        since = next((one for one in quarters if one.code == asked), quarters[0])
        number = page_number(request.query_params.get("pagina", ""))
        first = first_of_quarter(since.code)
        file_format = format_of(request.query_params.get("formaat", ""))
        if file_format:
            counted = await self._do(lambda casework: casework.gap_counts(desk_id, since=first))
            take_along = partial(gaps_taken_along, loaded, language, counted, {"vanaf": since.code})
            return await file_of(take_along, file_format, language)

        def read(casework: Casework) -> tuple[tuple[GapCount, ...], Page[Gap], tuple[GapEntry, ...]]:
            counts = casework.gap_counts(desk_id, since=first)
            offset = (number - 1) * PER_PAGE
            found = casework.gaps(desk_id, since=first, offset=offset, limit=PER_PAGE)
            return counts, found, tuple(_gap_entry(loaded, casework, desk_id, gap) for gap in found.items)

        counts, found, entries = await self._do(read)
        page = GapsPage(
            other_address=address("gaps", other(language), query={"vanaf": since.code}),
            other_by_form=False,
            quarters=quarters,
            since=since,
            counts=tuple(_gap_line(loaded, count) for count in counts),
            entries=entries,
            total=found.total,
            paging=paging(
                number,
                found.total,
                lambda page: address("gaps", language, query={"vanaf": since.code, "pagina": str(page)}),
            ),
        )
        return self._page(request, page, language)

    async def calendar(self, language: Language, request: Request) -> Response:
        """Show whether a calendar can read the follow-ups, make an address for it, or withdraw it."""
        await self._services.catalogue.current()
        act = self._act(request)
        new_address = ""
        if request.method != "GET":
            sent = await self._sent(request)
            if sent.one("do") == "withdraw":
                await self._together(
                    lambda within: handling.withdraw_links(within, act, LinkKind.CALENDAR, _own(act))
                )
                return see_other(address("calendar", language, query={"gedaan": "ingetrokken"}))
            made = await self._together(
                lambda within: handling.renew_link(within, act, LinkKind.CALENDAR, _own(act))
            )
            base = origin(self._services.settings, request)
            new_address = f"{base}{address('calendar_feed', language, made.secret)}"
        links = await self._do(lambda casework: casework.links_of(act.desk_id, _own(act)))
        open_links: list[PrivateLink] = [one for one in links if one.opens(act.at)]
        page = CalendarPage(
            other_address=address("calendar", other(language)),
            other_by_form=False,
            open_link=open_links[-1] if open_links else None,
            new_address=new_address,
            done=request.query_params.get("gedaan", ""),
        )
        return self._page(request, page, language)


def _typed(sent: Sent) -> Shown:
    """Return what was filled in; of the two forms of the page, a browser sends one."""
    if sent.one("do") == "later":
        return Shown(day=sent.one("day"))
    return Shown(answers=form_in(sent), remark=sent.lines("remark"))


def _own(act: Act) -> str:
    """Return what the calendar of somebody's own function at a desk is known by."""
    return f"{act.desk_id}:{act.by.function}"


def _read(loaded: Loaded, desk_id: str, follow_up_id: str, casework: Casework) -> FollowUpRead:
    follow_up = casework.follow_up(desk_id, follow_up_id)
    case = casework.case(desk_id, follow_up.case_id)
    company = casework.company(desk_id, case.company_id)
    return FollowUpRead(
        follow_up=follow_up,
        case=case,
        company=company,
        contacts=casework.contacts(desk_id, case.company_id),
        referral=casework.referral(desk_id, follow_up.referral_id) if follow_up.referral_id else None,
        near=_also_known(loaded, desk_id, follow_up, company, casework),
    )


def _also_known(
    loaded: Loaded, desk_id: str, follow_up: FollowUp, company: Company, casework: Casework
) -> tuple[NearCompany, ...]:
    """Return what else the desk knows by the name of a company that told its name alone, unseen by staff."""
    if follow_up.kind is not FollowUpKind.FIRST_CALL or follow_up.state is not FollowUpState.OPEN:
        return ()
    number, own_id = company.kvk_number, company.id
    return near_companies(loaded, desk_id, company.name, casework, kvk_number=number, own_id=own_id)


def _gap_entry(loaded: Loaded, casework: Casework, desk_id: str, gap: Gap) -> GapEntry:
    """Return a gap with what was asked and where the desk sent it all the same, if it may still see that."""
    words = ""
    known: tuple[Referral, ...] = ()
    with suppress(NotFound):
        words = casework.need(desk_id, gap.need_id).words
        known = tuple(
            one
            for one in casework.referrals_of(desk_id, gap.case_id)
            if one.need_id == gap.need_id and one.own_reason and one.state is not ReferralState.WITHDRAWN
        )
    place = loaded.gazetteer.by_id.get(gap.municipality_id or "")
    return GapEntry(gap=gap, words=words, place=place, known=known)


def _quarters(language: Language, today: date) -> tuple[Quarter, ...]:
    """Return this quarter and those before it, the latest first."""
    first = first_of_quarter(quarter_of(today))
    found = (
        quarter_named(
            quarter_of(add_months(first, -3 * back)),
            lambda code: address("gaps", language, query={"vanaf": code}),
        )
        for back in range(QUARTERS_BACK)
    )
    return tuple(one for one in found if one is not None)


def _gap_line(loaded: Loaded, count: GapCount) -> GapLine:
    themes = {theme.id: theme for theme in loaded.snapshot.themes}
    return GapLine(
        kind=count.kind,
        theme=themes.get(count.theme_id or ""),
        place=loaded.gazetteer.by_id.get(count.municipality_id or ""),
        count=count.count,
    )
