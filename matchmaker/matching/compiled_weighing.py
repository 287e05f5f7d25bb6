"""Weighing compiled by numba; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from matchmaker.matching.decision import ANSWERS, FOR_OTHERS_COSTS
from matchmaker.matching.index.arrays import WORD
from matchmaker.matching.index.compiling import compiled, data, fetch, inner, loose, whole
from matchmaker.matching.profiles import HAS_QUESTIONS
from matchmaker.matching.signals import CODE_LENGTH, EXAMPLE, LOOKED_UP, RESEMBLANCE, SAME
from matchmaker.matching.variety import MOST_OF_A_PARTY, SAME_OFFERING, SAME_PARTY
from matchmaker.matching.weighing import (
    BEHIND,
    COMPARED,
    KIN_COUNTS,
    SAME_DECIMALS,
    TOLD_DECIMALS,
    Entries,
    Leading,
    Likeness,
    Line,
    Parted,
    Vectors,
    Weighed,
    untie,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matchmaker.matching.latent import LatentSpace
    from matchmaker.matching.profiles import Seen
    from matchmaker.matching.recipes import Recipe
    from matchmaker.matching.signals import Signal
    from matchmaker.matching.weighing import Crowd

_FINENESS, _SAMENESS = 10.0**TOLD_DECIMALS, 10.0**SAME_DECIMALS
# Beside no tables at all, so that there is something.
_NO_TABLE = np.zeros(1).tobytes()
# So many bytes come from memory together.
_LINE = 64
_ONE, _WORD_BITS, _IN_WORD = np.uint64(1), np.uint32(WORD.bit_length() - 1), np.uint32(WORD - 1)


@inner
def _resemble(reached: np.ndarray, code: np.ndarray, likeness: tuple[np.ndarray, ...]) -> None:
    """Fill in what ``Resemblance.values`` returns."""
    own = likeness[whole(code[1])]
    for place in range(reached.shape[0]):
        reached[place] = max(min((own[place] - code[2]) / code[3], 1.0), 0.0)


@inner
def _exemplify(
    reached: np.ndarray, code: np.ndarray, profiles: np.ndarray, likeness: tuple[np.ndarray, ...]
) -> None:
    """Fill in what ``Example.values`` returns."""
    own, other = likeness[whole(code[1])], likeness[max(whole(code[4]), 0)]
    for place in range(reached.shape[0]):
        value = (own[place] - code[2]) / code[3]
        if profiles[place, HAS_QUESTIONS] == 0:
            value = 0.0 if code[4] < 0 else max(value, (other[place] - code[5]) / code[6])
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


@inner
def _values(
    codes: np.ndarray,
    tables: np.ndarray,
    profiles: np.ndarray,
    row_themes: np.ndarray,
    trades_from: int,
    themes_known: int,
    likeness: tuple[np.ndarray, ...],
) -> np.ndarray:
    """Return what each feature says of each candidate, one row a feature; see ``_weigh``."""
    found = np.zeros((codes.shape[0], profiles.shape[0]))
    begin = whole(0)
    for feature in range(codes.shape[0]):
        code, reached = codes[feature], found[feature]
        if code[0] == SAME:
            reached[:] = code[2]
        elif code[0] == RESEMBLANCE:
            _resemble(reached, code, likeness)
        elif code[0] == EXAMPLE:
            _exemplify(reached, code, profiles, likeness)
        elif code[0] == LOOKED_UP:
            for place in range(reached.shape[0]):
                reached[place] = tables[begin + profiles[place, whole(code[1])]]
            begin += whole(code[3])
        else:
            themes = row_themes if code[4] else row_themes[:, :trades_from]
            for _ in range(whole(code[5])):
                _add_nearest(reached, tables[begin + 1 :], tables[begin], themes)
                begin += 1 + themes_known
            _limit(reached, code, profiles)
    return found


@inner
def _reached(contributions: np.ndarray, share: tuple[np.ndarray, float]) -> np.ndarray:
    """Return how much some features add, in their order, of what they weigh."""
    rows, weight = share
    found = np.zeros(contributions.shape[1])
    for row in rows:
        for place in range(contributions.shape[1]):
            found[place] += contributions[row, place]
    for place in range(contributions.shape[1]):
        found[place] /= weight
    return found


@inner
def _best_first(scores: np.ndarray) -> tuple[np.ndarray, bool]:
    """Return what ``weighing.PlainWeighing`` orders by."""
    order = np.argsort(-scores, kind="mergesort")
    tied = False
    for place in range(1, order.shape[0]):
        tied |= scores[order[place]] == scores[order[place - 1]]
    return order, tied


@compiled
def _weigh(
    codes: np.ndarray,
    tables: np.ndarray,
    weights: np.ndarray,
    shares: tuple[tuple[np.ndarray, float], ...],
    seen: tuple[np.ndarray, np.ndarray, int, int],
    likeness: tuple[np.ndarray, ...],
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, bool]:
    """See ``Weighing.weigh``.

    Args:
        codes: The form of each feature, a row each.
        tables: What the forms look up, one table after the other.
        weights: The weight of each feature, a row each.
        shares: Which features make up a score, the relevance and the fit.
        seen: See ``Seen``.
        likeness: See ``Likeness``.
    """
    contributions = _values(codes, tables, seen[0], seen[1], seen[2], seen[3], likeness)
    contributions *= weights
    scores = _reached(contributions, shares[0])
    for place in range(scores.shape[0]):
        scores[place] = min(scores[place], 1.0)
    best_first, tied = _best_first(scores)
    relevance, fit = _reached(contributions, shares[1]), _reached(contributions, shares[2])
    return contributions, scores, relevance, fit, best_first, tied


@inner
def _fetch_row(table: np.ndarray, row: int) -> None:
    """Have memory bring a row of a table."""
    width = whole(table.shape[1])
    for column in range(0, width, _LINE // table.itemsize):
        fetch(data(table), row * width + column)


@inner
def _known(grams: np.ndarray, place_of_gram: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """Return the row of directions of each n-gram, or -1, and have memory bring them."""
    places = np.full(grams.shape[0], -1, dtype=np.int64)
    for number, gram in enumerate(grams):
        if gram < place_of_gram.shape[0] and place_of_gram[gram] >= 0:
            places[number] = place_of_gram[gram]
            _fetch_row(directions, places[number])
    return places


@inner
def _place(places: np.ndarray, weights: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """Return what ``LatentSpace.place`` does."""
    width = directions.shape[1]
    text = np.zeros(width)
    for number, place in enumerate(places):
        if place >= 0:
            for axis in range(width):
                text[axis] += weights[number] * directions[place, axis]
    square = 0.0
    for axis in range(width):
        square += text[axis] * text[axis]
    if square > 0:
        length = np.sqrt(square)
        for axis in range(width):
            text[axis] /= length
    return text


@loose
def _cosine(middle: np.ndarray, text: np.ndarray) -> float:
    """Return the product of two vectors of length 1."""
    cosine = 0.0
    for axis in range(text.shape[0]):
        cosine += middle[axis] * text[axis]
    return cosine


@inner
def _cosines(
    text: tuple[np.ndarray, np.ndarray],
    space: tuple[np.ndarray, np.ndarray],
    middles: np.ndarray,
    rows: np.ndarray,
) -> np.ndarray:
    """Return how far the words of a text go together with those of rows, rounded."""
    (grams, weights), (place_of_gram, directions) = text, space
    placed = _place(_known(grams, place_of_gram, directions), weights, directions)
    cosines = np.zeros(rows.shape[0])
    for number, row in enumerate(rows):
        cosines[number] = np.rint(_cosine(middles[row], placed) * _FINENESS) / _FINENESS
    return cosines


@inner
def _joined(first: np.ndarray, then: np.ndarray) -> np.ndarray:
    """Return whole numbers behind each other."""
    own = first.shape[0]
    found = np.empty(own + then.shape[0], dtype=np.int64)
    found[:own] = first
    found[own:] = then
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
    """See ``Weighing.akin``; asks memory ahead for all that it reads."""
    for row in rows:
        _fetch_row(middles, whole(row))
    return _cosines((grams, weights), (place_of_gram, directions), middles, rows)


@inner
def _fetch_crowd(
    rows: np.ndarray, middles: np.ndarray, profiles: np.ndarray, fields: tuple[int, int]
) -> None:
    """Have memory bring what is read of rows to tell which of them to look at closely."""
    width = whole(profiles.shape[1])
    for row in rows:
        _fetch_row(middles, whole(row))
        for field in fields:
            fetch(data(profiles), whole(row) * width + field)


@inner
def _add_looked_up(
    worth: np.ndarray, rows: np.ndarray, profiles: np.ndarray, field: tuple[int, np.ndarray, float]
) -> None:
    """Add what candidates are worth by a field of their profiles."""
    number, by_value, weight = field
    if by_value.shape[0]:
        for place, row in enumerate(rows):
            worth[place] += by_value[profiles[row, number]] * weight


@inner
def _worth_most(worth: np.ndarray, behind: np.ndarray, most: int) -> np.ndarray:
    """Return what ``weighing.PlainWeighing`` chooses on one side."""
    many = worth.shape[0]
    return np.arange(many) if many <= most else np.argsort(behind[:many] - worth, kind="mergesort")[:most]


@compiled
def _nearest(
    text: tuple[np.ndarray, np.ndarray],
    space: tuple[np.ndarray, np.ndarray],
    middles: np.ndarray,
    rows: np.ndarray,
    sides: tuple[int, int, int],
    profiles: np.ndarray,
    fields: tuple[tuple[int, np.ndarray, float], tuple[int, np.ndarray, float]],
    behind: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """See ``Weighing.nearest``; asks memory ahead for all that it reads."""
    _fetch_crowd(rows, middles, profiles, (fields[0][0], fields[1][0]))
    related = _cosines(text, space, middles, rows)
    worth = related * KIN_COUNTS
    _add_looked_up(worth, rows, profiles, fields[0])
    _add_looked_up(worth, rows, profiles, fields[1])
    allowed, most, most_refused = sides
    own = _worth_most(worth[:allowed], behind, most)
    others = _worth_most(worth[allowed:], behind, most_refused)
    chosen = _joined(own, others)
    found = np.empty(chosen.shape[0])
    for number in range(chosen.shape[0]):
        if number >= own.shape[0]:
            chosen[number] += allowed
        found[number] = related[chosen[number]]
    return chosen, found


@compiled
def _alike(
    grams: np.ndarray,
    weights: np.ndarray,
    texts: tuple[np.ndarray, np.ndarray, np.ndarray],
    chosen: np.ndarray,
    room: np.ndarray,
) -> np.ndarray:
    """See ``Weighing.alike``; a bit for each n-gram, unlike its weight, stays near while texts are read."""
    asked = np.zeros(room.shape[0] // WORD + 1, dtype=np.uint64)
    for number, gram in enumerate(grams):
        asked[gram // WORD] |= _ONE << np.uint64(gram % WORD)
        room[gram] = weights[number]
    text_grams, text_weights, starts = texts
    longest = whole(0)
    for text in chosen:
        longest = max(longest, whole(starts[text + 1] - starts[text]))
        for spot in range(starts[text], starts[text + 1], _LINE // text_grams.itemsize):
            fetch(data(text_grams), spot)
    cosines, spots = np.zeros(chosen.shape[0]), np.empty(longest + 1, dtype=np.int64)
    for place, text in enumerate(chosen):
        # Which few are shared is noted without a branch, which would be guessed wrongly; then they are added.
        shared = whole(0)
        for spot in range(starts[text], starts[text + 1]):
            gram = np.uint32(text_grams[spot])
            spots[shared] = spot
            shared += whole(asked[gram >> _WORD_BITS] >> np.uint64(gram & _IN_WORD) & _ONE)
        cosine = 0.0
        for spot in spots[:shared]:
            cosine += room[text_grams[spot]] * text_weights[spot]
        cosines[place] = cosine
    for gram in grams:
        room[gram] = 0.0
    return cosines


@inner
def _for_others(contributions: np.ndarray, for_asker: np.ndarray, place: int) -> bool:
    """Return whether a candidate is for others; see ``Line``."""
    silent = 0
    for row in for_asker:
        silent += contributions[row, place] == 0
    return bool(0 < silent == for_asker.shape[0])


@compiled
def _parted(
    contributions: np.ndarray,
    best_first: np.ndarray,
    relevance: np.ndarray,
    fit: np.ndarray,
    providers: np.ndarray,
    line: tuple[float, float, int, int, np.ndarray],
    reach: float,
    for_others_costs: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
    """See ``Weighing.parted``; the last two are ``ANSWERS`` and ``FOR_OTHERS_COSTS`` of ``decision``."""
    least, stands, allowed, desk, for_asker = line
    many = best_first.shape[0]
    fitting = np.empty(many, dtype=np.int64)
    own, turned_away = np.empty(many, dtype=np.int64), np.empty(many, dtype=np.int64)
    fit_in = owned = refused = whole(0)
    answered = False
    for place in best_first:
        if relevance[place] >= least:
            fits = fit[place]
            if _for_others(contributions, for_asker, place):
                fits -= for_others_costs
            answers = (relevance[place] + fits) / 2 + stands >= reach
            if place >= allowed:
                if answers:
                    turned_away[refused] = place
                    refused += 1
                continue
            answered |= answers
            if providers[place] != desk:
                fitting[fit_in] = place
                fit_in += 1
            elif answers:
                own[owned] = place
                owned += 1
    return fitting[: fit_in if answered else 0], own[:owned], turned_away[:refused], answered


@compiled
def _in_order(
    contributions: np.ndarray,
    scores: np.ndarray,
    places: np.ndarray,
    doors: tuple[np.ndarray, np.ndarray, np.ndarray],
    differing: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, bool]:
    """Return the score of each entry, their order, and whether any are equal."""
    led_to, _, of_doors = doors
    own = places.shape[0]
    found = np.zeros(own + led_to.shape[0])
    for entry in range(own):
        found[entry] = scores[places[entry]]
    if led_to.shape[0] == 0:
        return found, np.arange(own), False
    for door in range(led_to.shape[0]):
        for row in range(contributions.shape[0]):
            differs = differing[row]
            found[own + door] += contributions[row, led_to[door]] if differs < 0 else of_doors[differs, door]
    best_first, tied = _best_first(found)
    return found, best_first, tied


@compiled
def _telling(
    contributions: np.ndarray,
    places: np.ndarray,
    doors: tuple[np.ndarray, np.ndarray, np.ndarray],
    differing: np.ndarray,
    suggested: np.ndarray,
    shown: int,
    by_name: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return of each shown one, in a row, how many features tell and then which; and what each adds."""
    features, own = contributions.shape[0], places.shape[0]
    compared = min(COMPARED, suggested.shape[0])
    every, of_doors = _joined(places, doors[0]), doors[2]
    usual, added = np.zeros(features), np.zeros((features, shown))
    for row in range(features):
        for rank in range(max(shown, compared)):
            entry = suggested[rank]
            part = contributions[row, every[entry]]
            if entry >= own and differing[row] >= 0:
                part = of_doors[differing[row], entry - own]
            if rank < compared:
                usual[row] += part
            if rank < shown:
                added[row, rank] = part
        usual[row] /= max(compared, 1)
    found = np.zeros((shown, features + 1), dtype=np.int64)
    less = np.zeros(features)
    for rank in range(shown):
        order = found[rank]
        for row in by_name:
            if added[row, rank] > 0:
                less[row] = np.rint((usual[row] - added[row, rank]) * _SAMENESS) / _SAMENESS
                last = order[0]
                while last > 0 and less[order[last]] > less[row]:
                    order[last + 1] = order[last]
                    last -= 1
                order[last + 1] = row
                order[0] += 1
    return found, added


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
    best_first: np.ndarray,
    places: np.ndarray,
    providers: np.ndarray,
    doors: tuple[np.ndarray, np.ndarray, np.ndarray],
    same_party: float,
    same_offering: float,
    most_of_a_party: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Return which entries ``variety.varied`` keeps, and the score of each.

    It looks at entries in turn until no later one can be worth more.
    """
    many, own = scores.shape[0], places.shape[0]
    kept = np.zeros(many, dtype=np.int64)
    offering, party = _numbered(_joined(places, doors[0])), _numbered(_joined(providers[places], doors[1]))
    of_party, of_offering = np.zeros(many, dtype=np.int64), np.zeros(many, dtype=np.int64)
    gone = np.zeros(many, dtype=np.bool_)
    filled = begin = whole(0)
    while True:
        best, most = whole(-1), -np.inf
        for rank in range(begin, many):
            entry = best_first[rank]
            if scores[entry] <= most:
                break
            before, told_of = of_party[party[entry]], of_offering[offering[entry]]
            gone[rank] |= before == most_of_a_party or (before > 0 and entry >= own)
            worth = scores[entry] - same_party * before - same_offering * told_of
            if not gone[rank] and worth > most:
                best, most = rank, worth
        if best < 0:
            return kept[:filled], scores[kept[:filled]]
        entry = best_first[best]
        kept[filled] = entry
        filled += 1
        gone[best] = True
        of_party[party[entry]] += 1
        of_offering[offering[entry]] += 1
        while begin < many and gone[begin]:
            begin += 1


class CompiledWeighing:
    """Does what ``Weighing`` says in compiled loops."""

    def __init__(self) -> None:
        """Have the loops compiled: that takes seconds, now rather than while somebody waits for an answer."""
        none, numbers = np.zeros(0), np.zeros(0, dtype=np.int64)
        table, small = np.zeros((0, 0)), np.zeros(0, dtype=np.int32)
        rows, themes = np.zeros((0, 0), dtype=np.int32), np.zeros((0, 0), dtype=np.int16)
        middles = np.zeros((0, 0), dtype=np.float32)
        share = (numbers, 1.0)
        likeness = Likeness(*[none] * len(Likeness._fields))
        shares, tables = (share, share, share), np.frombuffer(_NO_TABLE)
        _weigh(tables[:0].reshape(0, 0), tables, table, shares, (rows, themes, 0, 0), (*likeness,))
        _akin(numbers, none, small, table, middles, small)
        field = 0, none, 0.0
        _nearest((numbers, none), (small, table), middles, small, (0, 0, 0), rows, (field, field), BEHIND)
        self.alike(numbers, none, Vectors(small, none, small), numbers, none)
        weighed = Weighed(table, none, none, none, numbers, tied=False)
        self.parted(weighed, small, Line(0.0, 0.0, 0, 0, numbers))
        entries = Entries(numbers, small, Leading(numbers, numbers, table), numbers)
        suggested, _ = self.suggested(weighed, entries, lambda entry: entry)
        self.telling(weighed, entries, suggested, 0, numbers)

    def weigh(self, recipe: Recipe, signals: Sequence[Signal], seen: Seen, likeness: Likeness) -> Weighed:
        """See ``Weighing``."""
        return Weighed(
            *_weigh(
                np.frombuffer(b"".join([signal.code for signal in signals])).reshape(-1, CODE_LENGTH),
                np.frombuffer(b"".join([*[signal.table for signal in signals], _NO_TABLE])),
                recipe.weights,
                # Plain tuples, of which one loop is compiled whatever they are called.
                ((*recipe.whole,), (*recipe.on_topic,), (*recipe.told(signals),)),
                (*seen,),
                (*likeness,),
            )
        )

    def akin(
        self, space: LatentSpace, text: tuple[np.ndarray, np.ndarray], middles: np.ndarray, rows: np.ndarray
    ) -> np.ndarray:
        """See ``Weighing``."""
        return _akin(*text, space.place_of_gram, space.directions, middles, rows)

    def nearest(
        self, space: LatentSpace, text: tuple[np.ndarray, np.ndarray], middles: np.ndarray, crowd: Crowd
    ) -> tuple[np.ndarray, np.ndarray]:
        """See ``Weighing``."""
        rows, allowed, most, most_refused, profiles, place, party = crowd
        found: tuple[np.ndarray, np.ndarray] = _nearest(
            text,
            (space.place_of_gram, space.directions),
            middles,
            rows,
            (allowed, most, most_refused),
            profiles,
            # Plain tuples, of which one loop is compiled whatever they are called.
            ((*place,), (*party,)),
            BEHIND,
        )
        return found

    def alike(
        self, grams: np.ndarray, weights: np.ndarray, texts: Vectors, chosen: np.ndarray, room: np.ndarray
    ) -> list[float]:
        """See ``Weighing``."""
        found: list[float] = _alike(grams, weights, (*texts,), chosen, room).tolist()
        return found

    def parted(self, weighed: Weighed, providers: np.ndarray, line: Line) -> Parted:
        """See ``Weighing``."""
        contributions, _, relevance, fit, best_first, _ = weighed
        return Parted(
            *_parted(
                contributions,
                best_first,
                relevance,
                fit,
                providers,
                (*line,),
                ANSWERS,
                FOR_OTHERS_COSTS,
            )
        )

    def suggested(
        self, weighed: Weighed, entries: Entries, tie: Callable[[int], Any]
    ) -> tuple[np.ndarray, np.ndarray]:
        """See ``Weighing``."""
        places, providers, doors, differing = entries
        scores, order, tied = _in_order(weighed.contributions, weighed.scores, places, (*doors,), differing)
        if tied:
            untie(order, scores, tie)
        return _varied(
            scores, order, places, providers, (*doors,), SAME_PARTY, SAME_OFFERING, MOST_OF_A_PARTY
        )

    def telling(
        self, weighed: Weighed, entries: Entries, suggested: np.ndarray, shown: int, by_name: np.ndarray
    ) -> tuple[list[list[int]], list[list[float]]]:
        """See ``Weighing``."""
        places, _, doors, differing = entries
        telling, added = _telling(
            weighed.contributions,
            places,
            (*doors,),
            differing,
            suggested,
            shown,
            by_name,
        )
        return [row[1 : row[0] + 1] for row in telling.tolist()], added.tolist()
