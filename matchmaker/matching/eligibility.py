"""Conditions of an offering held against a need: yes, unsure (with the question that settles it), or no.

Each condition is one pure function, asked only where an offering sets such a condition; it returns None where
the condition says nothing to who asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING

from matchmaker.matching.answer import Condition, Eligibility
from matchmaker.matching.closures import said_closed
from matchmaker.memo import Memo
from matchmaker.text import fold
from matchmaker.vocabulary import (
    Answer,
    Bilingual,
    CompanySize,
    NeedKind,
    PlaceKind,
    Status,
    TargetGroup,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable
    from datetime import date
    from typing import TypeAlias

    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.model import Need, Offering, Place
    from matchmaker.themes import Thesaurus

    Check: TypeAlias = Callable[[Need, Offering, Knowledge], Condition | None]
    Demand: TypeAlias = Callable[[Offering], Hashable]
    Facet: TypeAlias = Callable[[Need], Hashable]

# From and up to (not including) how many staff, in the order of CompanySize.
STAFF: tuple[tuple[int, int | None], ...] = ((0, 10), (10, 50), (50, 250), (250, None))

# As the crow flies; farther than people move a company or travel to their ground every day.
NEAR_ENOUGH_KM = 40.0
# About half a year; what is announced for a later day is of no use to who asks today: docs/decisions/0050.
LONGEST_WAIT_DAYS = 183
# So many different conditions of each sort are remembered in words.
KEPT = 4096

_MONTHS = (
    Bilingual("januari", "January"),
    Bilingual("februari", "February"),
    Bilingual("maart", "March"),
    Bilingual("april", "April"),
    Bilingual("mei", "May"),
    Bilingual("juni", "June"),
    Bilingual("juli", "July"),
    Bilingual("augustus", "August"),
    Bilingual("september", "September"),
    Bilingual("oktober", "October"),
    Bilingual("november", "November"),
    Bilingual("december", "December"),
)
ENDED = Condition(
    name="status", answer=Answer.NO, text=Bilingual("Dit aanbod is afgelopen.", "This offering has ended.")
)
NATIONWIDE = Condition(
    name="area",
    answer=Answer.YES,
    text=Bilingual("Dit aanbod geldt voor heel Nederland.", "This offering is for all of the Netherlands."),
)
OPEN_NOW = Condition(name="window", answer=Answer.YES, text=Bilingual("Nu open.", "Open now."))
USED_UP = Condition(
    name="budget",
    answer=Answer.NO,
    text=Bilingual("Het geld van deze regeling is op.", "The money of this scheme is used up."),
)
FULL = Condition(
    name="capacity",
    answer=Answer.NO,
    text=Bilingual("Er is nu geen plaats meer.", "There is no place left now."),
)
NOT_YET_THERE = Condition(
    name="requirement",
    answer=Answer.NO,
    text=Bilingual(
        "Alleen voor wat er al is; u zegt dat u nog moet beginnen.",
        "Only for what exists already; you say that you have yet to begin.",
    ),
)
# What a requirement in these words asks is told by who says that they have yet to begin.
_ASKS_TO_EXIST = re.compile(r"bestaa(?:t|n) .+ al\b")


def running(need: Need, offering: Offering, knowledge: Knowledge) -> Condition:
    """Whether the offering has not ended; being only announced is no obstacle, but counts in the score."""
    del need, offering, knowledge
    return ENDED


def area(need: Need, offering: Offering, knowledge: Knowledge) -> Condition:
    """Whether the asker is in the area served; who names only a region may be anywhere in it."""
    place_id, served = need.municipality_id or need.region_id, offering.area
    if place_id is None:
        return NATIONWIDE if any(map(knowledge.is_country, served)) else _based_in(served, knowledge)
    inside = knowledge.gazetteer.smallest_around(place_id, served)
    if inside is not None:
        return Condition(name="area", answer=Answer.YES, text=_lies_in(place_id, inside, knowledge))
    if not knowledge.gazetteer.touching(place_id).isdisjoint(served):
        return _based_in(served, knowledge)
    here, (served_nl, served_en) = knowledge.place_name(place_id), knowledge.place_names(served)
    text = Bilingual(
        f"Alleen voor {served_nl}; {here.nl} ligt daarbuiten.",
        f"Only for {served_en}; {here.en} lies outside it.",
    )
    return Condition(name="area", answer=Answer.NO, text=text)


def _based_in(served: tuple[str, ...], knowledge: Knowledge) -> Condition:
    """Ask whether somebody is in an area."""
    served_nl, served_en = knowledge.place_names(served)
    asked = Bilingual(f"Bent u gevestigd in {served_nl}?", f"Are you based in {served_en}?")
    return Condition(name="area", answer=Answer.UNSURE, text=asked)


def _lies_in(place_id: str, inside: Place, knowledge: Knowledge) -> Bilingual:
    """Say that a place is, or lies in, the smallest one of an area that is around it."""
    here, around = knowledge.place_name(place_id), knowledge.place_name(inside.id)
    if inside.kind is PlaceKind.MUNICIPALITY:
        return Bilingual(f"Dit aanbod is er voor {here.nl}.", f"This offering serves {here.en}.")
    return Bilingual(f"{here.nl} ligt in {around.nl}.", f"{here.en} lies in {around.en}.")


def location(need: Need, offering: Offering, knowledge: Knowledge) -> Condition | None:
    """Whether ground or premises are near enough: anyone may settle there, but they stand in one place.

    Who would move is asked whether it may be so far.
    """
    gazetteer, asker = knowledge.gazetteer, need.municipality_id
    if asker is None or not knowledge.is_municipality(asker):
        return None
    inside = gazetteer.smallest_around(asker, offering.area)
    if inside is None or inside.kind is not PlaceKind.COUNTRY:
        return None
    sites = [
        (distance, place_id)
        for place_id in offering.area
        if knowledge.is_municipality(place_id)
        and (distance := gazetteer.kilometres(asker, place_id)) is not None
    ]
    if not sites:
        return None
    distance, nearest = min(sites)
    here, there = knowledge.place_name(asker), knowledge.place_name(nearest)
    text = Bilingual(
        f"Ligt in {there.nl}, ongeveer {distance:.0f} km van {here.nl}.",
        f"Is in {there.en}, about {distance:.0f} km from {here.en}.",
    )
    if distance <= NEAR_ENOUGH_KM:
        return Condition(name="location", answer=Answer.YES, text=text)
    if not need.would_move:
        return Condition(name="location", answer=Answer.NO, text=text)
    text = Bilingual(
        f"Kunt u verhuizen naar {there.nl}, ongeveer {distance:.0f} km van {here.nl}?",
        f"Can you move to {there.en}, about {distance:.0f} km from {here.en}?",
    )
    return Condition(name="location", answer=Answer.UNSURE, text=text)


def target_group(need: Need, offering: Offering, knowledge: Knowledge) -> Condition:
    """Whether the asker belongs to those whom the offering is for; where it is for all, nobody has to say."""
    del knowledge
    served = offering.target_groups
    if need.target_group in served or len(set(served)) == len(TargetGroup):
        answer = Answer.YES
    elif (need.target_group is None or not need.states("target_group")) and not (
        set(served) <= set(need.other_than)
    ):
        answer = Answer.UNSURE
    else:
        answer = Answer.NO
    return _target_group(answer, served)


@lru_cache(KEPT)
def _target_group(answer: Answer, served: tuple[TargetGroup, ...]) -> Condition:
    served_nl = _listed((group.label.nl for group in served), "en")
    served_en = _listed((group.label.en for group in served), "and")
    if answer is Answer.UNSURE:
        asked = Bilingual(
            f"Dit is voor {served_nl}. Hoort u daarbij?", f"This is for {served_en}. Are you one of them?"
        )
        return Condition(name="target_group", answer=answer, text=asked)
    if answer is Answer.YES:
        text = Bilingual(f"Bedoeld voor {served_nl}.", f"Meant for {served_en}.")
        return Condition(name="target_group", answer=Answer.YES, text=text)
    text = Bilingual(f"Alleen voor {served_nl}.", f"Only for {served_en}.")
    return Condition(name="target_group", answer=Answer.NO, text=text)


def sector(need: Need, offering: Offering, knowledge: Knowledge) -> Condition:
    """Whether the asker's trade is one of those served."""
    own, served = need.sectors, offering.sectors
    stated = own if need.states("sectors") else ()
    served_nl, served_en = knowledge.theme_names(served)
    within = {broader for trade in own for broader in knowledge.thesaurus.with_broader(trade)}
    if within & set(served):
        text = Bilingual(f"Uw sector past: {served_nl}.", f"Your sector fits: {served_en}.")
        return Condition(name="sector", answer=Answer.YES, text=text)
    if not stated:
        asked = Bilingual(f"Werkt u in de sector {served_nl}?", f"Do you work in the sector {served_en}?")
        return Condition(name="sector", answer=Answer.UNSURE, text=asked)
    if any(set(stated) & knowledge.thesaurus.with_broader(one) for one in served):
        asked = Bilingual(
            f"Is uw bedrijf een bedrijf in {served_nl}?", f"Is your company one in {served_en}?"
        )
        return Condition(name="sector", answer=Answer.UNSURE, text=asked)
    if asks_for_a_group(served, own, knowledge.thesaurus):
        asked = Bilingual(f"Hoort u bij {served_nl}?", f"Do you belong to {served_en}?")
        return Condition(name="sector", answer=Answer.UNSURE, text=asked)
    text = Bilingual(f"Alleen voor de sector {served_nl}.", f"Only for the sector {served_en}.")
    return Condition(name="sector", answer=Answer.NO, text=text)


