"""Likeness compiled by numba; imported only where the extra ``fast`` is installed.

What a question reads lies in thousands of places, and to wait for memory at each would take longer than all
the rest. So it goes in steps over all that is looked at, and each asks memory for what the next one reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.index.arrays import LOW_BITS, WIDE
from matchmaker.matching.index.compiling import compiled, data, fetch, inner, whole
from matchmaker.matching.index.likeness import (
    KEPT_LENGTHS,
    OWNER_BITS,
    PRODUCT_FINENESS,
    SQUARE_FINENESS,
    Lengths,
    Rarity,
    damped,
)
from matchmaker.matching.index.texts import LONGEST_GRAM, OPENING, SIZES, Texts, Vocabulary

if TYPE_CHECKING:
    from matchmaker.matching.index.arrays import Floats, Ints

_LEAST_TOUCHED = 4096
# Of so many counts of each n-gram that is asked for is worked out beforehand what they are worth.
_VALUED = 8
# What a token shares comes in groups of so many, filled up with what is worth nothing: how often a loop goes
# round is then mostly the same, so that the processor foresees it.
_GROUP = 4
# So many numbers of 16 bits come from memory together.
_LINE = 32


@inner
def _fetch_texts(  # plain arrays in one loop are what numba compiles well
    rows: Ints,
    document_starts: Ints,
    token_starts: Ints,
    tokens: np.ndarray,
    lengths: Floats,
    owners: Ints,
) -> tuple[int, int]:
    """Have memory bring the texts of rows; return how many there are, and how many units they have."""
    for row in rows:
        fetch(data(document_starts), whole(row))
    for row in rows:
        first = whole(document_starts[row])
        fetch(data(token_starts), first)
        fetch(data(lengths), first % KEPT_LENGTHS)
        fetch(data(owners), first % KEPT_LENGTHS)
    documents = units = whole(0)
    for row in rows:
        first, last = document_starts[row], document_starts[row + 1]
        begin, end = whole(token_starts[first]), whole(token_starts[last])
        documents += whole(last - first)
        units += end - begin
        for unit in range(begin, end, _LINE):
            fetch(data(tokens), unit)
    return documents, units


@inner
def _said(  # as above
    rows: Ints,
    document_starts: Ints,
    token_starts: Ints,
    tokens: np.ndarray,
    place_of_token: np.ndarray,
    documents: int,
    units: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the tokens of all texts of rows in order, and where those of each text end."""
    said, ends = np.empty(units, dtype=np.uint32), np.empty(documents, dtype=np.int32)
    passed = document = 0
    for row in rows:
        for number in range(document_starts[row], document_starts[row + 1]):
            unit, end = token_starts[number], token_starts[number + 1]
            while unit < end:
                token = whole(tokens[unit])
                unit += 1
                if token >= WIDE:
                    token = ((token - WIDE) << LOW_BITS) + whole(tokens[unit])
                    unit += 1
                fetch(data(place_of_token), 2 * token)
                said[passed] = token
                passed += 1
            ends[document] = passed
            document += 1
    return said[:passed], ends


@inner
def _different(said: np.ndarray, place_of_token: np.ndarray, turn: int, gram_starts: Ints) -> np.ndarray:
    """Return the different tokens, and write over each token its place among these."""
    different = np.empty(said.shape[0], dtype=np.uint32)
    found = 0
    for place in range(said.shape[0]):
        token = said[place]
        if place_of_token[token, 0] != turn:
            place_of_token[token, 0] = turn
            place_of_token[token, 1] = found
            different[found] = token
            fetch(data(gram_starts), whole(token))
            found += 1
        said[place] = place_of_token[token, 1]
    return different[:found]


@inner
def _fetch_openings(tokens: np.ndarray, gram_starts: Ints, openings: np.ndarray) -> int:
    """Have memory bring how the n-grams of tokens begin; return how many there are."""
    room = whole(0)
    for token in tokens:
        first, last = whole(gram_starts[token]), whole(gram_starts[token + 1])
        room += last - first
        for longest in range(first, last, _LINE):
            fetch(data(openings), longest)
        fetch(data(openings), last)
    return room


