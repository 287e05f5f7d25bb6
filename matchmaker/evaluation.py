"""How good are the answers? Judged needs, the measures that matter to a desk, and fair comparisons.

A judged need names the parties and offerings that a careful reader would suggest, with grades from 1 (also
possible) to 3 (the right first referral), and those that must not be suggested; it names none where nothing
fits.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from math import log2
from typing import TYPE_CHECKING, Any

import numpy as np

from matchmaker.asking import Asked
from matchmaker.errors import Fault, InvalidInput
from matchmaker.text import fold, words
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matchmaker.matching import Match, MatchAnswer
    from matchmaker.model import Actor, Offering, Snapshot

TOP, RECALL_TOP, GOOD_START = 5, 10, 3
RECALLED_GRADE = 2
RESAMPLES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedNeed:
    """A need with a careful reader's judgment.

    Attributes:
        id: Identifier in its file.
        asked: The request.
        relevant: Name of a party or offering to its grade, 1 to 3; empty means that nothing fits.
        must_not: Name of what may not be suggested to why.
    """

    id: str
    asked: Asked
    relevant: Mapping[str, int]
    must_not: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedResult:
    """How one judged need was answered.

    Attributes:
        id: Identifier of the need.
        expects_gap: Whether the judgment is that nothing fits.
        grades: Grade of each suggestion in order; 0 where it was not named or its name was met before.
        ndcg: Normalised discounted cumulative gain over the first five, gains 2^grade - 1 (Järvelin and
            Kekäläinen, 2002).
        recall: Share of the names of grade 2 and 3 that are among the first ten, or None if there are none.
        good_start: Whether a best-graded name is among the first three.
        first_is_good: Whether the first suggestion has grade 2 or 3.
        ineligible: Names in the first five that must not be suggested.
        said_gap: Whether nothing was suggested.
    """

    id: str
    expects_gap: bool
    grades: tuple[int, ...]
    ndcg: float
    recall: float | None
    good_start: bool
    first_is_good: bool
    ineligible: tuple[str, ...]
    said_gap: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Measures over judged needs; means are over the needs that something fits."""

    needs: int
    ndcg_at_5: float
    recall_at_10: float
    good_start: float
    first_is_good: float
    ineligible_in_top_5: int
    gaps: int
    gaps_found: int
    false_gaps: int


