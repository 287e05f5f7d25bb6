"""A longer list in pages: which page is asked, and where its neighbours stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.contexts import Paging
from matchmaker.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

PER_PAGE = 25
EVERY = 2**31 - 1  # more than any list will ever hold


def page_number(text: str) -> int:
    """Return the number of a page, from 1.

    Raises:
        NotFound: It is no number of a page; only our own links name one, so it is a wrong address.
    """
    if not text:
        return 1
    if text.isascii() and text.isdecimal() and len(text) <= 6 and int(text) >= 1:
        return int(text)
    raise NotFound("page", text)


def paging(number: int, total: int, at: Callable[[int], str], per_page: int = PER_PAGE) -> Paging:
    """Return where a reader is in a list.

    Args:
        number: The page, from 1.
        total: How many things the list holds.
        at: Gives the address of a page.
        per_page: How many stand on a page.

    Raises:
        NotFound: The list has no such page.
    """
    count = max(1, -(-total // per_page))
    if number > count:
        raise NotFound("page", str(number))
    return Paging(
        number=number,
        count=count,
        previous=at(number - 1) if number > 1 else None,
        next=at(number + 1) if number < count else None,
    )


def stretch(number: int, per_page: int = PER_PAGE) -> slice:
    """Return which part of a list stands on a page."""
    return slice((number - 1) * per_page, number * per_page)