@inner
def _begun(
    tokens: np.ndarray, gram_starts: Ints, openings: np.ndarray, opens: np.ndarray, room: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return which of the longest n-grams begin as one asked for, and where those of each token end.

    The others are written over: quicker than a choice that cannot be foreseen.
    """
    begun, ends = np.empty(room + 1, dtype=np.uint32), np.empty(tokens.shape[0], dtype=np.int32)
    noted, beginnings, asked = data(begun), data(openings), data(opens)
    filled = whole(0)
    for number in range(tokens.shape[0]):
        token = tokens[number]
        for longest in range(gram_starts[token], gram_starts[token + 1]):
            noted[filled] = longest
            filled += whole(asked[whole(beginnings[longest])])
        ends[number] = filled
    return begun[:filled], ends


@inner
def _look_up(
    begun: np.ndarray, longest_grams: np.ndarray, shorter: np.ndarray, place_of_gram: np.ndarray
) -> None:
    """Write over where n-grams stand their numbers, and have memory bring what is known of them."""
    for longest in begun:
        fetch(data(longest_grams), whole(longest))
    for number in range(begun.shape[0]):
        gram = longest_grams[begun[number]]
        begun[number] = gram
        fetch(data(shorter), whole(gram))
        fetch(data(place_of_gram), whole(gram))


@inner
def _shared(
    begun: np.ndarray, ends: Ints, shorter: np.ndarray, place_of_gram: np.ndarray, asked: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which n-grams asked for tokens have, by place, how often, and where those of each token begin.

    Again nothing is chosen: what is not asked for is counted in a spot that nobody reads.
    """
    room = begun.shape[0] * SIZES + ends.shape[0] * _GROUP + 1
    shared, often = np.empty(room, dtype=np.uint32), np.zeros(room, dtype=np.int32)
    begins, spots = np.zeros(ends.shape[0] + 1, dtype=np.int32), np.full(asked + 1, -1, dtype=np.int32)
    noted, times = data(shared), data(often)
    spots[0] = room - 1
    passed = filled = whole(0)
    for number in range(ends.shape[0]):
        begin, end = filled, ends[number]
        for one in range(passed, end):
            gram = begun[one]
            for _ in range(SIZES):
                place = place_of_gram[gram]
                gram = shorter[gram]
                known = whole(spots[place])
                spot = known if known >= begin else filled
                spots[place] = spot
                noted[spot] = place - 1
                times[spot] += 1
                filled += spot == filled
        passed = end
        while filled % _GROUP:
            noted[filled] = asked
            filled += 1
        begins[number + 1] = filled
    return shared, often, begins


@inner
def _damped(count: int, counts: Floats) -> float:
    """Return how much an n-gram counts that occurs so often."""
    return float(counts[count] if count < counts.shape[0] else 1 + np.log(count))


@inner
def _value(weight: float, count: int, counts: Floats) -> int:
    """Return what an n-gram that occurs so often adds to a product, as a whole number."""
    return whole(np.rint(weight * _damped(count, counts)))


@inner
def _products(  # as above
    weights: Floats,
    counts: Floats,
    said: np.ndarray,
    ends: Ints,
    shared: np.ndarray,
    often: np.ndarray,
    begins: Ints,
) -> np.ndarray:
    """Return the product of the question with each text, as a whole number."""
    asked = weights.shape[0]
    values = np.empty((asked, _VALUED), dtype=np.int64)
    for place in range(asked):
        for count in range(_VALUED):
            values[place, count] = _value(weights[place], count, counts)
    times, touched = np.zeros(asked + 1, dtype=np.uint32), np.empty(asked + 1, dtype=np.uint32)
    # What groups are filled up with has occurred before, so that it is never touched.
    times[asked] = 1
    products = np.empty(ends.shape[0], dtype=np.int64)
    tokens, places, numbers, firsts = data(said), data(shared), data(often), data(begins)
    passed = whole(0)
    for text in range(ends.shape[0]):
        hits, end = passed, whole(ends[text])
        for one in range(passed, end):
            token = whole(tokens[one])
            tokens[hits] = token
            hits += firsts[token + 1] != firsts[token]
        count = 0
        for one in range(passed, hits):
            token = whole(tokens[one])
            for group in range(firsts[token], firsts[token + 1], _GROUP):
                for entry in range(group, group + _GROUP):
                    place = places[entry]
                    before = times[place]
                    touched[count] = place
                    count += before == 0
                    times[place] = before + numbers[entry]
        product = whole(0)
        for one in range(count):
            place = touched[one]
            occurs = times[place]
            times[place] = 0
            if occurs < _VALUED:
                product += values[place, occurs]
            else:
                product += _value(weights[place], occurs, counts)
        passed = end
        products[text] = product
    return products


@inner
def _length(  # noqa: PLR0913, PLR0917  # as above
    document: int,
    token_starts: Ints,
    tokens: np.ndarray,
    gram_starts: Ints,
    longest_grams: np.ndarray,
    shorter: np.ndarray,
    most: float,
    logs: Floats,
    times: Ints,
    counts: Floats,
) -> float:
    """Return the length of the vector of a document; ``times`` has a 0 for each n-gram, and keeps it."""
    touched = np.empty(_LEAST_TOUCHED, dtype=np.uint32)
    count = 0
    unit, end = token_starts[document], token_starts[document + 1]
    while unit < end:
        token = whole(tokens[unit])
        unit += 1
        if token >= WIDE:
            token = ((token - WIDE) << LOW_BITS) + whole(tokens[unit])
            unit += 1
        for longest in range(gram_starts[token], gram_starts[token + 1]):
            gram = longest_grams[longest]
            if count + LONGEST_GRAM > touched.shape[0]:
                touched = np.append(touched, touched)
            for _ in range(SIZES):
                touched[count] = gram
                count += times[gram] == 0 and gram != 0
                times[gram] += 1
                gram = shorter[gram]
    squares = 0.0
    for place in range(count):
        gram = touched[place]
        often = times[gram]
        weight = _damped(often, counts) * (most - logs[gram])
        squares += np.rint(weight * weight * SQUARE_FINENESS)
        times[gram] = 0
    times[0] = 0
    return float(np.sqrt(squares / SQUARE_FINENESS))


@compiled
def _similarities(  # noqa: PLR0913, PLR0917  # as above
    asked: Ints,
    weights: Floats,
    rows: Ints,
    document_starts: Ints,
    token_starts: Ints,
    tokens: np.ndarray,
    gram_starts: Ints,
    longest_grams: np.ndarray,
    shorter: np.ndarray,
    openings: np.ndarray,
    opens: np.ndarray,
    place_of_gram: np.ndarray,
    place_of_token: np.ndarray,
    turn: int,
    lengths: Floats,
    owners: Ints,
    version: int,
    most: float,
    logs: Floats,
    times: Ints,
    counts: Floats,
) -> tuple[Floats, Floats]:
    """Return what ``Likeness.similarities`` does; what is noted for this question is wiped again."""
    for place in range(asked.shape[0]):
        place_of_gram[asked[place]] = place + 1
        opens[asked[place] & OPENING] = True
    documents, units = _fetch_texts(rows, document_starts, token_starts, tokens, lengths, owners)
    said, ends = _said(rows, document_starts, token_starts, tokens, place_of_token, documents, units)
    different = _different(said, place_of_token, turn, gram_starts)
    room = _fetch_openings(different, gram_starts, openings)
    begun, begun_ends = _begun(different, gram_starts, openings, opens, room)
    _look_up(begun, longest_grams, shorter, place_of_gram)
    shared, often, begins = _shared(begun, begun_ends, shorter, place_of_gram, asked.shape[0])
    products = _products(weights * PRODUCT_FINENESS, counts, said, ends, shared, often, begins)
    for gram in asked:
        place_of_gram[gram] = 0
        opens[gram & OPENING] = False
    about, nearest = np.zeros(rows.shape[0]), np.zeros(rows.shape[0])
    text = 0
    for place in range(rows.shape[0]):
        first = document_starts[rows[place]]
        for document in range(first, document_starts[rows[place] + 1]):
            spot, mark = document % KEPT_LENGTHS, version << OWNER_BITS | document
            if owners[spot] != mark:
                owners[spot] = mark
                lengths[spot] = _length(
                    document,
                    token_starts,
                    tokens,
                    gram_starts,
                    longest_grams,
                    shorter,
                    most,
                    logs,
                    times,
                    counts,
                )
            cosine = products[text] / PRODUCT_FINENESS / lengths[spot] if lengths[spot] > 0 else 0.0
            if document == first:
                about[place] = cosine
            else:
                nearest[place] = max(nearest[place], cosine)
            text += 1
    return about, nearest


class NumbaLikeness:
    """Keeps room for what it notes of tokens and n-grams, of tokens under the number of the question."""

    def __init__(self) -> None:
        self._place_of_gram = np.zeros(0, dtype=np.uint32)
        self._place_of_token = np.zeros((0, 2), dtype=np.int32)
        self._opens = np.zeros(OPENING + 1, dtype=np.bool_)
        self._turn = 0
        self._counts = damped(0)
        self._times = np.zeros(0, dtype=np.int32)
        # Compiling takes a second: now, rather than while somebody waits for an answer.
        nothing, none = np.zeros(0, dtype=np.int64), np.zeros(0)
        texts, rarity = Texts(Vocabulary(lambda _: ())), Rarity(0, 0.0, none)
        self.similarities(nothing, none, nothing, texts, Lengths(), rarity)

    def similarities(  # as the protocol has it
        self,
        asked: np.ndarray,
        weights: np.ndarray,
        rows: np.ndarray,
        texts: Texts,
        lengths: Lengths,
        rarity: Rarity,
    ) -> tuple[np.ndarray, np.ndarray]:
        """See ``matchmaker.matching.index.likeness.Likeness``."""
        vocabulary = texts.vocabulary
        self._make_room(len(vocabulary), vocabulary.gram_count)
        self._turn += 1
        tokens, grams = texts.token_lists, vocabulary.longest_grams
        found: tuple[np.ndarray, np.ndarray] = _similarities(
            asked,
            weights,
            rows.astype(np.int64, copy=False),
            texts.starts,
            tokens.starts,
            tokens.values,
            grams.starts,
            # Numbers without a sign are looked up in fewer steps.
            grams.values.view(np.uint32),
            vocabulary.shorter.view(np.uint32),
            vocabulary.openings,
            self._opens,
            self._place_of_gram,
            self._place_of_token,
            self._turn,
            lengths.values,
            lengths.owners,
            *rarity,
            self._times,
            self._counts,
        )
        return found

    def _make_room(self, tokens: int, grams: int) -> None:
        if tokens > len(self._place_of_token):
            self._place_of_token = np.zeros((tokens * 5 // 4, 2), dtype=np.int32)
        if grams > len(self._place_of_gram):
            self._place_of_gram = np.zeros(grams * 5 // 4, dtype=np.uint32)
            self._times = np.zeros(grams * 5 // 4, dtype=np.int32)
