"""The command ``loket``: serve, look things up, keep the register true, take lists in and everything out.

``match``, ``evaluate``, ``learn``, ``check``, ``export``, ``doubles`` and ``due`` only read: they make no
register, and may be used while ``serve`` runs on the same file.

Exit codes: 0 done, 1 faults found in the register (or nothing learned that holds), 2 wrong input, 3 not
found (or no register yet), 4 does not fit the present state (or the register is empty), 5 store unavailable,
6 store in use, 7 store fault, 8 port in use, 130 broken off with Ctrl+C. Ctrl+C is how ``serve`` is meant to
end: 0.
"""

from __future__ import annotations

import os
import sys
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime  # noqa: TC003  # typer reads the annotations at run time
from importlib import resources
from pathlib import Path  # noqa: TC003  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from api import identity
from api.clock import SystemClock
from api.commands import console, evaluation, importing, keeping
from api.commands.import_child import Order, import_in_child
from api.encoders import encoder_in_use
from api.identity import VISITOR
from api.loaded import Loaded
from api.presenting import Presenter
from api.recipes import keep, recipe_in_use
from api.schemas import MatchAnswerOut
from api.settings import DEFAULT_STORE, Settings
from api.stores import credentials_of, open_store, open_store_for_reading
from graph import casework_of
from graph.checks import KIND_NAMES, reference_faults, value_faults
from graph.exchange.exporting import Format, export
from graph.importing import ListKind, Undecided
from graph.seeding import read_seeds, seed
from matchmaker.asking import Asked
from matchmaker.errors import Conflict, Fault, InvalidInput, LoketError
from matchmaker.evaluation import read_judgments
from matchmaker.vocabulary import (
    Bilingual,
    Language,  # typer reads the annotations at run time, so this cannot stand under TYPE_CHECKING
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from api.schemas import MatchOut
    from matchmaker.ports import Register, Tally

OPTIONS = "[OPTIES]"
READ_IN_QUESTION = {"nl": "Dit lazen wij in uw vraag.", "en": "We read this in your question."}
OWN_OFFERINGS = {"nl": "Dit biedt uw eigen loket:", "en": "Your own desk offers this:"}

app = typer.Typer(
    cls=console.DutchGroup,
    help="Vindt wie een ondernemer kan helpen om circulair te werken, en zegt waarom.",
    add_completion=False,
    no_args_is_help=True,
    options_metavar=OPTIONS,
    subcommand_metavar="OPDRACHT [OPTIES]",
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

Store = Annotated[
    str | None,
    typer.Option(
        help=f"Adres van de opslag; anders LOKET_STORE, anders {DEFAULT_STORE}.",
        metavar="ADRES",
        show_default=False,
    ),
]


def main() -> None:
    """Run the command and end the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong on purpose is told in Dutch."""
    try:
        ended = app(arguments, prog_name="loket", standalone_mode=False)
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


@app.command("serve", cls=console.DutchCommand, options_metavar=OPTIONS)
def serve_command(
    store: Store = None,
    port: Annotated[
        int | None,
        typer.Option(help="Poort; anders LOKET_PORT, anders 8000.", metavar="NUMMER", show_default=False),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(
            help="Adres om op te luisteren; anders LOKET_HOST.", metavar="ADRES", show_default=False
        ),
    ] = None,
) -> int:
    """Start het loket: de pagina's en de API. Een leeg register krijgt eerst de gegevens van de regio."""
    # No other command talks over HTTP, and all of that takes as long to import as the rest.
    from api import server  # noqa: PLC0415

    settings = Settings.from_environment(os.environ, store=store, port=port, host=host)
    try:
        return server.serve(settings, _seed_with_progress)
    except KeyboardInterrupt:
        return 0


@app.command("seed", cls=console.DutchCommand, options_metavar=OPTIONS)
def seed_command(
    store: Store = None,
    folder: Annotated[
        Path | None,
        typer.Option(help="Map met gegevens; anders de meegeleverde.", metavar="MAP", show_default=False),
    ] = None,
) -> None:
    """Zet de gegevens van de regio in het register. Wat er al stond en niet in de gegevens staat, blijft."""
    settings = Settings.from_environment(os.environ, store=store)
    with closing(open_store(settings)) as register:
        _tell(_seed_with_progress(register, folder))


@app.command("match", cls=console.DutchCommand, options_metavar=OPTIONS)
def match_command(  # noqa: PLR0913, PLR0917  # each is an option of the command line, given by name
    text: Annotated[
        str, typer.Argument(help="De vraag, in eigen woorden.", metavar="TEKST", show_default=False)
    ],
    kind: Annotated[
        list[str] | None,
        typer.Option(help="Soort hulp; mag vaker.", metavar="SOORT", show_default=False),
    ] = None,
    municipality: Annotated[
        str | None, typer.Option(help="Gemeente, in elke spelling.", metavar="NAAM", show_default=False)
    ] = None,
    sector: Annotated[
        str | None, typer.Option(help="Branche, in elke spelling.", metavar="NAAM", show_default=False)
    ] = None,
    size: Annotated[
        str | None, typer.Option(help="micro, small, medium of large.", metavar="GROOTTE", show_default=False)
    ] = None,
    limit: Annotated[
        int, typer.Option(help="Hoeveel suggesties hoogstens.", metavar="AANTAL", min=1, max=50)
    ] = 10,
    language: Annotated[
        Language, typer.Option(help="Taal van het antwoord: nl of en.", metavar="TAAL")
    ] = "nl",
    json: Annotated[bool, typer.Option("--json", help="Geef het antwoord als JSON, zoals de API.")] = False,
    store: Store = None,
) -> None:
    """Zoek aanbod bij een vraag. De vraag bewaren wij niet."""
    settings = Settings.from_environment(os.environ, store=store)
    with _reading(settings) as register:
        loaded = Loaded.of(
            register.snapshot(),
            register.version(),
            recipe_in_use(settings.recipe),
            encoder_in_use(settings.encoder),
        )
    asked = Asked(
        text=text, need_kinds=tuple(kind or ()), municipality=municipality, sector=sector, size=size
    )
    understood = loaded.reader.read(asked, asked_on=SystemClock().today(), desk_id=settings.own_desk)
    found = loaded.matcher.match(understood.need, limit=limit)
    written = Presenter(loaded, language, VISITOR).match_answer(understood, found)
    answer = MatchAnswerOut.model_validate_json(written)
    if json:
        sys.stdout.write(answer.model_dump_json(indent=2, by_alias=True) + "\n")
    else:
        _show(answer, language)


@app.command("evaluate", cls=console.DutchCommand, options_metavar=OPTIONS)
def evaluate_command(
    file: Annotated[
        Path, typer.Argument(help="Beoordeelde vragen, één JSON-object per regel.", metavar="BESTAND")
    ],
    store: Store = None,
    features: Annotated[
        bool, typer.Option("--features", help="Meet ook zonder elk kenmerk, met het verschil en zijn marge.")
    ] = False,
) -> int:
    """Meet hoe goed de antwoorden zijn aan vragen die een mens heeft beoordeeld."""
    judged = read_judgments(_lines(file))
    settings = Settings.from_environment(os.environ, store=store)
    recipe = recipe_in_use(settings.recipe)
    with _reading(settings) as register:
        snapshot = register.snapshot()
    ways = evaluation.ways(judged, snapshot, recipe)
    evaluation.show(judged, ways if features else ways[:1], SystemClock().today())
    return 0


@app.command("learn", cls=console.DutchCommand, options_metavar=OPTIONS)
def learn_command(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Beoordeelde vragen, één JSON-object per regel.", metavar="[BESTAND...]", show_default=False
        ),
    ] = None,
    apply: Annotated[
        Path | None,
        typer.Option(
            "--apply",
            help="Bewaar de geleerde gewichten in dit nieuwe bestand, als ze aantoonbaar beter zijn. "
            "LOKET_RECIPE met dat bestand zet ze aan; zonder LOKET_RECIPE gelden weer de vaste.",
            metavar="BESTAND",
            show_default=False,
        ),
    ] = None,
    store: Store = None,
) -> int:
    """Leer van wat verwijzingen opleverden en van beoordeelde vragen hoe zwaar elk kenmerk moet tellen.

    Zonder --apply verandert er niets.
    """
    # Nobody else needs scikit-learn, which takes a third of the time in which the command starts.
    from api.commands import learning  # noqa: PLC0415
    from matchmaker.learning import learn  # noqa: PLC0415

    judged = [one for file in files or () for one in read_judgments(_lines(file))]
    settings, today = Settings.from_environment(os.environ, store=store), SystemClock().today()
    recipe = recipe_in_use(settings.recipe)
    with _reading(settings) as register:
        # Precedents weigh beside the features, and know the judged needs among them by heart.
        facts = replace(register.snapshot(), precedents=())
        loaded = Loaded.of(facts, register.version(), recipe)
        desk_ids = [desk.id for desk in identity.desks(loaded, settings)]
        outcomes = learning.lessons_of_outcomes(casework_of(register), desk_ids, loaded, recipe, today)
    lessons = [*learning.lessons_of_judgments(judged, loaded, recipe, today), *outcomes]
    learned = learn(lessons, recipe, name=f"learned-{today.isoformat()}")
    learning.show(learned, recipe)
    if apply is None:
        return 0
    if not learned.may_be_used:
        console.say("Er is niets bewaard.")
        return console.FAULTS_FOUND
    keep(learned, apply, today)
    console.say(f"Bewaard. Zet LOKET_RECIPE={apply} en start het loket opnieuw.")
    return 0