def asks_for_a_group(served: Iterable[str], own: Iterable[str], thesaurus: Thesaurus) -> bool:
    """Return whether all trades that are served are groups of people, and none of the asker's own is one.

    Neighbours who repair things may say that their trade is repair. Whether they are residents is another
    matter, which the target groups of what is offered tell.
    """
    group = thesaurus.target_group
    return all(group(one) is not None for one in served) and all(group(one) is None for one in own)


def size(need: Need, offering: Offering, knowledge: Knowledge) -> Condition:
    """Whether the asker's company has a size that is served."""
    del knowledge
    return _size(need.size, offering.sizes)


@lru_cache(KEPT)
def _size(own: CompanySize | None, served: tuple[CompanySize, ...]) -> Condition:
    staff = _staff(served)
    if own is None:
        asked = Bilingual(f"Heeft uw bedrijf {staff.nl}?", f"Does your company have {staff.en}?")
        return Condition(name="size", answer=Answer.UNSURE, text=asked)
    answer = Answer.YES if own in served else Answer.NO
    text = Bilingual(f"Voor bedrijven met {staff.nl}.", f"For companies with {staff.en}.")
    return Condition(name="size", answer=answer, text=text)


def window(need: Need, offering: Offering, knowledge: Knowledge) -> Condition | None:
    """Whether the offering is open on the day of asking; what is announced can be waited for a while."""
    del knowledge
    opens, closes, day = offering.opens_on, offering.closes_on, need.asked_on
    if day is None:
        return None
    if closes is not None and day > closes:
        return _closed_since(closes)
    if opens is not None and day < opens:
        waits = offering.status is Status.PLANNED and (opens - day).days <= LONGEST_WAIT_DAYS
        return _expected(opens) if waits else _opens_later(opens)
    return OPEN_NOW if closes is None else _open_until(closes)


