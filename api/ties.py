"""Ties as sentences, and as what stands after the name of the party that they begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from api.loaded import Loaded
    from matchmaker.model import Relation


def sentence(loaded: Loaded, tie: Relation) -> Bilingual:
    """Return a tie as a sentence without a point: who, what, whom."""
    first, said = loaded.actor_by_id(tie.subject_id).name, predicate(loaded, tie)
    return Bilingual(f"{first} {said.nl}", f"{first} {said.en}")


def predicate(loaded: Loaded, tie: Relation) -> Bilingual:
    """Return what a tie says of the party that stands first in it."""
    last = loaded.find_actor(tie.object_id)
    end = Bilingual(last.name, last.name) if last else loaded.offering_by_id(tie.object_id).title
    label = tie.kind.label
    return Bilingual(f"{label.nl} {end.nl}", f"{label.en} {end.en}")
