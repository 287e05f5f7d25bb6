"""From a fact to a form as it is filled in beforehand, and back with every fault named.

A field of a form is called as its fault is (see ``matchmaker.editing``), so that a line in the summary of
faults leads to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from api.keeping.storing import Ground, Stated
from api.pages.sent import Sent
from matchmaker.curation import HIDEABLE
from matchmaker.editing import MOST_QUESTIONS, actor_faults, offering_faults
from matchmaker.errors import Fault
from matchmaker.model import Actor, Offering, Question
from matchmaker.text import fold
from matchmaker.vocabulary import (
    ActorKind,
    Bilingual,
    CompanySize,
    NeedKind,
    RStrategy,
    Status,
    TargetGroup,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from api.identity import Worker
    from api.loaded import Loaded
    from matchmaker.vocabulary import Language

T = TypeVar("T", bound=Term)

MOST_REQUIREMENTS = 4

# In the order in which they stand on the page, so that faults are listed from top to bottom.
ACTOR_FIELDS = (
    "different",
    "name",
    "aliases",
    "kind",
    "status",
    "place",
    "kvkNumber",
    "website",
    "description.nl",
    "description.en",
    "themes",
    "ground",
    "statedOn",
)
OFFERING_FIELDS = (
    "title.nl",
    "title.en",
    "summary.nl",
    "summary.en",
    "nextStep.nl",
    "nextStep.en",
    "needKinds",
    "status",
    "questions",
    "targetGroups",
    "area",
    "themes",
    "opensOn",
    "closesOn",
    "requirements",
    "sectors",
    "excludedActors",
    "budgetEuro",
    "capacity",
    "placesLeft",
    "ground",
    "statedOn",
)

_YEAR_FIRST = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})", re.ASCII)

CHOOSE_ONE = {
    "kind": Bilingual("Kies wat voor partij het is.", "Choose what kind of party it is."),
    "status": Bilingual("Kies of het nu loopt.", "Choose whether it is running now."),
}
NO_GROUND = Bilingual("Kies hoe u dit weet.", "Choose how you know this.")
NO_DAY = Bilingual("Vul een dag in, zoals 31-12-2026.", "Fill in a day, such as 31-12-2026.")
LATER = Bilingual(
    "Deze dag moet nog komen. Vul een eerdere dag in.", "This day is to come. Fill in an earlier day."
)
NO_NUMBER = {
    "budgetEuro": Bilingual(
        "Schrijf het bedrag als heel getal, zonder punten.", "Write the amount as a whole number."
    ),
    "capacity": Bilingual(
        "Schrijf het aantal plaatsen als heel getal.", "Write the places as a whole number."
    ),
    "placesLeft": Bilingual(
        "Schrijf de vrije plaatsen als heel getal.", "Write the free places as a whole number."
    ),
}
NO_LANGUAGE = Bilingual("Kies de taal van elke vraag.", "Choose the language of each question.")


def form_of_actor(loaded: Loaded, language: Language, actor: Actor) -> Sent:
    """Return the form with what is known of an actor."""
    return Sent(
        {
            "name": [actor.name],
            "kind": [actor.kind.value],
            **_texts("description", actor.description),
            "aliases": ["\n".join(actor.aliases)],
            "place": [loaded.place_by_id(actor.place_id).name if actor.place_id else ""],
            "themes": [_theme_lines(loaded, language, actor.themes)],
            "website": [actor.website or ""],
            "kvkNumber": [actor.kvk_number or ""],
            "status": [actor.status.value],
            "deskOnly": list(actor.desk_only),
        }
    )


def form_of_offering(loaded: Loaded, language: Language, offering: Offering) -> Sent:
    """Return the form with what is known of an offering."""
    fields = {
        **_texts("title", offering.title),
        **_texts("summary", offering.summary),
        **_texts("nextStep", offering.next_step),
        "needKinds": [kind.value for kind in offering.need_kinds],
        "targetGroups": [group.value for group in offering.target_groups],
        "rStrategies": [rung.value for rung in offering.r_strategies],
        "sizes": [size.value for size in offering.sizes],
        "area": ["\n".join(loaded.place_by_id(place_id).name for place_id in offering.area)],
        "themes": [_theme_lines(loaded, language, offering.themes)],
        "sectors": [_theme_lines(loaded, language, offering.sectors)],
        "excludedActors": ["\n".join(loaded.actor_by_id(id_).name for id_ in offering.excluded_actors)],
        "opensOn": [offering.opens_on.isoformat() if offering.opens_on else ""],
        "closesOn": [offering.closes_on.isoformat() if offering.closes_on else ""],
        "budgetEuro": [_digits(offering.budget_euro)],
        "budgetExhausted": ["1"] if offering.budget_exhausted else [],
        "capacity": [_digits(offering.capacity)],
        "placesLeft": [_digits(offering.places_left)],
        "status": [offering.status.value],
        "deskOnly": list(offering.desk_only),
    }
    for number, requirement in enumerate(offering.requirements, start=1):
        fields |= _texts(f"requirements.{number}", requirement)
    for number, question in enumerate(offering.questions, start=1):
        fields[f"questions.{number}"] = [question.text]
        fields[f"questions.{number}.language"] = [question.language]
    return Sent(fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A form that was read.

    Attributes:
        actor: The actor that was written down; None where the form is for an offering, or a choice that
            no actor can be without was not made.
        offering: The offering, likewise.
        stated: On what ground; None if that is not clear.
        faults: Everything that is wrong.
    """

    actor: Actor | None = None
    offering: Offering | None = None
    stated: Stated | None
    faults: tuple[Fault, ...]


