"""All pages of the desk and what scripts put into them, from every room of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages import contexts
from api.pages.desk import contexts as desk
from api.pages.importing import contexts as importing
from api.pages.intake import contexts as intake
from api.pages.keeping import contexts as keeping

if TYPE_CHECKING:
    from api.pages.contexts import Fragment, Page

PAGES: tuple[type[Page], ...] = (
    *contexts.PAGES,
    *keeping.PAGES,
    *importing.PAGES,
    *desk.PAGES,
    *intake.PAGES,
)

FRAGMENTS: tuple[type[Fragment], ...] = desk.FRAGMENTS
