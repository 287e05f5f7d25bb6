"""From what keeps the register true to what goes over the wire, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.imports.presenting import batch_summary
from api.imports.schemas import FieldChangeOut
from api.keeping.due import value_of
from api.keeping.history import act_of, hidden_in
from api.keeping.schemas import (
    DistinctionOut,
    DueFactOut,
    HistoryChangeOut,
    HistoryEmbedded,
    HistoryOut,
    PossibleDoubleOut,
)
from api.presenting import BASE, Presenter
from api.schemas import Link
from api.ties import predicate
from matchmaker.curation import field_changes
from matchmaker.journal import kind_of
from matchmaker.model import Actor, Offering
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.identity import Worker
    from api.loaded import Loaded
    from matchmaker.curation import Double, Due
    from matchmaker.journal import Apart, Change
    from matchmaker.vocabulary import Language


class KeepingPresenter:
    """Presents to a reader of one language, as they may see it."""

    def __init__(self, loaded: Loaded, language: Language, worker: Worker) -> None:
        self._loaded = loaded
        self._language: Language = language
        self._worker = worker
        self._present = Presenter(loaded, language, worker)

    def history(self, fact: Actor | Offering, changes: Sequence[Change]) -> HistoryOut:
        """Present what was done to a fact, without what the reader may not see."""
        path = "actors" if isinstance(fact, Actor) else "offerings"
        return HistoryOut(
            links={"self": Link(href=f"{BASE}/{path}/{fact.id}/history")},
            total=len(changes),
            embedded=HistoryEmbedded(changes=[self._change(fact, change) for change in changes]),
        )

    def _change(self, fact: Actor | Offering, change: Change) -> HistoryChangeOut:
        hidden = frozenset() if self._worker.is_staff else hidden_in(fact, change)
        return HistoryChangeOut(
            batch=batch_summary(change.batch, self._language),
            action=act_of(change),
            changes=[
                FieldChangeOut(field=one.field, old=one.old, new=one.new)
                for one in field_changes(change)
                if one.field not in hidden
            ],
        )

    def possible_double(self, pair: Double) -> PossibleDoubleOut:
        """Present two parties that may be one."""
        return PossibleDoubleOut(
            first=self._present.actor_ref(self._loaded.actor_by_id(pair.first_id)),
            second=self._present.actor_ref(self._loaded.actor_by_id(pair.second_id)),
            is_likely=pair.judgement.same is True,
            score=pair.judgement.score,
            why=pair.judgement.why.in_language(self._language),
        )

    def due_fact(self, actor_id: str, one: Due) -> DueFactOut:
        """Present a fact that is due, with the party that can tell."""
        fact = one.fact
        if isinstance(fact, Actor):
            name = Bilingual(fact.name, fact.name)
        else:
            name = fact.title if isinstance(fact, Offering) else predicate(self._loaded, fact)
        return DueFactOut(
            type=kind_of(fact),  # type: ignore[arg-type]  # these three kinds only
            id=fact.id,
            name=name.in_language(self._language),
            told_by=self._present.actor_ref(self._loaded.actor_by_id(actor_id)),
            last_on=one.last_on,
            mark=value_of(fact),
        )


def distinction(apart: Apart) -> DistinctionOut:
    """Present the decision that two parties are different."""
    id_ = f"{apart.first_id}.{apart.second_id}"
    return DistinctionOut(
        id=id_,
        first_id=apart.first_id,
        second_id=apart.second_id,
        by=apart.by,
        at=apart.at,
        links={"self": Link(href=f"{BASE}/distinctions/{id_}")},
    )
