"""The register in plain Python, slow and obvious: what every engine's answers are compared with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graph.rows import sort_key
from tests.worlds import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matchmaker.model import Actor, Offering, Snapshot

KINDS = ("documents", "places", "themes", "actors", "offerings", "relations", "precedents")


class Oracle:
    """Holds facts in dictionaries and answers by looking at all of them."""

    def __init__(self) -> None:
        self.facts: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}

    def put(self, facts: Snapshot) -> None:
        for kind in KINDS:
            self.facts[kind].update({fact.id: fact for fact in getattr(facts, kind)})

    def remove_actor(self, actor_id: str) -> None:
        del self.facts["actors"][actor_id]
        self._remove_relations(actor_id)
        for id_, offering in self.facts["offerings"].items():
            kept = tuple(other for other in offering.excluded_actors if other != actor_id)
            self.facts["offerings"][id_] = replace(offering, excluded_actors=kept)
        for precedent in list(self.facts["precedents"].values()):
            left = tuple(one for one in precedent.referred if one.to != actor_id)
            if precedent.referred and not left:
                del self.facts["precedents"][precedent.id]
            else:
                self.facts["precedents"][precedent.id] = replace(precedent, referred=left)

    def remove_offering(self, offering_id: str) -> None:
        del self.facts["offerings"][offering_id]
        self._remove_relations(offering_id)

    def _remove_relations(self, node_id: str) -> None:
        for relation in self.relations_of(node_id):
            del self.facts["relations"][relation.id]

    def snapshot(self) -> Snapshot:
        return in_order(**{kind: self.facts[kind].values() for kind in KINDS})

    def counts(self) -> dict[str, int]:
        return {kind: len(self.facts[kind]) for kind in KINDS}

    def places_around(self, place_id: str) -> tuple[Any, ...]:
        return tuple(self.facts["places"][id_] for id_ in sorted(self._up("places", "within", place_id)))

    def actors(
        self, *, kind: Any = None, place_id: str | None = None, theme_id: str | None = None
    ) -> list[Actor]:
        return [
            actor
            for actor in self._sorted("actors", lambda actor: actor.name)
            if kind in {None, actor.kind}
            and (place_id is None or self._is_in("places", "within", [actor.place_id], place_id))
            and (theme_id is None or self._is_in("themes", "broader", actor.themes, theme_id))
        ]

    def offerings(
        self,
        *,
        provider_id: str | None = None,
        need_kind: Any = None,
        serves_place_id: str | None = None,
        theme_id: str | None = None,
        status: Any = None,
    ) -> list[Offering]:
        around = self._up("places", "within", serves_place_id)
        return [
            offering
            for offering in self._sorted("offerings", lambda offering: offering.title.nl)
            if provider_id in {None, offering.provider_id}
            and (need_kind is None or need_kind in offering.need_kinds)
            and (serves_place_id is None or around & set(offering.area))
            and (theme_id is None or self._is_in("themes", "broader", offering.themes, theme_id))
            and status in {None, offering.status}
        ]

    def relations_of(self, node_id: str) -> tuple[Any, ...]:
        relations = [r for r in self.facts["relations"].values() if node_id in {r.subject_id, r.object_id}]
        return tuple(sorted(relations, key=lambda relation: relation.id))

    def _sorted(self, kind: str, name: Any) -> list[Any]:
        return sorted(self.facts[kind].values(), key=lambda fact: (sort_key(name(fact)), fact.id))

    def _is_in(self, kind: str, column: str, ids: Iterable[str | None], wanted: str) -> bool:
        return any(wanted in self._up(kind, column, id_) for id_ in ids)

    def _up(self, kind: str, column: str, id_: str | None) -> set[str]:
        held: Mapping[str, Any] = self.facts[kind]
        if id_ is None or id_ not in held:
            return set()
        return {id_}.union(*(self._up(kind, column, above) for above in getattr(held[id_], column)))
