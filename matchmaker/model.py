"""The facts of the register as frozen values: what is stated of a region, and questions judged before.

Identifiers are lower-case ASCII slugs that never change once given; labels may change. Text that people
read is ``Bilingual``. Dates are calendar dates in the Netherlands. A change makes a copy
(``dataclasses.replace``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matchmaker.vocabulary import Status, TargetGroup

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from matchmaker.vocabulary import (
        ActorKind,
        Bilingual,
        CompanySize,
        Language,
        NeedKind,
        PlaceKind,
        RelationKind,
        RStrategy,
        ThemeKind,
    )

BEST_GRADE = 3
"""How well a question is served by the best that there is for it; 1 is of some use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A publication that states facts.

    Attributes:
        id: Slug.
        title: Title as printed.
        publisher: Organisation that published it.
        published_on: Date of publication.
        file: Name of the text file whose lines are cited, or None for a source without one.
        licence: Terms under which its facts are used.
    """

    id: str
    title: str
    publisher: str
    published_on: date
    file: str | None
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where one fact comes from.

    Attributes:
        document_id: The document that states it.
        first_line: First cited line of the document's file, counted from 1.
        last_line: Last cited line, not before ``first_line``.
        stated_on: Date for which the fact was stated.
        checked_on: Date on which somebody last confirmed the fact, or None.
        checked_by: Function (never a person's name) of who confirmed it, or None.
    """

    document_id: str
    first_line: int
    last_line: int
    stated_on: date
    checked_on: date | None = None
    checked_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A municipality, region, province or country.

    Attributes:
        id: Slug: ``alphen-aan-den-rijn``, ``regio-groene-hart``, ``provincie-utrecht``, ``nederland``.
        name: Official name.
        kind: Level.
        code: Statistics Netherlands code (``GM0484``, ``PV28``), or None where none exists.
        aliases: Other spellings in use.
        within: Ids of the places that contain it directly; a municipality may lie in several regions.
        latitude: WGS84 degrees north of a point in the inhabited middle, or None.
        longitude: WGS84 degrees east of that point, or None.
        valid_from: First day on which the place existed in this form, or None if before the register began.
        valid_until: First day on which it no longer existed, or None while it exists.
        successor_id: The place that took it over, or None.
    """

    id: str
    name: str
    kind: PlaceKind
    code: str | None = None
    aliases: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    successor_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A concept of the thesaurus, in the shape of SKOS (W3C, 2009).

    Attributes:
        id: Slug.
        kind: Sector, chain, material or activity.
        label: Preferred label.
        synonyms_nl: Other Dutch words, trade language included.
        synonyms_en: Other English words.
        broader: Ids of the directly broader themes.
        target_group: The group to which everyone in this sector belongs (a municipality, a school),
            or None where they are entrepreneurs.
    """

    id: str
    kind: ThemeKind
    label: Bilingual
    synonyms_nl: tuple[str, ...] = ()
    synonyms_en: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    target_group: TargetGroup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A party that can have or meet a need.

    Attributes:
        id: Slug of the official name.
        name: Official name.
        kind: What it is.
        description: What it is and does, in our own words.
        aliases: All other spellings that occur, abbreviations and typing errors of sources included.
        place_id: Where it is seated, or the area that it is of; None if not stated.
        themes: Ids of what it works on.
        website: Public address starting with ``https://`` or ``http://``, or None.
        kvk_number: Eight digits of the Dutch trade register, or None.
        status: Whether it is there now.
        sources: Who said so; at least one.
        desk_only: Names of the fields that only desk staff sees; see ``matchmaker.curation.public_view``.
    """

    id: str
    name: str
    kind: ActorKind
    description: Bilingual
    aliases: tuple[str, ...] = ()
    place_id: str | None = None
    themes: tuple[str, ...] = ()
    website: str | None = None
    kvk_number: str | None = None
    status: Status = Status.ACTIVE
    sources: tuple[Source, ...] = ()
    desk_only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An example of how somebody who needs an offering would put it."""

    language: Language
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """What a provider does, for whom, where, when and on which conditions.

    Attributes:
        id: Slug.
        provider_id: The actor that offers it.
        title: Short name.
        summary: What somebody gets, in our own words.
        next_step: What the person who wants it should do first.
        need_kinds: Kinds of need that it meets; at least one.
        themes: Ids of what it is about.
        r_strategies: Rungs of the R-ladder that it helps with; empty if not tied to any.
        area: Ids of the places served; somebody outside all of them is not eligible.
        target_groups: Who may use it; at least one.
        sectors: Ids of the only sectors served; empty for all.
        sizes: The only company sizes served; empty for all.
        opens_on: First day on which it can be used, or None.
        closes_on: Last day on which it can be used, or None.
        budget_euro: Total amount in euro that a source states, or None.
        budget_exhausted: Whether a source states that nothing is left.
        capacity: Number of places that a source states, or None.
        places_left: Places still free, or None if unknown.
        requirements: Further conditions, each put as a yes-or-no question to which yes means eligible.
        excluded_actors: Ids of actors that the provider does not serve.
        questions: Examples of questions that this answers.
        status: Whether it is there now.
        sources: Who said so; at least one.
        desk_only: Names of the fields that only desk staff sees; see ``matchmaker.curation.public_view``.
    """

    id: str
    provider_id: str
    title: Bilingual
    summary: Bilingual
    next_step: Bilingual
    need_kinds: tuple[NeedKind, ...]
    area: tuple[str, ...]
    themes: tuple[str, ...] = ()
    r_strategies: tuple[RStrategy, ...] = ()
    target_groups: tuple[TargetGroup, ...] = (TargetGroup.ENTREPRENEUR,)
    sectors: tuple[str, ...] = ()
    sizes: tuple[CompanySize, ...] = ()
    opens_on: date | None = None
    closes_on: date | None = None
    budget_euro: int | None = None
    budget_exhausted: bool = False
    capacity: int | None = None
    places_left: int | None = None
    requirements: tuple[Bilingual, ...] = ()
    excluded_actors: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    status: Status = Status.ACTIVE
    sources: tuple[Source, ...] = ()
    desk_only: tuple[str, ...] = ()

    def as_of(self, day: date) -> Offering:
        """Return the offering as it stands on a day: it has ended once its last day has passed."""
        is_over = self.closes_on is not None and self.closes_on < day
        return replace(self, status=Status.ENDED) if is_over else self


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A stated tie: subject - kind - object, such as "the province FUNDS the deal".

    Attributes:
        subject_id: Id of the actor that stands first.
        kind: The verb.
        object_id: Id of the actor or offering that stands last; order means nothing if the kind is mutual.
        note: What the tie consists of, in our own words, or None.
        status: Whether the tie is there now.
        sources: Who said so; at least one.
    """

    subject_id: str
    kind: RelationKind
    object_id: str
    note: Bilingual | None = None
    status: Status = Status.ACTIVE
    sources: tuple[Source, ...] = ()

    @property
    def id(self) -> str:
        """Identity of the tie: who, what, whom."""
        return f"{self.subject_id}:{self.kind.value}:{self.object_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred:
    """Where a precedent is sent, and how well it is served there.

    Attributes:
        to: Id of an actor. It need not be there: a precedent outlives what is taken out and
            may be put back, and who reads it passes over what is gone.
        grade: 1 for of some use, 2 for good, 3 for the best.
    """

    to: str
    grade: int


def best_first(referred: Iterable[Referred]) -> tuple[Referred, ...]:
    """Return each actor once with its best grade, the best first; of equals the first stays first."""
    best: dict[str, Referred] = {}
    for one in referred:
        if one.to not in best or best[one.to].grade < one.grade:
            best[one.to] = one
    return tuple(sorted(best.values(), key=lambda one: -one.grade))


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """A question that was judged: where a careful desk worker sends who asks it.

    The questions are invented for practice and come from nobody, so that they state no source.

    Attributes:
        id: Slug.
        text: The question as it was asked, 1 to 5,000 characters.
        need_kinds: Kinds of help that were asked for; empty if not stated.
        sectors: Theme ids of the asker's trade; empty if not stated.
        referred: Where it is sent, the best first; nowhere where nobody serves who asks it.
    """

    id: str
    text: str
    need_kinds: tuple[NeedKind, ...] = ()
    sectors: tuple[str, ...] = ()
    referred: tuple[Referred, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A set of facts that belong together: what the register holds, or what is to be put into it.

    Each tuple is sorted by id when it comes from the register.
    """

    documents: tuple[Document, ...] = ()
    places: tuple[Place, ...] = ()
    themes: tuple[Theme, ...] = ()
    actors: tuple[Actor, ...] = ()
    offerings: tuple[Offering, ...] = ()
    relations: tuple[Relation, ...] = ()
    precedents: tuple[Precedent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What somebody needs, resolved to the register's terms.

    Attributes:
        text: The question in the asker's own words, 1 to 5,000 characters.
        kinds: Kinds of help asked for; empty if unknown.
        sectors: Theme ids of the asker's trade; empty if unknown.
        municipality_id: Where the asker is, or None if unknown.
        region_id: The region or province that the question names where the municipality is unknown, or None;
            the asker may be anywhere in it.
        would_move: Whether who asks for ground or premises would go far from where they are.
        yet_to_begin: Whether who asks says that what they mean to do does not exist yet.
        size: The asker's size class, or None if unknown or not a company.
        r_strategy: The rung aimed at, or None.
        target_group: Who asks, or None if unknown.
        other_than: Groups that the asker surely does not belong to, where the own one is unknown.
        actor_id: The asker, if known to the register.
        desk_id: The actor that answers, such as a desk; it is never sent to itself.
        asked_on: The day for which the answer must hold; None leaves opening dates out of account.
        assumed: Names of the fields above that were read into the text and not stated: they weigh, but
            shut nothing out.
    """

    text: str
    kinds: tuple[NeedKind, ...] = ()
    sectors: tuple[str, ...] = ()
    municipality_id: str | None = None
    region_id: str | None = None
    would_move: bool = False
    yet_to_begin: bool = False
    size: CompanySize | None = None
    r_strategy: RStrategy | None = None
    target_group: TargetGroup | None = None
    other_than: tuple[TargetGroup, ...] = ()
    actor_id: str | None = None
    desk_id: str | None = None
    asked_on: date | None = None
    assumed: frozenset[str] = frozenset()

    def states(self, field: str) -> bool:
        """Return whether a field was stated rather than read into the text."""
        return field not in self.assumed
