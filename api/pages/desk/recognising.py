"""While the name of a company is typed: which companies does the desk know already?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from api.identity import who
from api.pages.addresses import address
from api.pages.desk.contexts import KnownCompaniesFragment, NearCompany
from api.pages.desk.room import Room, desk_of
from api.pages.desk.starting import LONGEST_WORDS, known_company
from api.pages.rendering import see_other
from matchmaker.casework.companies import is_kvk_number

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from matchmaker.casework.port import Casework
    from matchmaker.vocabulary import Language

FEWEST_LETTERS = 3
MOST_SHOWN = 5


class Recognising(Room):
    """The endpoint, which a script asks from pages on which staff types the name of a company."""

    def endpoints(self) -> Mapping[PageName, Callable[[Language, Request], Awaitable[Response]]]:
        """Return the endpoint."""
        return {"known_companies": self.known_companies}

    async def known_companies(self, language: Language, request: Request) -> Response:
        """Show the companies that may be meant, but for the one that the form is about already."""
        if request.method == "GET":  # somebody who typed the address
            return see_other(address("question", language))
        sent = await self._sent(request)
        name = sent.one("name")[:LONGEST_WORDS]
        digits = sent.one("kvkNumber").replace(" ", "")
        kvk_number = digits if is_kvk_number(digits) else None  # half a number would differ from every other
        own_id, desk_id = sent.one("companyId"), desk_of(who(request))

        loaded = await self._services.catalogue.current()
        found: tuple[NearCompany, ...] = ()
        if len(name) >= FEWEST_LETTERS or kvk_number is not None:
            found = await self._do(
                partial(near_companies, loaded, desk_id, name, kvk_number=kvk_number, own_id=own_id)
            )
        shown = tuple(known_company(loaded, one.candidate.company) for one in found)
        return self._renderer.fragment(request, KnownCompaniesFragment(companies=shown), language)


def near_companies(
    loaded: Loaded,
    desk_id: str,
    name: str,
    casework: Casework,
    *,
    kvk_number: str | None,
    own_id: str | None = None,
) -> tuple[NearCompany, ...]:
    """Return the companies that a desk knows and that may be the one of a name, most likely first.

    ``own_id`` is the company itself, where it is known already: that one is left out.
    """
    found = casework.similar_companies(desk_id, name, kvk_number=kvk_number, limit=MOST_SHOWN + 1)
    others = [one for one in found if one.company.id != own_id]
    return tuple(
        NearCompany(candidate=one, place=known_company(loaded, one.company).place)
        for one in others[:MOST_SHOWN]
    )