@app.command("check", cls=console.DutchCommand, options_metavar=OPTIONS)
def check_command(store: Store = None) -> int:
    """Tel wat er in het register staat, en kijk of alles naar iets verwijst dat er is."""
    settings = Settings.from_environment(os.environ, store=store)
    with _reading(settings) as register:
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


@app.command("export", cls=console.DutchCommand, options_metavar=OPTIONS)
def export_command(
    target: Annotated[
        Path,
        typer.Argument(help="Map (bij files) of bestand om te maken.", metavar="DOEL", show_default=False),
    ],
    format_: Annotated[
        Format,
        typer.Option(
            "--format",
            help="files (map die seed weer leest), xlsx, json, hsds (Open Referral) of gexf (netwerk).",
            metavar="FORMAAT",
        ),
    ] = Format.FILES,
    force: Annotated[bool, typer.Option("--force", help="Vervang een eerdere export.")] = False,
    store: Store = None,
) -> None:
    """Schrijf alles uit het register naar een map of bestand: om te bewaren of om te delen."""
    settings = Settings.from_environment(os.environ, store=store)
    with _reading(settings) as register:
        snapshot = register.snapshot()
    export(snapshot, target, format_, force=force)
    console.say(
        f"Klaar: partijen ({len(snapshot.actors)}) en aanbod ({len(snapshot.offerings)}) staan in {target}."
    )