def read_actor(
    loaded: Loaded, sent: Sent, before: Actor | None, id_: str, worker: Worker, today: date
) -> Written:
    """Return the actor that a form writes down.

    Args:
        loaded: The facts, by whose names places and themes are known.
        sent: The form.
        before: The actor as it is, whose sources stay; None for a new one.
        id_: Its id.
        worker: Who writes it down.
        today: Today.
    """
    read = _Reading(loaded, sent)
    kind = read.term("kind", ActorKind)
    status = read.term("status", Status)
    place = read.place("place")
    themes = read.themes("themes")
    name = sent.one("name")
    stated = read.stated(worker, today)
    if kind is None or status is None:
        return Written(stated=stated, faults=_in_order(read.faults, (), ACTOR_FIELDS))
    actor = Actor(
        id=id_,
        name=name,
        kind=kind,
        description=read.text("description"),
        aliases=tuple(alias for alias in read.lines("aliases") if alias != name),
        place_id=place,
        themes=themes,
        website=_with_scheme(sent.one("website")) or None,
        kvk_number="".join(sent.one("kvkNumber").replace(".", "").split()) or None,
        status=status,
        sources=before.sources if before else (),
        desk_only=read.hidden(Actor),
    )
    return Written(
        actor=actor, stated=stated, faults=_in_order(read.faults, actor_faults(actor), ACTOR_FIELDS)
    )


def read_offering(
    loaded: Loaded,
    sent: Sent,
    before: Offering | None,
    id_: str,
    provider_id: str,
    worker: Worker,
    today: date,
) -> Written:
    """Return the offering that a form writes down; arguments as of ``read_actor``."""
    read = _Reading(loaded, sent)
    status = read.term("status", Status)
    stated = read.stated(worker, today)
    offering = Offering(
        id=id_,
        provider_id=provider_id,
        title=read.text("title"),
        summary=read.text("summary"),
        next_step=read.text("nextStep"),
        need_kinds=read.terms("needKinds", NeedKind),
        area=read.places("area"),
        themes=read.themes("themes"),
        r_strategies=read.terms("rStrategies", RStrategy),
        target_groups=read.terms("targetGroups", TargetGroup),
        sectors=read.themes("sectors"),
        sizes=read.terms("sizes", CompanySize),
        opens_on=read.day("opensOn"),
        closes_on=read.day("closesOn"),
        budget_euro=read.number("budgetEuro"),
        budget_exhausted=bool(sent.one("budgetExhausted")),
        capacity=read.number("capacity"),
        places_left=read.number("placesLeft"),
        requirements=read.requirements(),
        excluded_actors=read.actors("excludedActors"),
        questions=read.questions(),
        sources=before.sources if before else (),
        desk_only=read.hidden(Offering),
    )
    faults = _in_order(read.faults, offering_faults(offering), OFFERING_FIELDS)
    if status is None:
        return Written(stated=stated, faults=faults)
    return Written(offering=replace(offering, status=status), stated=stated, faults=faults)


