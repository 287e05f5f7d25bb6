"""Where each page stands: one stable address per page and language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matchmaker.vocabulary import Language

PageName = Literal[
    "start",
    "answer",
    "search",
    "offerings",
    "offering",
    "actors",
    "actor",
    "worker",
    "keep",
    "doubles",
    "double",
    "merge",
    "apart",
    "due",
    "imports",
    "import",
    "import_columns",
    "import_doubles",
    "import_confirm",
    "import_drop",
    "import_problems",
    "batches",
    "batch",
    "batch_undo",
    "accessibility",
    "privacy",
]

LANGUAGES: tuple[Language, ...] = ("nl", "en")

PATHS: dict[PageName, dict[Language, str]] = {
    "start": {"nl": "/", "en": "/en/"},
    "answer": {"nl": "/suggesties", "en": "/en/suggestions"},
    "search": {"nl": "/zoeken", "en": "/en/search"},
    "offerings": {"nl": "/aanbod", "en": "/en/offerings"},
    "offering": {"nl": "/aanbod/{id}", "en": "/en/offerings/{id}"},
    "actors": {"nl": "/partijen", "en": "/en/actors"},
    "actor": {"nl": "/partijen/{id}", "en": "/en/actors/{id}"},
    "worker": {"nl": "/wie-bent-u", "en": "/en/who-are-you"},
    "keep": {"nl": "/beheer", "en": "/en/keeping"},
    "doubles": {"nl": "/beheer/dubbele-partijen", "en": "/en/keeping/possible-doubles"},
    "double": {"nl": "/beheer/dubbele-partijen/vergelijken", "en": "/en/keeping/possible-doubles/compare"},
    "merge": {"nl": "/beheer/dubbele-partijen/samenvoegen", "en": "/en/keeping/possible-doubles/merge"},
    "apart": {"nl": "/beheer/verschillende-partijen", "en": "/en/keeping/different-parties"},
    "due": {"nl": "/beheer/nakijken", "en": "/en/keeping/due"},
    "imports": {"nl": "/lijsten", "en": "/en/lists"},
    "import": {"nl": "/lijsten/{id}", "en": "/en/lists/{id}"},
    "import_columns": {"nl": "/lijsten/{id}/kolommen", "en": "/en/lists/{id}/columns"},
    "import_doubles": {"nl": "/lijsten/{id}/dubbele-partijen", "en": "/en/lists/{id}/possible-doubles"},
    "import_confirm": {"nl": "/lijsten/{id}/opslaan", "en": "/en/lists/{id}/store"},
    "import_drop": {"nl": "/lijsten/{id}/weggooien", "en": "/en/lists/{id}/drop"},
    "import_problems": {"nl": "/lijsten/{id}/fouten", "en": "/en/lists/{id}/problems"},
    "batches": {"nl": "/wijzigingen", "en": "/en/changes"},
    "batch": {"nl": "/wijzigingen/{id}", "en": "/en/changes/{id}"},
    "batch_undo": {"nl": "/wijzigingen/{id}/terugdraaien", "en": "/en/changes/{id}/undo"},
    "accessibility": {"nl": "/toegankelijkheid", "en": "/en/accessibility"},
    "privacy": {"nl": "/privacy", "en": "/en/privacy"},
}


def address(
    page: PageName, language: Language, identifier: str = "", query: Mapping[str, str] | None = None
) -> str:
    """Return the path of a page, with its filters; empty ones are left out."""
    path = PATHS[page][language].replace("{id}", quote(identifier, safe=""))
    filled = {name: value for name, value in (query or {}).items() if value}
    return f"{path}?{urlencode(filled)}" if filled else path


def other(language: Language) -> Language:
    """Return the language that a reader can switch to."""
    return "en" if language == "nl" else "nl"


def language_of(path: str) -> Language:
    """Return the language in which a path is answered, also where no page stands."""
    return "en" if path == "/en" or path.startswith("/en/") else "nl"
