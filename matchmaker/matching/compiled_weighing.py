"""Weighing compiled by numba; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.compiling import compiled, inner, whole
from matchmaker.matching.profiles import HAS_QUESTIONS
from matchmaker.matching.signals import CODE_LENGTH, LOOKED_UP, RESEMBLANCE, SAME, LookedUp, Nearest
from matchmaker.matching.variety import MOST_OF_A_PARTY, SAME_OFFERING, SAME_PARTY
from matchmaker.matching.weighing import SAME_DECIMALS, TOLD_DECIMALS, Weighed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matchmaker.matching.latent import LatentSpace
    from matchmaker.matching.profiles import Seen
    from matchmaker.matching.recipes import Recipe
    from matchmaker.matching.signals import Signal

_FINENESS, _SAMENESS = 10.0**TOLD_DECIMALS, 10.0**SAME_DECIMALS
_NO_TABLE, _NO_STRENGTH = np.zeros(1), 0.0


@inner
def _resemble(reached: np.ndarray, code: np.ndarray, profiles: np.ndarray, likeness: np.ndarray) -> None:
    """Fill in what ``Resemblance.values`` returns."""
    own, other = whole(code[1]), whole(code[4])
    for place in range(reached.shape[0]):
        if other >= 0 and profiles[place, HAS_QUESTIONS] == 0:
            value = (likeness[other, place] - code[5]) / code[6]
        else:
            value = (likeness[own, place] - code[2]) / code[3]
        reached[place] = max(min(value, 1.0), 0.0)


@inner
def _add_nearest(sums: np.ndarray, table: np.ndarray, strength: float, themes: np.ndarray) -> None:
    """Add what the theme of each row that is nearest to one that is asked for counts."""
    for place in range(sums.shape[0]):
        nearest = 0.0
        for column in range(themes.shape[1]):
            nearest = max(nearest, table[themes[place, column]])
        sums[place] += strength * nearest


@inner
def _limit(sums: np.ndarray, code: np.ndarray, profiles: np.ndarray) -> None:
    """Make of sums what ``Nearest.values`` returns."""
    only = whole(code[1])
    for place in range(sums.shape[0]):
        left_out = only >= 0 and profiles[place, only] == 0
        sums[place] = code[2] if left_out else min(sums[place] / code[3], 1.0)


@compiled
def _values(
    codes: np.ndarray,
    tables: np.ndarray,
    strengths: np.ndarray,
    profiles: np.ndarray,
    row_themes: np.ndarray,
    trades_from: int,
    themes_known: int,
    likeness: np.ndarray,
) -> np.ndarray:
    """Return what each feature says of each candidate, one row a feature.

    Args:
        codes: The form of each feature, a row each.
        tables: What the forms look up, one table after the other.
        strengths: How much each theme asked for counts, in the order of their tables.
        profiles: See ``Seen.rows``.
        row_themes: See ``Seen``.
        trades_from: See ``Seen``.
        themes_known: See ``Seen``.
        likeness: See ``Weighing``.
    """
    found = np.zeros((codes.shape[0], profiles.shape[0]))
    begin = asked = whole(0)
    for feature in range(codes.shape[0]):
        code, reached = codes[feature], found[feature]
        if code[0] == SAME:
            reached[:] = code[2]
        elif code[0] == RESEMBLANCE:
            _resemble(reached, code, profiles, likeness)
        elif code[0] == LOOKED_UP:
            for place in range(reached.shape[0]):
                reached[place] = tables[begin + profiles[place, whole(code[1])]]
            begin += whole(code[3])
        else:
            themes = row_themes if code[4] else row_themes[:, :trades_from]
            for _ in range(whole(code[5])):
                _add_nearest(reached, tables[begin:], strengths[asked], themes)
                begin += themes_known
                asked += 1
            _limit(reached, code, profiles)
    return found


@compiled
def _reached(contributions: np.ndarray, rows: np.ndarray, weight: float) -> np.ndarray:
    """Return how much some features add, in their order, of what they weigh."""
    found = np.zeros(contributions.shape[1])
    for row in rows:
        for place in range(contributions.shape[1]):
            found[place] += contributions[row, place]
    for place in range(contributions.shape[1]):
        found[place] /= weight
    return found


@compiled
def _akin(
    grams: np.ndarray,
    weights: np.ndarray,
    place_of_gram: np.ndarray,
    directions: np.ndarray,
    middles: np.ndarray,
    rows: np.ndarray,
) -> np.ndarray:
    """See ``Weighing.akin``."""
    width = directions.shape[1]
    text = np.zeros(width)
    for number, gram in enumerate(grams):
        if gram < place_of_gram.shape[0] and place_of_gram[gram] >= 0:
            place = place_of_gram[gram]
            for axis in range(width):
                text[axis] += weights[number] * directions[place, axis]
    square = 0.0
    for axis in range(width):
        square += text[axis] * text[axis]
    if square > 0:
        length = np.sqrt(square)
        for axis in range(width):
            text[axis] /= length
    cosines = np.zeros(rows.shape[0])
    for number, row in enumerate(rows):
        cosine = 0.0
        for axis in range(width):
            cosine += middles[row, axis] * text[axis]
        cosines[number] = np.rint(cosine * _FINENESS) / _FINENESS
    return cosines


@compiled
def _telling(contributions: np.ndarray, shown: int, by_name: np.ndarray) -> np.ndarray:
    """Return in each row, of one candidate, how many features tell and then which."""
    features, many = contributions.shape
    usual = np.zeros(features)
    for feature in range(features):
        for place in range(many):
            usual[feature] += contributions[feature, place]
        usual[feature] /= many
    found = np.zeros((shown, features + 1), dtype=np.int64)
    less = np.zeros(features)
    for place in range(shown):
        order = found[place]
        for feature in by_name:
            added = contributions[feature, place]
            if added > 0:
                less[feature] = np.rint((usual[feature] - added) * _SAMENESS) / _SAMENESS
                last = order[0]
                while last > 0 and less[order[last]] > less[feature]:
                    order[last + 1] = order[last]
                    last -= 1
                order[last + 1] = feature
                order[0] += 1
    return found


@inner
def _numbered(parties: np.ndarray) -> np.ndarray:
    """Return for each entry the first one of the same party."""
    room = 4
    while room < 2 * parties.shape[0]:
        room *= 2
    first = np.full(room, -1, dtype=np.int64)
    found = np.zeros(parties.shape[0], dtype=np.int64)
    for entry, party in enumerate(parties):
        slot = whole(party) & (room - 1)
        while first[slot] >= 0 and parties[first[slot]] != party:
            slot = (slot + 1) & (room - 1)
        if first[slot] < 0:
            first[slot] = entry
        found[entry] = first[slot]
    return found


@compiled
def _varied(
    scores: np.ndarray,
    parties: np.ndarray,
    offerings: np.ndarray,
    doors: np.ndarray,
    same_party: float,
    same_offering: float,
    most_of_a_party: int,
) -> np.ndarray:
    """See ``variety.varied``; looks at entries in turn until no later one can be worth more."""
    many = scores.shape[0]
    kept = np.zeros(many, dtype=np.int64)
    party = _numbered(parties)
    offering = _numbered(offerings)
    of_party, of_offering = np.zeros(many, dtype=np.int64), np.zeros(many, dtype=np.int64)
    gone = np.zeros(many, dtype=np.bool_)
    filled = begin = whole(0)
    while True:
        best, most = whole(-1), -np.inf
        for entry in range(begin, many):
            if scores[entry] <= most:
                break
            before, told_of = of_party[party[entry]], of_offering[offering[entry]]
            gone[entry] |= before == most_of_a_party or (before > 0 and doors[entry])
            worth = scores[entry] - same_party * before - same_offering * told_of
            if not gone[entry] and worth > most:
                best, most = entry, worth
        if best < 0:
            return kept[:filled]
        kept[filled] = best
        filled += 1
        gone[best] = True
        of_party[party[best]] += 1
        of_offering[offering[best]] += 1
        while begin < many and gone[begin]:
            begin += 1


class CompiledWeighing:
    """Does what ``Weighing`` says in compiled loops."""

    def __init__(self) -> None:
        """Have the loops compiled: that takes seconds, now rather than while somebody waits for an answer."""
        none, numbers = np.zeros(0), np.zeros(0, dtype=np.int64)
        table, small = np.zeros((0, 0)), np.zeros(0, dtype=np.int32)
        rows, themes = np.zeros((0, 0), dtype=np.int32), np.zeros((0, 0), dtype=np.int16)
        _values(table, none, none, rows, themes, 0, 0, table)
        _reached(table, numbers, 1.0)
        _akin(numbers, none, small, table, np.zeros((0, 0), dtype=np.float32), small)
        _telling(table, 0, numbers)
        _varied(
            none, numbers, numbers, np.zeros(0, dtype=np.bool_), SAME_PARTY, SAME_OFFERING, MOST_OF_A_PARTY
        )

    def weigh(self, recipe: Recipe, signals: Sequence[Signal], seen: Seen, likeness: np.ndarray) -> Weighed:
        """See ``Weighing``."""
        tables, strengths = list[np.ndarray](), list[float]()
        for signal in signals:
            if isinstance(signal, LookedUp):
                tables.append(signal.by_value)
            elif isinstance(signal, Nearest):
                tables += signal.tables
                strengths += signal.strengths
        contributions = _values(
            np.concatenate([signal.code for signal in signals]).reshape(len(signals), CODE_LENGTH),
            np.concatenate((*tables, _NO_TABLE)),
            np.array((*strengths, _NO_STRENGTH)),
            *seen,
            likeness,
        )
        contributions *= recipe.weights
        return Weighed(
            contributions,
            np.minimum(1.0, _reached(contributions, *recipe.whole)),
            _reached(contributions, *recipe.on_topic),
            _reached(contributions, *recipe.told(signals)),
        )

    def akin(
        self, space: LatentSpace, text: tuple[np.ndarray, np.ndarray], middles: np.ndarray, rows: np.ndarray
    ) -> np.ndarray:
        """See ``Weighing``."""
        return _akin(*text, space.place_of_gram, space.directions, middles, rows)

    def varied(
        self, scores: np.ndarray, parties: np.ndarray, offerings: np.ndarray, doors: np.ndarray
    ) -> np.ndarray:
        """See ``Weighing``."""
        whole_parties = parties.astype(np.int64)  # of one type, so that one loop is compiled
        return _varied(scores, whole_parties, offerings, doors, SAME_PARTY, SAME_OFFERING, MOST_OF_A_PARTY)

    def telling(self, contributions: np.ndarray, shown: int, by_name: np.ndarray) -> list[list[int]]:
        """See ``Weighing``."""
        return [row[1 : row[0] + 1] for row in _telling(contributions, shown, by_name).tolist()]
