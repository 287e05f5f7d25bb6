"""Search, and the lists of offerings and parties with their facets, as the templates receive them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from api.looking_up import find_actors, find_offerings
from api.pages.addresses import address, other
from api.pages.contexts import (
    ActorEntry,
    FacetChoice,
    FacetGroup,
    ListFilter,
    OfferingEntry,
    ResultsPage,
    SearchPage,
    Tab,
    ThemeGroup,
)
from api.pages.paging import page_number, paging, stretch
from api.pages.stated import old_since
from matchmaker.curation import public_view
from matchmaker.errors import Fault, NotFound
from matchmaker.lookup import Choice, Found, Narrowing
from matchmaker.vocabulary import ActorKind, Bilingual, NeedKind, PlaceKind, Status, Term, ThemeKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from api.identity import Worker
    from api.loaded import Loaded
    from api.pages.contexts import Listed
    from matchmaker.model import Actor, Offering, Place
    from matchmaker.vocabulary import Language

T = TypeVar("T", bound=Term)

IN_OVERVIEW = 5  # offerings and parties beside each other
FIRST_CHOICES = 6  # of a facet; the others are folded away
LONGEST_WORDS = 200  # characters in a field of the filter

# A facet's name here, in an address and in the directory.
FACETS = (
    ("need_kind", "needKind", "need_kind"),
    ("municipality", "municipality", "place_id"),
    ("theme", "theme", "theme_id"),
    ("kind", "kind", "kind"),
    ("status", "status", "status"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What a query string asks for and what that finds.

    Attributes:
        filter: The query string, read.
        faults: What is wrong with it; then nothing is found.
        offerings: The offerings found, with facets.
        actors: The parties found, with facets.
    """

    filter: ListFilter
    faults: tuple[Fault, ...]
    offerings: Found[Offering]
    actors: Found[Actor]


def search(loaded: Loaded, query: Mapping[str, str], worker: Worker) -> Searched:
    """Search both lists for what a query string asks, in what the reader may see."""
    asked = ListFilter(
        q=query.get("q", "").strip(),
        municipality=query.get("municipality", "").strip(),
        kind=query.get("kind", ""),
        need_kind=query.get("needKind", ""),
        theme=query.get("theme", ""),
        status=query.get("status", ""),
    )
    faults: list[Fault] = []
    if len(asked.q) > LONGEST_WORDS or "\0" in asked.q:
        message = Bilingual(
            f"Zoek met hoogstens {LONGEST_WORDS} leesbare tekens.",
            f"Search with at most {LONGEST_WORDS} readable characters.",
        )
        faults.append(Fault(where="q", message=message))
    place = _place(loaded, asked.municipality, faults)
    narrowing = Narrowing(
        kind=_term(ActorKind, "kind", asked.kind, faults),
        need_kind=_term(NeedKind, "needKind", asked.need_kind, faults),
        place_id=place.id if place else None,
        theme_id=_theme_id(loaded, asked.theme, faults),
        status=_term(Status, "status", asked.status, faults),
    )
    if faults:
        return Searched(filter=asked, faults=tuple(faults), offerings=Found((), {}), actors=Found((), {}))
    return Searched(
        filter=asked,
        faults=(),
        offerings=find_offerings(loaded, worker, asked.q, narrowing),
        actors=find_actors(loaded, worker, asked.q, narrowing),
    )


def search_page(
    loaded: Loaded, language: Language, query: Mapping[str, str], today: date, worker: Worker
) -> SearchPage:
    """Return the best of both lists, or, where nothing is asked, ways to leaf through them."""
    searched = search(loaded, query, worker)
    asked = any(searched.filter.query().values())
    offered, known = searched.offerings.facets, searched.actors.facets
    show = _Facets(loaded, language, "offerings", searched.filter)
    show_actors = _Facets(loaded, language, "actors", searched.filter)
    return SearchPage(
        other_address=address("search", other(language), query=searched.filter.query()),
        other_by_form=False,
        filter=searched.filter,
        faults=searched.faults,
        filter_addresses=_near_addresses("search", language, searched),
        tabs=_tabs(language, searched) if asked else (),
        offerings=tuple(
            offering_entry(loaded, one, today) for one in searched.offerings.hits[:IN_OVERVIEW] if asked
        ),
        actors=tuple(actor_entry(loaded, one) for one in searched.actors.hits[:IN_OVERVIEW] if asked),
        need_kinds_offered=() if asked else show.choices("need_kind", offered["need_kind"]),
        kinds_known=() if asked else show_actors.choices("kind", known["kind"]),
        theme_groups=() if asked else _theme_groups(loaded, show, offered["theme_id"]),
    )