class _Reading:
    """Reads the fields of one form and gathers what is wrong with them."""

    def __init__(self, loaded: Loaded, sent: Sent) -> None:
        self._loaded = loaded
        self._sent = sent
        self.faults: list[Fault] = []

    def text(self, name: str) -> Bilingual:
        """Return a text in both languages; where the English is left out, the Dutch stands in."""
        dutch, english = (self._sent.lines(f"{name}.{language}") for language in ("nl", "en"))
        return Bilingual(dutch, english or dutch)

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines of a field, each once."""
        lines = (" ".join(line.split()) for line in self._sent.lines(name).split("\n"))
        return tuple(dict.fromkeys(line for line in lines if line))

    def term(self, name: str, terms: type[T]) -> T | None:
        """Return the one chosen term."""
        found = terms.read(self._sent.one(name))
        if found is None:
            self._fault(name, CHOOSE_ONE[name])
        return found

    def terms(self, name: str, terms: type[T]) -> tuple[T, ...]:
        """Return the ticked terms, in the order of the vocabulary; the page offers no others."""
        ticked = set(self._sent.all(name))
        return tuple(term for term in terms if term.value in ticked)

    def hidden(self, kind: type[Actor | Offering]) -> tuple[str, ...]:
        """Return the fields that are for the desk only."""
        ticked = set(self._sent.all("deskOnly"))
        return tuple(name for name in HIDEABLE[kind] if name in ticked)

    def place(self, name: str) -> str | None:
        """Return the id of a place, or None where none is filled in."""
        return self._place(name, self._sent.one(name), self._suggest) if self._sent.one(name) else None

    def places(self, name: str) -> tuple[str, ...]:
        """Return the ids of places, one on each line."""
        return self._each(name, lambda line: self._place(name, line, self._mention))

    def themes(self, name: str) -> tuple[str, ...]:
        """Return the ids of themes, one on each line."""
        return self._each(name, lambda line: self._theme(name, line))

    def actors(self, name: str) -> tuple[str, ...]:
        """Return the ids of parties, one on each line."""
        return self._each(name, lambda line: self._actor(name, line))

    def day(self, name: str) -> date | None:
        """Return a day, as browsers send it or as people write it."""
        written = self._sent.one(name)
        if not written:
            return None
        day = _day(written)
        if day is None:
            self._fault(name, NO_DAY)
        return day

    def number(self, name: str) -> int | None:
        """Return a whole number."""
        written = self._sent.one(name)
        if not written:
            return None
        if not (written.isascii() and written.removeprefix("-").isdecimal() and len(written) <= 15):
            self._fault(name, NO_NUMBER[name])
            return None
        return int(written)

    def requirements(self) -> tuple[Bilingual, ...]:
        """Return the conditions that are filled in."""
        written = (self.text(f"requirements.{number}") for number in range(1, MOST_REQUIREMENTS + 1))
        return tuple(text for text in written if text.nl or text.en)

    def questions(self) -> tuple[Question, ...]:
        """Return the example questions that are filled in."""
        found: list[Question] = []
        for number in range(1, MOST_QUESTIONS + 1):
            # A long question is typed in a field of two lines, and is one line all the same.
            text = " ".join(self._sent.one(f"questions.{number}").split())
            code = self._sent.one(f"questions.{number}.language")
            language = _language(code)
            if text and language is None:
                self._fault("questions", NO_LANGUAGE)
            elif text and language is not None:
                found.append(Question(language=language, text=text))
        return tuple(found)

    def stated(self, worker: Worker, today: date) -> Stated | None:
        """Return on what ground it is written down."""
        ground = Ground.read(self._sent.one("ground"))
        if ground is None:
            self._fault("ground", NO_GROUND)
        on = self.day("statedOn") or today
        if on > today:
            self._fault("statedOn", LATER)
        if ground is None or worker.desk_id is None:
            return None
        return Stated(ground=ground, on=on, desk_id=worker.desk_id, desk_name=worker.desk_name)

    def _each(self, name: str, find: Callable[[str], str | None]) -> tuple[str, ...]:
        found = (find(line) for line in self.lines(name))
        return tuple(dict.fromkeys(id_ for id_ in found if id_ is not None))

    def _place(
        self, name: str, spelling: str, tell: Callable[[str, Bilingual, Iterable[str]], None]
    ) -> str | None:
        gazetteer = self._loaded.gazetteer
        same = [place.id for place in self._loaded.snapshot.places if fold(place.name) == fold(spelling)]
        place = self._loaded.place_by_id(same[0]) if len(same) == 1 else gazetteer.find(spelling)
        current = gazetteer.current(place)
        if current is None:
            message = Bilingual(
                f"Wij kennen geen plaats “{spelling[:80]}”.", f"We know no place “{spelling[:80]}”."
            )
            tell(name, message, gazetteer.near(spelling[:80]))
            return None
        return current.id

    def _theme(self, name: str, label: str) -> str | None:
        themes = self._loaded.snapshot.themes
        exact = [one.id for one in themes if fold(label) in {fold(one.label.nl), fold(one.label.en)}]
        found = exact or self._loaded.thesaurus.find(label)
        if not found:
            near = [theme.label.nl for theme in self._loaded.directory.themes(label[:80])[:3]]
            message = Bilingual(f"Wij kennen geen thema “{label[:80]}”.", f"We know no theme “{label[:80]}”.")
            self._mention(name, message, near)
            return None
        return found[0]

    def _actor(self, name: str, spelling: str) -> str | None:
        hits = self._loaded.staff_directory.find_actors(spelling[:200]).hits
        found = next((one for one in hits if fold(one.name) == fold(spelling)), None)
        if found is None:
            message = Bilingual(
                f"Wij kennen geen partij “{spelling[:80]}”.", f"We know no party “{spelling[:80]}”."
            )
            self._mention(name, message, [one.name for one in hits[:3]])
            return None
        return found.id

    def _fault(self, where: str, message: Bilingual) -> None:
        self.faults.append(Fault(where=where, message=message))

    def _suggest(self, where: str, message: Bilingual, near: Iterable[str]) -> None:
        """Offer near spellings as buttons: each fills the whole field."""
        self.faults.append(Fault(where=where, message=message, suggestions=tuple(near)))

    def _mention(self, where: str, message: Bilingual, near: Iterable[str]) -> None:
        """Name near spellings: a button would overwrite the other lines of the field."""
        names = ", ".join(near)
        if names:
            message = Bilingual(f"{message.nl} Bedoelt u: {names}?", f"{message.en} Do you mean: {names}?")
        self._fault(where, message)


def _texts(name: str, text: Bilingual) -> dict[str, list[str]]:
    """Return a text as it stands in a form; English that only repeats the Dutch is left out."""
    return {f"{name}.nl": [text.nl], f"{name}.en": [text.en if text.en != text.nl else ""]}


def _theme_lines(loaded: Loaded, language: Language, theme_ids: Sequence[str]) -> str:
    return "\n".join(loaded.theme_by_id(theme_id).label.in_language(language) for theme_id in theme_ids)


def _digits(number: int | None) -> str:
    return "" if number is None else str(number)


def _day(written: str) -> date | None:
    found = _YEAR_FIRST.fullmatch(written) or _DAY_FIRST.fullmatch(written)
    try:
        return found and date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _language(code: str) -> Language | None:
    if code == "nl":
        return "nl"
    return "en" if code == "en" else None


def _with_scheme(website: str) -> str:
    """Return an address as a link needs it; people leave out what their browser hides."""
    if website and "://" not in website:
        return f"https://{website}"
    return website


def _in_order(read: Sequence[Fault], checked: Sequence[Fault], order: Sequence[str]) -> tuple[Fault, ...]:
    """Return both in the order of the form, without what is said of a field that could not even be read."""
    unread = {fault.where for fault in read}
    found = (*read, *(fault for fault in checked if fault.where not in unread))
    return tuple(sorted(found, key=lambda fault: order.index(fault.where)))