@lru_cache(KEPT)
def _opens_later(opens: date) -> Condition:
    text = Bilingual(f"Opent pas op {dutch_date(opens)}.", f"Opens on {english_date(opens)}.")
    return Condition(name="window", answer=Answer.NO, text=text)


@lru_cache(KEPT)
def _expected(opens: date) -> Condition:
    text = Bilingual(f"Kunt u wachten tot {dutch_date(opens)}?", f"Can you wait until {english_date(opens)}?")
    return Condition(name="window", answer=Answer.UNSURE, text=text)


@lru_cache(KEPT)
def _closed_since(closes: date) -> Condition:
    text = Bilingual(f"Gesloten sinds {dutch_date(closes)}.", f"Closed since {english_date(closes)}.")
    return Condition(name="window", answer=Answer.NO, text=text)


@lru_cache(KEPT)
def _open_until(closes: date) -> Condition:
    text = Bilingual(f"Open tot en met {dutch_date(closes)}.", f"Open until {english_date(closes)}.")
    return Condition(name="window", answer=Answer.YES, text=text)


def budget(need: Need, offering: Offering, knowledge: Knowledge) -> Condition:
    """Whether there is money left."""
    del need, offering, knowledge
    return USED_UP


def capacity(need: Need, offering: Offering, knowledge: Knowledge) -> Condition:
    """Whether there is a place left."""
    del need, knowledge
    left = offering.places_left or 0
    # That there is place may always be told, how much not.
    return FULL if left <= 0 else _places_left(None if "places_left" in offering.desk_only else left)


@lru_cache(KEPT)
def _places_left(told: int | None) -> Condition:
    text = Bilingual("Er is nog plaats.", "There is place left.")
    if told is not None:
        text = Bilingual(f"Nog plaats: {told}.", f"Places left: {told}.")
    return Condition(name="capacity", answer=Answer.YES, text=text)


