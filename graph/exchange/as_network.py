"""Writes actors, offerings and their ties as GEXF, the file of network programs such as Gephi and Kumu."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import networkx as nx

from graph.tables.table import CONTROLS

if TYPE_CHECKING:
    from matchmaker.model import Actor, Offering, Relation, Snapshot

_NAMESPACE = "http://www.gexf.net/1.2draft"
_TAG = f"{{{_NAMESPACE}}}"
_OFFERS = ("OFFERS", "biedt aan")


def gexf_file(snapshot: Snapshot) -> bytes:
    """Return the file: labels in Dutch, codes beside them, each tie an arrow from subject to object."""
    buffer = io.BytesIO()
    nx.write_gexf(_network(snapshot), buffer, version="1.2draft")
    root = ET.fromstring(buffer.getvalue())  # noqa: S314 - made one line above
    _drop_leftovers(root)
    ET.register_namespace("", _NAMESPACE)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _drop_leftovers(root: ET.Element) -> None:
    """Take out what the library adds: the day of today, which changes the bytes, and its own keys of ties."""
    keys = {
        attribute.get("id")
        for attribute in root.iter(f"{_TAG}attribute")
        if attribute.get("title") == "networkx_key"
    }
    for parent in list(root.iter()):
        for child in list(parent):
            is_key = child.tag in {f"{_TAG}attribute", f"{_TAG}attvalue"} and keys & {
                child.get("id"),
                child.get("for"),
            }
            if is_key or child.tag == f"{_TAG}meta":
                parent.remove(child)


def _network(snapshot: Snapshot) -> nx.MultiDiGraph:
    net = nx.MultiDiGraph()
    places = {place.id: place.name for place in snapshot.places}
    themes = {theme.id: theme.label.nl for theme in snapshot.themes}
    for actor in snapshot.actors:
        net.add_node(actor.id, **_cleaned(_of_actor(actor, places, themes)))
    for offering in snapshot.offerings:
        net.add_node(offering.id, **_cleaned(_of_offering(offering, places, themes)))
        # A tie has an id of its own, since two things may be tied in several ways.
        code, label = _OFFERS
        tie = {"kind": code, "label": label, "status": offering.status.value, "note": ""}
        id_ = f"{offering.provider_id}:{code}:{offering.id}"
        net.add_edge(offering.provider_id, offering.id, key=id_, id=id_, **tie)
    for relation in snapshot.relations:
        tie = _cleaned(_of_relation(relation))
        net.add_edge(relation.subject_id, relation.object_id, key=relation.id, id=relation.id, **tie)
    return net


def _of_actor(actor: Actor, places: dict[str, str], themes: dict[str, str]) -> dict[str, str]:
    return {
        "label": actor.name,
        "type": "actor",
        "kind": actor.kind.value,
        "kind_label": actor.kind.label.nl,
        "description": actor.description.nl,
        "places": places.get(actor.place_id or "", ""),
        "themes": " | ".join(themes[id_] for id_ in actor.themes),
        "status": actor.status.value,
        "website": actor.website or "",
    }


def _of_offering(offering: Offering, places: dict[str, str], themes: dict[str, str]) -> dict[str, str]:
    return {
        "label": offering.title.nl,
        "type": "offering",
        "kind": " | ".join(kind.value for kind in offering.need_kinds),
        "kind_label": " | ".join(kind.label.nl for kind in offering.need_kinds),
        "description": offering.summary.nl,
        "places": " | ".join(places[id_] for id_ in offering.area),
        "themes": " | ".join(themes[id_] for id_ in offering.themes),
        "status": offering.status.value,
        "website": "",
    }


def _of_relation(relation: Relation) -> dict[str, str]:
    return {
        "kind": relation.kind.value,
        "label": relation.kind.label.nl,
        "status": relation.status.value,
        "note": relation.note.nl if relation.note else "",
    }


def _cleaned(values: dict[str, str]) -> dict[str, str]:
    """Return texts without the characters that no XML file can hold."""
    return {name: CONTROLS.sub("", text) for name, text in values.items()}
