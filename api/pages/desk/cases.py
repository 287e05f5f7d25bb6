"""The page of a case: what is asked, referred, planned and done, and who works on it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from api import identity
from api.desk import handling
from api.identity import Function, who
from api.pages.addresses import address, other
from api.pages.desk.contexts import CasePage, NeedEntry
from api.pages.desk.questions import read_question
from api.pages.desk.room import NO_DAY, Room, day_of_form, number_of
from api.pages.desk.starting import known_company
from api.pages.desk.words import desk_name, event_lines, record_names
from api.pages.identifying import near_names
from api.pages.rendering import see_other
from matchmaker.errors import Conflict, Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from api.identity import Worker
    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from api.pages.sent import Sent
    from matchmaker.casework.cases import Case, CaseNeed
    from matchmaker.casework.companies import Company
    from matchmaker.casework.followups import FollowUp
    from matchmaker.casework.port import Casework
    from matchmaker.casework.referrals import Referral
    from matchmaker.casework.timeline import Event
    from matchmaker.vocabulary import Language

NO_DESK = Bilingual("Vul de naam van een ander loket in.", "Fill in the name of another desk.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRead:
    """A case with all that its page shows from the store."""

    case: Case
    company: Company
    needs: tuple[CaseNeed, ...]
    referrals: tuple[Referral, ...]
    follow_ups: tuple[FollowUp, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page says beside what is stored; see ``CasePage``."""

    note: str = ""
    done: str = ""
    problem: Bilingual | None = None
    faults: tuple[Fault, ...] = ()
    status: int = 200


class Cases(Room):
    """The endpoint."""

    def endpoints(self) -> Mapping[PageName, Callable[[Language, Request], Awaitable[Response]]]:
        """Return the endpoint of each page."""
        return {"case": self.case}

    async def case(self, language: Language, request: Request) -> Response:
        """Show a case, or do what was chosen."""
        loaded = await self._services.catalogue.current()
        case_id = request.path_params["id"]
        if request.method == "GET":
            shown = Shown(done=request.query_params.get("gedaan", ""))
            return await self._shown(language, request, loaded, shown)
        sent = await self._sent(request)
        try:
            target = await self._changed(language, request, loaded, sent)
        except Conflict as conflict:
            shown = Shown(note=sent.lines("note"), problem=conflict.sentence, status=409)
            return await self._shown(language, request, loaded, shown)
        except InvalidInput as wrong:
            shown = Shown(note=sent.lines("note"), faults=wrong.faults, status=400)
            return await self._shown(language, request, loaded, shown)
        return see_other(target or address("case", language, case_id, {"gedaan": sent.one("do")}))

    async def _changed(self, language: Language, request: Request, loaded: Loaded, sent: Sent) -> str | None:
        """Do what was chosen, and return where to go on, or None for the case itself."""
        act, case_id = self._act(request), request.path_params["id"]
        revision = number_of(sent.one("revision"))
        do = sent.one("do")
        if do == "need":
            today = self._services.clock.today()
            question = read_question(loaded, sent, today)
            need = await self._together(
                lambda within: handling.add_need(within, act, loaded, case_id, question, today)
            )
            return address("need", language, need.id)
        if do == "plan":
            day = day_of_form(sent.one("day"))
            if day is None:
                raise InvalidInput([NO_DAY])
            remark = sent.one("remark")
            await self._together(lambda within: handling.plan(within, act, case_id, day, remark))
        elif do == "note":
            await self._do(lambda casework: casework.add_note(act, case_id, sent.lines("note")))
        elif do == "close":
            await self._do(lambda casework: casework.close_case(act, case_id, revision=revision))
        elif do == "assign":
            worker = _function(sent.one("worker"))
            await self._do(lambda casework: casework.assign_case(act, case_id, worker, revision=revision))
        else:
            await self._pass_on(request, loaded, sent, revision)
        return None

    async def _pass_on(self, request: Request, loaded: Loaded, sent: Sent, revision: int) -> None:
        """Share the case with another desk, or hand it over."""
        act, case_id = self._act(request), request.path_params["id"]
        known = [one for one in identity.desks(loaded, self._services.settings) if one.id != act.desk_id]
        name = sent.one("desk")
        desk_id = next((one.id for one in known if name and one.name.casefold() == name.casefold()), None)
        if desk_id is None:
            raise InvalidInput([_unknown(near_names(loaded, known, name))])
        if sent.one("do") == "share":
            await self._do(lambda casework: casework.share_case(act, case_id, desk_id, revision=revision))
            return
        note = sent.lines("handover")
        await self._do(
            lambda casework: casework.hand_over_case(act, case_id, desk_id, revision=revision, note=note)
        )

    async def _shown(self, language: Language, request: Request, loaded: Loaded, shown: Shown) -> Response:
        worker = who(request)
        act = self._act(request)
        read = await self._do(partial(_read, act.desk_id, request.path_params["id"]))
        desks = [
            (desk.name, desk.name)
            for desk in identity.desks(loaded, self._services.settings)
            if desk.id != act.desk_id
        ]
        page = _page(loaded, language, read, shown, worker, desks)
        return self._page(request, page, language, shown.status)


