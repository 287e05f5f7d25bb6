"""The queue of what is due to be looked at, as the template receives it, and what was ticked in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.keeping import mark_of
from api.pages.addresses import address, other
from api.pages.keeping.contexts import DueFact, DuePage, DueParty
from api.pages.keeping.ties import predicate
from api.pages.paging import page_number, paging, stretch
from matchmaker.curation import due
from matchmaker.journal import kind_of
from matchmaker.model import Actor, Offering, Relation
from matchmaker.text import fold
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from api.catalogue import Loaded
    from matchmaker.curation import Due
    from matchmaker.errors import Fault
    from matchmaker.journal import Batch
    from matchmaker.model import Source
    from matchmaker.vocabulary import Language

Checkable = Actor | Offering | Relation

PARTIES_PER_PAGE = 10
ALL = "party"  # what a tick for all facts of a party begins with


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFilter:
    """What the queue is narrowed to.

    Attributes:
        theme: Id of a theme, or empty; narrower themes count too.
        actor: Id of the only party to show, or empty.
        desk: Id of the reader's desk where only that is shown, or empty.
        number: Page of the queue, from 1.
    """

    theme: str
    actor: str
    desk: str
    number: int

    @classmethod
    def read(cls, query: Mapping[str, str], desk_id: str | None) -> DueFilter:
        """Return what a query string, or the form that kept it, asks for."""
        return cls(
            theme=query.get("theme", ""),
            actor=query.get("actor", ""),
            desk=(desk_id or "") if query.get("own") else "",
            number=page_number(query.get("pagina", "")),
        )

    def query(self, number: int = 1) -> dict[str, str]:
        """Return the filter under the names that it has in an address."""
        return {
            "theme": self.theme,
            "actor": self.actor,
            "own": "1" if self.desk else "",
            "pagina": str(number) if number > 1 else "",
        }


def due_page(
    loaded: Loaded,
    language: Language,
    asked: DueFilter,
    today: date,
    *,
    done: Batch | None = None,
    skipped: int = 0,
    faults: tuple[Fault, ...] = (),
) -> DuePage:
    """Return a page of the queue.

    Args:
        loaded: The facts.
        language: Of the page.
        asked: What the queue is narrowed to.
        today: Today.
        done: The change that was just made, or None.
        skipped: How many ticks were not taken.
        faults: What is wrong with the form that was sent.

    Raises:
        NotFound: There is no such page, party or theme.
    """
    by_party = _by_party(loaded, due(loaded.snapshot, today))
    wanted = _narrowed(loaded, by_party, asked)
    facts = sum(len(some) for some in wanted.values())
    shown = list(wanted.items())[stretch(asked.number, PARTIES_PER_PAGE)]

    def at(number: int, in_language: Language = language) -> str:
        return address("due", in_language, query=asked.query(number))

    return DuePage(
        other_address=at(asked.number, other(language)),
        other_by_form=False,
        parties=tuple(_party(loaded, language, actor_id, some) for actor_id, some in shown),
        total=len(wanted),
        facts=facts,
        paging=paging(asked.number, len(wanted), at, PARTIES_PER_PAGE),
        themes=_themes(loaded, language, by_party),
        theme=asked.theme,
        party=loaded.actor_by_id(asked.actor) if asked.actor else None,
        own=bool(asked.desk),
        checked=done.changed if done else 0,
        done=done,
        skipped=skipped,
        faults=faults,
    )


def ticked_facts(loaded: Loaded, ticked: Iterable[str], today: date) -> tuple[list[Checkable], int]:
    """Return the facts that were ticked, and how many ticks are for something that is no longer so.

    Args:
        loaded: The facts.
        ticked: Values of the form.
        today: Today.
    """
    by_party = _by_party(loaded, due(loaded.snapshot, today))
    known: dict[str, list[Checkable]] = {}
    for actor_id, some in by_party.items():
        known[_value_of_all(actor_id, some)] = [one.fact for one in some]
        for one in some:
            known[_value(one.fact)] = [one.fact]
    found: dict[str, Checkable] = {}
    skipped = 0
    for value in ticked:
        skipped += value not in known
        found |= {f"{kind_of(fact)}:{fact.id}": fact for fact in known.get(value, ())}
    return list(found.values()), skipped


def _by_party(loaded: Loaded, waiting: Iterable[Due]) -> dict[str, list[Due]]:
    """Return what is due by the party that can tell, in the order of the oldest."""
    found: dict[str, list[Due]] = {}
    for one in waiting:
        found.setdefault(_teller(one.fact), []).append(one)
    return {actor_id: some for actor_id, some in found.items() if loaded.find_actor(actor_id)}


def _teller(fact: Checkable) -> str:
    if isinstance(fact, Actor):
        return fact.id
    return fact.provider_id if isinstance(fact, Offering) else fact.subject_id


def _narrowed(loaded: Loaded, by_party: Mapping[str, list[Due]], asked: DueFilter) -> dict[str, list[Due]]:
    if asked.theme:
        loaded.theme_by_id(asked.theme)
    return {
        actor_id: some
        for actor_id, some in by_party.items()
        if (not asked.actor or actor_id == asked.actor)
        and (not asked.desk or actor_id == asked.desk)
        and (not asked.theme or asked.theme in _themes_of(loaded, actor_id))
    }


def _themes_of(loaded: Loaded, actor_id: str) -> set[str]:
    own = loaded.actor_by_id(actor_id).themes
    offered = (theme_id for one in loaded.offerings_of(actor_id) for theme_id in one.themes)
    return {broader for theme_id in (*own, *offered) for broader in loaded.thesaurus.with_broader(theme_id)}


def _themes(
    loaded: Loaded, language: Language, by_party: Mapping[str, list[Due]]
) -> tuple[tuple[str, str], ...]:
    known = {theme_id for actor_id in by_party for theme_id in _themes_of(loaded, actor_id)}
    labels = ((theme_id, loaded.theme_by_id(theme_id).label.in_language(language)) for theme_id in known)
    return tuple(sorted(labels, key=lambda item: (fold(item[1]), item[0])))


def _party(loaded: Loaded, language: Language, actor_id: str, some: Sequence[Due]) -> DueParty:
    actor = loaded.actor_by_id(actor_id)
    return DueParty(
        actor=actor,
        place=loaded.place_by_id(actor.place_id) if actor.place_id else None,
        facts=tuple(_fact(loaded, language, one) for one in some),
        value=_value_of_all(actor_id, some),
        oldest=some[0].last_on,
    )


def _fact(loaded: Loaded, language: Language, one: Due) -> DueFact:
    fact = one.fact
    if isinstance(fact, Actor):
        name, page = Bilingual(fact.name, fact.name), address("actor", language, fact.id)
    elif isinstance(fact, Offering):
        name, page = fact.title, address("offering", language, fact.id)
    else:
        name, page = predicate(loaded, fact), address("actor", language, fact.subject_id)
    return DueFact(
        kind=kind_of(fact),  # type: ignore[arg-type]  # these three kinds only
        name=name,
        address=page,
        last_on=one.last_on,
        checked_by=_last_checked_by(fact.sources),
        value=_value(fact),
    )


def _last_checked_by(sources: Iterable[Source]) -> str | None:
    checked = [(one.checked_on, one.checked_by) for one in sources if one.checked_on]
    return max(checked, default=(None, None), key=lambda one: str(one[0]))[1]


def _value(fact: Checkable) -> str:
    return f"{kind_of(fact)}:{fact.id}:{mark_of(fact)}"


def _value_of_all(actor_id: str, some: Iterable[Due]) -> str:
    marks = "".join(mark_of(one.fact) for one in some)
    return f"{ALL}:{actor_id}:{hashlib.sha256(marks.encode()).hexdigest()[:16]}"
