"""From the letters of a question to its n-grams, and what these weigh.

There are two with the same answers: on numpy alone, and compiled by numba where the extra ``fast`` is
installed.
"""

from __future__ import annotations

from array import array
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from matchmaker.matching.index.likeness import Damping
from matchmaker.matching.index.texts import grams_of, tokens_of
from matchmaker.text import telling

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matchmaker.matching.index.likeness import Rarity
    from matchmaker.matching.index.texts import Vocabulary

# So many stretches of questions are remembered with their n-grams, and so many n-grams with their numbers.
KEPT_PIECES, KEPT_GRAMS = 20_000, 200_000
_TELLS, _SILENT = b"\1", b"\0"


class Telling(NamedTuple):
    """How much n-grams tell now.

    Attributes:
        having: How many documents have each n-gram.
        rarity: How much each tells that some document has.
        strange: How much each other one tells.
    """

    having: np.ndarray
    rarity: Rarity
    strange: float


class Weighed(NamedTuple):
    """What the different n-grams of a question weigh: how much each tells times its damped count.

    Sums are those in the order in which the n-grams first occur, so that they do not depend on their numbers.

    Attributes:
        grams: Numbers of those that some document has.
        weights: What each of these weighs.
        squares: Sum of the squares of all weights, also of n-grams that no document has.
        told: Sum of what the n-grams of its telling words weigh.
        told_known: The same of those that some document has.
        words: How many words tell something.
    """

    grams: np.ndarray
    weights: np.ndarray
    squares: float
    told: float
    told_known: float
    words: int


class Reader(Protocol):
    """Reads questions by the n-grams of one vocabulary, which may grow; one question at a time."""

    def weighed(self, text: str, how: Telling) -> Weighed:
        """Return what the n-grams of a text weigh."""
        ...


class _Piece(NamedTuple):
    """A stretch of a question without white space; its n-grams as numbers of 64 bits, put together as bytes.

    Attributes:
        grams: The numbers of its n-grams; those that no text has ever had are below 0.
        tells: Of each a byte: whether it is one of the words of the stretch that tell something.
        besides: The n-grams of these words where they are not those of the stretch: "hout?" holds "hout".
        words: How many words tell something.
    """

    grams: bytes
    tells: bytes
    besides: bytes
    words: int


class _Numbers(dict[str, int]):
    """The numbers of n-grams, each looked up once, as new words are mostly made of n-grams that came before.

    Attributes:
        strangers: How many no text has ever had; these are numbered from -1 down.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self.strangers = 0

    def __missing__(self, gram: str) -> int:
        number = self._vocabulary.gram_names.get(gram)
        if number is None:
            self.strangers += 1
            number = -self.strangers
        self[gram] = number
        return number


class PlainReader:
    """Looks n-grams up one by one, and remembers those of each stretch of a question."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._pieces: dict[str, _Piece] = {}
        self._grams = _Numbers(vocabulary)
        self._known_at = -1
        self._first_place = np.zeros(0, dtype=np.int64)
        self._damping = Damping()

    def weighed(self, text: str, how: Telling) -> Weighed:
        """See ``Reader``."""
        self._forget_what_changed()
        known = self._pieces
        pieces = [known[piece] if piece in known else self._of_piece(piece) for piece in text.split()]
        besides = b"".join([piece.besides for piece in pieces])
        grams = np.frombuffer(b"".join([piece.grams for piece in pieces]) + besides, dtype=np.int64)
        beside = len(besides) // grams.itemsize
        tells = b"".join([piece.tells for piece in pieces]) + _TELLS * beside
        of_text = len(grams) - beside
        places = self._first_places(grams)
        times = np.bincount(places[:of_text], minlength=len(places))
        times_told = np.bincount(places[np.frombuffer(tells, dtype=np.bool_)], minlength=len(places))
        firsts = (times + times_told).nonzero()[0]
        grams = grams.take(firsts)
        # What is below 0 counts as 0, which is none and stands in no document.
        less = how.rarity.logs.take(grams, mode="clip")
        held = less > 0
        telling_each = np.where(held, how.rarity.most - less, how.strange)
        weights = self._damping.of(times.take(firsts)) * telling_each
        told = self._damping.of(times_told.take(firsts)) * telling_each
        known_of_text = held & (firsts < of_text)
        return Weighed(
            grams=grams[known_of_text],
            weights=weights[known_of_text],
            squares=_sum(weights * weights),
            told=_sum(told),
            told_known=_sum(told[held]),
            words=sum([piece.words for piece in pieces]),
        )

    def _forget_what_changed(self) -> None:
        """Stretches are looked up anew once the vocabulary has grown, and after very many."""
        grams = self._vocabulary.gram_count
        if self._known_at != grams or len(self._pieces) > KEPT_PIECES or len(self._grams) > KEPT_GRAMS:
            self._known_at = grams
            self._pieces.clear()
            self._grams = _Numbers(self._vocabulary)

    def _of_piece(self, text: str) -> _Piece:
        """Return what is known of a stretch of a question; the same words are used again and again."""
        every, told = tokens_of(text), tokens_of(telling(text))
        grams = self._numbers(every)
        alike = told == every
        piece = self._pieces[text] = _Piece(
            grams=grams.tobytes(),
            tells=(_TELLS if alike else _SILENT) * len(grams),
            besides=b"" if alike else self._numbers(told).tobytes(),
            words=len(told),
        )
        return piece

    def _numbers(self, tokens: Iterable[str]) -> array[int]:
        return array("q", map(self._grams.__getitem__, chain.from_iterable(map(grams_of, tokens))))

    def _first_places(self, grams: np.ndarray) -> np.ndarray:
        """Return for each of these n-grams at which place it occurs first."""
        # What no text has ever had stands at the end of the table.
        room = self._vocabulary.gram_count + self._grams.strangers
        if room > len(self._first_place):
            self._first_place = np.zeros(room * 5 // 4, dtype=np.int64)
        # Of equal ones the first is noted last, and stays.
        self._first_place[grams[::-1]] = np.arange(len(grams) - 1, -1, -1)
        return self._first_place.take(grams)


def _sum(values: np.ndarray) -> float:
    """Return the sum of values, added one after the other as a loop does."""
    return float(values.cumsum()[-1]) if len(values) else 0.0
