"""The words that texts use most, to be found from the n-grams that they have.

Of all that texts say, a thousand words are most. What such a word shares with a question is sooner noted by
going through the n-grams of the question, each with the words that have it, than by looking through all
n-grams of the word, of which a theme with all its labels has hundreds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matchmaker.matching.index.arrays import counted

if TYPE_CHECKING:
    from matchmaker.matching.index.texts import Texts, Vocabulary

# Each of them costs every question a little, whether it is said in what is looked at or not.
MOST_USUAL = 1024
# Among fewer rows than these more tokens are usual, at most so many times as many.
MANY_ROWS, MOST_TIMES = 2000, 8
# So many rows are counted in one go: enough to be quick, few enough to need little memory.
AT_ONCE = 512


class Usual(NamedTuple):
    """The tokens that occur most, and which n-grams they have how often.

    How often a token has an n-gram is written in binary digits: a token has one row of bits for the ones, if
    need be one for the twos, and so on, and in each row a bit for each n-gram.

    Attributes:
        tokens: Their numbers.
        rows: At which row of bits each of them begins, and at the end where the last one ends; 32 bits each.
        starts: Where the entries of each n-gram start, and at the end where the last one ends; 32 bits each.
            Later n-grams, which these tokens do not have, miss.
        entries: For each n-gram the rows in which its bit is set; 32 bits each.
    """

    tokens: np.ndarray
    rows: np.ndarray
    starts: np.ndarray
    entries: np.ndarray


def usual_in(texts: Texts) -> Usual:
    """Return the tokens that occur most in texts."""
    tokens = _said_most(texts, _usual_among(len(texts)))
    owners, grams, times = _grams_of(tokens, texts.vocabulary)
    digits = np.ones(len(tokens), dtype=np.int64)
    np.maximum.at(digits, owners, np.frexp(times)[1])
    rows = np.concatenate(([0], digits.cumsum())).astype(np.int32)
    set_ = [(times >> digit & 1).nonzero()[0] for digit in range(digits.max(initial=1))]
    of = np.concatenate([grams.take(some) for some in set_])
    entries = np.concatenate([rows.take(owners.take(some)) + digit for digit, some in enumerate(set_)])
    order = of.argsort(kind="stable")
    starts = of.take(order).searchsorted(np.arange(texts.vocabulary.gram_count + 1))
    return Usual(tokens, rows, starts.astype(np.int32), entries.take(order).astype(np.int32))


def _usual_among(rows: int) -> int:
    """Return how many tokens are usual among so many rows.

    The fewer rows there are, the larger a part of them every question looks at, and the more often it meets
    each token.
    """
    return MOST_USUAL * min(MOST_TIMES, max(1, MANY_ROWS // max(1, rows)))


def _said_most(texts: Texts, most: int) -> np.ndarray:
    """Return the numbers of the tokens that occur most, the most frequent first."""
    times = np.zeros(len(texts.vocabulary), dtype=np.int32)
    for first in range(0, len(texts), AT_ONCE):
        tokens, _ = texts.all_tokens(np.arange(first, min(first + AT_ONCE, len(texts))))
        # With a number of the same type numpy takes its quick way.
        np.add.at(times, tokens, np.int32(1))
    ordered = (-times).argsort(kind="stable")[:most]
    found: np.ndarray = ordered[times.take(ordered) > 0]
    return found


def _grams_of(tokens: np.ndarray, vocabulary: Vocabulary) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which of these tokens (by place) has which n-gram, and how often."""
    longest, many = vocabulary.longest_grams.gather(tokens)
    grams, with_shorter = vocabulary.with_shorter(longest)
    owners = np.arange(len(tokens)).repeat(many).repeat(with_shorter)
    return counted(owners, grams, vocabulary.gram_count)
