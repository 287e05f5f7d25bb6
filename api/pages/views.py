"""From facts and answers to what the templates receive; pure functions over loaded facts."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from api.pages.addresses import address, other
from api.pages.contexts import (
    ActorEntry,
    ActorFilter,
    ActorPage,
    ActorsPage,
    AnswerPage,
    End,
    OfferingPage,
    Paging,
    RelationLine,
    SourceLine,
    StartPage,
    Suggestion,
    ThemeGroup,
)
from matchmaker.asking import Asked
from matchmaker.errors import Fault, NotFound
from matchmaker.lookup import Narrowing
from matchmaker.places import Gazetteer
from matchmaker.vocabulary import ActorKind, Bilingual, ThemeKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from api.catalogue import Loaded
    from api.pages.contexts import AskForm, Strength
    from matchmaker.model import Actor, Place, Relation, Source, Theme
    from matchmaker.vocabulary import Language

PER_PAGE = 25
OLD_AFTER = timedelta(days=2 * 365)
LONGEST_WORDS = 200  # characters in a field of the filter
# Scores from which a match is called strong or fair. Of the suggestions for the development questions, about
# four in five above the first are of use to the asker, nearly half between the two, and one in seven below.
STRONG, FAIR = 0.68, 0.48


def start_page(
    loaded: Loaded, language: Language, form: AskForm, faults: tuple[Fault, ...] = ()
) -> StartPage:
    """Return the question form, with what must be mended if it was sent already."""
    facts = loaded.snapshot
    return StartPage(
        other_address=address("answer" if faults else "start", other(language)),
        other_by_form=bool(faults),
        form=form,
        faults=faults,
        actors=len(facts.actors),
        offerings=len(facts.offerings),
        documents=len(facts.documents),
    )


def answer_page(loaded: Loaded, language: Language, form: AskForm, today: date) -> AnswerPage:
    """Return the answer to a question.

    Raises:
        InvalidInput: The question cannot be understood; every fault is named.
    """
    asked = Asked(
        text=form.text,
        need_kinds=form.need_kinds,
        sector=form.sector or None,
        municipality=form.municipality or None,
        size=form.size or None,
        r_strategy=form.r_strategy or None,
    )
    understood = loaded.reader.read(asked, asked_on=today)
    answer = loaded.matcher.match(understood.need)
    return AnswerPage(
        other_address=address("answer", other(language)),
        other_by_form=True,
        form=form,
        assumptions=understood.assumptions,
        suggestions=tuple(
            Suggestion(
                match=match,
                strength=_strength(match.score),
                outdated=_is_old(match.offering.sources, today),
                sources=_source_lines(loaded, match.offering.sources),
            )
            for match in answer.matches
        ),
        excluded=answer.excluded,
        gap=answer.gap,
    )


def actors_page(loaded: Loaded, language: Language, query: Mapping[str, str]) -> ActorsPage:
    """Return the list of actors that pass the filter of a query string.

    Raises:
        NotFound: The list has no such page.
    """
    filters = ActorFilter(**{item.name: query.get(item.name, "").strip() for item in fields(ActorFilter)})
    faults: list[Fault] = []
    number = _page_number(query.get("pagina", ""))
    kind = _actor_kind(filters.kind, faults)
    theme = _theme(loaded, filters.theme, faults)
    place = _place(loaded, filters.municipality, faults)
    if len(filters.q) > LONGEST_WORDS or "\0" in filters.q:
        faults.append(
            _fault(
                "q",
                f"Zoek met hoogstens {LONGEST_WORDS} leesbare tekens.",
                f"Search with at most {LONGEST_WORDS} readable characters.",
            )
        )
    found: Sequence[Actor] = ()
    if not faults:
        narrowing = Narrowing(
            kind=kind, place_id=place.id if place else None, theme_id=theme.id if theme else None
        )
        found = loaded.directory.find_actors(filters.q, narrowing).hits
    count = max(1, -(-len(found) // PER_PAGE))
    if number > count:
        raise NotFound("page", str(number))
    filled = asdict(filters)
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]

    def at(page: int) -> str:
        return address("actors", language, query={**filled, "pagina": str(page) if page > 1 else ""})

    return ActorsPage(
        other_address=address(
            "actors", other(language), query={**filled, "pagina": str(number) if number > 1 else ""}
        ),
        other_by_form=False,
        filter=filters,
        faults=tuple(faults),
        filter_addresses={
            near: address("actors", language, query={**filled, "municipality": near})
            for fault in faults
            for near in fault.suggestions
        },
        entries=tuple(
            ActorEntry(
                actor=actor,
                place=_place_of(loaded, actor),
                offerings=len(loaded.offerings_of(actor.id)),
            )
            for actor in shown
        ),
        total=len(found),
        paging=Paging(
            number=number,
            count=count,
            previous=at(number - 1) if number > 1 else None,
            next=at(number + 1) if number < count else None,
        ),
        theme_groups=_theme_groups(loaded, language),
    )


def actor_page(loaded: Loaded, language: Language, actor_id: str, today: date) -> ActorPage:
    """Return the page of one actor.

    Raises:
        NotFound: There is no such actor.
    """
    actor = loaded.actor_by_id(actor_id)
    return ActorPage(
        other_address=address("actor", other(language), actor_id),
        other_by_form=False,
        actor=actor,
        place=_place_of(loaded, actor),
        themes=tuple(loaded.theme_by_id(theme_id) for theme_id in actor.themes),
        offerings=loaded.offerings_of(actor_id),
        relations=_relation_lines(loaded, language, actor_id),
        sources=_source_lines(loaded, actor.sources),
        outdated=_is_old(actor.sources, today),
    )


def offering_page(loaded: Loaded, language: Language, offering_id: str, today: date) -> OfferingPage:
    """Return the page of one offering.

    Raises:
        NotFound: There is no such offering.
    """
    offering = loaded.offering_by_id(offering_id)
    return OfferingPage(
        other_address=address("offering", other(language), offering_id),
        other_by_form=False,
        offering=offering,
        provider=loaded.actor_by_id(offering.provider_id),
        area=tuple(loaded.place_by_id(place_id) for place_id in offering.area),
        themes=tuple(loaded.theme_by_id(theme_id) for theme_id in offering.themes),
        sectors=tuple(loaded.theme_by_id(theme_id) for theme_id in offering.sectors),
        questions=tuple(question for question in offering.questions if question.language == language),
        relations=_relation_lines(loaded, language, offering_id),
        sources=_source_lines(loaded, offering.sources),
        outdated=_is_old(offering.sources, today),
    )


def _strength(score: float) -> Strength:
    if score >= STRONG:
        return "strong"
    return "fair" if score >= FAIR else "possible"


def _is_old(sources: Sequence[Source], today: date) -> bool:
    """Whether nobody has said so for two years; a fact without a source is not old but unfounded."""
    latest = max((source.checked_on or source.stated_on for source in sources), default=today)
    return today - latest > OLD_AFTER


def _source_lines(loaded: Loaded, sources: Sequence[Source]) -> tuple[SourceLine, ...]:
    """Return the sources with all lines of one document, stated and checked alike, together."""
    together: dict[tuple[str, date, date | None, str | None], list[Source]] = {}
    for source in sources:
        key = (source.document_id, source.stated_on, source.checked_on, source.checked_by)
        together.setdefault(key, []).append(source)
    return tuple(
        SourceLine(
            document=loaded.document_by_id(document_id),
            lines=", ".join(_lines(source) for source in cited),
            several=len(cited) > 1 or cited[0].first_line != cited[0].last_line,
            stated_on=stated_on,
            checked_on=checked_on,
            checked_by=checked_by,
        )
        for (document_id, stated_on, checked_on, checked_by), cited in together.items()
    )


def _lines(source: Source) -> str:
    first, last = source.first_line, source.last_line
    return str(first) if first == last else f"{first}–{last}"  # a range takes an en dash in print


def _relation_lines(loaded: Loaded, language: Language, here: str) -> tuple[RelationLine, ...]:
    def line(relation: Relation) -> RelationLine:
        return RelationLine(
            subject=_end(loaded, language, relation.subject_id, here),
            kind=relation.kind,
            object=_end(loaded, language, relation.object_id, here),
            note=relation.note,
            status=relation.status,
            sources=_source_lines(loaded, relation.sources),
        )

    ties = loaded.relations_of(here)
    return tuple(
        line(tie) for tie in sorted(ties, key=lambda tie: (tie.subject_id != here, tie.kind, tie.id))
    )


def _end(loaded: Loaded, language: Language, node_id: str, here: str) -> End:
    try:
        actor = loaded.actor_by_id(node_id)
    except NotFound:
        name, dutch, page = (
            loaded.offering_by_id(node_id).title,
            False,
            address("offering", language, node_id),
        )
    else:
        name, dutch = Bilingual(actor.name, actor.name), True
        page = address("actor", language, node_id)
    return End(name=name, named_in_dutch=dutch, address=None if node_id == here else page)


def _place_of(loaded: Loaded, actor: Actor) -> Place | None:
    return loaded.place_by_id(actor.place_id) if actor.place_id else None


def _theme_groups(loaded: Loaded, language: Language) -> tuple[ThemeGroup, ...]:
    """Return the themes that the list can be narrowed to: those that some actor or offering is about."""
    facts = loaded.snapshot
    in_use = {
        *(theme_id for actor in facts.actors for theme_id in actor.themes),
        *(theme_id for offering in facts.offerings for theme_id in offering.themes),
    }
    order = list(ThemeKind)
    themes = sorted(
        (theme for theme in facts.themes if theme.id in in_use),
        key=lambda theme: (order.index(theme.kind), theme.label.in_language(language).casefold()),
    )
    return tuple(
        ThemeGroup(kind=kind, themes=tuple(group))
        for kind, group in groupby(themes, key=lambda theme: theme.kind)
    )


def _page_number(text: str) -> int:
    """Return the number of a page; only our own links name one, so anything else is a wrong address."""
    if not text:
        return 1
    if text.isascii() and text.isdecimal() and len(text) <= 6 and int(text) >= 1:
        return int(text)
    raise NotFound("page", text)


def _actor_kind(code: str, faults: list[Fault]) -> ActorKind | None:
    if not code:
        return None
    kind = next((kind for kind in ActorKind if kind.value == code), None)
    if kind is None:
        faults.append(_fault("kind", "Kies een soort uit de lijst.", "Choose a kind from the list."))
    return kind


def _theme(loaded: Loaded, theme_id: str, faults: list[Fault]) -> Theme | None:
    if not theme_id:
        return None
    try:
        return loaded.theme_by_id(theme_id)
    except NotFound:
        faults.append(_fault("theme", "Kies een thema uit de lijst.", "Choose a theme from the list."))
        return None


def _place(loaded: Loaded, spelling: str, faults: list[Fault]) -> Place | None:
    if not spelling:
        return None
    readable = len(spelling) <= LONGEST_WORDS
    place = Gazetteer(loaded.snapshot.places).find(spelling) if readable else None
    if place is None:
        near = loaded.directory.places(spelling)[:3] if readable else ()
        shown = spelling[:80]
        faults.append(
            Fault(
                where="municipality",
                message=Bilingual(
                    f"Wij kennen geen gemeente of regio “{shown}”. Kijk of de naam goed gespeld is.",
                    f"We know no municipality or region “{shown}”. Check the spelling of the name.",
                ),
                suggestions=tuple(dict.fromkeys(each.name for each in near)),
            )
        )
    return place


def _fault(where: str, dutch: str, english: str) -> Fault:
    return Fault(where=where, message=Bilingual(dutch, english))
