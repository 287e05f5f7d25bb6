"""From facts and answers to what goes over the wire, in one language."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar
from urllib.parse import urlencode

import orjson
from pydantic import BaseModel

from api import schemas
from api.citations import name_of
from matchmaker.journal import kind_of
from matchmaker.vocabulary import ActorKind, NeedKind, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from api.identity import Worker
    from api.loaded import Citation, Loaded
    from matchmaker.asking import Understood
    from matchmaker.lookup import Choice
    from matchmaker.matching import Condition, Eligibility, Exclusion, Match, MatchAnswer, WhyNot
    from matchmaker.matching.answer import Gap
    from matchmaker.model import Actor, Document, Need, Offering, Place, Relation, Source, Theme
    from matchmaker.vocabulary import Bilingual, Language, Term

V = TypeVar("V")
Frame: TypeAlias = "Mapping[str, object]"

BASE = "/api/v1"

# The names over the wire of the fields of a need that an explanation may ask to change.
OUTSIDE: Mapping[str, str] = {
    "kinds": "needKinds",
    "sectors": "sector",
    "municipality_id": "municipality",
    "size": "size",
    "target_group": "targetGroup",
    "asked_on": "askedOn",
}


KEPT_PIECES = 100_000


class Pieces(Generic[V]):
    """What was written of values of one sort, such as parties, by their identity.

    Each value is kept beside what was written of it, so that no other gets its identity meanwhile. They start
    anew when there are too many.
    """

    def __init__(self) -> None:
        self._kept: dict[int, tuple[V, orjson.Fragment]] = {}

    def of(self, value: V, present: Callable[[V], BaseModel | Frame]) -> orjson.Fragment:
        """Return what was written of a value, presented if it was not before."""
        found = self._kept.get(id(value))
        if found is None:
            if len(self._kept) >= KEPT_PIECES:
                self._kept.clear()
            found = self._kept[id(value)] = value, _written(present(value))
        return found[1]


class Written:
    """What was written of the facts of one version, for readers of one language who may see the same."""

    def __init__(self) -> None:
        self.actors: Pieces[Actor] = Pieces()
        self.offerings: Pieces[Offering] = Pieces()
        self.conditions: Pieces[Condition] = Pieces()
        self.places: Pieces[Place] = Pieces()
        self.themes: Pieces[Theme] = Pieces()


class Presenter:
    """Presents what the register held at one version, as a reader of one language may see it."""

    def __init__(self, loaded: Loaded, language: Language, worker: Worker) -> None:
        self._loaded = loaded
        self._language = language
        self._said = attrgetter(language)
        self._worker = worker
        self._before: Written = loaded.presented.get((language, worker.is_staff), Written)

    def _text(self, text: Bilingual) -> str:
        return text.in_language(self._language)

    # ---- references

    def place_ref(self, place_id: str) -> schemas.PlaceRef:
        """Present a place, short."""
        return self._place_ref(self._loaded.place_by_id(place_id))

    @staticmethod
    def _place_ref(place: Place) -> schemas.PlaceRef:
        return schemas.PlaceRef(id=place.id, name=place.name, kind=place.kind)

    def _places(self, place_ids: Iterable[str]) -> list[schemas.PlaceRef]:
        return [self.place_ref(place_id) for place_id in place_ids]

    def _themes(self, theme_ids: Iterable[str]) -> list[schemas.ThemeRef]:
        return [self._theme_ref(self._loaded.theme_by_id(theme_id)) for theme_id in theme_ids]

    def _theme_ref(self, theme: Theme) -> schemas.ThemeRef:
        return schemas.ThemeRef(id=theme.id, label=self._text(theme.label))

    def actor_ref(self, actor: Actor) -> schemas.ActorRef:
        """Present an actor, short."""
        actor = self._worker.view(actor)
        return schemas.ActorRef(id=actor.id, name=actor.name, aliases=list(actor.aliases), kind=actor.kind)

    def _node(self, node_id: str) -> schemas.NodeRef:
        actor = self._loaded.find_actor(node_id)
        if actor is not None:
            return schemas.NodeRef(type="actor", id=node_id, name=actor.name)
        title = self._loaded.offering_by_id(node_id).title
        return schemas.NodeRef(type="offering", id=node_id, name=self._text(title))

    def _sources(self, sources: Iterable[Source]) -> list[schemas.SourceOut]:
        return [self._source(source) for source in sources]

    def _source(self, source: Source) -> schemas.SourceOut:
        return schemas.SourceOut.model_validate(self._source_frame(source))

    def _source_frame(self, source: Source) -> Frame:
        document = self._loaded.document_by_id(source.document_id)
        return {
            "documentId": document.id,
            "title": document.title,
            "publisher": document.publisher,
            "publishedOn": document.published_on,
            "firstLine": source.first_line,
            "lastLine": source.last_line,
            "statedOn": source.stated_on,
            "checkedOn": source.checked_on,
            "checkedBy": source.checked_by,
        }

    def _relation(self, relation: Relation) -> schemas.RelationOut:
        return schemas.RelationOut(
            subject=self._node(relation.subject_id),
            kind=relation.kind,
            label=self._text(relation.kind.label),
            object=self._node(relation.object_id),
            note=None if relation.note is None else self._text(relation.note),
            status=relation.status,
            sources=self._sources(relation.sources),
        )

    # ---- resources

    def actor_summary(self, actor: Actor) -> schemas.ActorSummary:
        """Present an actor in a list."""
        return schemas.ActorSummary(**self._actor_fields(self._worker.view(actor)))

    def actor(self, actor: Actor) -> schemas.ActorOut:
        """Present an actor with all that the reader may know of it."""
        actor = self._worker.view(actor)
        return schemas.ActorOut(
            **self._actor_fields(actor),
            kvk_number=actor.kvk_number,
            offerings=[self.offering_summary(offering) for offering in self._loaded.offerings_of(actor.id)],
            relations=[self._relation(relation) for relation in self._loaded.relations_of(actor.id)],
            sources=self._sources(actor.sources),
            desk_only=list(actor.desk_only),
        )

    def _actor_fields(self, actor: Actor) -> dict[str, Any]:
        return {
            "id": actor.id,
            "name": actor.name,
            "aliases": list(actor.aliases),
            "kind": actor.kind,
            "place": None if actor.place_id is None else self.place_ref(actor.place_id),
            "themes": self._themes(actor.themes),
            "description": self._text(actor.description),
            "website": actor.website,
            "status": actor.status,
            "links": {"self": schemas.Link(href=f"{BASE}/actors/{actor.id}")},
        }

    def offering_summary(self, offering: Offering) -> schemas.OfferingSummary:
        """Present an offering in a list."""
        return schemas.OfferingSummary(**self._summary_fields(self._worker.view(offering)))

    def offering(self, offering: Offering) -> schemas.OfferingOut:
        """Present an offering with all that the reader may know of it."""
        offering = self._worker.view(offering)
        return schemas.OfferingOut(
            **self._summary_fields(offering),
            r_strategies=list(offering.r_strategies),
            target_groups=list(offering.target_groups),
            sectors=self._themes(offering.sectors),
            sizes=list(offering.sizes),
            opens_on=offering.opens_on,
            closes_on=offering.closes_on,
            budget_euro=offering.budget_euro,
            budget_exhausted=offering.budget_exhausted,
            capacity=offering.capacity,
            places_left=offering.places_left,
            requirements=[self._text(requirement) for requirement in offering.requirements],
            questions=[
                schemas.QuestionOut(language=question.language, text=question.text)
                for question in offering.questions
            ],
            relations=[self._relation(relation) for relation in self._loaded.relations_of(offering.id)],
            sources=self._sources(offering.sources),
            desk_only=list(offering.desk_only),
        )

    def _summary_fields(self, offering: Offering) -> dict[str, Any]:
        return {
            **self._common_fields(offering),
            "provider": self.actor_ref(self._loaded.actor_by_id(offering.provider_id)),
            "links": {
                "self": schemas.Link(href=f"{BASE}/offerings/{offering.id}"),
                "provider": schemas.Link(href=f"{BASE}/actors/{offering.provider_id}"),
            },
        }

    def _common_fields(self, offering: Offering) -> dict[str, Any]:
        return {
            "id": offering.id,
            "title": self._text(offering.title),
            "summary": self._text(offering.summary),
            "next_step": self._text(offering.next_step),
            "status": offering.status,
            "need_kinds": list(offering.need_kinds),
            "themes": self._themes(offering.themes),
            "area": self._places(offering.area),
        }

    def place(self, place: Place) -> schemas.PlaceOut:
        """Present a place."""
        return schemas.PlaceOut(
            id=place.id,
            name=place.name,
            kind=place.kind,
            code=place.code,
            aliases=list(place.aliases),
            within=list(place.within),
        )

    def theme(self, theme: Theme) -> schemas.ThemeOut:
        """Present a theme."""
        return schemas.ThemeOut(
            id=theme.id,
            label=self._text(theme.label),
            kind=theme.kind,
            synonyms=list(theme.synonyms_nl if self._language == "nl" else theme.synonyms_en),
            broader=list(theme.broader),
        )

    # ---- sources

    def document(self, document: Document, facts: int) -> schemas.DocumentOut:
        """Present a document with the number of facts that the reader finds under it."""
        path = f"{BASE}/documents/{document.id}"
        return schemas.DocumentOut(
            id=document.id,
            title=document.title,
            publisher=document.publisher,
            published_on=document.published_on,
            licence=document.licence,
            facts=facts,
            links={
                "self": schemas.Link(href=path),
                "citedFacts": schemas.Link(href=f"{path}/cited-facts"),
            },
        )

    def cited_fact(self, citation: Citation) -> schemas.CitedFactOut:
        """Present what a document states in some lines."""
        source, fact = citation
        return schemas.CitedFactOut(
            first_line=source.first_line,
            last_line=source.last_line,
            type=kind_of(fact),  # type: ignore[arg-type]  # these three kinds only
            id=fact.id,
            name=self._text(name_of(self._loaded, fact)),
            status=fact.status,
            stated_on=source.stated_on,
            checked_on=source.checked_on,
            checked_by=source.checked_by,
        )

    # ---- facets

    def facets(self, facets: Mapping[str, Sequence[Choice]]) -> schemas.FacetsOut:
        """Present what a list can be narrowed to, under the names of its filters."""
        place, theme = self._loaded.place_by_id, self._loaded.theme_by_id
        return schemas.FacetsOut(
            kind=self._terms(ActorKind, facets["kind"]),
            need_kind=self._terms(NeedKind, facets["need_kind"]),
            municipality=[_facet_value(one, place(one.value).name) for one in facets["place_id"]],
            theme=[_facet_value(one, self._text(theme(one.value).label)) for one in facets["theme_id"]],
            status=self._terms(Status, facets["status"]),
        )

    def _terms(self, kind: type[Term], choices: Sequence[Choice]) -> list[schemas.FacetValueOut]:
        labels = {term.value: self._text(term.label) for term in kind}
        return [_facet_value(one, labels[one.value]) for one in choices]

    # ---- matches

    def match_answer(self, understood: Understood, answer: MatchAnswer) -> bytes:
        """Write the whole answer to a need as JSON, in the shape of ``schemas.MatchAnswerOut``.

        What is said of an offering, a party or a condition is written once and kept, as it stands in many
        answers; only scores and reasons are new in each.
        """
        return orjson.dumps(
            {
                "need": self._need(understood.need),
                "assumptions": self._assumptions(understood),
                "matches": [self._match(match) for match in answer.matches],
                "ownOfferings": [self._before.offerings.of(one, self._matched) for one in answer.own],
                "excluded": [self._exclusion(exclusion) for exclusion in answer.excluded],
                "gap": self._gap(answer.gap),
                "firstHelp": self._gap(answer.first_help),
            }
        )

    def explanation(self, understood: Understood, told: WhyNot) -> bytes:
        """Write how an offering stands to a need as JSON, in the shape of ``schemas.ExplanationOut``."""
        provider = self._loaded.actor_by_id(told.offering.provider_id)
        return orjson.dumps(
            {
                "need": self._need(understood.need),
                "assumptions": self._assumptions(understood),
                "offering": self._before.offerings.of(told.offering, self._matched),
                "provider": self._before.actors.of(provider, self.actor_ref),
                "eligibility": self._eligibility(told.eligibility),
                "rank": told.rank,
                "changes": [
                    {
                        "field": OUTSIDE[change.field],
                        "before": change.before,
                        "after": change.after,
                        "text": self._text(change.text),
                    }
                    for change in told.changes
                ],
                "text": self._text(told.text),
            }
        )

    def _need(self, need: Need) -> Frame:
        place = None if need.municipality_id is None else self._loaded.place_by_id(need.municipality_id)
        return {
            "text": need.text,
            "needKinds": need.kinds,
            "sectors": self._theme_pieces(need.sectors),
            "municipality": None if place is None else self._before.places.of(place, self._place_ref),
            "size": need.size,
            "rStrategy": need.r_strategy,
            "targetGroup": need.target_group,
            "askedOn": need.asked_on,
        }

    def _assumptions(self, understood: Understood) -> list[Frame]:
        return [
            {"field": one.field, "text": self._text(one.text), "values": one.values}
            for one in understood.assumptions
        ]

    def _gap(self, gap: Gap | None) -> Frame | None:
        if gap is None:
            return None
        return {"reason": self._text(gap.reason), "missing": [self._text(one) for one in gap.missing]}

    def _match(self, match: Match) -> Frame:
        said, actors = self._said, self._before.actors
        offering = match.offering
        return {
            "rank": match.rank,
            "score": match.score,
            "chance": match.chance,
            "offering": self._before.offerings.of(offering, self._matched),
            "provider": actors.of(match.provider, self.actor_ref),
            "offeredBy": actors.of(self._loaded.actor_by_id(offering.provider_id), self.actor_ref),
            "eligibility": self._eligibility(match.eligibility),
            "reasons": [
                {"feature": feature, "contribution": contribution, "text": said(text)}
                for feature, contribution, text in match.reasons
            ],
        }

    def _exclusion(self, exclusion: Exclusion) -> Frame:
        return {
            "offering": self._before.offerings.of(exclusion.offering, self._matched),
            "provider": self._before.actors.of(exclusion.provider, self.actor_ref),
            "eligibility": self._eligibility(exclusion.eligibility),
        }

    def _eligibility(self, eligibility: Eligibility) -> Frame:
        answer, conditions = eligibility
        written, present = self._before.conditions, self._condition
        return {"answer": answer, "conditions": [written.of(one, present) for one in conditions]}

    def _matched(self, offering: Offering) -> Frame:
        """Present what is suggested of an offering, in the shape of ``schemas.MatchedOffering``."""
        offering = self._worker.view(offering)
        places, place_by_id = self._before.places, self._loaded.place_by_id
        return {
            "id": offering.id,
            "title": self._text(offering.title),
            "summary": self._text(offering.summary),
            "nextStep": self._text(offering.next_step),
            "status": offering.status,
            "needKinds": offering.need_kinds,
            "themes": self._theme_pieces(offering.themes),
            "area": [places.of(place_by_id(place_id), self._place_ref) for place_id in offering.area],
            "sources": [self._source_frame(source) for source in offering.sources],
        }

    def _theme_pieces(self, theme_ids: Iterable[str]) -> list[orjson.Fragment]:
        themes, theme_by_id = self._before.themes, self._loaded.theme_by_id
        return [themes.of(theme_by_id(theme_id), self._theme_ref) for theme_id in theme_ids]

    def _condition(self, condition: Condition) -> Frame:
        """Present a condition, in the shape of ``schemas.ConditionOut``."""
        return {"name": condition.name, "answer": condition.answer, "text": self._text(condition.text)}


def _written(presented: BaseModel | Frame) -> orjson.Fragment:
    """Return a model or a frame as a piece of JSON that stands as it is in a larger one."""
    if isinstance(presented, BaseModel):
        return orjson.Fragment(presented.model_dump_json(by_alias=True))
    return orjson.Fragment(orjson.dumps(presented))


def _facet_value(choice: Choice, label: str) -> schemas.FacetValueOut:
    return schemas.FacetValueOut(value=str(choice.value), label=label, count=choice.count)


def page_links(path: str, query: schemas.PageQuery, total: int) -> schemas.Links:
    """Return the links of one page of a list: itself, and the next and previous one where they exist."""
    last = max(1, -(-total // query.per_pagina))
    links = {"self": _page_link(path, query, query.pagina)}
    if query.pagina < last:
        links["next"] = _page_link(path, query, query.pagina + 1)
    if query.pagina > 1:
        links["prev"] = _page_link(path, query, min(query.pagina - 1, last))
    return links


def _page_link(path: str, query: schemas.PageQuery, page: int) -> schemas.Link:
    given = query.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    return schemas.Link(
        href=f"{BASE}{path}?{urlencode({**given, 'pagina': page, 'perPagina': query.per_pagina})}"
    )
