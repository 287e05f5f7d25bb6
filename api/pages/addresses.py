"""Where each page stands: one stable address per page and language."""

from __future__ import annotations

import re
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
    "sources",
    "source",
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
    "known_companies",
    "contact",
    "company_erase",
    "question",
    "need",
    "cases",
    "case",
    "referral",
    "follow_up",
    "cohorts",
    "gaps",
    "rooms",
    "room",
    "calendar",
    "calendar_feed",
    "intake",
    "intake_new",
    "intake_step",
    "intake_later",
    "intake_sent",
    "intake_answer",
    "intake_overview",
    "intake_print",
    "intake_again",
    "visit_new",
    "visit_step",
    "visit_later",
    "visit_sent",
    "visit_answer",
    "visit_overview",
    "visit_print",
    "visit_again",
    "own_details",
    "own_erase",
    "erased",
    "outcome",
    "provider_answer",
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
    "sources": {"nl": "/bronnen", "en": "/en/sources"},
    "source": {"nl": "/bronnen/{id}", "en": "/en/sources/{id}"},
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
    "known_companies": {"nl": "/loket/bekende-bedrijven", "en": "/en/desk/known-companies"},
    "contact": {"nl": "/loket/bedrijven/{id}/contact", "en": "/en/desk/companies/{id}/contact"},
    "company_erase": {"nl": "/loket/bedrijven/{id}/wissen", "en": "/en/desk/companies/{id}/erase"},
    "question": {"nl": "/loket/nieuwe-vraag", "en": "/en/desk/new-question"},
    "need": {"nl": "/loket/behoeften/{id}", "en": "/en/desk/needs/{id}"},
    "cases": {"nl": "/loket/zaken", "en": "/en/desk/cases"},
    "case": {"nl": "/loket/zaken/{id}", "en": "/en/desk/cases/{id}"},
    "referral": {"nl": "/loket/verwijzingen/{id}", "en": "/en/desk/referrals/{id}"},
    "follow_up": {"nl": "/loket/opvolging/{id}", "en": "/en/desk/follow-ups/{id}"},
    "cohorts": {"nl": "/loket/kwartalen", "en": "/en/desk/quarters"},
    "gaps": {"nl": "/loket/wat-ontbreekt", "en": "/en/desk/gaps"},
    "rooms": {"nl": "/loket/plaatsen", "en": "/en/desk/places"},
    "room": {"nl": "/loket/plaatsen/{id}", "en": "/en/desk/places/{id}"},
    "calendar": {"nl": "/loket/agenda", "en": "/en/desk/calendar"},
    "calendar_feed": {"nl": "/agenda/{id}.ics", "en": "/en/calendar/{id}.ics"},
    "intake": {"nl": "/praatplaat", "en": "/en/praatplaat"},
    "intake_new": {"nl": "/praatplaat/begin", "en": "/en/praatplaat/begin"},
    "intake_step": {"nl": "/praatplaat/{id}", "en": "/en/praatplaat/{id}"},
    "intake_later": {"nl": "/praatplaat/{id}/later", "en": "/en/praatplaat/{id}/later"},
    "intake_sent": {"nl": "/praatplaat/{id}/verstuurd", "en": "/en/praatplaat/{id}/sent"},
    "intake_answer": {"nl": "/praatplaat/{id}/wie-kan-helpen", "en": "/en/praatplaat/{id}/who-can-help"},
    "intake_overview": {"nl": "/praatplaat/{id}/overzicht", "en": "/en/praatplaat/{id}/overview"},
    "intake_print": {"nl": "/praatplaat/{id}/overzicht.pdf", "en": "/en/praatplaat/{id}/overview.pdf"},
    "intake_again": {"nl": "/praatplaat/{id}/opnieuw", "en": "/en/praatplaat/{id}/again"},
    "visit_new": {"nl": "/bezoek", "en": "/en/visit"},
    "visit_step": {"nl": "/bezoek/{id}", "en": "/en/visit/{id}"},
    "visit_later": {"nl": "/bezoek/{id}/link", "en": "/en/visit/{id}/link"},
    "visit_sent": {"nl": "/bezoek/{id}/verstuurd", "en": "/en/visit/{id}/sent"},
    "visit_answer": {"nl": "/bezoek/{id}/wie-kan-helpen", "en": "/en/visit/{id}/who-can-help"},
    "visit_overview": {"nl": "/bezoek/{id}/overzicht", "en": "/en/visit/{id}/overview"},
    "visit_print": {"nl": "/bezoek/{id}/overzicht.pdf", "en": "/en/visit/{id}/overview.pdf"},
    "visit_again": {"nl": "/bezoek/{id}/opnieuw", "en": "/en/visit/{id}/again"},
    "own_details": {"nl": "/mijn-gegevens/{id}", "en": "/en/my-details/{id}"},
    "own_erase": {"nl": "/mijn-gegevens/{id}/wissen", "en": "/en/my-details/{id}/erase"},
    "erased": {"nl": "/gegevens-gewist", "en": "/en/details-erased"},
    "outcome": {"nl": "/resultaat/{id}", "en": "/en/result/{id}"},
    "provider_answer": {"nl": "/verwijzing/{id}", "en": "/en/referral/{id}"},
    "accessibility": {"nl": "/toegankelijkheid", "en": "/en/accessibility"},
    "privacy": {"nl": "/privacy", "en": "/en/privacy"},
}


PRIVATE_PAGES: frozenset[PageName] = frozenset(
    {
        "intake_step",
        "intake_later",
        "intake_sent",
        "intake_answer",
        "intake_overview",
        "intake_print",
        "intake_again",
        "own_details",
        "own_erase",
        "outcome",
        "provider_answer",
        "calendar_feed",
    }
)
"""Pages that open by a private link: what stands for their id is its secret."""


def address(
    page: PageName, language: Language, identifier: str = "", query: Mapping[str, str] | None = None
) -> str:
    """Return the path of a page, with its filters; empty ones are left out."""
    path = PATHS[page][language].replace("{id}", quote(identifier, safe=""))
    filled = {name: value for name, value in (query or {}).items() if value}
    return f"{path}?{urlencode(filled)}" if filled else path


def is_private(path: str) -> bool:
    """Tell whether a path holds the secret of a private link."""
    return _PRIVATE.fullmatch(path) is not None


def other(language: Language) -> Language:
    """Return the language that a reader can switch to."""
    return "en" if language == "nl" else "nl"


def language_of(path: str) -> Language:
    """Return the language in which a path is answered, also where no page stands."""
    return "en" if path == "/en" or path.startswith("/en/") else "nl"


_PRIVATE = re.compile(
    "|".join(
        re.escape(path).replace(r"\{id\}", "[A-Za-z0-9_-]{43}")
        for name in PRIVATE_PAGES
        for path in PATHS[name].values()
    )
)
