"""Pages on which a desk takes in a list, and looks back at what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.importing.batches import Batches
from api.pages.importing.routes import Importing

if TYPE_CHECKING:
    from api.pages.addresses import PageName

__all__ = ["LIST_FORMS", "LIST_PAGES", "Batches", "Importing"]

LIST_FORMS: frozenset[PageName] = frozenset(
    {"imports", "import_columns", "import_doubles", "import_confirm", "import_drop", "batch_undo"}
)
"""The pages that take a form."""

LIST_PAGES: frozenset[PageName] = LIST_FORMS | {"import", "import_problems", "batches", "batch"}
"""All of them; for staff of a desk."""