def need_entries(needs: Iterable[CaseNeed], referrals: Iterable[Referral]) -> tuple[NeedEntry, ...]:
    """Return needs with the referrals of each."""
    by_need: defaultdict[str, list[Referral]] = defaultdict(list)
    for referral in referrals:
        by_need[referral.need_id].append(referral)
    return tuple(NeedEntry(need=need, referrals=tuple(by_need[need.id])) for need in needs)


MOST_IN_A_SELECT = 20


def _page(
    loaded: Loaded,
    language: Language,
    read: CaseRead,
    shown: Shown,
    worker: Worker,
    desks: list[tuple[str, str]],
) -> CasePage:
    case = read.case
    return CasePage(
        other_address=address("case", other(language), case.id),
        other_by_form=False,
        case=case,
        desk_name=desk_name(loaded, case.desk_id),
        company=read.company,
        place=known_company(loaded, read.company).place,
        needs=need_entries(read.needs, read.referrals),
        follow_ups=read.follow_ups,
        events=event_lines(loaded, read.events, record_names(read.needs, read.referrals, read.follow_ups)),
        shared_names=tuple(desk_name(loaded, desk_id) for desk_id in case.shared_with),
        desks=tuple(desks) if len(desks) <= MOST_IN_A_SELECT else (),
        workers=tuple(one for one in Function if one is not Function.VISITOR),
        may_change=case.may_change(worker.desk_id or ""),
        is_mine=case.worker == worker.function.value,
        note=shown.note,
        done=shown.done,
        problem=shown.problem,
        faults=shown.faults,
    )


def _read(desk_id: str, case_id: str, casework: Casework) -> CaseRead:
    case = casework.case(desk_id, case_id)
    return CaseRead(
        case=case,
        company=casework.company(desk_id, case.company_id),
        needs=casework.needs_of(desk_id, case_id),
        referrals=casework.referrals_of(desk_id, case_id),
        follow_ups=casework.follow_ups_of(desk_id, case_id),
        events=casework.timeline(desk_id, case_id),
    )


def _function(code: str) -> str | None:
    """Return the function that was chosen as it is kept, or None for nobody in particular."""
    chosen = Function.read(code)
    return chosen.value if chosen else None


def _unknown(near: tuple[str, ...]) -> Fault:
    """Return what to say of a desk that is not known, with the names that may be meant."""
    names = ", ".join(f"“{name}”" for name in near)
    meant = Bilingual(f" Bedoelde u {names}?", f" Did you mean {names}?") if near else Bilingual("", "")
    return Fault(where="desk", message=Bilingual(NO_DESK.nl + meant.nl, NO_DESK.en + meant.en))
