"""The kinds of things in the graph, and the ties between them, as described data.

``docs/model.md`` is made from this (``render_markdown``), and tests compare it with that page and with what
both engines really write.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matchmaker.journal import BatchKind
from matchmaker.vocabulary import (
    ActorKind,
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
    from collections.abc import Iterable, Iterator, Sequence

    from matchmaker.vocabulary import Term


@dataclass(frozen=True, slots=True)
class Property:
    """One value that a thing or a tie carries.

    Attributes:
        name: As stored.
        type: ``text``, ``code``, ``date``, ``whole number``, ``number``, ``yes or no``; ``list of`` these.
        meaning: What it says.
        unit: What a number counts, or None.
        optional: Whether it may be absent.
    """

    name: str
    type: str
    meaning: str
    unit: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class NodeType:
    """A kind of thing.

    Attributes:
        name: Label in Neo4j.
        table: Table in SQLite, or None where SQLite has no need of it.
        meaning: What it stands for.
        properties: What it carries.
        kinds: Labels that it bears besides, one for each kind, by the code of the kind.
    """

    name: str
    table: str | None
    meaning: str
    properties: tuple[Property, ...]
    kinds: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EdgeType:
    """A kind of tie, read as source - name - target.

    Attributes:
        name: Relationship type in Neo4j.
        source: Label of where it starts.
        target: Label of where it ends.
        table: Table in SQLite, and the column where the tie is a column of the source's own row.
        meaning: What it says.
        properties: What it carries.
    """

    name: str
    source: str
    target: str
    table: str
    meaning: str
    properties: tuple[Property, ...] = ()


def code(name: str, kind: type[Term], meaning: str, *, optional: bool = False) -> Property:
    """Return a property that holds one of the codes of a kind of term."""
    return Property(name, "code", f"{meaning}: {_codes(kind)}", optional=optional)


def code_list(name: str, kind: type[Term], meaning: str) -> Property:
    """Return a property that holds several codes of a kind of term."""
    return Property(name, "list of code", f"{meaning}: {_codes(kind)}")


def _codes(kind: type[Term]) -> str:
    return ", ".join(f"`{member.value}`" for member in kind)


def _both(stem: str, meaning: str, *, optional: bool = False) -> tuple[Property, Property]:
    return (
        Property(f"{stem}_nl", "text", f"{meaning}, in Dutch", optional=optional),
        Property(f"{stem}_en", "text", f"{meaning}, in English", optional=optional),
    )


ID = Property("id", "text", "Slug that never changes")
REVISION = Property("revision", "whole number", "Counts its changes", "changes")
_STATUS = code("status", Status, "Whether it is there now")
_DESK_ONLY = Property("desk_only", "list of text", "Names of the properties that only desk staff sees")
_SORT_KEY = Property("sort_key", "text", "The name without case and accents, for an order equal everywhere")
_POSITION = Property("position", "whole number", "Place in the list, from 0", "places")
_SOURCE = (
    _POSITION,
    Property("first_line", "whole number", "First cited line of the document's text", "lines, from 1"),
    Property("last_line", "whole number", "Last cited line", "lines, from 1"),
    Property("stated_on", "date", "Day for which it was stated"),
    Property("checked_on", "date", "Day on which somebody last confirmed it", optional=True),
    Property("checked_by", "text", "Function of who confirmed it, never a name", optional=True),
)
_TIE = (
    Property("id", "text", "Who, what, whom: `subject:KIND:object`"),
    *_both("note", "What the tie consists of", optional=True),
    _STATUS,
    Property("sources", "list of text", "Each source as JSON: document, lines, days, who confirmed it"),
)

ACTOR_LABELS = {
    ActorKind.ENTREPRENEUR: "Entrepreneur",
    ActorKind.ASSOCIATION: "Association",
    ActorKind.SERVICE_PROVIDER: "ServiceProvider",
    ActorKind.KNOWLEDGE_INSTITUTION: "KnowledgeInstitution",
    ActorKind.INITIATIVE: "Initiative",
    ActorKind.GOVERNMENT: "Government",
    ActorKind.FINANCIER: "Financier",
}

NODES = (
    NodeType(
        "Document",
        "document",
        "A publication that states facts.",
        (
            ID,
            Property("title", "text", "Title as printed"),
            Property("publisher", "text", "Organisation that published it"),
            Property("published_on", "date", "Day of publication"),
            Property("file", "text", "Name of the text file whose lines are cited", optional=True),
            Property("licence", "text", "Terms under which its facts are used"),
        ),
    ),
    NodeType(
        "Place",
        "place",
        "A municipality, region, province or the country.",
        (
            ID,
            Property("name", "text", "Official name"),
            code("kind", PlaceKind, "Level"),
            Property("code", "text", "Code of Statistics Netherlands", optional=True),
            Property("aliases", "list of text", "Other spellings in use"),
            Property(
                "latitude", "number", "Point in the inhabited middle", "degrees north, WGS84", optional=True
            ),
            Property("longitude", "number", "The same point", "degrees east, WGS84", optional=True),
            Property("valid_from", "date", "First day in this form", optional=True),
            Property("valid_until", "date", "First day on which it no longer existed", optional=True),
        ),
    ),
    NodeType(
        "Theme",
        "theme",
        "A concept of the thesaurus: sector, chain, material or activity.",
        (
            ID,
            code("kind", ThemeKind, "What it is about"),
            *_both("label", "Preferred word"),
            Property("synonyms_nl", "list of text", "Other Dutch words, trade language included"),
            Property("synonyms_en", "list of text", "Other English words"),
            code("target_group", TargetGroup, "Group to which all in this sector belong", optional=True),
        ),
    ),
    NodeType(
        "Actor",
        "actor",
        "A party that can have or meet a need.",
        (
            ID,
            Property("name", "text", "Official name"),
            _SORT_KEY,
            code("kind", ActorKind, "What it is"),
            *_both("description", "What it is and does"),
            Property("aliases", "list of text", "All other spellings that occur"),
            Property("website", "text", "Public address", optional=True),
            Property("kvk_number", "text", "Number in the Dutch trade register", "8 digits", optional=True),
            _STATUS,
            _DESK_ONLY,
        ),
        tuple((kind.value, label) for kind, label in ACTOR_LABELS.items()),
    ),
    NodeType(
        "Offering",
        "offering",
        "What a provider does, for whom, where, when and on which conditions.",
        (
            ID,
            *_both("title", "Short name"),
            _SORT_KEY,
            *_both("summary", "What somebody gets"),
            *_both("next_step", "What to do first"),
            code_list("need_kinds", NeedKind, "Kinds of need that it meets"),
            code_list("r_strategies", RStrategy, "Rungs of the R-ladder that it helps with"),
            code_list("target_groups", TargetGroup, "Who may use it"),
            code_list("sizes", CompanySize, "The only company sizes served; empty for all"),
            Property("opens_on", "date", "First day on which it can be used", optional=True),
            Property("closes_on", "date", "Last day on which it can be used", optional=True),
            Property("budget_euro", "whole number", "Total that a source states", "euro", optional=True),
            Property("budget_exhausted", "yes or no", "Whether a source states that nothing is left"),
            Property("capacity", "whole number", "Places that a source states", "places", optional=True),
            Property("places_left", "whole number", "Places still free", "places", optional=True),
            Property("requirements_nl", "list of text", "Conditions as yes-or-no questions, in Dutch"),
            Property("requirements_en", "list of text", "The same, in English and the same order"),
            Property("question_languages", "list of text", "Language of each example question: `nl`, `en`"),
            Property("question_texts", "list of text", "The example questions, in the same order"),
            _STATUS,
            _DESK_ONLY,
        ),
    ),
    NodeType(
        "Precedent",
        "precedent",
        "A question that was judged: where a careful desk worker sends who asks it. Invented for practice, "
        "so it has no source. It has no ties either: an actor that it is sent to may be taken "
        "out and put back while it stays, and whoever reads it passes over what is not there.",
        (
            ID,
            Property("text", "text", "The question as it was asked", "1 to 5,000 characters"),
            code_list("need_kinds", NeedKind, "Kinds of help that were asked for"),
            Property("sectors", "list of text", "Ids of the themes of the asker's trade"),
            Property("referred_to", "list of text", "Ids of actors, the best first"),
            Property(
                "referred_grades",
                "list of whole number",
                "How good each is, in the same order: 1 of some use, 2 good, 3 the best",
                "grade",
            ),
        ),
    ),
    NodeType(
        "Register",
        "register",
        "The register as a whole; its writers take turns at this one node.",
        (
            Property("id", "text", "Always `register`; in SQLite the number 1 in `only_row`"),
            Property("version", "whole number", "Grows with every stored change", "changes"),
            Property("events", "whole number", "What happened in the desk's work so far", "events"),
        ),
    ),
    NodeType(
        "Batch",
        "batch",
        "Changes that were made together and can be undone together.",
        (
            ID,
            Property("version", "whole number", "The register's version that it made", "changes"),
            code("kind", BatchKind, "What sort of change"),
            Property("made_by", "text", "Function of who made it, never a name"),
            Property("made_at", "moment", "When"),
            Property("title", "text", "What it was: the name of the file, or a short sentence"),
            Property("sender", "text", "Organisation that sent the list", optional=True),
            Property("added", "whole number", "What it added", "facts"),
            Property("changed", "whole number", "What it replaced", "facts"),
            Property("same", "whole number", "What was given but was there already", "facts"),
            Property("removed", "whole number", "What it took away", "facts"),
            Property("undone_at", "moment", "When it was undone", optional=True),
            Property("undone_by", "text", "Function of who undid it", optional=True),
            Property(
                "undone_version",
                "whole number",
                "The register's version that undoing it made",
                "changes",
                optional=True,
            ),
        ),
    ),
    NodeType(
        "Change",
        "change",
        "One fact that a batch added, replaced or removed.",
        (
            Property("position", "whole number", "Place in the batch, from 0", "places"),
            Property(
                "kind",
                "code",
                "Kind of fact: `document`, `place`, `theme`, `actor`, `offering`, `relation`, `precedent`",
            ),
            Property("fact_id", "text", "Id of the fact"),
            Property(
                "fact_before", "text", "The fact as it was, as JSON; absent if it is new", optional=True
            ),
            Property("fact_after", "text", "The fact as it became; absent if it was removed", optional=True),
        ),
    ),
    NodeType(
        "Apart",
        "apart",
        "Somebody's decision that two actors are different, however alike their names.",
        (
            Property("first_id", "text", "Id of the one, first in the alphabet"),
            Property("second_id", "text", "Id of the other"),
            Property("decided_by", "text", "Function of who decided, never a name"),
            Property("decided_at", "moment", "When"),
        ),
    ),
    NodeType(
        "SenderColumns",
        "sender_columns",
        "What the columns of a sender's lists hold, as somebody chose it before.",
        (
            Property("sender", "text", "The organisation, without capitals and accents"),
            Property("headers", "list of text", "Names of the columns"),
            Property("fields", "list of text", "The field of each, in the same order"),
        ),
    ),
    NodeType(
        "Migration",
        "migration",
        "A step of the schema that the store has had.",
        (
            Property("number", "whole number", "Place in the order", "steps, from 1"),
            Property("name", "text", "What it does"),
            Property("checksum", "text", "SHA-256 of its text"),
            Property("applied_at", "moment", "When"),
        ),
    ),
    NodeType(
        "MigrationLock",
        None,
        "Where processes take turns to apply steps; a file has one owner and needs none.",
        (
            Property("id", "text", "Always `lock`"),
            Property("taken_at", "moment", "When it was last taken"),
        ),
    ),
)

_STATED = {
    RelationKind.PART_OF: "The source is a part of the target.",
    RelationKind.MEMBER_OF: "The source is a member of the target.",
    RelationKind.PARTNER_IN: "The source is a partner in the target.",
    RelationKind.FUNDS: "The source pays for the target.",
    RelationKind.ORGANISES: "The source organises the target.",
    RelationKind.COOPERATES_WITH: "Both work together; the direction has no meaning.",
    RelationKind.OPERATES: "The source runs the target.",
    RelationKind.PARTICIPATES_IN: "The source takes part in the target, such as in a meeting or a pilot.",
    RelationKind.USES: "The source makes use of the target.",
    RelationKind.INFORMS_ABOUT: "The source tells about the target, such as on its website.",
    RelationKind.IN_CONTACT_WITH: "Both talk or consult with each other; the direction has no meaning.",
}

EDGES = (
    EdgeType("WITHIN", "Place", "Place", "place_within", "Lies directly within.", (_POSITION,)),
    EdgeType("SUCCEEDED_BY", "Place", "Place", "place.successor_id", "Was taken over by."),
    EdgeType("BROADER", "Theme", "Theme", "theme_broader", "Falls directly under.", (_POSITION,)),
    EdgeType("LOCATED_IN", "Actor", "Place", "actor.place_id", "Is seated in, or is of that area."),
    EdgeType("ABOUT", "Actor", "Theme", "actor_theme", "Works on.", (_POSITION,)),
    EdgeType("ABOUT", "Offering", "Theme", "offering_theme", "Is about.", (_POSITION,)),
    EdgeType("STATED_IN", "Actor", "Document", "actor_source", "Is spoken of in.", _SOURCE),
    EdgeType("STATED_IN", "Offering", "Document", "offering_source", "Is spoken of in.", _SOURCE),
    EdgeType("OFFERS", "Actor", "Offering", "offering.provider_id", "Is the provider of."),
    EdgeType("SERVES", "Offering", "Place", "offering_area", "Is for whoever is in.", (_POSITION,)),
    EdgeType("ONLY_FOR", "Offering", "Theme", "offering_sector", "Is for this sector only.", (_POSITION,)),
    EdgeType("MADE", "Batch", "Change", "change.batch_id", "Consists of."),
    EdgeType("EXCLUDES", "Offering", "Actor", "offering_excluded_actor", "Is not for.", (_POSITION,)),
    *(
        EdgeType(kind.value, "Actor", target, "relation", meaning, _TIE)
        for kind, meaning in _STATED.items()
        for target in ("Actor", "Offering")
    ),
)


def render_markdown() -> str:
    """Return the description of the facts in the graph as a page."""
    introduction = (
        "# The graph",
        "",
        "Made from `matchmaker/schema.py` by `python -m matchmaker.schema > docs/model.md`; a test compares",
        "the two. Neo4j has the labels and relationship types; the embedded SQLite file has the tables. In",
        "Neo4j an absent value is an absent property. Dates in SQLite are text, such as `2025-12-03`; lists",
        "are JSON arrays.",
    )
    return render(introduction, NODES, EDGES)


def render(introduction: Iterable[str], nodes: Iterable[NodeType], edges: Sequence[EdgeType]) -> str:
    """Return kinds of things and ties as a page that begins with an introduction, given by the line."""
    return "\n".join((*introduction, *_lines(nodes, edges))) + "\n"


def _lines(nodes: Iterable[NodeType], edges: Sequence[EdgeType]) -> Iterator[str]:
    yield ""
    yield "## Things"
    for node in nodes:
        yield ""
        yield f"### {node.name}"
        yield ""
        yield f"{node.meaning} SQLite: `{node.table}`." if node.table else node.meaning
        if node.kinds:
            yield ""
            yield (
                "Second label by kind: " + ", ".join(f"`{code}` {label}" for code, label in node.kinds) + "."
            )
        yield ""
        yield from _table(node.properties)
    yield ""
    yield "## Ties"
    yield ""
    yield "| tie | from | to | says | SQLite |"
    yield "|---|---|---|---|---|"
    for edge in edges:
        yield f"| `{edge.name}` | {edge.source} | {edge.target} | {edge.meaning} | `{edge.table}` |"
    for title, properties in _edge_properties(edges):
        yield ""
        yield f"### On {title}"
        yield ""
        yield from _table(properties)


def _edge_properties(edges: Iterable[EdgeType]) -> Iterator[tuple[str, tuple[Property, ...]]]:
    groups: dict[tuple[Property, ...], dict[str, None]] = {}
    for edge in edges:
        if edge.properties:
            groups.setdefault(edge.properties, {})[f"`{edge.name}`"] = None
    for properties, names in groups.items():
        yield ", ".join(names), properties


def _table(properties: Iterable[Property]) -> Iterator[str]:
    yield "| property | type | meaning |"
    yield "|---|---|---|"
    for item in properties:
        unit = f" ({item.unit})" if item.unit else ""
        optional = ", optional" if item.optional else ""
        yield f"| `{item.name}` | {item.type}{optional} | {item.meaning}{unit} |"


if __name__ == "__main__":
    import sys

    sys.stdout.write(render_markdown())