def results_page(
    loaded: Loaded,
    language: Language,
    listed: Listed,
    query: Mapping[str, str],
    today: date,
    worker: Worker,
) -> ResultsPage:
    """Return one page of the list of offerings or of parties.

    Raises:
        NotFound: The list has no such page.
    """
    searched = search(loaded, query, worker)
    found: Found[Offering] | Found[Actor] = searched.offerings if listed == "offerings" else searched.actors
    filled = searched.filter.query()
    number = page_number(query.get("pagina", ""))
    shown = stretch(number)
    show = _Facets(loaded, language, listed, searched.filter)

    def at(page: int, in_language: Language = language) -> str:
        return address(listed, in_language, query={**filled, "pagina": str(page) if page > 1 else ""})

    return ResultsPage(
        other_address=at(number, other(language)),
        other_by_form=False,
        listed=listed,
        filter=searched.filter,
        faults=searched.faults,
        filter_addresses=_near_addresses(listed, language, searched),
        tabs=_tabs(language, searched),
        facets=()
        if searched.faults
        else tuple(show.group(name, found.facets[counted], len(found.hits)) for name, _, counted in FACETS),
        offerings=tuple(offering_entry(loaded, one, today) for one in searched.offerings.hits[shown])
        if listed == "offerings"
        else (),
        actors=tuple(actor_entry(loaded, one) for one in searched.actors.hits[shown])
        if listed == "actors"
        else (),
        total=len(found.hits),
        paging=paging(number, len(found.hits), at),
        bare_address=address(listed, language),
        csv_address=address(listed, language, query={**filled, "formaat": "csv"}),
        json_address=address(listed, language, query={**filled, "formaat": "json"}),
    )


class _Facets:
    """Puts facets into words, with the address of each choice."""

    def __init__(self, loaded: Loaded, language: Language, listed: Listed, asked: ListFilter) -> None:
        self._loaded = loaded
        self._language = language
        self._listed = listed
        self._asked = asked
        self._words: Mapping[str, Callable[[str], tuple[Bilingual, str]]] = {
            "need_kind": lambda code: (NeedKind.of(code).label, code),
            "kind": lambda code: (ActorKind.of(code).label, code),
            "status": lambda code: (Status.of(code).label, code),
            "theme": lambda theme_id: (loaded.theme_by_id(theme_id).label, theme_id),
            "municipality": self._place_words,
        }

    def group(self, name: str, choices: Sequence[Choice], total: int) -> FacetGroup:
        """Return a facet; what was chosen is there also where it is no value of any hit."""
        asked = self._asked_value(name)
        others = [
            one
            for one in choices
            if one.value != asked and not (name == "municipality" and self._is_everywhere(one.value))
        ]
        worded = self.choices(name, others)
        return FacetGroup(
            name=next(query for known, query, _ in FACETS if known == name),
            chosen=self._choice(name, Choice(asked, total)) if asked else None,
            first=worded[:FIRST_CHOICES],
            rest=worded[FIRST_CHOICES:],
        )

    def choices(self, name: str, choices: Sequence[Choice]) -> tuple[FacetChoice, ...]:
        """Return values of a facet in words, in the order given."""
        return tuple(self._choice(name, one) for one in choices)

    def _choice(self, name: str, choice: Choice) -> FacetChoice:
        label, value = self._words[name](str(choice.value))
        chosen = choice.value == self._asked_value(name)
        narrowed = replace(self._asked, **{name: "" if chosen else value})
        return FacetChoice(
            label=label,
            in_dutch=name == "municipality",
            count=choice.count,
            address=address(self._listed, self._language, query=narrowed.query()),
        )

    def _asked_value(self, name: str) -> str:
        asked: str = getattr(self._asked, name)
        return self._loaded.place_named(asked).id if asked and name == "municipality" else asked

    def _place_words(self, place_id: str) -> tuple[Bilingual, str]:
        """Return a place's name, and what to write in an address for it: its name where that is enough."""
        name = self._loaded.place_by_id(place_id).name
        found = self._loaded.gazetteer.find(name)
        return Bilingual(name, name), name if found and found.id == place_id else place_id

    def _is_everywhere(self, place_id: str) -> bool:
        """Whether a place takes in all others, so that it makes no list smaller."""
        return self._loaded.place_by_id(place_id).kind is PlaceKind.COUNTRY


