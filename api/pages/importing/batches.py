"""The changes of the register: a list, one with what it did, and undoing it; all are for staff of a desk."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from api.identity import who
from api.keeping.gone import titles_gone
from api.keeping.undoing import undo_once
from api.pages.addresses import address, other
from api.pages.downloads import file_of, format_of
from api.pages.importing.contexts import BatchesPage, BatchPage, BatchUndoPage, ChangeEntry
from api.pages.keeping.downloads import batch_taken_along, batches_taken_along, public_change
from api.pages.keeping.words import Words
from api.pages.paging import EVERY, PER_PAGE, page_number, paging
from api.pages.rendering import see_other
from matchmaker.curation import field_changes
from matchmaker.errors import Conflict, StoreUnavailable
from matchmaker.vocabulary import Bilingual, RelationKind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from api.catalogue import Catalogue
    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from api.pages.downloads import TakenAlong
    from api.pages.rendering import Renderer
    from api.services import Services
    from matchmaker.journal import Batch, Change
    from matchmaker.ports import Page
    from matchmaker.vocabulary import Language

_KINDS: Mapping[str, Bilingual] = {
    "document": Bilingual("bron", "source"),
    "place": Bilingual("plaats", "place"),
    "theme": Bilingual("thema", "theme"),
    "actor": Bilingual("partij", "party"),
    "offering": Bilingual("aanbod", "offering"),
    "relation": Bilingual("relatie", "relation"),
    "precedent": Bilingual("oefenvraag", "precedent"),
}
_ADDED = Bilingual("toegevoegd", "added")
_CHANGED = Bilingual("gewijzigd", "changed")
_REMOVED = Bilingual("weggehaald", "removed")


class Batches:
    """The endpoints; each takes the language of its address."""

    def __init__(self, services: Services, renderer: Renderer) -> None:
        self._services = services
        self._renderer = renderer

    def endpoints(self) -> Mapping[PageName, Callable[[Language, Request], Awaitable[Response]]]:
        """Return the endpoint of each page."""
        return {"batches": self.listed, "batch": self.one, "batch_undo": self.undo}

    async def listed(self, language: Language, request: Request) -> Response:
        """Show the changes, the latest first, or give all of them as a file."""
        file_format = format_of(request.query_params.get("formaat", ""))
        if file_format:
            every = await self._services.catalogue.with_register(
                lambda register: register.batches(limit=EVERY)
            )
            take_along = partial(batches_taken_along, language, every.items)
            return await file_of(take_along, file_format, language)
        number = page_number(request.query_params.get("pagina", ""))
        offset = (number - 1) * PER_PAGE
        found = await self._services.catalogue.with_register(
            lambda register: register.batches(offset=offset, limit=PER_PAGE)
        )

        def at(page: int, in_language: Language = language) -> str:
            return address("batches", in_language, query={"pagina": str(page) if page > 1 else ""})

        page = BatchesPage(
            other_address=at(number, other(language)),
            other_by_form=False,
            batches=found.items,
            total=found.total,
            paging=paging(number, found.total, at),
        )
        return self._renderer.response(request, page, language)

    async def one(self, language: Language, request: Request) -> Response:
        """Show one change, or give all that it did as a file."""
        file_format = format_of(request.query_params.get("formaat", ""))
        if file_format:
            return await file_of(await self._taken_along(language, request), file_format, language)
        return await self._shown(language, request, None)

    async def _taken_along(self, language: Language, request: Request) -> Callable[[], TakenAlong]:
        batch_id = request.path_params["id"]
        batch = await self._batch(batch_id)
        found: Page[Change] = await self._services.catalogue.with_register(
            lambda register: register.changes(batch_id, limit=EVERY)
        )
        shown = tuple(map(public_change, found.items))
        entries = await self._entries(language, shown)

        def take_along() -> TakenAlong:
            return batch_taken_along(language, batch, shown, map(entries.entry, shown))

        return take_along

    async def undo(self, language: Language, request: Request) -> Response:
        """Ask whether to undo a change, or undo it."""
        batch_id = request.path_params["id"]
        if request.method == "GET":
            batch = await self._batch(batch_id)
            if batch.undone_at is not None:
                return see_other(address("batch", language, batch_id))
            page = BatchUndoPage(
                other_address=address("batch_undo", other(language), batch_id),
                other_by_form=False,
                batch=batch,
            )
            return self._renderer.response(request, page, language)
        by = who(request).signature
        try:
            await undo_once(self._services, batch_id, by)
        except Conflict as conflict:
            return await self._shown(language, request, conflict.sentence)
        return see_other(f"{address('batch', language, batch_id)}#teruggedraaid")

    async def _batch(self, batch_id: str) -> Batch:
        return await self._services.catalogue.with_register(lambda register: register.batch(batch_id))

    async def _entries(self, language: Language, changes: Sequence[Change]) -> _Entries:
        catalogue = self._services.catalogue
        loaded = await facts_for_names(catalogue)
        words = Words(loaded, language, await titles_gone(catalogue, loaded, changes))
        return _Entries(loaded, words, language, changes)

    async def _shown(self, language: Language, request: Request, problem: Bilingual | None) -> Response:
        batch_id = request.path_params["id"]
        number = page_number(request.query_params.get("pagina", ""))
        offset = (number - 1) * PER_PAGE
        batch = await self._batch(batch_id)
        found: Page[Change] = await self._services.catalogue.with_register(
            lambda register: register.changes(batch_id, offset=offset, limit=PER_PAGE)
        )
        entries = await self._entries(language, found.items)

        def at(page: int, in_language: Language = language) -> str:
            query = {"pagina": str(page) if page > 1 else ""}
            return address("batch", in_language, batch_id, query)

        page = BatchPage(
            other_address=at(number, other(language)),
            other_by_form=False,
            batch=batch,
            changes=tuple(map(entries.entry, found.items)),
            total=found.total,
            paging=paging(number, found.total, at),
            problem=problem,
        )
        return self._renderer.response(request, page, language, 409 if problem else 200)


class _Entries:
    """Puts changes into words."""

    def __init__(self, loaded: Loaded, words: Words, language: Language, changes: Iterable[Change]) -> None:
        self._loaded = loaded
        self._language: Language = language
        self._words = words
        # What a change took away, or what was undone, has its name in the changes only.
        self._named = {one.fact_id: _name_in(_fact(one), language) for one in changes}

    def entry(self, change: Change) -> ChangeEntry:
        """Return what happened to one fact."""
        action = _ADDED if not change.before else _CHANGED if change.after else _REMOVED
        return ChangeEntry(
            name=self._name(change),
            what=_KINDS[change.kind],
            action=action,
            address=self._address(change),
            lines=tuple(map(self._words.line, field_changes(change))) if action is _CHANGED else (),
        )

    def _name(self, change: Change) -> str:
        if change.kind != "relation":
            return self._named[change.fact_id] or change.fact_id
        tie = _fact(change)
        kind = RelationKind.of(tie["kind"])
        ends = (self._end(tie[name]) for name in ("subject_id", "object_id"))
        return f" {kind.label.in_language(self._language)} ".join(ends)

    def _end(self, node_id: str) -> str:
        actor = self._loaded.find_actor(node_id)
        return actor.name if actor else self._named.get(node_id) or node_id

    def _address(self, change: Change) -> str | None:
        if change.kind == "actor" and self._loaded.find_actor(change.fact_id):
            return address("actor", self._language, change.fact_id)
        if change.kind == "offering" and self._loaded.find_offering(change.fact_id):
            return address("offering", self._language, change.fact_id)
        return None


def _fact(change: Change) -> dict[str, Any]:
    fact: dict[str, Any] = json.loads(change.after or change.before or "{}")
    return fact


def _name_in(fact: Mapping[str, Any], language: Language) -> str:
    """Return what a party, place, theme, offering or source is called, or what was asked; none for a tie."""
    named = next((fact[field] for field in ("name", "title", "label", "text") if fact.get(field)), "")
    return str(named[language] if isinstance(named, dict) else named)


async def facts_for_names(catalogue: Catalogue) -> Loaded:
    """Return the facts to take names from; those of before will do while newer ones are being read.

    Raises:
        StoreUnavailable: No facts were read yet.
    """
    try:
        return await catalogue.current()
    except StoreUnavailable:
        if catalogue.latest is None:
            raise
        return catalogue.latest
