"""What the fields of a fact are called on the screen, and how their values read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from api.pages.locales import LOCALES
from matchmaker.errors import NotFound
from matchmaker.vocabulary import (
    ActorKind,
    Bilingual,
    CompanySize,
    NeedKind,
    RelationKind,
    RStrategy,
    Status,
    TargetGroup,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from api.loaded import Loaded
    from matchmaker.curation import FieldChange
    from matchmaker.vocabulary import Language, Term

LABELS: Mapping[str, Bilingual] = {
    "aliases": Bilingual("Ook bekend als", "Also known as"),
    "area": Bilingual("Waar", "Where"),
    "budget_euro": Bilingual("Bedrag dat er in totaal is", "Amount in total"),
    "budget_exhausted": Bilingual("Het geld is op", "The money is gone"),
    "capacity": Bilingual("Aantal plaatsen", "Number of places"),
    "closes_on": Bilingual("Open tot en met", "Open until"),
    "description": Bilingual("Omschrijving", "Description"),
    "desk_only": Bilingual("Alleen voor het loket", "For the desk only"),
    "excluded_actors": Bilingual("Niet voor", "Not for"),
    "kind": Bilingual("Soort", "Kind"),
    "kvk_number": Bilingual("KVK-nummer", "KVK number"),
    "name": Bilingual("Naam", "Name"),
    "need_kinds": Bilingual("Soort hulp", "Kind of help"),
    "next_step": Bilingual("Wat iemand eerst doet", "What somebody does first"),
    "note": Bilingual("Toelichting", "Note"),
    "object_id": Bilingual("Met wie of wat", "With whom or what"),
    "opens_on": Bilingual("Open vanaf", "Open from"),
    "place_id": Bilingual("Plaats of gebied", "Place or area"),
    "places_left": Bilingual("Plaatsen die nog vrij zijn", "Places still free"),
    "provider_id": Bilingual("Aanbod van", "Offered by"),
    "questions": Bilingual("Voorbeeldvragen", "Example questions"),
    "r_strategies": Bilingual("R-strategie", "R-strategy"),
    "referred": Bilingual("Verwezen naar", "Referred to"),
    "requirements": Bilingual("Voorwaarden", "Conditions"),
    "sectors": Bilingual("Alleen voor de sectoren", "Only for the sectors"),
    "sizes": Bilingual("Alleen voor bedrijven van deze grootte", "Only for companies of this size"),
    "sources": Bilingual("Bron", "Source"),
    "status": Bilingual("Loopt het nu?", "Running now?"),
    "subject_id": Bilingual("Wie", "Who"),
    "summary": Bilingual("Wat het is", "What it is"),
    "target_groups": Bilingual("Voor wie", "For whom"),
    "text": Bilingual("Vraag", "Question"),
    "themes": Bilingual("Thema's", "Themes"),
    "title": Bilingual("Titel", "Title"),
    "website": Bilingual("Website", "Website"),
}

_TERMS: Mapping[str, tuple[type[Term], ...]] = {
    "kind": (ActorKind, RelationKind),
    "need_kinds": (NeedKind,),
    "r_strategies": (RStrategy,),
    "sizes": (CompanySize,),
    "status": (Status,),
    "target_groups": (TargetGroup,),
}
NO_TITLES: Mapping[str, str] = {}
YES_NO = (Bilingual("nee", "no"), Bilingual("ja", "yes"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """One field that a change touched, in words.

    Attributes:
        label: What the field is called.
        gone: What it said and no longer says, a line each; of a list only what was taken out.
        come: What it says now and did not say.
    """

    label: Bilingual
    gone: tuple[str, ...]
    come: tuple[str, ...]


class Words:
    """Puts the values of fields into words, in one language."""

    def __init__(self, loaded: Loaded, language: Language, titles: Mapping[str, str] = NO_TITLES) -> None:
        """Take what values are told by.

        Args:
            loaded: The facts.
            language: Of the words.
            titles: By id those of documents that are not among the facts any more.
        """
        self._loaded = loaded
        self._titles = titles
        self._language: Language = language
        places, themes, actors = loaded.place_by_id, loaded.theme_by_id, loaded.actor_by_id
        self._named: Mapping[str, Callable[[str], str]] = {
            "area": lambda id_: places(id_).name,
            "excluded_actors": lambda id_: actors(id_).name,
            "place_id": lambda id_: places(id_).name,
            "provider_id": lambda id_: actors(id_).name,
            "sectors": lambda id_: themes(id_).label.in_language(language),
            "themes": lambda id_: themes(id_).label.in_language(language),
        }

    def line(self, change: FieldChange) -> FieldLine:
        """Return what changed in a field: what went and what came."""
        before, after = self.values(change.field, change.old), self.values(change.field, change.new)
        return FieldLine(
            label=LABELS.get(change.field, Bilingual(change.field, change.field)),
            gone=tuple(one for one in before if one not in after),
            come=tuple(one for one in after if one not in before),
        )

    def values(self, field: str, value: Any) -> tuple[str, ...]:
        """Return a value, as plain JSON, in words: a line for each part, none where it is empty."""
        if value is None or value == "":
            return ()
        if isinstance(value, list):
            return tuple(line for one in value for line in self.values(field, one))
        if isinstance(value, bool):
            return (YES_NO[value].in_language(self._language),)
        if isinstance(value, dict):
            return self._of_parts(value)
        return (self._one(field, str(value)),)

    def _of_parts(self, value: Mapping[str, Any]) -> tuple[str, ...]:
        if "document_id" in value:
            return (self._source(value),)
        if "grade" in value:  # what a precedent is sent to
            actor = self._loaded.find_actor(value["to"])
            return (f"{actor.name if actor else value['to']} ({value['grade']})",)
        if "text" in value:  # an example question
            return (f"{value['text']} ({value['language']})",)
        dutch, english = value.get("nl", ""), value.get("en", "")
        return tuple(dict.fromkeys(text for text in (dutch, english) if text))

    def _source(self, source: Mapping[str, Any]) -> str:
        try:
            title = self._loaded.document_by_id(source["document_id"]).title
        except NotFound:
            title = self._titles.get(source["document_id"], source["document_id"])
        said = f"{title}, {self._day(source['stated_on'])}"
        if not source.get("checked_on"):
            return said
        checked = Bilingual("gecontroleerd op", "checked on").in_language(self._language)
        return f"{said}, {checked} {self._day(source['checked_on'])}"

    def _one(self, field: str, value: str) -> str:
        if field in self._named:
            try:
                return self._named[field](value)
            except NotFound:
                return value  # it was there when this was written down
        if field in {"opens_on", "closes_on"}:
            return self._day(value)
        if field == "desk_only":
            return LABELS.get(value, Bilingual(value, value)).in_language(self._language)
        for terms in _TERMS.get(field, ()):
            for term in terms:
                if term.value == value:
                    return term.label.in_language(self._language)
        return value

    def _day(self, day: str) -> str:
        return str(format_date(date.fromisoformat(day), "d MMMM y", locale=LOCALES[self._language]))