def _tabs(language: Language, searched: Searched) -> tuple[Tab, ...]:
    filled = searched.filter.query()
    counts: tuple[tuple[Listed, int | None], ...] = (
        ("search", None),
        ("offerings", len(searched.offerings.hits)),
        ("actors", len(searched.actors.hits)),
    )
    return tuple(
        Tab(name=name, address=address(name, language, query=filled), count=count) for name, count in counts
    )


def _near_addresses(listed: Listed, language: Language, searched: Searched) -> dict[str, str]:
    filled = searched.filter.query()
    return {
        near: address(listed, language, query={**filled, "municipality": near})
        for fault in searched.faults
        for near in fault.suggestions
    }


def offering_entry(loaded: Loaded, offering: Offering, today: date) -> OfferingEntry:
    """Return an offering, as a directory gives it to a reader, as a list shows it."""
    return OfferingEntry(
        offering=offering.as_of(today),
        provider=public_view(loaded.actor_by_id(offering.provider_id)),
        area=tuple(loaded.place_by_id(place_id) for place_id in offering.area),
        old_since=old_since(offering.sources, today),
    )


def actor_entry(loaded: Loaded, actor: Actor) -> ActorEntry:
    """Return an actor, as a directory gives it to a reader, as a list shows it."""
    return ActorEntry(
        actor=actor,
        place=loaded.place_by_id(actor.place_id) if actor.place_id else None,
        offerings=len(loaded.offerings_of(actor.id)),
    )


def _theme_groups(loaded: Loaded, show: _Facets, choices: Sequence[Choice]) -> tuple[ThemeGroup, ...]:
    """Return the themes that some offering is about, by kind."""
    grouped: dict[ThemeKind, list[Choice]] = {kind: [] for kind in ThemeKind}
    for choice in choices:
        grouped[loaded.theme_by_id(choice.value).kind].append(choice)
    return tuple(
        ThemeGroup(kind=kind, themes=show.choices("theme", same)) for kind, same in grouped.items() if same
    )


def _term(kind: type[T], where: str, code: str, faults: list[Fault]) -> T | None:
    if not code:
        return None
    found = kind.read(code)
    if found is None:
        message = Bilingual("Kies een waarde uit de lijst.", "Choose a value from the list.")
        faults.append(Fault(where=where, message=message))
    return found


def _theme_id(loaded: Loaded, theme_id: str, faults: list[Fault]) -> str | None:
    if not theme_id:
        return None
    try:
        return loaded.theme_by_id(theme_id).id
    except NotFound:
        message = Bilingual("Kies een thema uit de lijst.", "Choose a theme from the list.")
        faults.append(Fault(where="theme", message=message))
        return None


def _place(loaded: Loaded, spelling: str, faults: list[Fault]) -> Place | None:
    if not spelling:
        return None
    readable = len(spelling) <= LONGEST_WORDS
    place = loaded.gazetteer.current(loaded.gazetteer.find(spelling)) if readable else None
    if place is None:
        near = loaded.directory.places(spelling)[:3] if readable else ()
        shown = spelling[:80]
        message = Bilingual(
            f"Wij kennen geen gemeente of regio “{shown}”. Kijk of de naam goed gespeld is.",
            f"We know no municipality or region “{shown}”. Check the spelling of the name.",
        )
        suggestions = tuple(dict.fromkeys(each.name for each in near))
        faults.append(Fault(where="municipality", message=message, suggestions=suggestions))
    return place
