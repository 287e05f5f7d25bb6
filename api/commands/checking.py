"""``loket check``."""

from __future__ import annotations

import os

from rich.table import Table

from api.commands import console
from api.commands.opening import Store, reading
from api.settings import Settings
from graph.checks import KIND_NAMES, reference_faults, value_faults


def check_command(store: Store = None) -> int:
    """Count what the register holds, and look whether every reference leads somewhere."""
    settings = Settings.from_environment(os.environ, store=store)
    with reading(settings) as register:
        counts, snapshot = register.counts(), register.snapshot()
    table = Table("Soort", "Aantal", title=f"Register {settings.shown_store}", title_justify="left")
    for kind, number in counts.items():
        table.add_row(console.KINDS.get(kind, kind), str(number))
    console.out.print(table)
    known = {kind: {fact.id for fact in getattr(snapshot, kind)} for kind in KIND_NAMES}
    faults = [*value_faults(snapshot), *reference_faults(snapshot, known)]
    if faults:
        console.list_faults(faults)
        return console.FAULTS_FOUND
    console.say("Alles verwijst naar iets dat er is.")
    return 0
