"""From a page's context to HTML in one of the two languages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from datetime import date
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal
from babel.support import NullTranslations, Translations
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.identity import function_label, who
from api.keeping.storing import Ground
from api.pages.addresses import LANGUAGES, address, is_private, other
from api.pages.assets import asset_addresses
from api.pages.keeping.words import LABELS
from api.pages.locales import EURO, LOCALES
from api.private_links import PRIVATE_HEADERS
from matchmaker.casework.companies import dialled
from matchmaker.casework.praatplaat import GRADES
from matchmaker.days import NETHERLANDS
from matchmaker.vocabulary import (
    ActorKind,
    Answer,
    Bilingual,
    CompanySize,
    NeedKind,
    RStrategy,
    Status,
    TargetGroup,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from api.identity import Worker
    from api.pages.contexts import Fragment, Page
    from matchmaker.errors import Fault
    from matchmaker.vocabulary import Language, Term

ROOM = Path(__file__).resolve().parents[1]
TEMPLATES = ROOM / "templates"
CATALOGUE = ROOM / "locale" / "en" / "LC_MESSAGES" / "messages.po"

HEADERS = {
    # Not no-store: then a browser that goes back to a posted answer could only ask to send it again.
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Other sites learn nothing, as with no-referrer; but that would hide from ourselves where a form was
    # sent from, and then it cannot be told from one that another site sends.
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Renderer:
    """Renders pages."""

    def __init__(self) -> None:
        """Make the environments of both languages ready.

        Raises:
            AssetsMissing: The style sheet was not built.
        """
        self._environments = {language: environment(language) for language in LANGUAGES}

    def html(self, page: Page, language: Language, worker: Worker, here: str) -> str:
        """Return a page as text.

        Args:
            page: What it shows.
            language: Language of its texts.
            worker: Who reads it, as the page's head says.
            here: Address to come back to from a page that the head leads to.
        """
        template = self._environments[language].get_template(page.template)
        return template.render(_context(page), section=page.section, worker=worker, here=here)

    def response(
        self,
        request: Request,
        page: Page,
        language: Language,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> HTMLResponse:
        """Return a page as the response to a request, with every header that a page must have."""
        return HTMLResponse(
            self.html(page, language, who(request), to_come_back_to(request)),
            status_code=status,
            headers={**page_headers(request.url.path), "Content-Language": language, **(headers or {})},
        )

    def fragment(self, request: Request, fragment: Fragment, language: Language) -> HTMLResponse:
        """Return what a script puts into a page, with the headers of a page."""
        template = self._environments[language].get_template(fragment.template)
        return HTMLResponse(
            template.render(_context(fragment)),
            headers={**page_headers(request.url.path), "Content-Language": language},
        )


def _context(shown: Page | Fragment) -> dict[str, object]:
    return {item.name: getattr(shown, item.name) for item in fields(shown)}


def page_headers(path: str) -> Mapping[str, str]:
    """Return what a page goes with; one whose address holds a secret tells that to nobody."""
    return {**HEADERS, **PRIVATE_HEADERS} if is_private(path) else HEADERS


def see_other(target: str) -> Response:
    """Send a browser on after something was stored, so that going back or reloading stores nothing twice."""
    return RedirectResponse(target, status_code=303, headers=HEADERS)


def to_come_back_to(request: Request) -> str:
    """Return the address of the page itself; one that was had by sending a form has none of its own.

    Neither has one whose address holds a secret: that is not handed on.
    """
    if request.method != "GET" or is_private(request.url.path):
        return ""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


@cache
def environment(language: Language) -> Environment:
    """Return the template environment of one language.

    A process has one of each, since it keeps what takes long to make: the catalogue, and every template once
    it was used.

    Raises:
        AssetsMissing: The style sheet was not built.
    """
    assets = asset_addresses()
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["ext.i18n.trimmed"] = True
    translations = NullTranslations() if language == "nl" else english(CATALOGUE.read_bytes())
    made.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    made.globals.update(
        actor_kinds=tuple(ActorKind),
        answers=Answer,
        asset=lambda name: assets[name],
        language=language,
        link=_link_start,
        link_end=Markup("</a>"),
        grades=tuple(map(str, GRADES)),
        grounds=tuple(Ground),
        need_kinds=tuple(NeedKind),
        other_language=other(language),
        r_strategies=tuple(RStrategy),
        sizes=tuple(CompanySize),
        statuses=Status,
        target_groups=tuple(TargetGroup),
        url=partial(_address, language),
    )
    made.filters.update(
        by_field=lambda faults: _by_field(faults, language),
        by_name=lambda terms: [(term.name.lower(), _label(term, language)) for term in terms],
        capitalise=_capitalised,
        by_id=lambda actors: [(actor.id, actor.name) for actor in actors],
        day=partial(format_date, format="d MMMM y", locale=LOCALES[language]),
        dialled=dialled,
        euro=lambda amount: format_currency(amount, "EUR", EURO[language], LOCALES[language]),
        function=lambda code: _text(function_label(code), language),
        field_label=lambda name: LABELS[name].in_language(language),
        host=_host,
        in_words=lambda pairs: [(code.value, _text(text, language)) for code, text in pairs],
        isodate=date.isoformat,
        label=lambda term: _label(term, language),
        options=lambda terms: [(term.value, _label(term, language)) for term in terms],
        moment=lambda value: format_date(value.astimezone(NETHERLANDS), "d MMMM y", locale=LOCALES[language]),
        number=lambda value: format_decimal(value, locale=LOCALES[language]),
        points=lambda value: format_decimal(100 * value, format="0", locale=LOCALES[language]),
        text=lambda text: _text(text, language),
        told=lambda text: _told(text, language),
        time_of_day=lambda value: format_time(value.astimezone(NETHERLANDS), "HH:mm"),
        zip=zip,
    )
    return made


def english(catalogue: bytes) -> Translations:
    """Return the English catalogue ready for use; it is small enough to be compiled at every start."""
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(catalogue), locale="en"))
    compiled.seek(0)
    return Translations(compiled)


def _address(language: Language, page: str, identifier: str = "", **query: str) -> str:
    return address(page, language, identifier, query)  # type: ignore[arg-type]  # templates name pages by word


def _link_start(target: str) -> Markup:
    """Return the opening of a link, so that a translated sentence holds a place for it and no markup."""
    return Markup('<a class="utrecht-link utrecht-link--html-a" href="{}">').format(target)


def _by_field(faults: Iterable[Fault], language: Language) -> defaultdict[str, str]:
    """Return what is wrong by field, and an empty text for a field without faults."""
    found: defaultdict[str, str] = defaultdict(str)
    for fault in faults:
        found[fault.where] = f"{found[fault.where]} {fault.message.in_language(language)}".strip()
    return found


def _capitalised(text: str) -> str:
    """Return the text with a capital first letter; the rest, such as IT or CO2, keeps its own."""
    return text[:1].upper() + text[1:]


def _host(website: str) -> str:
    return (urlsplit(website).hostname or website).removeprefix("www.")


def _text(text: Bilingual, language: Language) -> str:
    return text.in_language(language)


def _told(text: Bilingual, language: Language) -> str:
    """Return what somebody wrote of a fact; Dutch that stands in for English is marked as Dutch."""
    if language == "en" and text.is_dutch_only:
        return Markup('<span lang="nl">{}</span>').format(text.nl)
    return _text(text, language)


def _label(term: Term, language: Language) -> str:
    return term.label.in_language(language)
