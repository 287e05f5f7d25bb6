"""``loket match``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from api.clock import SystemClock
from api.commands import console
from api.commands.opening import Store, reading
from api.encoders import encoder_in_use
from api.identity import VISITOR
from api.loaded import Loaded
from api.presenting import Presenter
from api.recipes import recipe_in_use
from api.schemas import MatchAnswerOut
from api.settings import Settings
from matchmaker.asking import Asked
from matchmaker.vocabulary import Language  # noqa: TC001  # typer reads the annotations at run time

if TYPE_CHECKING:
    from api.schemas import MatchOut

READ_IN_QUESTION = {"nl": "Dit lazen wij in uw vraag.", "en": "We read this in your question."}
OWN_OFFERINGS = {"nl": "Dit biedt uw eigen loket:", "en": "Your own desk offers this:"}


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
    """Find offerings for a question, which is not stored."""
    settings = Settings.from_environment(os.environ, store=store)
    with reading(settings) as register:
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
