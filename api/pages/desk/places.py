"""How many companies an offering can take, and when: kept by a desk, for every desk to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.desk import handling
from api.pages.addresses import address, other
from api.pages.desk.contexts import PeriodForm, PlacesPage, RoomLine, RoomsPage
from api.pages.desk.room import Room, day_of_form, number_of
from api.pages.rendering import see_other
from matchmaker.casework.capacity import Period
from matchmaker.curation import public_view
from matchmaker.errors import Conflict, Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping
    from datetime import date

    from starlette.requests import Request
    from starlette.responses import Response

    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from api.pages.sent import Sent
    from matchmaker.casework.capacity import Occupancy
    from matchmaker.vocabulary import Language

NO_DAY = Bilingual("Vul een dag in, zoals 12-03-2027.", "Fill in a day, such as 12-03-2027.")
NO_NUMBER = Bilingual("Vul een getal van 0 of hoger in.", "Fill in a number of 0 or more.")


class Places(Room):
    """The endpoints."""

    def endpoints(self) -> Mapping[PageName, Callable[[Language, Request], Awaitable[Response]]]:
        """Return the endpoint of each page."""
        return {"rooms": self.rooms, "room": self.places}

    async def rooms(self, language: Language, request: Request) -> Response:
        """Show where places are kept, and how full it is."""
        loaded, today = await self._services.catalogue.current(), self._services.clock.today()
        found = await self._do(lambda casework: casework.all_occupancies(today))
        page = RoomsPage(
            other_address=address("rooms", other(language)),
            other_by_form=False,
            lines=tuple(_line(loaded, one, today) for one in found),
        )
        return self._page(request, page, language)

    async def places(self, language: Language, request: Request) -> Response:
        """Show the periods of an offering, or keep one."""
        loaded = await self._services.catalogue.current()
        offering_id = request.path_params["id"]
        loaded.offering_by_id(offering_id)
        known = await self._do(lambda casework: casework.occupancies(offering_id))
        if request.method == "GET":
            form = _known(known, request.query_params.get("periode", ""))
            done = request.query_params.get("gedaan", "")
            return self._page(request, _page(loaded, language, offering_id, known, form, done=done), language)
        form = _form(await self._sent(request))
        try:
            period = _period(offering_id, form)
            await self._do(lambda casework: casework.save_period(self._act(request), period))
        except InvalidInput as wrong:
            page = _page(loaded, language, offering_id, known, form, faults=wrong.faults)
            return self._page(request, page, language, 400)
        except Conflict as conflict:
            page = _page(loaded, language, offering_id, known, form, problem=conflict.sentence)
            return self._page(request, page, language, 409)
        return see_other(address("room", language, offering_id, {"gedaan": "bewaard"}))


def _line(loaded: Loaded, occupancy: Occupancy, today: date) -> RoomLine:
    offering = loaded.find_offering(occupancy.period.offering_id)
    return RoomLine(
        occupancy=occupancy,
        offering=public_view(offering) if offering else None,
        provider=loaded.actor_by_id(offering.provider_id).name if offering else "",
        is_now=occupancy.period.holds(today),
    )


def _known(known: Iterable[Occupancy], period_id: str) -> PeriodForm:
    period = next((one.period for one in known if one.period.id == period_id), None)
    if period is None:
        return PeriodForm()
    return PeriodForm(
        period_id=period.id,
        starts_on=period.starts_on.isoformat(),
        ends_on=period.ends_on.isoformat(),
        places=str(period.places),
        waiting_places=str(period.waiting_places),
        assess_first="1" if period.assess_first else "",
        revision=str(period.revision),
    )


def _form(sent: Sent) -> PeriodForm:
    return PeriodForm(
        period_id=sent.one("periodId"),
        starts_on=sent.one("startsOn"),
        ends_on=sent.one("endsOn"),
        places=sent.one("places"),
        waiting_places=sent.one("waitingPlaces") or "0",
        assess_first=sent.one("assessFirst"),
        revision=sent.one("revision"),
    )


def _period(offering_id: str, form: PeriodForm) -> Period:
    faults: list[Fault] = []

    def day(where: str, text: str) -> date | None:
        found = day_of_form(text)
        if found is None:
            faults.append(Fault(where=where, message=NO_DAY))
        return found

    def number(where: str, text: str) -> int:
        found = number_of(text)
        if found < 0:
            faults.append(Fault(where=where, message=NO_NUMBER))
        return found

    first, last = day("startsOn", form.starts_on), day("endsOn", form.ends_on)
    places, waiting = number("places", form.places), number("waitingPlaces", form.waiting_places)
    if first is None or last is None or faults:
        raise InvalidInput(faults)
    return Period(
        id=form.period_id or handling.new_id("periode"),
        offering_id=offering_id,
        starts_on=first,
        ends_on=last,
        places=places,
        waiting_places=waiting,
        assess_first=form.assess_first == "1",
        revision=number_of(form.revision or "0"),
    )


def _page(
    loaded: Loaded,
    language: Language,
    offering_id: str,
    known: tuple[Occupancy, ...],
    form: PeriodForm,
    *,
    done: str = "",
    problem: Bilingual | None = None,
    faults: tuple[Fault, ...] = (),
) -> PlacesPage:
    offering = loaded.offering_by_id(offering_id)
    return PlacesPage(
        other_address=address("room", other(language), offering_id),
        other_by_form=False,
        offering=public_view(offering),
        provider=public_view(loaded.actor_by_id(offering.provider_id)),
        periods=known,
        form=form,
        done=done,
        problem=problem,
        faults=faults,
    )
