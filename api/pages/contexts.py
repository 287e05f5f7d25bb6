"""What each template receives: one frozen class per page, every field explained.

A test compares the fields with the names that the templates use, both ways.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from datetime import date

    from matchmaker.asking import Assumption
    from matchmaker.errors import Fault
    from matchmaker.matching.answer import Exclusion, Gap, Match
    from matchmaker.model import Actor, Document, Offering, Place, Question, Theme
    from matchmaker.vocabulary import Bilingual, RelationKind, Status, ThemeKind

Section = Literal["ask", "actors"]
Strength = Literal["strong", "fair", "possible"]
ErrorKind = Literal["bad_request", "not_found", "not_allowed", "too_large", "failed", "unavailable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForm:
    """The question form as it was filled in, word for word.

    Attributes:
        text: The question.
        need_kinds: Codes of the ticked kinds of help.
        sector: The trade in the asker's words.
        municipality: The municipality as typed.
        size: Code of the size class.
        r_strategy: Code of the rung of the R-ladder.
    """

    text: str = ""
    need_kinds: tuple[str, ...] = ()
    sector: str = ""
    municipality: str = ""
    size: str = ""
    r_strategy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """Where in a document something is stated.

    Attributes:
        document: The document.
        lines: The cited lines, such as ``12`` or ``12-15, 20``.
        several: Whether that is more than one line.
        stated_on: The day for which it was stated.
        checked_on: The day on which somebody last confirmed it, or None.
        checked_by: The function of who confirmed it, or None.
    """

    document: Document
    lines: str
    several: bool
    stated_on: date
    checked_on: date | None
    checked_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A match with what a card shows beside it.

    Attributes:
        match: The match.
        strength: The score in words.
        outdated: Whether no source is newer than two years.
        sources: Where the offering comes from.
    """

    match: Match
    strength: Strength
    outdated: bool
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorEntry:
    """An actor in the list.

    Attributes:
        actor: The actor.
        place: Where it is seated, or None.
        offerings: How many offerings it has.
    """

    actor: Actor
    place: Place | None
    offerings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorFilter:
    """The filter above the list of actors, as filled in.

    Attributes:
        q: Words from the name.
        kind: Code of a kind of actor.
        municipality: The municipality as typed.
        theme: Id of a theme.
    """

    q: str = ""
    kind: str = ""
    municipality: str = ""
    theme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeGroup:
    """Themes of one kind, by label in the reader's language."""

    kind: ThemeKind
    themes: tuple[Theme, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Where the reader is in a longer list; the addresses keep the filter.

    Attributes:
        number: This page, from 1.
        count: How many pages there are, at least 1.
        previous: Address of the page before, or None.
        next: Address of the page after, or None.
    """

    number: int
    count: int
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One end of a relation.

    Attributes:
        name: What it is called; the same in both languages for an actor.
        named_in_dutch: Whether the name is a Dutch one in both languages.
        address: Its page, or None for the page that the reader is on.
    """

    name: Bilingual
    named_in_dutch: bool
    address: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationLine:
    """A stated tie, read as subject - verb - object."""

    subject: End
    kind: RelationKind
    object: End
    note: Bilingual | None
    status: Status
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page knows."""

    template: ClassVar[str]
    section: ClassVar[Section | None] = None

    other_address: str = field(metadata={"help": "the same page in the other language"})
    other_by_form: bool = field(
        metadata={"help": "whether that page is had by sending the question form, not by following a link"}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage(Page):
    """The question form, empty or with what must be mended."""

    template = "start.html"
    section = "ask"

    form: AskForm = field(metadata={"help": "what to fill in beforehand"})
    faults: tuple[Fault, ...] = field(metadata={"help": "what must be mended; empty at the first visit"})
    actors: int = field(metadata={"help": "how many actors the register holds"})
    offerings: int = field(metadata={"help": "how many offerings the register holds"})
    documents: int = field(metadata={"help": "how many documents these come from"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage(Page):
    """The answer to one question: suggestions, or an honest gap."""

    template = "answer.html"
    section = "ask"

    form: AskForm = field(metadata={"help": "the question as asked, to be changed and asked again"})
    assumptions: tuple[Assumption, ...] = field(metadata={"help": "what was read into the words"})
    suggestions: tuple[Suggestion, ...] = field(metadata={"help": "best first"})
    excluded: tuple[Exclusion, ...] = field(metadata={"help": "near the need, but failing a condition"})
    gap: Gap | None = field(metadata={"help": "why nothing is suggested, or None"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorsPage(Page):
    """The list of actors with its filter."""

    template = "actors.html"
    section = "actors"

    filter: ActorFilter = field(metadata={"help": "the filter as filled in"})
    faults: tuple[Fault, ...] = field(metadata={"help": "what is wrong with the filter"})
    filter_addresses: dict[str, str] = field(
        metadata={"help": "for each near spelling of the municipality: the list with it filled in"}
    )
    entries: tuple[ActorEntry, ...] = field(metadata={"help": "the actors of this page"})
    total: int = field(metadata={"help": "how many actors pass the filter"})
    paging: Paging = field(metadata={"help": "where the reader is in the list"})
    theme_groups: tuple[ThemeGroup, ...] = field(metadata={"help": "the themes to choose from"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorPage(Page):
    """One actor: what it is, what it offers, whom it works with, and who says so."""

    template = "actor.html"
    section = "actors"

    actor: Actor = field(metadata={"help": "the actor"})
    place: Place | None = field(metadata={"help": "where it is seated"})
    themes: tuple[Theme, ...] = field(metadata={"help": "what it works on"})
    offerings: tuple[Offering, ...] = field(metadata={"help": "what it offers"})
    relations: tuple[RelationLine, ...] = field(metadata={"help": "ties in which it is subject or object"})
    sources: tuple[SourceLine, ...] = field(metadata={"help": "who says so"})
    outdated: bool = field(metadata={"help": "whether no source is newer than two years"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferingPage(Page):
    """One offering: what it is, for whom, and what to do now."""

    template = "offering.html"
    section = "actors"

    offering: Offering = field(metadata={"help": "the offering"})
    provider: Actor = field(metadata={"help": "who offers it"})
    area: tuple[Place, ...] = field(metadata={"help": "the places served"})
    themes: tuple[Theme, ...] = field(metadata={"help": "what it is about"})
    sectors: tuple[Theme, ...] = field(metadata={"help": "the only sectors served; empty for all"})
    questions: tuple[Question, ...] = field(metadata={"help": "example questions in the page's language"})
    relations: tuple[RelationLine, ...] = field(metadata={"help": "ties in which it is the object"})
    sources: tuple[SourceLine, ...] = field(metadata={"help": "who says so"})
    outdated: bool = field(metadata={"help": "whether no source is newer than two years"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessibilityPage(Page):
    """What was tested for accessibility, and what was not."""

    template = "accessibility.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyPage(Page):
    """What happens to a question."""

    template = "privacy.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage(Page):
    """Something went wrong: what, and what the reader can do."""

    template = "error.html"

    kind: ErrorKind = field(metadata={"help": "what went wrong"})
    reference: str | None = field(metadata={"help": "number under which the log tells more, or None"})


PAGES: tuple[type[Page], ...] = (
    StartPage,
    AnswerPage,
    ActorsPage,
    ActorPage,
    OfferingPage,
    AccessibilityPage,
    PrivacyPage,
    ErrorPage,
)