def full_as_said(need: Need, offering: Offering, knowledge: Knowledge) -> Condition:
    """Whether the offering says in its own words that no place is left, whatever number stands beside it."""
    del need, offering, knowledge
    return FULL


def existing(need: Need, offering: Offering, knowledge: Knowledge) -> Condition | None:
    """Whether what the asker does exists already, where the offering is only for what does."""
    del knowledge
    asked = asked_to_exist(offering)
    if asked is None:
        return None
    return NOT_YET_THERE if need.yet_to_begin else _requirement(asked)


def asked_to_exist(offering: Offering) -> Bilingual | None:
    """Return the requirement of an offering that what the asker does exists already, or None."""
    return next((one for one in offering.requirements if _ASKS_TO_EXIST.match(fold(one.nl))), None)


def excluded_pair(need: Need, offering: Offering, knowledge: Knowledge) -> Condition | None:
    """Whether the provider has said that it does not serve this asker."""
    del knowledge
    if need.actor_id is None or need.actor_id not in offering.excluded_actors:
        return None
    text = Bilingual("Deze aanbieder werkt niet voor u.", "This provider does not work for you.")
    return Condition(name="excluded_pair", answer=Answer.NO, text=text)


def _window(offering: Offering) -> Hashable:
    opens, closes = offering.opens_on, offering.closes_on
    return None if opens is None and closes is None else (opens, closes, offering.status is Status.PLANNED)


def _places(offering: Offering) -> Hashable:
    return None if offering.places_left is None else (offering.places_left, offering.desk_only)


# Each condition, with what an offering demands by it (None where it sets none of the kind) and what it reads
# of a need, as those that agree in that are told the same (None where to ask is as quick as to remember).
CONDITIONS: tuple[tuple[Check, Demand, Facet | None], ...] = (
    (running, lambda offering: offering.status is Status.ENDED or said_closed(offering).over or None, None),
    (area, attrgetter("area"), attrgetter("municipality_id", "region_id")),
    (
        location,
        lambda offering: offering.area if NeedKind.SPACE in offering.need_kinds else None,
        attrgetter("municipality_id", "would_move"),
    ),
    (target_group, attrgetter("target_groups"), None),
    (sector, lambda offering: offering.sectors or None, attrgetter("sectors", "assumed")),
    (size, lambda offering: offering.sizes or None, None),
    (window, _window, None),
    (budget, lambda offering: offering.budget_exhausted or said_closed(offering).spent or None, None),
    (capacity, _places, None),
    (full_as_said, lambda offering: said_closed(offering).full or None, None),
    (excluded_pair, lambda offering: offering.excluded_actors or None, None),
    (existing, asked_to_exist, None),
)