@app.command("import", cls=console.DutchCommand, options_metavar=OPTIONS)
def import_command(  # noqa: PLR0913, PLR0917  # each is an option of the command line, given by name
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV of Excel (.xlsx), of wat loket export maakte.", metavar="BESTAND", show_default=False
        ),
    ],
    kind: Annotated[
        ListKind,
        typer.Option(help="Wat de rijen zijn: providers, members of offerings.", metavar="SOORT"),
    ] = ListKind.PROVIDERS,
    sender: Annotated[
        str, typer.Option(help="Organisatie die de lijst stuurde; nooit een persoon.", metavar="NAAM")
    ] = "onbekend",
    date: Annotated[
        datetime | None,
        typer.Option(
            help="Dag waarvoor de lijst geldt, zoals 2026-01-31; anders vandaag.",
            metavar="DATUM",
            formats=["%Y-%m-%d"],
            show_default=False,
        ),
    ] = None,
    association: Annotated[
        str | None,
        typer.Option(
            help="Bij members: waarvan zij lid zijn; anders de afzender.", metavar="NAAM", show_default=False
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="Kolom=veld, of Kolom= om over te slaan; mag vaker.", metavar="KEUZE", show_default=False
        ),
    ] = None,
    undecided: Annotated[
        Undecided,
        typer.Option(
            help="Mogelijke dubbelen: returned (komen terug) of takenIn (worden een eigen partij; "
            "beslis later met loket doubles).",
            metavar="KEUZE",
        ),
    ] = Undecided.RETURNED,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Laat alleen zien wat er zou wijzigen.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Sla op zonder te vragen.")] = False,
    store: Store = None,
) -> int:
    """Lees een lijst in, of zet een export terug. U ziet eerst wat er wijzigt."""
    settings = Settings.from_environment(os.environ, store=store)
    return import_in_child(
        Order(
            file=str(file),
            store=settings.store,
            credentials=credentials_of(settings),
            kind=kind,
            sender=sender,
            stated_on=date.date() if date else SystemClock().today(),
            association=association,
            undecided=undecided,
            chosen=tuple(column or ()),
            yes=None if dry_run else yes,
        )
    )


@app.command("undo", cls=console.DutchCommand, options_metavar=OPTIONS)
def undo_command(
    batch: Annotated[
        str | None,
        typer.Argument(
            help="Nummer van de wijziging; zonder nummer ziet u de laatste.",
            metavar="NUMMER",
            show_default=False,
        ),
    ] = None,
    store: Store = None,
) -> None:
    """Draai een wijziging als geheel terug, zoals een ingelezen lijst."""
    settings = Settings.from_environment(os.environ, store=store)
    with closing(open_store(settings)) as register:
        importing.undo_batch(register, batch)


