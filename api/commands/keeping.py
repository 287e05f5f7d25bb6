"""What the commands that keep the register true say and do, in Dutch."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.clock import SystemClock
from api.commands import console
from api.commands.importing import BY
from api.commands.opening import Store, reading
from api.keeping import storing
from api.settings import Settings
from api.stores import open_store
from matchmaker import curation
from matchmaker.journal import BatchKind
from matchmaker.model import Actor, Offering

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matchmaker.curation import Due, Merge
    from matchmaker.model import Snapshot
    from matchmaker.ports import Clock, Register

_KINDS: Mapping[type[object], str] = {Actor: "partij", Offering: "aanbod"}


def list_doubles(register: Register, most: int) -> None:
    """Show pairs of actors that may be one, the likeliest first."""
    facts = register.snapshot()
    names = {actor.id: actor.name for actor in facts.actors}
    found = curation.doubles(facts.actors, register.kept_apart(), facts.relations)
    for pair in found[:most]:
        console.show(f"{pair.first_id}  {pair.second_id}")
        console.show(f"   {names[pair.first_id]} / {names[pair.second_id]}: {pair.judgement.why.nl}")
    if len(found) > most:
        console.show(f"... en nog {len(found) - most} paren.")
    console.say(f"Misschien dubbel: {len(found)}. Samenvoegen kan met: loket merge BLIJFT GAAT-OP")


def merge_actors(register: Register, keep_id: str, drop_id: str, clock: Clock, *, yes: bool | None) -> None:
    """Make one actor of two, after showing what that does.

    Args:
        register: Where.
        keep_id: Id of the actor that stays.
        drop_id: Id of the actor that goes.
        clock: Tells the time.
        yes: Store without asking, ask first (False), or only show (None).

    Raises:
        NotFound: One of them is not there.
        Conflict: They cannot be one, or the register was changed meanwhile.
    """
    version = register.version()
    facts = register.snapshot()
    keep, drop = register.actor(keep_id), register.actor(drop_id)
    planned = curation.merged(keep, drop, facts.offerings, facts.relations, facts.precedents)
    _show_merge(keep, drop, planned, facts)
    if yes is None or not (yes or console.agreed("Samenvoegen? (j/n) ")):
        console.say("Er is niets gewijzigd.")
        return
    by = storing.signed(BY, storing.new_batch_id(BatchKind.MERGE, clock), clock)
    storing.merge(register, planned, (keep.name, drop.name), version, by)
    console.say(f"Klaar. Terugdraaien kan met: loket undo {by.batch_id}")


def list_due(register: Register, clock: Clock, months: int, most: int) -> None:
    """Show what nobody has stated or confirmed for some months, the oldest first."""
    facts = register.snapshot()
    found = curation.due(facts, clock.today(), months)
    table = Table("Sinds", "Soort", "Kenmerk", "Naam", title="Na te kijken", title_justify="left")
    for one in found[:most]:
        table.add_row(f"{one.last_on}", _KINDS.get(type(one.fact), "relatie"), one.fact.id, _name(one))
    console.out.print(table)
    if len(found) > most:
        console.show(f"... en nog {len(found) - most}.")
    console.say(f"Langer dan {months} maanden niet nagekeken: {len(found)}.")


def _show_merge(keep: Actor, drop: Actor, planned: Merge, facts: Snapshot) -> None:
    (after,) = planned.facts.actors
    moved = [offering for offering in facts.offerings if offering.provider_id == drop.id]
    console.show(f"{keep.name} ({keep.id}) blijft; {drop.name} ({drop.id}) gaat daarin op.")
    for change in curation.differences(keep, after):
        console.show(f"  verandert: {change.field}")
    for offering in moved:
        console.show(f"  verhuist mee: {offering.title.nl} ({offering.id})")
    console.show(f"  relaties die verhuizen of samenvallen: {len(planned.removed_relations)}")
    console.show(f"  oefenvragen die meeverhuizen: {len(planned.facts.precedents)}")


def _name(one: Due) -> str:
    if isinstance(one.fact, Actor):
        return one.fact.name
    return one.fact.title.nl if isinstance(one.fact, Offering) else ""


def doubles_command(
    most: Annotated[int, typer.Option(help="Hoeveel paren hoogstens.", metavar="AANTAL", min=1)] = 50,
    store: Store = None,
) -> None:
    """Show which actors may be one."""
    with reading(Settings.from_environment(os.environ, store=store)) as register:
        list_doubles(register, most)


def merge_command(
    keep: Annotated[str, typer.Argument(help="Kenmerk van de partij die blijft.", metavar="BLIJFT")],
    drop: Annotated[str, typer.Argument(help="Kenmerk van de partij die daarin opgaat.", metavar="GAAT-OP")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Laat alleen zien wat er zou wijzigen.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Voeg samen zonder te vragen.")] = False,
    store: Store = None,
) -> None:
    """Make one actor of two."""
    settings = Settings.from_environment(os.environ, store=store)
    with closing(open_store(settings)) as register:
        merge_actors(register, keep, drop, SystemClock(), yes=None if dry_run else yes)


def due_command(
    months: Annotated[
        int, typer.Option(help="Na hoeveel maanden iets nagekeken moet worden.", metavar="AANTAL", min=1)
    ] = 12,
    most: Annotated[int, typer.Option(help="Hoeveel regels hoogstens.", metavar="AANTAL", min=1)] = 50,
    store: Store = None,
) -> None:
    """Show what nobody looked at for long, the oldest first."""
    with reading(Settings.from_environment(os.environ, store=store)) as register:
        list_due(register, SystemClock(), months, most)
