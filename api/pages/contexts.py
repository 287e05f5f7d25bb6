"""What each template receives: one frozen class per page, every field explained.

A test compares the fields with the names that the templates use, both ways.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from datetime import date

    from api.identity import Function
    from api.keeping.history import HistoryAct
    from api.pages.keeping.words import FieldLine
    from matchmaker.asking import Assumption
    from matchmaker.errors import Fault
    from matchmaker.journal import Batch
    from matchmaker.matching.answer import Condition, Exclusion, Gap, Match, Reason
    from matchmaker.model import Actor, Document, Offering, Place, Question, Theme
    from matchmaker.vocabulary import Bilingual, RelationKind, Status, ThemeKind

Section = Literal["ask", "plate", "search", "keep", "desk"]
CitedKind = Literal["actor", "offering", "relation"]
Strength = Literal["strong", "fair", "possible"]
Listed = Literal["search", "offerings", "actors"]
ErrorKind = Literal[
    "bad_request",
    "no_desk",
    "other_site",
    "not_found",
    "not_allowed",
    "changed",
    "too_slow",
    "too_large",
    "question_too_large",
    "failed",
    "unavailable",
]


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
        target_group: Code of who asks.
        expected: Words of an offering or party that was expected among the suggestions.
    """

    text: str = ""
    need_kinds: tuple[str, ...] = ()
    sector: str = ""
    municipality: str = ""
    size: str = ""
    r_strategy: str = ""
    target_group: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerForm:
    """The form in which somebody says who they are, as it was filled in.

    Attributes:
        desk: Name of the desk.
        function: Name in lower case of the function in ``api.identity.Function``.
    """

    desk: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """Where in a document something is stated.

    Attributes:
        document: The document.
        lines: The cited passages, each as the page of the source calls it: ``12`` or ``12-15``.
        several: Whether that is more than one line.
        stated_on: The day for which it was stated.
        checked_on: The day on which somebody last confirmed it, or None.
        checked_by: The function of who confirmed it, or None.
        old_since: The year in which it was last said, where that is more than two years ago, or None.
    """

    document: Document
    lines: tuple[str, ...]
    several: bool
    stated_on: date
    checked_on: date | None
    checked_by: str | None
    old_since: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A party through which somebody gets to an offering of another.

    Attributes:
        actor: The party.
        tie: How it is tied to the offering, to stand after its name, or None.
    """

    actor: Actor
    tie: Bilingual | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One offering that fits, with all parties through which one gets to it: a card.

    Attributes:
        rank: Place among the cards, from 1.
        match: The best match of the offering.
        offering: What is suggested.
        provider: Who offers it.
        first_door: The party that fits better than the provider, or None.
        doors: The other parties to go to, best first.
        strength: How well it fits, in words.
        reasons: The strongest reasons that say something about this offering.
        questions: Conditions that are not settled, to be asked first.
        met: Conditions that are met.
        old_since: The year of the newest source where that is more than two years ago, or None.
        sources: Where the offering comes from.
    """

    rank: int
    match: Match
    offering: Offering
    provider: Actor
    first_door: Door | None
    doors: tuple[Door, ...]
    strength: Strength
    reasons: tuple[Reason, ...]
    questions: tuple[Condition, ...]
    met: tuple[Condition, ...]
    old_since: int | None
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorEntry:
    """An actor in a list.

    Attributes:
        actor: The actor.
        place: Where it is seated, or None.
        offerings: How many offerings it has.
    """

    actor: Actor
    place: Place | None
    offerings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferingEntry:
    """An offering in a list.

    Attributes:
        offering: The offering.
        provider: Who offers it.
        area: The places served.
        old_since: The year of the newest source where that is more than two years ago, or None.
    """

    offering: Offering
    provider: Actor
    area: tuple[Place, ...]
    old_since: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """What a list is searched for and narrowed to, as it stands in the address.

    Attributes:
        q: Words.
        municipality: A municipality, region or province as typed.
        kind: Code of a kind of actor.
        need_kind: Code of a kind of help.
        theme: Id of a theme.
        status: Code of a status.
    """

    q: str = ""
    municipality: str = ""
    kind: str = ""
    need_kind: str = ""
    theme: str = ""
    status: str = ""

    def query(self) -> dict[str, str]:
        """Return the filter under the names that it has in an address."""
        return {
            "q": self.q,
            "municipality": self.municipality,
            "kind": self.kind,
            "needKind": self.need_kind,
            "theme": self.theme,
            "status": self.status,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetChoice:
    """One value of a facet.

    Attributes:
        label: In words; a place has its name in both languages.
        in_dutch: Whether the label is a Dutch name in both languages.
        count: How many hits are left with it.
        address: The list narrowed to it, or, for the value that was chosen, the list without it.
    """

    label: Bilingual
    in_dutch: bool
    count: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetGroup:
    """A facet with its values, most hits first.

    Attributes:
        name: Its name in an address, such as ``needKind``.
        chosen: The value that the list is narrowed to, or None.
        first: The values with the most hits.
        rest: All others.
    """

    name: str
    chosen: FacetChoice | None
    first: tuple[FacetChoice, ...]
    rest: tuple[FacetChoice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One way to look at what was found: everything, the offerings, the parties.

    Attributes:
        name: Which.
        address: The page, with the same filter.
        count: How many hits it has, or None for everything.
    """

    name: Listed
    address: str
    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeGroup:
    """Themes of one kind with the offerings about them, by label in the reader's language."""

    kind: ThemeKind
    themes: tuple[FacetChoice, ...]


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
    """The other end of a relation.

    Attributes:
        name: What it is called; the same in both languages for an actor.
        named_in_dutch: Whether the name is a Dutch one in both languages.
        address: Its page.
    """

    name: Bilingual
    named_in_dutch: bool
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationLine:
    """A stated tie with the party or offering at its other end."""

    end: End
    note: Bilingual | None
    status: Status
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationGroup:
    """Ties that read the same but for their other end: "is a member of" a, b and c.

    Attributes:
        kind: The verb.
        here_first: Whether what the page is about stands before the verb, and the ends after it.
        lines: The ties.
    """

    kind: RelationKind
    here_first: bool
    lines: tuple[RelationLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """What one change did to the fact that a page is about.

    Attributes:
        batch: The change as a whole: when, by which function, and whether it was undone.
        act: What it did.
        lines: The fields that it touched, old and new.
    """

    batch: Batch
    act: HistoryAct
    lines: tuple[FieldLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """What a script puts into a page that is shown already."""

    template: ClassVar[str]


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
class FormPage(Page):
    """A page with a form, shown again with what must be mended."""

    faults: tuple[Fault, ...] = field(metadata={"help": "what must be mended; empty at the first visit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingPage(FormPage):
    """A page whose form was filled in well, and yet may not be stored just now."""

    problem: Bilingual | None = field(metadata={"help": "why what was sent could not be done, or None"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage(FormPage):
    """The question form, empty or with what must be mended."""

    template = "start.html"
    section = "ask"

    form: AskForm = field(metadata={"help": "what to fill in beforehand"})
    actors: int = field(metadata={"help": "how many actors the register holds"})
    offerings: int = field(metadata={"help": "how many offerings the register holds"})
    documents: int = field(metadata={"help": "how many documents these come from"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why an offering that somebody expected is not suggested, or where it stands.

    Attributes:
        offering: The offering.
        provider: Who offers it.
        text: The answer.
        failing: The conditions that the asker does not meet.
        changes: What would have to be different.
    """

    offering: Offering
    provider: Actor
    text: Bilingual
    failing: tuple[Condition, ...]
    changes: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage(Page):
    """The answer to one question: suggestions, or an honest gap."""

    template = "answer.html"
    section = "ask"

    form: AskForm = field(metadata={"help": "the question as asked, to be changed and asked again"})
    assumptions: tuple[Assumption, ...] = field(metadata={"help": "what was read into the words"})
    suggestions: tuple[Suggestion, ...] = field(metadata={"help": "the best, shown in full"})
    more: tuple[Suggestion, ...] = field(metadata={"help": "what is also possible, shown in short"})
    own: tuple[Offering, ...] = field(metadata={"help": "what this desk offers itself"})
    excluded: tuple[Exclusion, ...] = field(metadata={"help": "near the need, but failing a condition"})
    explained: Explained | None = field(metadata={"help": "the offering that was expected, or None"})
    gap: Gap | None = field(metadata={"help": "why nothing is suggested, or None"})
    first_help: Gap | None = field(metadata={"help": "why the suggestions are first help, or None"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage(Page):
    """One search over offerings and parties, or, without words, ways to leaf through them."""

    template = "search.html"
    section = "search"

    filter: ListFilter = field(metadata={"help": "what was searched for"})
    faults: tuple[Fault, ...] = field(metadata={"help": "what is wrong with the filter"})
    filter_addresses: dict[str, str] = field(
        metadata={"help": "for each near spelling of the municipality: this page with it filled in"}
    )
    tabs: tuple[Tab, ...] = field(metadata={"help": "the same search in the lists; empty without one"})
    offerings: tuple[OfferingEntry, ...] = field(metadata={"help": "the best offerings"})
    actors: tuple[ActorEntry, ...] = field(metadata={"help": "the best parties"})
    need_kinds_offered: tuple[FacetChoice, ...] = field(metadata={"help": "kinds of help to leaf through"})
    kinds_known: tuple[FacetChoice, ...] = field(metadata={"help": "kinds of party to leaf through"})
    theme_groups: tuple[ThemeGroup, ...] = field(metadata={"help": "themes to leaf through"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsPage(Page):
    """A list of offerings or of parties, to be searched, narrowed and taken along."""

    template = "results.html"
    section = "search"

    listed: Listed = field(metadata={"help": "which of the two"})
    filter: ListFilter = field(metadata={"help": "the filter as it stands in the address"})
    faults: tuple[Fault, ...] = field(metadata={"help": "what is wrong with the filter"})
    filter_addresses: dict[str, str] = field(
        metadata={"help": "for each near spelling of the municipality: the list with it filled in"}
    )
    tabs: tuple[Tab, ...] = field(metadata={"help": "the same search in the other lists"})
    facets: tuple[FacetGroup, ...] = field(metadata={"help": "what the list can be narrowed to"})
    offerings: tuple[OfferingEntry, ...] = field(metadata={"help": "the offerings of this page of the list"})
    actors: tuple[ActorEntry, ...] = field(metadata={"help": "the parties of this page of the list"})
    total: int = field(metadata={"help": "how many pass the filter"})
    paging: Paging = field(metadata={"help": "where the reader is in the list"})
    bare_address: str = field(metadata={"help": "the list without any filter"})
    csv_address: str = field(metadata={"help": "the whole list for a spreadsheet"})
    json_address: str = field(metadata={"help": "the whole list for a program"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorPage(Page):
    """One actor: what it is, what it offers, whom it works with, and who says so."""

    template = "actor.html"
    section = "search"

    actor: Actor = field(metadata={"help": "the actor"})
    place: Place | None = field(metadata={"help": "where it is seated"})
    themes: tuple[Theme, ...] = field(metadata={"help": "what it works on"})
    offerings: tuple[Offering, ...] = field(metadata={"help": "what it offers"})
    relations: tuple[RelationGroup, ...] = field(
        metadata={"help": "ties, those in which it stands first before those in which it stands last"}
    )
    sources: tuple[SourceLine, ...] = field(metadata={"help": "who says so"})
    old_since: int | None = field(
        metadata={"help": "the year of the newest source where that is more than two years ago"}
    )
    history: tuple[HistoryEntry, ...] = field(metadata={"help": "what was changed, the latest first"})
    saved: Batch | None = field(metadata={"help": "the change that the reader just made, or None"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferingPage(Page):
    """One offering: what it is, for whom, and what to do now."""

    template = "offering.html"
    section = "search"

    offering: Offering = field(metadata={"help": "the offering"})
    provider: Actor = field(metadata={"help": "who offers it"})
    area: tuple[Place, ...] = field(metadata={"help": "the places served"})
    themes: tuple[Theme, ...] = field(metadata={"help": "what it is about"})
    sectors: tuple[Theme, ...] = field(metadata={"help": "the only sectors served; empty for all"})
    questions: tuple[Question, ...] = field(metadata={"help": "example questions in the page's language"})
    doors: tuple[Door, ...] = field(metadata={"help": "other parties that lead to it, nearest first"})
    relations: tuple[RelationGroup, ...] = field(metadata={"help": "ties in which it is the object"})
    sources: tuple[SourceLine, ...] = field(metadata={"help": "who says so"})
    old_since: int | None = field(
        metadata={"help": "the year of the newest source where that is more than two years ago"}
    )
    history: tuple[HistoryEntry, ...] = field(metadata={"help": "what was changed, the latest first"})
    saved: Batch | None = field(metadata={"help": "the change that the reader just made, or None"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """A document in the list of sources.

    Attributes:
        document: The document.
        facts: How many facts the reader can find under it.
    """

    document: Document
    facts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedFact:
    """A fact that a document states.

    Attributes:
        kind: What sort of fact.
        name: What it is called; a tie is a sentence.
        named_in_dutch: Whether that is a Dutch name in both languages.
        address: The page on which it can be read.
        status: Whether it is there now.
    """

    kind: CitedKind
    name: Bilingual
    named_in_dutch: bool
    address: str
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Some lines of a document, and what we took from them.

    Attributes:
        lines: The lines, as addresses name them: ``12`` or ``12-15``.
        several: Whether that is more than one line.
        text: The lines themselves, for staff of a desk that has the document; else none.
        facts: What they state.
    """

    lines: str
    several: bool
    text: tuple[str, ...]
    facts: tuple[CitedFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPage(Page):
    """The documents that facts come from."""

    template = "sources.html"
    section = "search"

    entries: tuple[SourceEntry, ...] = field(metadata={"help": "the documents, the newest first"})
    paging: Paging = field(metadata={"help": "where the reader is in the list"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage(Page):
    """One document with all that we took from it, in the order of its lines."""

    template = "source.html"
    section = "search"

    document: Document = field(metadata={"help": "the document"})
    passages: tuple[Passage, ...] = field(metadata={"help": "the passages of this page of the list"})
    total: int = field(metadata={"help": "how many times the document is cited"})
    paging: Paging = field(metadata={"help": "where the reader is in the list"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerPage(FormPage):
    """At which desk somebody works, and as what."""

    template = "worker.html"

    form: WorkerForm = field(metadata={"help": "what to fill in beforehand"})
    desks: tuple[str, ...] = field(
        metadata={"help": "names of the desks to choose from; empty if there are many"}
    )
    functions: tuple[Function, ...] = field(metadata={"help": "the functions to choose from"})
    back: str = field(metadata={"help": "address to go back to; empty for the start page"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessibilityPage(Page):
    """What was tested for accessibility, and what was not."""

    template = "accessibility.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyPage(Page):
    """What happens to a question."""

    template = "privacy.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class GonePage(Page):
    """A party or offering that was there: where to find it now, or that it was taken away."""

    template = "gone.html"

    is_offering: bool = field(metadata={"help": "whether it was an offering; otherwise it was a party"})
    successor: Actor | None = field(metadata={"help": "the party that it went up in, or None"})
    batch: Batch = field(metadata={"help": "the change by which it went"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage(Page):
    """Something went wrong: what, and what the reader can do."""

    template = "error.html"

    kind: ErrorKind = field(metadata={"help": "what went wrong"})
    reference: str | None = field(metadata={"help": "number under which the log tells more, or None"})
    comes_back: bool = field(metadata={"help": "whether what was sent is there still for who goes back"})
    may_be_stored: bool = field(metadata={"help": "whether what was sent may be stored all the same"})
    wait: int | None = field(metadata={"help": "after how many seconds to try again, or None if unknown"})


PAGES: tuple[type[Page], ...] = (
    StartPage,
    AnswerPage,
    SearchPage,
    ResultsPage,
    ActorPage,
    OfferingPage,
    SourcesPage,
    SourcePage,
    WorkerPage,
    AccessibilityPage,
    PrivacyPage,
    GonePage,
    ErrorPage,
)