_WHO_ASKS = frozenset({area, target_group, sector, size})
# By their names, those that say the same to everybody who asks on a day.
_OF_ALL = frozenset({"status", "window", "budget", "capacity"})
# By their names, those that stand whoever knows better; what else refuses somebody is a rule that a desk may
# know an exception to.
_STANDING = _OF_ALL | {"excluded_pair"}


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A condition as some offerings set it; they share it, so that it is held against a need once.

    Attributes:
        check: What holds it against a need.
        facet: Gives what that reads of the need, where what it says is worth remembering.
        example: One of these offerings, which stands for all.
    """

    check: Check
    facet: Facet | None
    example: Offering


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """All that some offerings demand of who asks; they share it.

    Attributes:
        terms: The conditions that they set.
        of_who_asks: Those of them that depend on who asks and where, not on the day, money or places left.
        requirements: What only the asker can say, and their question does not.
    """

    terms: tuple[Term, ...]
    of_who_asks: tuple[Term, ...]
    requirements: tuple[Condition, ...]


def terms_of(offering: Offering, knowledge: Knowledge) -> Terms:
    """Return what an offering demands, the same object for offerings that demand the same."""
    terms = tuple(
        [
            knowledge.terms.get((check, demand), partial(Term, check, facet, offering))
            for check, demands, facet in CONDITIONS
            if (demand := demands(offering)) is not None
        ]
    )
    settled = asked_to_exist(offering)
    left = tuple([one for one in offering.requirements if one != settled])
    return knowledge.all_terms.get((terms, left), partial(_terms, terms, left))


def _terms(terms: tuple[Term, ...], requirements: tuple[Bilingual, ...]) -> Terms:
    return Terms(
        terms,
        tuple([term for term in terms if term.check in _WHO_ASKS]),
        tuple(map(_requirement, requirements)),
    )


def _requirement(asked: Bilingual) -> Condition:
    return Condition(name="requirement", answer=Answer.UNSURE, text=asked)


class _Held(dict[Term, "Condition | None"]):
    """Conditions held against a need, each when it is first asked for; None where it says nothing."""

    def __init__(self, need: Need, knowledge: Knowledge) -> None:
        super().__init__()
        self._need, self._knowledge = need, knowledge

    def __missing__(self, term: Term) -> Condition | None:
        need, check, facet, knowledge = self._need, term.check, term.facet, self._knowledge
        if facet is None:
            found = check(need, term.example, knowledge)
        else:
            key = term, facet(need)
            (found,) = knowledge.conditions.get(key, lambda: (check(need, term.example, knowledge),))
        self[term] = found
        return found


class Asker:
    """A need that offerings are held against: what depends on the same is worked out and said once."""

    def __init__(self, need: Need, knowledge: Knowledge) -> None:
        self.need = need
        self._knowledge = knowledge
        self._held = _Held(need, knowledge)
        # All that a condition may depend on: needs that agree in it are told the same.
        self._told = knowledge.eligibilities.get(
            (
                need.municipality_id,
                need.region_id,
                need.would_move,
                need.yet_to_begin,
                need.target_group,
                need.other_than,
                need.sectors,
                need.size,
                need.asked_on,
                need.actor_id,
                need.assumed,
            ),
            lambda: Memo[Eligibility](KEPT),
        )

    def eligibility(self, offering: Offering) -> Eligibility:
        """Hold all conditions of an offering against the need; the worst answer stands for the whole."""
        return self.meets(terms_of(offering, self._knowledge))

    def meets(self, terms: Terms) -> Eligibility:
        """Hold all that offerings demand against the need; the worst answer stands for the whole."""
        return self._told.get(terms, lambda: self._hold(terms))

    def is_kept_out(self, of_who_asks: Iterable[Term]) -> bool:
        """Return whether what demands this is not for the asker's place, group, trade or size at all."""
        conditions = filter(None, map(self._held.__getitem__, of_who_asks))
        return any(condition.answer is Answer.NO for condition in conditions)

    def _hold(self, terms: Terms) -> Eligibility:
        found = (*filter(None, map(self._held.__getitem__, terms.terms)), *terms.requirements)
        answers = [condition.answer for condition in found]
        worst = (
            Answer.NO if Answer.NO in answers else Answer.UNSURE if Answer.UNSURE in answers else Answer.YES
        )
        return Eligibility(worst, found)


def eligibility(need: Need, offering: Offering, knowledge: Knowledge) -> Eligibility:
    """Hold all conditions of one offering against a need; the worst answer stands for the whole."""
    return Asker(need, knowledge).eligibility(offering)


def is_closed_to_all(found: Eligibility) -> bool:
    """Return whether all that refuses the asker is that the offering is over, spent, full or not open."""
    refusing = {condition.name for condition in found.conditions if condition.answer is Answer.NO}
    return bool(refusing) and refusing <= _OF_ALL


def stands(condition: Condition) -> bool:
    """Return whether a condition refuses the asker whatever a desk knows: closed, or not for them at all."""
    return condition.answer is Answer.NO and condition.name in _STANDING


def _staff(sizes: Iterable[CompanySize]) -> Bilingual:
    """Say size classes as numbers of staff, joining classes that follow each other."""
    classes = sorted({list(CompanySize).index(size) for size in sizes})
    ranges: list[tuple[int, int | None]] = []
    for place in classes:
        low, high = STAFF[place]
        if ranges and ranges[-1][1] == low:
            ranges[-1] = (ranges[-1][0], high)
        else:
            ranges.append((low, high))
    said = [_staff_range(low, high) for low, high in ranges]
    return Bilingual(_listed((one.nl for one in said), "of"), _listed((one.en for one in said), "or"))


def _staff_range(low: int, high: int | None) -> Bilingual:
    if high is None:
        return Bilingual(f"{low} medewerkers of meer", f"{low} staff or more")
    if low == 0:
        return Bilingual(f"minder dan {high} medewerkers", f"fewer than {high} staff")
    return Bilingual(f"{low} tot {high} medewerkers", f"{low} to {high} staff")


def _listed(names: Iterable[str], conjunction: str) -> str:
    *front, last = list(names)
    return f"{', '.join(front)} {conjunction} {last}" if front else last


def dutch_date(day: date) -> str:
    """Return a date as it stands in a Dutch sentence: "1 februari 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1].nl} {day.year}"


def english_date(day: date) -> str:
    """Return a date as it stands in an English sentence: "1 February 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1].en} {day.year}"
