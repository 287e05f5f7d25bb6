"""Worlds for tests: one in which every field of the model is filled, and generated ones without end.

The ids of generated worlds come from small pools, so that two worlds share some; whatever lies above another
comes before it in the alphabet, so that no two worlds together make a ring.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from matchmaker.model import (
    Actor,
    Document,
    Offering,
    Place,
    Precedent,
    Question,
    Referred,
    Relation,
    Snapshot,
    Source,
    Theme,
)
from matchmaker.vocabulary import (
    ActorKind,
    Bilingual,
    CompanySize,
    NeedKind,
    PlaceKind,
    RelationKind,
    RStrategy,
    Status,
    TargetGroup,
    ThemeKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TRICKY = (
    "",
    " ",
    "é",
    "e\u0301",
    "É",
    "ß",
    "İstanbul",
    "Æ",
    "😀",
    "\ue000",
    "\u202eabc",
    "a\u200bb",
    "regel 1\r\nregel 2\u2028",
    "'; DROP TABLE actor; --",
    "$id :id {x: 1}",
    "[1, null]",
    "\\u0000",
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12) | (
    st.sampled_from(TRICKY)
)
WHOLE = st.none() | st.integers(-(2**63) + 1, 2**63 - 1)
DAYS = st.dates()


def full_world() -> Snapshot:
    """Return a world in which no field is empty and every term occurs."""
    document = Document(
        id="doc",
        title="Titel",
        publisher="Uitgever",
        published_on=date(2025, 1, 2),
        file="a.txt",
        licence="x",
    )
    source = Source(
        document_id="doc",
        first_line=3,
        last_line=5,
        stated_on=date(2025, 1, 1),
        checked_on=date(2025, 6, 1),
        checked_by="redactie",
    )
    actors = tuple(
        Actor(
            id=f"actor-{kind.value.replace('_', '-')}",
            name=f"Partij {kind.value}",
            kind=kind,
            description=Bilingual("wat", "what"),
            aliases=("P", "p"),
            place_id="place-municipality",
            themes=("theme-sector", "theme-activity"),
            website="https://voorbeeld.example",
            kvk_number="12345678",
            status=Status.PLANNED,
            sources=(source, source),
            desk_only=("kvk_number", "website"),
        )
        for kind in ActorKind
    )
    offering = Offering(
        id="offering",
        provider_id="actor-financier",
        title=Bilingual("Aanbod", "Offering"),
        summary=Bilingual("wat", "what"),
        next_step=Bilingual("bel", "call"),
        need_kinds=tuple(NeedKind),
        area=("place-region", "place-municipality"),
        themes=("theme-material", "theme-chain"),
        r_strategies=tuple(RStrategy),
        target_groups=tuple(TargetGroup),
        sectors=("theme-sector",),
        sizes=tuple(CompanySize),
        opens_on=date(2025, 2, 1),
        closes_on=date(2025, 3, 1),
        budget_euro=1_000_000,
        budget_exhausted=True,
        capacity=10,
        places_left=3,
        requirements=(Bilingual("Bent u er?", "Are you there?"), Bilingual("Echt?", "Really?")),
        excluded_actors=("actor-government", "actor-association"),
        questions=(Question(language="nl", text="Wie helpt?"), Question(language="en", text="Who helps?")),
        status=Status.ENDED,
        sources=(source,),
        desk_only=("places_left",),
    )
    relations = [
        Relation(
            subject_id="actor-government",
            kind=kind,
            object_id=target,
            note=Bilingual("noot", "note"),
            status=Status.ACTIVE,
            sources=(source,),
        )
        for kind in RelationKind
        for target in ("actor-initiative", "offering")
    ]
    return in_order(
        documents=[document],
        places=_full_places(),
        themes=_full_themes(),
        actors=actors,
        offerings=[offering],
        relations=relations,
        precedents=[full_precedent()],
    )


def full_precedent() -> Precedent:
    """Return a precedent in which no field is empty; one of those it is sent to is not there."""
    return Precedent(
        id="precedent",
        text="Wie helpt ons?",
        need_kinds=tuple(NeedKind),
        sectors=("theme-sector",),
        referred=(
            Referred(to="offering", grade=3),
            Referred(to="actor-initiative", grade=2),
            Referred(to="weg", grade=1),
        ),
    )


def _full_places() -> list[Place]:
    kinds = list(PlaceKind)
    return [
        Place(
            id=f"place-{kind.value}",
            name=kind.value.title(),
            kind=kind,
            code="GM0001",
            aliases=("x", "y"),
            within=tuple(f"place-{above.value}" for above in kinds[position + 1 :]),
            latitude=52.1,
            longitude=4.9,
            valid_from=date(2000, 1, 1),
            valid_until=date(2030, 1, 1),
            successor_id="place-country",
        )
        for position, kind in enumerate(kinds)
    ]


def _full_themes() -> list[Theme]:
    kinds = list(ThemeKind)
    return [
        Theme(
            id=f"theme-{kind.value}",
            kind=kind,
            label=Bilingual(kind.value, kind.value),
            synonyms_nl=("a", "b"),
            synonyms_en=("c",),
            broader=tuple(f"theme-{above.value}" for above in kinds[position + 1 :]),
            target_group=TargetGroup.SCHOOL,
        )
        for position, kind in enumerate(kinds)
    ]


def in_order(**facts: Iterable[Any]) -> Snapshot:
    """Return a snapshot of these facts, each kind by id."""
    return Snapshot(**{name: tuple(sorted(group, key=lambda fact: fact.id)) for name, group in facts.items()})


@st.composite
def worlds(draw: st.DrawFn, largest: int = 4) -> Snapshot:
    """Make a world whose references all point to facts in it."""
    document_ids = draw(_ids("d", largest, at_least=1))
    place_ids = draw(_ids("p", largest, at_least=1))
    theme_ids = draw(_ids("t", largest, at_least=1))
    actor_ids = draw(_ids("a", largest))
    offering_ids = draw(_ids("o", largest)) if actor_ids else []
    ends = st.tuples(
        st.sampled_from(actor_ids), st.sampled_from(RelationKind), st.sampled_from(actor_ids + offering_ids)
    )
    ties = draw(st.lists(ends, unique=True, max_size=largest)) if actor_ids else []
    sources = st.lists(_sources(document_ids), max_size=3).map(tuple)
    precedent_ids = draw(_ids("q", largest))
    return in_order(
        documents=[draw(_document(id_)) for id_ in document_ids],
        places=[draw(_place(id_, place_ids)) for id_ in place_ids],
        themes=[draw(_theme(id_, theme_ids)) for id_ in theme_ids],
        actors=[draw(_actor(id_, place_ids, theme_ids, sources)) for id_ in actor_ids],
        offerings=[draw(_offering(id_, actor_ids, place_ids, theme_ids, sources)) for id_ in offering_ids],
        relations=[draw(_relation(*tie, sources)) for tie in ties],
        precedents=[draw(_precedent(id_, theme_ids, [*actor_ids, *offering_ids])) for id_ in precedent_ids],
    )


def _ids(prefix: str, largest: int, *, at_least: int = 0) -> st.SearchStrategy[list[str]]:
    pool = [f"{prefix}-{end}" for end in ("0", "1", "10", "2", "9-z", "a", "a-0", "b")]
    return st.lists(st.sampled_from(pool), unique=True, min_size=at_least, max_size=largest)


def _some(ids: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(ids), max_size=3).map(tuple) if ids else st.just(())


def _above(id_: str, ids: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return _some([other for other in ids if other < id_])


def _terms(kind: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(kind), max_size=4).map(tuple)


def _many(items: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, max_size=3).map(tuple)


BOTH = st.builds(Bilingual, TEXTS, TEXTS)


def _sources(document_ids: Sequence[str]) -> st.SearchStrategy[Source]:
    return st.builds(
        Source,
        document_id=st.sampled_from(document_ids),
        first_line=st.integers(1, 10**6),
        last_line=st.integers(1, 10**6),
        stated_on=DAYS,
        checked_on=st.none() | DAYS,
        checked_by=st.none() | TEXTS,
    )


def _document(id_: str) -> st.SearchStrategy[Document]:
    return st.builds(
        Document,
        id=st.just(id_),
        title=TEXTS,
        publisher=TEXTS,
        published_on=DAYS,
        file=st.none() | TEXTS,
        licence=TEXTS,
    )


def _place(id_: str, ids: Sequence[str]) -> st.SearchStrategy[Place]:
    degrees = st.none() | st.floats(allow_nan=False, allow_infinity=False)
    return st.builds(
        Place,
        id=st.just(id_),
        name=TEXTS,
        kind=st.sampled_from(PlaceKind),
        code=st.none() | TEXTS,
        aliases=_many(TEXTS),
        within=_above(id_, ids),
        latitude=degrees,
        longitude=degrees,
        valid_from=st.none() | DAYS,
        valid_until=st.none() | DAYS,
        successor_id=st.none() | st.sampled_from(ids),
    )


def _theme(id_: str, ids: Sequence[str]) -> st.SearchStrategy[Theme]:
    return st.builds(
        Theme,
        id=st.just(id_),
        kind=st.sampled_from(ThemeKind),
        label=BOTH,
        synonyms_nl=_many(TEXTS),
        synonyms_en=_many(TEXTS),
        broader=_above(id_, ids),
        target_group=st.none() | st.sampled_from(TargetGroup),
    )


def _actor(
    id_: str, places: Sequence[str], themes: Sequence[str], sources: st.SearchStrategy[tuple[Source, ...]]
) -> st.SearchStrategy[Actor]:
    return st.builds(
        Actor,
        id=st.just(id_),
        name=TEXTS,
        kind=st.sampled_from(ActorKind),
        description=BOTH,
        aliases=_many(TEXTS),
        place_id=st.none() | st.sampled_from(places),
        themes=_some(themes),
        website=st.none() | TEXTS,
        kvk_number=st.none() | TEXTS,
        status=st.sampled_from(Status),
        sources=sources,
        desk_only=_terms(("website", "kvk_number", "sources")),
    )


def _offering(
    id_: str,
    actors: Sequence[str],
    places: Sequence[str],
    themes: Sequence[str],
    sources: st.SearchStrategy[tuple[Source, ...]],
) -> st.SearchStrategy[Offering]:
    return st.builds(
        Offering,
        id=st.just(id_),
        provider_id=st.sampled_from(actors),
        title=BOTH,
        summary=BOTH,
        next_step=BOTH,
        need_kinds=_terms(NeedKind),
        area=_some(places),
        themes=_some(themes),
        r_strategies=_terms(RStrategy),
        target_groups=_terms(TargetGroup),
        sectors=_some(themes),
        sizes=_terms(CompanySize),
        opens_on=st.none() | DAYS,
        closes_on=st.none() | DAYS,
        budget_euro=WHOLE,
        budget_exhausted=st.booleans(),
        capacity=WHOLE,
        places_left=WHOLE,
        requirements=_many(BOTH),
        excluded_actors=_some(actors),
        questions=_many(st.builds(Question, language=st.sampled_from(("nl", "en")), text=TEXTS)),
        status=st.sampled_from(Status),
        sources=sources,
        desk_only=_terms(("budget_euro", "places_left", "next_step")),
    )


def _relation(
    subject: str, kind: RelationKind, object_: str, sources: st.SearchStrategy[tuple[Source, ...]]
) -> st.SearchStrategy[Relation]:
    return st.builds(
        Relation,
        subject_id=st.just(subject),
        kind=st.just(kind),
        object_id=st.just(object_),
        note=st.none() | BOTH,
        status=st.sampled_from(Status),
        sources=sources,
    )


def _precedent(id_: str, themes: Sequence[str], ends: Sequence[str]) -> st.SearchStrategy[Precedent]:
    referred = st.builds(Referred, to=st.sampled_from([*ends, "gone", "gone-too"]), grade=st.integers(1, 3))
    several = st.lists(referred, max_size=4, unique_by=lambda one: one.to)
    return st.builds(
        Precedent,
        id=st.just(id_),
        text=TEXTS.filter(str.strip),
        need_kinds=_terms(NeedKind),
        sectors=_some(themes),
        referred=several.map(lambda found: tuple(sorted(found, key=lambda one: -one.grade))),
    )
