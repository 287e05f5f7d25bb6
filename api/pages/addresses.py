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
    "new_actor",
    "edit_actor",
    "remove_actor",
    "new_offering",
    "edit_offering",
    "remove_offering",
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
    "ask",
    "desk_search",
    "companies",
    "company",
    "company_details",
    "contact",
    "company_erase",
    "question",
    "need",
    "case",
    "referral",
    "follow_up",
    "cohorts",
    "gaps",
    "room",
    "calendar",
    "calendar_feed",
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
    "due": {"nl": "/beheer/nakijken", "en": "/en/keeping/due"},
    "new_actor": {"nl": "/beheer/nieuwe-partij", "en": "/en/keeping/new-party"},
    "edit_actor": {"nl": "/partijen/{id}/wijzigen", "en": "/en/actors/{id}/edit"},
    "remove_actor": {"nl": "/partijen/{id}/weghalen", "en": "/en/actors/{id}/remove"},
    "new_offering": {"nl": "/partijen/{id}/nieuw-aanbod", "en": "/en/actors/{id}/new-offering"},
    "edit_offering": {"nl": "/aanbod/{id}/wijzigen", "en": "/en/offerings/{id}/edit"},
    "remove_offering": {"nl": "/aanbod/{id}/weghalen", "en": "/en/offerings/{id}/remove"},
    "ask": {"nl": "/stel-een-vraag", "en": "/en/ask"},
    "desk_search": {"nl": "/loket/zoeken", "en": "/en/desk/search"},
    "companies": {"nl": "/loket/bedrijven", "en": "/en/desk/companies"},
    "company": {"nl": "/loket/bedrijven/{id}", "en": "/en/desk/companies/{id}"},
    "company_details": {"nl": "/loket/bedrijven/{id}/gegevens", "en": "/en/desk/companies/{id}/details"},
    "contact": {"nl": "/loket/bedrijven/{id}/contact", "en": "/en/desk/companies/{id}/contact"},
    "company_erase": {"nl": "/loket/bedrijven/{id}/wissen", "en": "/en/desk/companies/{id}/erase"},
    "question": {"nl": "/loket/nieuwe-vraag", "en": "/en/desk/new-question"},
    "need": {"nl": "/loket/behoeften/{id}", "en": "/en/desk/needs/{id}"},
    "case": {"nl": "/loket/zaken/{id}", "en": "/en/desk/cases/{id}"},
    "referral": {"nl": "/loket/verwijzingen/{id}", "en": "/en/desk/referrals/{id}"},
    "follow_up": {"nl": "/loket/opvolging/{id}", "en": "/en/desk/follow-ups/{id}"},
    "cohorts": {"nl": "/loket/kwartalen", "en": "/en/desk/quarters"},
    "gaps": {"nl": "/loket/wat-ontbreekt", "en": "/en/desk/gaps"},
    "room": {"nl": "/loket/plaatsen/{id}", "en": "/en/desk/places/{id}"},
    "calendar": {"nl": "/loket/agenda", "en": "/en/desk/calendar"},
    "calendar_feed": {"nl": "/agenda/{id}.ics", "en": "/en/calendar/{id}.ics"},
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
