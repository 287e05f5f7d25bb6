"""The command ``loket``: serve, look things up, keep the register true, take lists in and everything out.

``match``, ``evaluate``, ``learn``, ``check``, ``export``, ``doubles`` and ``due`` only read: they make no
register, and may be used while ``serve`` runs on the same file.

Exit codes: 0 done, 1 faults found in the register (or nothing learned that holds), 2 wrong input, 3 not
found (or no register yet), 4 does not fit the present state (or the register is empty), 5 store unavailable,
6 store in use, 7 store fault, 8 port in use, 130 broken off with Ctrl+C. Ctrl+C is how ``serve`` is meant to
end: 0.
"""

from __future__ import annotations

import sys

import typer

from api.commands import console
from api.commands.console import LaterCommand
from matchmaker.errors import LoketError

# Each command loads its room when it is called: who asks for one does not wait for what the others need.
app = console.DutchGroup(
    help="Vindt wie een ondernemer kan helpen om circulair te werken, en zegt waarom.",
    commands=[
        LaterCommand(
            "serve",
            "serving",
            "Start het loket: de pagina's en de API. Een leeg register krijgt eerst de gegevens van de "
            "regio.",
        ),
        LaterCommand(
            "seed",
            "seeding",
            "Zet de gegevens van de regio in het register. Wat er al stond en niet in de gegevens staat, "
            "blijft.",
        ),
        LaterCommand("match", "matching", "Zoek aanbod bij een vraag. De vraag bewaren wij niet."),
        LaterCommand(
            "evaluate",
            "evaluation",
            "Meet hoe goed de antwoorden zijn aan vragen die een mens heeft beoordeeld.",
        ),
        LaterCommand(
            "learn",
            "learning",
            "Leer van wat verwijzingen opleverden en van beoordeelde vragen hoe zwaar elk kenmerk moet "
            "tellen.\n\nZonder --apply verandert er niets.",
        ),
        LaterCommand(
            "check",
            "checking",
            "Tel wat er in het register staat, en kijk of alles naar iets verwijst dat er is.",
        ),
        LaterCommand(
            "export",
            "exporting",
            "Schrijf alles uit het register naar een map of bestand: om te bewaren of om te delen.",
        ),
        LaterCommand(
            "import", "lists", "Lees een lijst in, of zet een export terug. U ziet eerst wat er wijzigt."
        ),
        LaterCommand("undo", "lists", "Draai een wijziging als geheel terug, zoals een ingelezen lijst."),
        LaterCommand(
            "doubles",
            "keeping",
            "Laat zien welke partijen misschien dubbel zijn, de waarschijnlijkste eerst.",
        ),
        LaterCommand("merge", "keeping", "Voeg twee partijen samen. U ziet eerst wat er verhuist."),
        LaterCommand("due", "keeping", "Laat zien wat lang niet is nagekeken, het oudste eerst."),
    ],
    no_args_is_help=True,
    options_metavar=console.OPTIONS,
    subcommand_metavar=f"OPDRACHT {console.OPTIONS}",
    rich_markup_mode="rich",
)


def main() -> None:
    """Run the command and end the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong on purpose is told in Dutch."""
    try:
        ended = app.main(arguments, prog_name="loket", standalone_mode=False)
    except typer.TyperException as error:
        console.say(console.usage_fault(error))
        return 2
    except (typer.Abort, KeyboardInterrupt):
        console.say("Afgebroken.")
        return console.BROKEN_OFF
    except LoketError as error:
        console.explain(error)
        return console.exit_code(error)
    return ended if isinstance(ended, int) else 0