@app.command("doubles", cls=console.DutchCommand, options_metavar=OPTIONS)
def doubles_command(
    most: Annotated[int, typer.Option(help="Hoeveel paren hoogstens.", metavar="AANTAL", min=1)] = 50,
    store: Store = None,
) -> None:
    """Laat zien welke partijen misschien dubbel zijn, de waarschijnlijkste eerst."""
    with _reading(Settings.from_environment(os.environ, store=store)) as register:
        keeping.list_doubles(register, most)


@app.command("merge", cls=console.DutchCommand, options_metavar=OPTIONS)
def merge_command(
    keep: Annotated[str, typer.Argument(help="Kenmerk van de partij die blijft.", metavar="BLIJFT")],
    drop: Annotated[str, typer.Argument(help="Kenmerk van de partij die daarin opgaat.", metavar="GAAT-OP")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Laat alleen zien wat er zou wijzigen.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Voeg samen zonder te vragen.")] = False,
    store: Store = None,
) -> None:
    """Voeg twee partijen samen. U ziet eerst wat er verhuist."""
    settings = Settings.from_environment(os.environ, store=store)
    with closing(open_store(settings)) as register:
        keeping.merge_actors(register, keep, drop, SystemClock(), yes=None if dry_run else yes)


@app.command("due", cls=console.DutchCommand, options_metavar=OPTIONS)
def due_command(
    months: Annotated[
        int, typer.Option(help="Na hoeveel maanden iets nagekeken moet worden.", metavar="AANTAL", min=1)
    ] = 12,
    most: Annotated[int, typer.Option(help="Hoeveel regels hoogstens.", metavar="AANTAL", min=1)] = 50,
    store: Store = None,
) -> None:
    """Laat zien wat lang niet is nagekeken, het oudste eerst."""
    with _reading(Settings.from_environment(os.environ, store=store)) as register:
        keeping.list_due(register, SystemClock(), months, most)


@contextmanager
def _reading(settings: Settings) -> Iterator[Register]:
    """Open a register that holds something, beside whoever changes it."""
    with closing(open_store_for_reading(settings)) as register:
        if not any(register.counts().values()):
            raise Conflict("Het register is leeg. Vul het eerst met: loket seed")
        yield register


def _seed_with_progress(register: Register, folder: Path | None = None) -> Tally:
    source: Traversable = resources.files("seeds") if folder is None else folder
    snapshot = read_seeds(source)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console.err, transient=True) as progress:
        tasks = {
            kind: progress.add_task(name, total=None, visible=False) for kind, name in console.KINDS.items()
        }

        def show(kind: str, done: int, total: int) -> None:
            if kind in tasks:
                progress.update(tasks[kind], completed=done, total=total, visible=True)

        return seed(register, snapshot, show)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = Bilingual(
            f"Het bestand {file.name} is niet te lezen: {error}.",
            f"The file {file.name} cannot be read: {error}.",
        )
        raise InvalidInput([Fault(where=file.name, message=message)]) from error


def _tell(tally: Tally) -> None:
    console.say(f"Klaar: {tally.new} nieuw, {tally.changed} gewijzigd, {tally.same} hetzelfde.")


def _show(answer: MatchAnswerOut, language: Language) -> None:
    if answer.assumptions:
        read = " ".join(assumption.text for assumption in answer.assumptions)
        console.show(f"({READ_IN_QUESTION[language]} {read})")
    if answer.first_help is not None:
        console.show(answer.first_help.reason)
    for match in answer.matches:
        _show_match(match)
    if answer.own_offerings:
        titles = "; ".join(offering.title for offering in answer.own_offerings)
        console.show(f"{OWN_OFFERINGS[language]} {titles}.")
    if answer.gap is not None:
        console.show(answer.gap.reason)
        for missing in answer.gap.missing:
            console.show(f"  - {missing}")


def _show_match(match: MatchOut) -> None:
    lines = [
        f"{match.rank}. {match.offering.title} ({match.provider.name}), score {match.score:.2f}",
        *(f"   + {reason.text}" for reason in match.reasons),
        *(
            f"   ? {condition.text}"
            for condition in match.eligibility.conditions
            if condition.answer == "unsure"
        ),
        f"   > {match.offering.next_step}",
    ]
    for line in lines:
        console.show(line)