def read_judgments(lines: Iterable[str]) -> list[JudgedNeed]:
    """Read judged needs, one JSON object a line.

    Raises:
        InvalidInput: One or more lines are broken; every one is named.
    """
    needs, faults = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            needs.append(_judged(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = Bilingual(
                f"Deze regel is niet te lezen: {error}.", f"This line cannot be read: {error}."
            )
            faults.append(Fault(where=f"line {number}", message=message))
    if faults:
        raise InvalidInput(faults)
    return needs


def _judged(record: Mapping[str, Any]) -> JudgedNeed:
    asked = Asked(
        text=record["text"],
        need_kinds=tuple(record.get("need_kinds", ())),
        sector=record.get("sector"),
        municipality=record.get("municipality"),
        size=record.get("size"),
        r_strategy=record.get("r_strategy"),
    )
    relevant = {str(name): int(grade) for name, grade in record["relevant"].items()}
    return JudgedNeed(id=str(record["id"]), asked=asked, relevant=relevant, must_not=dict(record["must_not"]))


def without_questions_of(judged: Iterable[JudgedNeed], facts: Snapshot) -> Snapshot:
    """Return the facts without the precedents that ask what a judged need asks, in the same words."""
    asked = {fold(one.asked.text) for one in judged}
    left = tuple(one for one in facts.precedents if fold(one.text) not in asked)
    return replace(facts, precedents=left)


def judge(need: JudgedNeed, answer: MatchAnswer) -> NeedResult:
    """Hold an answer against a judgment."""
    grades, left = _held_against(need, answer.matches)
    wanted = [name for name, grade in need.relevant.items() if grade >= RECALLED_GRADE]
    found = sum(name not in left for name in wanted)
    best_grade = max(need.relevant.values(), default=0)
    return NeedResult(
        id=need.id,
        expects_gap=not need.relevant,
        grades=tuple(grades[:RECALL_TOP]),
        ndcg=ndcg(grades, list(need.relevant.values())),
        recall=found / len(wanted) if wanted else None,
        good_start=bool(best_grade) and best_grade in grades[:GOOD_START],
        first_is_good=bool(grades) and grades[0] >= RECALLED_GRADE,
        ineligible=tuple(
            name for name in need.must_not if any(names_match(name, match) for match in answer.matches[:TOP])
        ),
        said_gap=not answer.matches,
    )


def graded(need: JudgedNeed, matches: Sequence[Match]) -> list[int]:
    """Return the grade of each suggestion in order; 0 where it was not named or its name was met before."""
    return _held_against(need, matches)[0]


def _held_against(need: JudgedNeed, matches: Sequence[Match]) -> tuple[list[int], Mapping[str, int]]:
    """Return the grade of each suggestion, and the judged names that none of them met."""
    left = dict(need.relevant)
    grades = []
    for match in matches:
        met = [name for name in left if names_match(name, match)]
        best = max(met, key=lambda name: (left[name], name), default=None)
        grades.append(left.pop(best) if best is not None else 0)
    return grades, left


def names_match(name: str, match: Match) -> bool:
    """Return whether a judged name is that of the suggested party or offering.

    Order and case of words do not count, and where two words or more are shared one may be left over, such as
    the name of the programme before that of its part.
    """
    return names_actor(name, match.provider) or names_offering(name, match.offering)


def names_actor(name: str, actor: Actor) -> bool:
    """Return whether a judged name is that of a party; see ``names_match``."""
    return _is_one_of(name, (actor.name, *actor.aliases))


def names_offering(name: str, offering: Offering) -> bool:
    """Return whether a judged name is the title of an offering; see ``names_match``."""
    return _is_one_of(name, (offering.title.nl, offering.title.en))


def _is_one_of(name: str, spoken: Iterable[str]) -> bool:
    asked = set(words(name))
    return any(_nearly_equal(asked, set(words(known))) for known in spoken)


def _nearly_equal(asked: set[str], known: set[str]) -> bool:
    return asked == known or (len(asked & known) >= 2 and len(asked ^ known) == 1)


def report(results: Sequence[NeedResult]) -> Report:
    """Summarise results."""
    fitting = [result for result in results if not result.expects_gap]
    gaps = [result for result in results if result.expects_gap]
    recalls = [result.recall for result in fitting if result.recall is not None]
    return Report(
        needs=len(results),
        ndcg_at_5=_mean([result.ndcg for result in fitting]),
        recall_at_10=_mean(recalls),
        good_start=_mean([float(result.good_start) for result in fitting]),
        first_is_good=_mean([float(result.first_is_good) for result in fitting]),
        ineligible_in_top_5=sum(len(result.ineligible) for result in results),
        gaps=len(gaps),
        gaps_found=sum(result.said_gap for result in gaps),
        false_gaps=sum(result.said_gap for result in fitting),
    )


def paired_interval(
    ours: Sequence[NeedResult],
    theirs: Sequence[NeedResult],
    measure: Callable[[NeedResult], float],
) -> tuple[float, float, float]:
    """Return the mean difference between two answers to the same needs and its 95 % interval."""
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if not a.expects_gap]
    differences = np.array([measure(a) - measure(b) for a, b in pairs])
    if not len(differences):
        return 0.0, 0.0, 0.0
    return float(differences.mean()), *percentile_interval(differences)


def percentile_interval(differences: np.ndarray) -> tuple[float, float]:
    """Return the 95 % interval of a mean by a percentile bootstrap (Efron, 1979), the same at every call."""
    drawn = np.random.default_rng(0).integers(0, len(differences), (RESAMPLES, len(differences)))
    low, high = np.percentile(differences[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def ndcg(grades: Sequence[int], possible: Sequence[int]) -> float:
    """Return the normalised discounted cumulative gain of the first five of some grades in order.

    Args:
        grades: Of what was suggested, best first.
        possible: Of everything that could have been.
    """
    ideal = _dcg(sorted(possible, reverse=True))
    return _dcg(grades) / ideal if ideal else 0.0


def _dcg(grades: Sequence[int]) -> float:
    return float(sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades[:TOP])))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
