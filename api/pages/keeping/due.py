"""The queue of what is due to be looked at, as the template receives it, and what was ticked in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.keeping.due import due_by_party, narrowed, themes_due, value_of, value_of_all
from api.pages.addresses import address, other
from api.pages.keeping.contexts import DueFact, DuePage, DueParty
from api.pages.paging import page_number, paging, stretch
from api.pages.stated import lines_of
from api.ties import predicate
from matchmaker.journal import kind_of
from matchmaker.model import Actor, Offering
from matchmaker.text import fold
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from api.loaded import Loaded
    from matchmaker.curation import Due
    from matchmaker.errors import Fault
    from matchmaker.journal import Batch
    from matchmaker.model import Source
    from matchmaker.vocabulary import Language

PARTIES_PER_PAGE = 10


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
    wanted = due_in(loaded, asked, today)
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
        themes=_themes(loaded, language, today),
        theme=asked.theme,
        party=loaded.actor_by_id(asked.actor) if asked.actor else None,
        own=bool(asked.desk),
        checked=done.changed if done else 0,
        done=done,
        skipped=skipped,
        faults=faults,
    )


def due_in(loaded: Loaded, asked: DueFilter, today: date) -> Mapping[str, Sequence[Due]]:
    """Return all that is in the queue, by the id of the party that can tell.

    Raises:
        NotFound: There is no such theme.
    """
    if asked.theme:
        loaded.theme_by_id(asked.theme)
    only = [actor_id for actor_id in (asked.actor, asked.desk) if actor_id]
    return narrowed(loaded, due_by_party(loaded, today), asked.theme, only)


def _themes(loaded: Loaded, language: Language, today: date) -> tuple[tuple[str, str], ...]:
    labels = (
        (theme_id, loaded.theme_by_id(theme_id).label.in_language(language))
        for theme_id in themes_due(loaded, today)
    )
    return tuple(sorted(labels, key=lambda item: (fold(item[1]), item[0])))


def _party(loaded: Loaded, language: Language, actor_id: str, some: Sequence[Due]) -> DueParty:
    actor = loaded.actor_by_id(actor_id)
    return DueParty(
        actor=actor,
        place=loaded.place_by_id(actor.place_id) if actor.place_id else None,
        facts=tuple(_fact(loaded, language, one) for one in some),
        value=value_of_all(actor_id, some),
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
    latest = max(fact.sources, key=lambda source: source.stated_on)  # what is due has a source
    return DueFact(
        kind=kind_of(fact),  # type: ignore[arg-type]  # these three kinds only
        name=name,
        address=page,
        source=latest.document_id,
        lines=lines_of(latest),
        last_on=one.last_on,
        checked_by=_last_checked_by(fact.sources),
        value=value_of(fact),
    )


def _last_checked_by(sources: Iterable[Source]) -> str | None:
    checked = [(one.checked_on, one.checked_by) for one in sources if one.checked_on]
    return max(checked, default=(None, None), key=lambda one: str(one[0]))[1]
