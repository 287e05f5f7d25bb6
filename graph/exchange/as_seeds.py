"""Writes facts as the data files that ``graph.seeding`` reads: what is read back is what was written.

Each document has a folder with the facts for which it is cited first; an actor or a tie that several
documents speak of has a row in each of their folders. What plain cells cannot say is written in exact ones
(see ``graph.seed_rows.exact``), so that nothing that a register holds gets lost.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from graphlib import TopologicalSorter
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, TypeVar

from graph import seed_columns, seed_precedents
from graph.seed_rows import KVK_NUMBER, LATITUDES, LONGITUDES, WEBSITE, WHOLE, exact, is_plain
from graph.seeding import NO_REGIONS, joined_actor, joined_relation, read_seeds
from graph.tables.writing import CsvStyle, to_csv
from matchmaker.errors import StoreError
from matchmaker.model import Actor, Relation
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from graph.seed_columns import Columns
    from matchmaker.model import Document, Offering, Place, Precedent, Question, Snapshot, Source, Theme

Cells = dict[str, str]
Several = TypeVar("Several", Actor, Relation)

ROOT_FILES = frozenset({"documents.csv", "places.csv", "themes.csv"})
REGION_FILES = frozenset({"actors.csv", "offerings.csv", "questions.csv", "relations.csv"})
OTHER_FOLDERS = {
    seed_precedents.FOLDER: frozenset({seed_precedents.QUESTIONS_FILE, seed_precedents.REFERRALS_FILE})
}
"""Folders that are no region, with their files."""
_WITHOUT_SOURCE = "without-source"  # folder of facts that cite no document


def seed_files(snapshot: Snapshot) -> dict[str, bytes]:
    """Return the content of every file by its path in the folder."""
    order = _document_order(snapshot)
    rank = {id_: position for position, id_ in enumerate(order)}
    documents = {document.id: document for document in snapshot.documents}
    published = {id_: document.published_on for id_, document in documents.items()}
    regions: dict[str, _Region] = defaultdict(_Region)
    for actor in snapshot.actors:
        for part in _actor_parts(actor, rank):
            regions[_folder(part)].actors.append(_actor_cells(part, published))
    for offering in snapshot.offerings:
        region = regions[_folder(offering)]
        region.offerings.append(_offering_cells(offering, published))
        region.questions += [_question_cells(offering.id, question) for question in offering.questions]
    for relation in snapshot.relations:
        for piece in _relation_parts(relation, rank):
            regions[_folder(piece)].relations.append(_relation_cells(piece, published))
    files = {
        "documents.csv": _csv(seed_columns.DOCUMENTS, [_document_cells(documents[id_]) for id_ in order]),
        "places.csv": _csv(seed_columns.PLACES, map(_place_cells, snapshot.places)),
        "themes.csv": _csv(seed_columns.THEMES, map(_theme_cells, snapshot.themes)),
    }
    for name, region in sorted(regions.items()):
        files |= {f"{name}/{file}": content for file, content in region.files()}
    return files | (_precedent_files(snapshot) if snapshot.precedents else {})


def check_seed_files(folder: Path, snapshot: Snapshot) -> None:
    """Read files back before anybody relies on them.

    Raises:
        InvalidInput: They cannot be read; every fault is named.
        StoreError: They say something else than the facts.
    """
    if read_seeds(folder) != snapshot:
        raise StoreError("the files do not say what the register holds")


class _Region:
    """Rows of the files of one folder."""

    def __init__(self) -> None:
        self.actors: list[Cells] = []
        self.offerings: list[Cells] = []
        self.questions: list[Cells] = []
        self.relations: list[Cells] = []

    def files(self) -> Iterator[tuple[str, bytes]]:
        yield "actors.csv", _csv(seed_columns.ACTORS, self.actors)
        yield "offerings.csv", _csv(seed_columns.OFFERINGS, self.offerings)
        yield "questions.csv", _csv(seed_columns.QUESTIONS, self.questions)
        yield "relations.csv", _csv(seed_columns.RELATIONS, self.relations)


def _precedent_files(snapshot: Snapshot) -> dict[str, bytes]:
    present = {actor.id for actor in snapshot.actors}
    asked = map(_precedent_cells, snapshot.precedents)
    referred = (cells for one in snapshot.precedents for cells in _referral_cells(one, present))
    folder = seed_precedents.FOLDER
    return {
        f"{folder}/{seed_precedents.QUESTIONS_FILE}": _csv(seed_columns.PRECEDENTS, asked),
        f"{folder}/{seed_precedents.REFERRALS_FILE}": _csv(seed_columns.REFERRALS, referred),
    }


def _csv(columns: Columns, rows: Iterable[Cells]) -> bytes:
    listed = ([cells.get(column, "") for column in columns.all] for cells in rows)
    return to_csv(columns.all, listed, CsvStyle.PLAIN)


# ---- which rows a fact has


def _document_order(snapshot: Snapshot) -> list[str]:
    """Return the documents in the order in which most facts cite them, which the reader takes for joining."""
    pairs: Counter[tuple[str, str]] = Counter()
    cited = [fact.sources for fact in snapshot.actors] + [fact.sources for fact in snapshot.relations]
    for sources in cited:
        pairs.update(pairwise(dict.fromkeys(source.document_id for source in sources)))
    before: dict[str, list[str]] = {document.id: [] for document in snapshot.documents}
    for (first, second), _ in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        if second not in _all_before(first, before):
            before[second].append(first)
    return list(TopologicalSorter(before).static_order())


def _all_before(id_: str, before: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [id_]
    while waiting:
        for earlier in before[waiting.pop()]:
            if earlier not in found:
                found.add(earlier)
                waiting.append(earlier)
    return found


def _actor_parts(actor: Actor, rank: Mapping[str, int]) -> list[Actor]:
    groups = _source_groups(actor.sources)
    ids = [group[0].document_id for group in groups]
    if len(set(ids)) < len(ids):  # a file has one row for an actor
        return [actor]
    only_named = replace(
        actor,
        description=Bilingual("", ""),
        aliases=(),
        place_id=None,
        themes=(),
        website=None,
        kvk_number=None,
        desk_only=(),
    )
    return _parts(actor, only_named, groups, rank, joined_actor)


def _relation_parts(relation: Relation, rank: Mapping[str, int]) -> list[Relation]:
    return _parts(
        relation, replace(relation, note=None), _source_groups(relation.sources), rank, joined_relation
    )


def _parts(
    whole: Several,
    rest: Several,
    groups: Sequence[tuple[Source, ...]],
    rank: Mapping[str, int],
    joined: Callable[[Sequence[Several]], Several],
) -> list[Several]:
    """Return a fact for each group of sources, the first with all that is said; or the whole in one.

    The whole when the reader would join the parts to something else.
    """
    ranks = [rank[group[0].document_id] for group in groups]
    if len(groups) < 2 or ranks != sorted(ranks) or not all(map(_are_ranges, groups)):
        return [whole]
    parts = [
        replace(whole if position == 0 else rest, sources=group) for position, group in enumerate(groups)
    ]
    return parts if joined(parts) == whole else [whole]


def _source_groups(sources: Iterable[Source]) -> list[tuple[Source, ...]]:
    """Return sources that follow each other and differ in their lines only, which one row can cite."""
    grouped = groupby(
        sources,
        key=lambda source: (source.document_id, source.stated_on, source.checked_on, source.checked_by),
    )
    return [tuple(group) for _, group in grouped]


def _are_ranges(sources: Iterable[Source]) -> bool:
    return all(1 <= source.first_line <= source.last_line < 10**9 for source in sources)


def _folder(fact: Actor | Offering | Relation) -> str:
    name = fact.sources[0].document_id if fact.sources else _WITHOUT_SOURCE
    return f"{name}_" if name in NO_REGIONS else name  # no id of a document ends so


# ---- the cells of a row


def _document_cells(document: Document) -> Cells:
    return {
        "id": document.id,
        "title": _text(document.title),
        "publisher": _text(document.publisher),
        "published_on": document.published_on.isoformat(),
        "file": _text(document.file),
        "licence": _text(document.licence),
    }


def _place_cells(place: Place) -> Cells:
    return {
        "id": place.id,
        "name": _text(place.name),
        "kind": place.kind.value,
        "code": _text(place.code),
        "aliases": _list(place.aliases),
        "within": _list(place.within),
        "latitude": _degrees(place.latitude, LATITUDES),
        "longitude": _degrees(place.longitude, LONGITUDES),
        "valid_from": _day(place.valid_from),
        "valid_until": _day(place.valid_until),
        "successor": place.successor_id or "",
    }


def _theme_cells(theme: Theme) -> Cells:
    return {
        "id": theme.id,
        "kind": theme.kind.value,
        "label_nl": _text(theme.label.nl),
        "label_en": _text(theme.label.en),
        "synonyms_nl": _list(theme.synonyms_nl),
        "synonyms_en": _list(theme.synonyms_en),
        "broader": _list(theme.broader),
        "target_group": theme.target_group.value if theme.target_group else "",
    }


def _actor_cells(actor: Actor, published: Mapping[str, date]) -> Cells:
    described = actor.description if actor.description != Bilingual("", "") else None
    return {
        "id": actor.id,
        "name": _text(actor.name),
        "kind": actor.kind.value,
        "aliases": _list(actor.aliases),
        "place": actor.place_id or "",
        "themes": _list(actor.themes),
        "website": _shaped(actor.website, WEBSITE),
        "kvk_number": _shaped(actor.kvk_number, KVK_NUMBER),
        **_optional_pair("description", described),
        "status": actor.status.value,
        "desk_only": _list(actor.desk_only),
        **_source_cells(actor.sources, published),
    }


def _offering_cells(offering: Offering, published: Mapping[str, date]) -> Cells:
    opens_on, closes_on = offering.opens_on, offering.closes_on
    closes_first = opens_on is not None and closes_on is not None and closes_on < opens_on
    return {
        "id": offering.id,
        "provider": offering.provider_id,
        **_pair("title", offering.title),
        **_pair("summary", offering.summary),
        **_pair("next_step", offering.next_step),
        "need_kinds": _list(offering.need_kinds, required=True),
        "themes": _list(offering.themes),
        "r_strategies": _list(offering.r_strategies),
        "area": _list(offering.area, required=True),
        "target_groups": _list(offering.target_groups, required=True),
        "sectors": _list(offering.sectors),
        "sizes": _list(offering.sizes),
        "opens_on": _day(opens_on),
        "closes_on": exact(_day(closes_on)) if closes_first else _day(closes_on),
        "budget_euro": _whole(offering.budget_euro),
        "budget_exhausted": "yes" if offering.budget_exhausted else "",
        "capacity": _whole(offering.capacity),
        "places_left": _whole(offering.places_left),
        "requirements_nl": _list([requirement.nl for requirement in offering.requirements]),
        "requirements_en": _list([requirement.en for requirement in offering.requirements]),
        "excluded_actors": _list(offering.excluded_actors),
        "status": offering.status.value,
        "desk_only": _list(offering.desk_only),
        **_source_cells(offering.sources, published),
    }


def _question_cells(offering_id: str, question: Question) -> Cells:
    return {"offering": offering_id, "language": question.language, "question": _text(question.text)}


def _relation_cells(relation: Relation, published: Mapping[str, date]) -> Cells:
    return {
        "subject": relation.subject_id,
        "kind": relation.kind.value,
        "object": relation.object_id,
        **_optional_pair("note", relation.note),
        "status": relation.status.value,
        **_source_cells(relation.sources, published),
    }


def _precedent_cells(precedent: Precedent) -> Cells:
    return {
        "id": precedent.id,
        "question": _text(precedent.text),
        "need_kinds": _list(precedent.need_kinds),
        "sectors": _list(precedent.sectors),
    }


def _referral_cells(precedent: Precedent, present: Container[str]) -> Iterator[Cells]:
    for one in precedent.referred:
        # A plain cell would be refused where what it names is gone.
        to = one.to if one.to in present else exact(one.to)
        yield {"question": precedent.id, "to": to, "grade": str(one.grade)}


def _source_cells(sources: tuple[Source, ...], published: Mapping[str, date]) -> Cells:
    if len(_source_groups(sources)) != 1 or not _are_ranges(sources):
        return {
            "source": sources[0].document_id if sources else "",
            "lines": exact(list(map(_listed, sources))),
        }
    source = sources[0]
    is_of_document = source.stated_on == published.get(source.document_id)
    return {
        "source": source.document_id,
        "lines": " | ".join(
            f"{one.first_line}" if one.first_line == one.last_line else f"{one.first_line}-{one.last_line}"
            for one in sources
        ),
        "date": "" if is_of_document else source.stated_on.isoformat(),
        "checked_on": _day(source.checked_on),
        "checked_by": _text(source.checked_by),
    }


def _listed(source: Source) -> list[object]:
    return [
        source.document_id,
        source.first_line,
        source.last_line,
        source.stated_on.isoformat(),
        source.checked_on.isoformat() if source.checked_on else None,
        source.checked_by,
    ]


# ---- one cell


def _text(text: str | None) -> str:
    if text is None:
        return ""
    return text if is_plain(text) else exact(text)


def _pair(stem: str, both: Bilingual) -> Cells:
    return {f"{stem}_nl": _text(both.nl), f"{stem}_en": _text(both.en)}


def _optional_pair(stem: str, both: Bilingual | None) -> Cells:
    return {} if both is None else _pair(stem, both)


def _list(values: Sequence[str], *, required: bool = False) -> str:
    if not all(is_plain(value) and "|" not in value for value in values) or (required and not values):
        return exact(list(values))
    return " | ".join(values)


def _shaped(text: str | None, pattern: str) -> str:
    if text is None or re.fullmatch(pattern, text, re.ASCII):
        return _text(text)
    return exact(text)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _whole(number: int | None) -> str:
    if number is None:
        return ""
    return str(number) if re.fullmatch(WHOLE, str(number), re.ASCII) else exact(number)


def _degrees(number: float | None, limit: float) -> str:
    if number is None:
        return ""
    return repr(number) if abs(number) <= limit else exact(number)
