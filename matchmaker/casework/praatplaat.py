"""The praatplaat: what a company does already, wants within three years and needs, and what follows from it.

The number of ticks is the measure; the company's own grade stands beside it and is never mixed into it,
since grades that people give themselves cannot be compared.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matchmaker.casework.terms import Domain
from matchmaker.errors import Fault
from matchmaker.model import Need
from matchmaker.vocabulary import Bilingual, RStrategy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from matchmaker.casework.companies import Company
    from matchmaker.vocabulary import Language, NeedKind

GRADES = range(1, 11)
LONGEST_EXAMPLE = 2_000
LONGEST_QUESTION = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that a company can do to work circularly.

    Attributes:
        id: Slug, the same in every version of a question set in which the action means the same.
        domain: Which part of the company it is about.
        text: What the company does, in the trade's own words: "We kopen staal met een hoog aandeel schroot."
        need: The question of a company that wants help with it, as it would put it.
        r_strategy: The rung of the R-ladder that it stands for, or None if not tied to any.
        need_kinds: Kinds of help that usually answer ``need``; at least one.
        themes: Ids of what it is about.
    """

    id: str
    domain: Domain
    text: Bilingual
    need: Bilingual
    need_kinds: tuple[NeedKind, ...]
    r_strategy: RStrategy | None = None
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """The actions that are put to companies of some trade.

    Attributes:
        id: Slug: ``general``, ``metal``.
        version: From 1; a version in which companies were measured never changes.
        title: What it is called.
        sectors: Theme ids of the trades that it is for; empty for all.
        published_on: Day from which it is used.
        actions: In the order in which they are asked, by domain.
    """

    id: str
    version: int
    title: Bilingual
    sectors: tuple[str, ...]
    published_on: date
    actions: tuple[Action, ...]

    def action(self, action_id: str) -> Action | None:
        """Return one action, or None if this version does not ask it."""
        return next((action for action in self.actions if action.id == action_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What a company says of one action.

    Attributes:
        action_id: The action.
        does: It does so already.
        wants: It wants to, within three years.
        needs_help: It needs knowledge, support or advice for it.
        not_applicable: The action makes no sense for this company, so that it does not count.
        example: How the company does it, in its own words; empty if it tells none.
        may_share: The company allows this example to be shared with other companies.
        words: How the company puts its question for help; empty where the words of the action do.
    """

    action_id: str
    does: bool = False
    wants: bool = False
    needs_help: bool = False
    not_applicable: bool = False
    example: str = ""
    may_share: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """Ticks in some part of the praatplaat.

    Attributes:
        done: Actions that the company does.
        wanted: Actions that it wants within three years and does not do yet.
        asked: Actions that apply to it.
    """

    done: int = 0
    wanted: int = 0
    asked: int = 0

    @property
    def share(self) -> float:
        """Part of what applies that is done, from 0 to 1; 0 where nothing applies."""
        return self.done / self.asked if self.asked else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What the ticks add up to, beside the company's own grade.

    Attributes:
        total: Over all actions.
        by_domain: For each of the seven domains.
        by_r_strategy: For each rung that the question set asks about; actions without a rung are left out.
        own_grade: What the company gives itself, 1 to 10, or None.
    """

    total: Count
    by_domain: Mapping[Domain, Count]
    by_r_strategy: Mapping[RStrategy, Count]
    own_grade: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed between two measurements of one company; only actions asked both times count.

    Attributes:
        before: Score of the first time over the actions asked both times.
        after: Score of the second time over these.
        started: Ids of actions that the company now does and did not before.
        realised: Those of them that it wanted the first time.
        stopped: Ids of actions that it did before and now does not.
        still_wanted: Ids of actions that it wanted both times and does not do.
        not_compared: Ids of actions that were asked only once.
    """

    before: Score
    after: Score
    started: tuple[str, ...]
    realised: tuple[str, ...]
    stopped: tuple[str, ...]
    still_wanted: tuple[str, ...]
    not_compared: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedNeed:
    """A need that follows from a tick; it is none until a person confirms it.

    Attributes:
        action_id: The action that it follows from.
        words: How the company would ask: in its own words where it gave them, else in those of the action.
        kinds: Kinds of help.
        themes: Ids of what it is about.
        r_strategy: The rung aimed at, or None.
        is_asked_for: The company ticked that it needs help; otherwise it only wants the action.
    """

    action_id: str
    words: Bilingual
    kinds: tuple[NeedKind, ...]
    themes: tuple[str, ...]
    r_strategy: RStrategy | None
    is_asked_for: bool

    def as_need(self, company: Company, language: Language, asked_on: date) -> Need:
        """Return what the matcher takes, for a company.

        Args:
            company: Who asks.
            language: In which the words are.
            asked_on: The day for which the answer must hold.
        """
        return Need(
            text=self.words.in_language(language),
            kinds=self.kinds,
            sectors=company.sectors,
            municipality_id=company.municipality_id,
            size=company.size,
            r_strategy=self.r_strategy,
            target_group=company.target_group,
            asked_on=asked_on,
        )


def choose_set(sets: Iterable[QuestionSet], sectors: Iterable[str], on: date) -> QuestionSet | None:
    """Return the question set to put to a company.

    One for its own trade goes before one for all trades, and of one set the latest version that is
    published by that day is used.

    Args:
        sets: All versions of all sets.
        sectors: Theme ids of the company's trade, with the broader ones.
        on: The day on which it is asked.
    """
    trades = frozenset(sectors)
    fitting = [
        one for one in sets if one.published_on <= on and (not one.sectors or trades & set(one.sectors))
    ]
    return max(fitting, key=lambda one: (bool(one.sectors), one.id, one.version), default=None)


def tick_faults(question_set: QuestionSet, ticks: Iterable[Tick], own_grade: int | None) -> list[Fault]:
    """Return all that is wrong with answers to a question set."""
    faults: list[Fault] = []
    seen: Counter[str] = Counter()
    for tick in ticks:
        seen[tick.action_id] += 1
        faults += _faults_of(question_set, tick)
    faults += [
        _fault(id_, "Deze vraag is twee keer beantwoord.", "This question is answered twice.")
        for id_, times in seen.items()
        if times > 1
    ]
    if own_grade is not None and own_grade not in GRADES:
        text = Bilingual("Geef een cijfer van 1 tot en met 10.", "Give a grade from 1 to 10.")
        faults.append(Fault(where="ownGrade", message=text))
    return faults


def score(question_set: QuestionSet, ticks: Iterable[Tick], own_grade: int | None = None) -> Score:
    """Count the ticks, in all, by domain and by rung of the R-ladder."""
    return _score(question_set.actions, {tick.action_id: tick for tick in ticks}, own_grade)


def difference(
    before: tuple[QuestionSet, Iterable[Tick], int | None],
    after: tuple[QuestionSet, Iterable[Tick], int | None],
) -> Difference:
    """Compare two measurements of one company, also across versions of question sets.

    Args:
        before: Question set, ticks and own grade of the first time.
        after: The same of the second time.
    """
    (old_set, old_ticks, old_grade), (new_set, new_ticks, new_grade) = before, after
    old = {tick.action_id: tick for tick in old_ticks}
    new = {tick.action_id: tick for tick in new_ticks}
    old_ids = {action.id for action in old_set.actions}
    both = tuple(action for action in new_set.actions if action.id in old_ids)
    shared = {action.id for action in both}
    started = [id_ for id_ in (action.id for action in both) if _does(new, id_) and not _does(old, id_)]
    return Difference(
        before=_score(both, old, old_grade),
        after=_score(both, new, new_grade),
        started=tuple(started),
        realised=tuple(id_ for id_ in started if _wants(old, id_)),
        stopped=tuple(one.id for one in both if _does(old, one.id) and not _does(new, one.id)),
        still_wanted=tuple(one.id for one in both if _wants(old, one.id) and _wants(new, one.id)),
        not_compared=tuple(
            dict.fromkeys(one.id for one in (*old_set.actions, *new_set.actions) if one.id not in shared)
        ),
    )


def proposed_needs(question_set: QuestionSet, ticks: Iterable[Tick]) -> tuple[ProposedNeed, ...]:
    """Return the needs that ticks and wishes point to, those asked for first, then in the set's order."""
    by_id = {tick.action_id: tick for tick in ticks}
    proposals = [
        ProposedNeed(
            action_id=action.id,
            words=_words(action, by_id.get(action.id, _NOTHING)),
            kinds=action.need_kinds,
            themes=action.themes,
            r_strategy=action.r_strategy,
            is_asked_for=by_id[action.id].needs_help,
        )
        for action in question_set.actions
        if by_id.get(action.id, _NOTHING).needs_help or _wants(by_id, action.id)
    ]
    return tuple(sorted(proposals, key=lambda one: not one.is_asked_for))


def shareable_examples(ticks: Iterable[Tick]) -> tuple[Tick, ...]:
    """Return the ticks whose example the company allows to be shared."""
    return tuple(tick for tick in ticks if tick.may_share and tick.example.strip())


_NOTHING = Tick(action_id="")


def _words(action: Action, tick: Tick) -> Bilingual:
    return Bilingual(tick.words, tick.words) if tick.words.strip() else action.need


def _does(ticks: Mapping[str, Tick], action_id: str) -> bool:
    tick = ticks.get(action_id, _NOTHING)
    return tick.does and not tick.not_applicable


def _wants(ticks: Mapping[str, Tick], action_id: str) -> bool:
    tick = ticks.get(action_id, _NOTHING)
    return tick.wants and not tick.does and not tick.not_applicable


def _score(actions: Iterable[Action], ticks: Mapping[str, Tick], own_grade: int | None) -> Score:
    applying = [one for one in actions if not ticks.get(one.id, _NOTHING).not_applicable]
    return Score(
        total=_count(applying, ticks),
        by_domain={kind: _count([one for one in applying if one.domain is kind], ticks) for kind in Domain},
        by_r_strategy={
            rung: _count([one for one in applying if one.r_strategy is rung], ticks)
            for rung in RStrategy
            if any(one.r_strategy is rung for one in applying)
        },
        own_grade=own_grade,
    )


def _count(actions: list[Action], ticks: Mapping[str, Tick]) -> Count:
    return Count(
        done=sum(_does(ticks, one.id) for one in actions),
        wanted=sum(_wants(ticks, one.id) for one in actions),
        asked=len(actions),
    )


def _faults_of(question_set: QuestionSet, tick: Tick) -> list[Fault]:
    if question_set.action(tick.action_id) is None:
        return [_fault(tick.action_id, "Deze vraag staat er niet in.", "This question is not in the set.")]
    faults = []
    if tick.not_applicable and (tick.does or tick.wants or tick.needs_help):
        faults.append(
            _fault(
                tick.action_id,
                "Kies 'niet van toepassing' of de andere vakjes, niet allebei.",
                "Choose 'does not apply' or the other boxes, not both.",
            )
        )
    if tick.may_share and not tick.example.strip():
        faults.append(
            _fault(
                tick.action_id,
                "Beschrijf eerst het voorbeeld dat gedeeld mag worden.",
                "First describe the example that may be shared.",
            )
        )
    if len(tick.words) > LONGEST_QUESTION:
        faults.append(
            _fault(
                tick.action_id,
                f"Maak de vraag korter: hoogstens {LONGEST_QUESTION} tekens.",
                f"Make the question shorter: at most {LONGEST_QUESTION} characters.",
            )
        )
    if len(tick.example) > LONGEST_EXAMPLE:
        faults.append(
            _fault(
                tick.action_id,
                f"Maak het voorbeeld korter: hoogstens {LONGEST_EXAMPLE} tekens.",
                f"Make the example shorter: at most {LONGEST_EXAMPLE} characters.",
            )
        )
    return faults


def _fault(action_id: str, nl: str, en: str) -> Fault:
    return Fault(where=f"ticks/{action_id}", message=Bilingual(nl, en))
