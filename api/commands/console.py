"""How the command line speaks: Dutch help, Dutch errors, one table of exit codes."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from matchmaker.errors import (
    Conflict,
    InvalidInput,
    LoketError,
    NotFound,
    StoreError,
    StoreInUse,
    StoreMissing,
    StoreUnavailable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matchmaker.errors import Fault

# Most specific first: the first kind that an error belongs to gives the code.
EXIT_CODES: Mapping[type[LoketError], int] = {
    InvalidInput: 2,
    NotFound: 3,
    Conflict: 4,
    StoreUnavailable: 5,
    StoreInUse: 6,
    StoreMissing: 3,
    StoreError: 7,
}
KINDS: Mapping[str, str] = {
    "documents": "documenten",
    "places": "plaatsen",
    "themes": "thema's",
    "actors": "partijen",
    "offerings": "aanbod",
    "relations": "relaties",
    "precedents": "oefenvragen",
    "changes": "wijzigingen",
}
"""What the user calls each kind of fact, and what is written of them in the journal."""

OPTIONS = "[OPTIES]"
"""How a usage line names the options."""

BROKEN_OFF = 130
"""What a shell makes of Ctrl+C."""
PORT_IN_USE = 8
FAULTS_FOUND = 1

# How a fault points at a cell of a file.
_CELL = re.compile(r"(?P<file>[^:]+):(?P<line>\d+) (?P<column>\S+)")
# What a user types for what the core calls a field.
_TYPED: Mapping[str, str] = {
    "text": "TEKST",
    "needKinds": "--kind",
    "municipality": "--municipality",
    "sector": "--sector",
    "size": "--size",
    "store": "--store",
    "association": "--association",
    "target": "DOEL",
}

out = Console()
err = Console(stderr=True)

rich_utils.ARGUMENTS_PANEL_TITLE = "Gegevens"
rich_utils.OPTIONS_PANEL_TITLE = "Opties"
rich_utils.COMMANDS_PANEL_TITLE = "Opdrachten"
rich_utils.DEFAULT_STRING = "[standaard: {}]"
rich_utils.REQUIRED_LONG_STRING = "[verplicht]"


class _Dutch:
    """Says in Dutch what the framework says in English in every help text."""

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]  # of the command class beside it
        return usage.replace("Usage:", "Gebruik:", 1)

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]  # the same
        if option is not None:
            option.help = "Laat deze uitleg zien."
        return option


class DutchCommand(_Dutch, TyperCommand):
    """A command with Dutch help."""


class LaterCommand(DutchCommand):
    """A command that is listed with its help, and loads the file it stands in once it is called.

    The function ``<name>_command`` in that file says which options and arguments it takes, as typer reads
    them.
    """

    def __init__(self, name: str, file: str, help: str) -> None:  # noqa: A002  # as the framework names it
        """Take a name, a file in ``api.commands``, and the help in Dutch; its first paragraph is listed."""
        super().__init__(name, help=help)
        self._file = file

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Hand over to the command itself, which is the one to run."""
        return self._loaded().make_context(info_name, args, parent, **extra)

    def _loaded(self) -> Any:
        function = getattr(import_module(f"api.commands.{self._file}"), f"{self.name}_command")
        alone = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)
        alone.command(self.name, cls=DutchCommand, options_metavar=OPTIONS, help=self.help)(function)
        return typer.main.get_command(alone)


class DutchGroup(_Dutch, TyperGroup):
    """A group of commands with Dutch help."""


def show(text: str) -> None:
    """Show a line of the result."""
    out.print(text, markup=False, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Tell the user something that is not the result itself."""
    err.print(text, markup=False, highlight=False, soft_wrap=True)


def agreed(question: str) -> bool:
    """Ask a yes-or-no question, and tell whether the answer is yes; nobody there to answer is no."""
    try:
        return err.input(question).strip().lower() in {"j", "ja", "y", "yes"}
    except EOFError:
        return False


def usage_fault(error: typer.TyperException) -> str:
    """Return in Dutch what is wrong with a command that was typed."""
    kind = type(error).__name__
    name = _typed_name(error)
    if kind == "NoSuchOption":
        fault = f"De optie {name} kennen wij niet."
    elif kind == "MissingParameter":
        fault = f"Vul ook {name} in."
    elif kind == "BadParameter":
        fault = f"De waarde bij {name} kunnen wij niet lezen."
    elif kind == "BadOptionUsage":
        fault = f"Geef een waarde bij {name}."
    else:
        fault = "Deze opdracht kennen wij niet, of hij is niet af."
    return f"{fault} Kijk met --help wat er kan."


def _typed_name(error: typer.TyperException) -> str:
    """Return the option or argument that an error is about, as a user types it."""
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "option_name", ""))
    longest: str = max(parameter.opts, key=len)
    return longest if longest.startswith("-") else str(parameter.metavar)


def explain(error: LoketError) -> None:
    """Tell in Dutch what went wrong, without a trace."""
    if isinstance(error, InvalidInput):
        list_faults(error.faults)
    elif isinstance(error, StoreUnavailable):
        say("De opslag is niet bereikbaar. Staat de databank aan, en klopt het adres?")
    else:
        say(f"Fout: {error}")


def list_faults(faults: Iterable[Fault]) -> None:
    """Tell every fault, with what was probably meant; the same one in many lines of a file is told once."""
    lines: dict[tuple[str, str, str, tuple[str, ...]], list[int]] = {}
    for fault in faults:
        cell = _CELL.fullmatch(fault.where)
        file, column = (cell["file"], cell["column"]) if cell else (_TYPED.get(fault.where, fault.where), "")
        known = lines.setdefault((file, column, fault.message.nl, fault.suggestions), [])
        known += [int(cell["line"])] if cell else []
    for (file, column, message, suggestions), numbers in lines.items():
        where = f"{file}:{_spans(numbers)} {column}" if numbers else file
        say(f"Fout bij {where}: {message}")
        if suggestions:
            say(f"  Bedoelde u: {', '.join(suggestions)}?")


def _spans(numbers: Iterable[int]) -> str:
    """Return numbers with those that follow each other as a range: "2-61,70"."""
    spans: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if spans and number <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def exit_code(error: LoketError) -> int:
    """Return the exit code that belongs to an error."""
    return next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), FAULTS_FOUND)
