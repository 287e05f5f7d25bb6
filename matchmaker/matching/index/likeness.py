"""How much the n-grams of a question weigh in documents: what every question works out anew.

There are two with the same answers: on numpy alone, and compiled by numba where the extra ``fast``
is installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from scipy.sparse import csr_matrix

from matchmaker.matching.index.arrays import runs, widened
from matchmaker.matching.index.texts import OPENING, SIZES
from matchmaker.matching.index.usual import usual_in

if TYPE_CHECKING:
    from matchmaker.matching.index.arrays import Lists
    from matchmaker.matching.index.texts import Texts, Vocabulary


# Squares and products are added as whole numbers of this fineness, so that no order of adding, and no
# numbering of n-grams, changes a sum. Of whole numbers up to 2 to the 53rd nothing is lost.
SQUARE_FINENESS, PRODUCT_FINENESS = 2.0**30, 2.0**36
# So many documents are remembered with their lengths.
KEPT_LENGTHS = 1 << 18
OWNER_BITS = 32
# So many numbers have 16 bits.
NARROW = 1 << 16
# How much so many times count is worked out beforehand.
LEAST_DAMPED = 64


class Rarity(NamedTuple):
    """How much n-grams tell: the fewer documents have one, the more.

    Attributes:
        version: Another number after each change.
        most: How much an n-gram would tell that no document has.
        logs: How much less each n-gram tells.
    """

    version: int
    most: float
    logs: np.ndarray

    def of(self, grams: np.ndarray) -> np.ndarray:
        """Return how much each of these n-grams tells: its idf, smoothed."""
        idf: np.ndarray = self.most - self.logs.take(grams)
        return idf


class Lengths:
    """How long the vectors of documents are, as far as they were measured since the last change.

    Each document has one place in which its length is remembered, until another takes that.

    Attributes:
        values: The length at each place.
        owners: Of which document at which version it is: the version times 2 to the ``OWNER_BITS`` more.
    """

    def __init__(self) -> None:
        self.values = np.zeros(KEPT_LENGTHS)
        self.owners = np.zeros(KEPT_LENGTHS, dtype=np.int64)

    def remember(self, documents: np.ndarray, lengths: np.ndarray, version: int) -> None:
        """Take in the lengths of documents."""
        places = documents % KEPT_LENGTHS
        self.values[places] = lengths
        self.owners[places] = version << OWNER_BITS | documents

    def known(self, documents: np.ndarray, version: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the lengths of documents, and the places of those that must be measured first."""
        places = documents % KEPT_LENGTHS
        missing = (self.owners[places] != version << OWNER_BITS | documents).nonzero()[0]
        return self.values[places], missing


class Damping:
    """How much n-grams count by how often they occur, as far as it was worked out."""

    def __init__(self) -> None:
        """Work out the smallest numbers."""
        self._counts = damped(0)

    def of(self, times: np.ndarray) -> np.ndarray:
        """Return how much n-grams count that occur so often."""
        try:
            return self._counts.take(times)
        except IndexError:
            self._counts = damped(int(times.max()) + 1)
            return self._counts.take(times)


class Likeness(Protocol):
    """Multiplies the vector of a question with those of documents, and measures these."""

    def similarities(
        self, asked: np.ndarray, weights: np.ndarray, rows: np.ndarray, rarity: Rarity
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return for each row the cosine of a question to its first text, and the best to its other ones.

        The product is the sum over the n-grams of weight times how much one tells times damped count: an
        n-gram that occurs n times in a text counts 1 + log n times. A row without other texts gets 0.

        Args:
            asked: Numbers of the n-grams of the question, each once.
            weights: What each of them weighs.
            rows: Which rows.
            rarity: What their texts are measured by.
        """
        ...


class NumpyLikeness:
    """Counts in a table of documents by n-grams asked for; each token is looked up once for all documents."""

    def __init__(self, texts: Texts, lengths: Lengths) -> None:
        """Begin with some texts, which may grow, and with what remembers their lengths."""
        self._texts, self._lengths = texts, lengths
        self._usual = usual = usual_in(texts)
        digits = np.diff(usual.rows)
        self._token_of_row = np.arange(len(digits)).repeat(digits)
        self._times_of_row = 1 << runs(np.zeros_like(digits), digits)
        self._place_of_gram = np.zeros(0, dtype=np.int32)
        self._place_of_token = np.zeros(0, dtype=np.int32)
        self._opens = np.zeros(OPENING + 1, dtype=np.bool_)
        self._damping = Damping()

    def similarities(
        self, asked: np.ndarray, weights: np.ndarray, rows: np.ndarray, rarity: Rarity
    ) -> tuple[np.ndarray, np.ndarray]:
        """See ``Likeness``."""
        texts, lengths = self._texts, self._lengths
        if not len(rows):
            return np.zeros(0), np.zeros(0)
        documents, many = texts.documents(rows)
        norms, missing = lengths.known(documents, rarity.version)
        if len(missing):
            norms[missing] = _measured(documents[missing], texts, rarity)
            lengths.remember(documents, norms, rarity.version)
        products = self._products(asked, weights * rarity.of(asked), documents)
        cosines = np.divide(products, norms, out=np.zeros(len(documents)), where=norms > 0)
        firsts = many.cumsum() - many
        about = cosines.take(firsts)
        # No cosine is below 0, so that a row without other texts is left with 0.
        cosines[firsts] = 0.0
        return about, np.maximum.reduceat(cosines, firsts)

    def _products(self, asked: np.ndarray, weights: np.ndarray, documents: np.ndarray) -> np.ndarray:
        """Return the product of the question with each document."""
        texts = self._texts
        found, lengths = widened(*texts.token_lists.gather(documents))
        if not len(asked) or not len(found):
            return np.zeros(len(documents))
        different, places = self._different(found, len(texts.vocabulary))
        shared, many = self._shared(asked, different)
        width = len(asked)
        begins, many = (many.cumsum() - many).take(places), many.take(places)
        pairs = np.arange(0, len(documents) * width, width).repeat(lengths).repeat(many)
        pairs += shared.take(runs(begins, many))
        times = np.bincount(pairs, minlength=len(documents) * width)
        values = self._damping.of(times).reshape(-1, width)
        values *= weights * PRODUCT_FINENESS
        products: np.ndarray = np.rint(values, out=values).sum(axis=1)
        return products / PRODUCT_FINENESS

    def _different(self, tokens: np.ndarray, room: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the different tokens, and of each token its place among them."""
        if room > len(self._place_of_token):
            self._place_of_token = np.zeros(room * 5 // 4, dtype=np.int32)
        place_of_token = self._place_of_token
        # Numbers as wide as places in memory are looked up sooner.
        tokens, order = tokens.astype(np.intp), np.arange(len(tokens))
        # Of equal tokens the one that is noted last stands for all; to sort them takes twice as long.
        place_of_token[tokens] = order
        different = tokens.compress(place_of_token.take(tokens) == order)
        place_of_token[different] = order[: len(different)]
        return different, place_of_token.take(tokens)

    def _shared(self, asked: np.ndarray, tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which n-grams different tokens have, by place, one token after the other, and how many."""
        usual, shared_with_usual, rare = self._of_usual(asked, tokens)
        owners, shared = self._of_rare(asked, tokens.take(rare))
        owners = np.concatenate((usual, rare.take(owners)))
        shared = np.concatenate((shared_with_usual, shared))
        # Numbers of 16 bits are sorted in one go, several times as fast.
        narrow = owners.astype(np.uint16) if len(tokens) <= NARROW else owners
        return shared.take(narrow.argsort(kind="stable")), np.bincount(owners, minlength=len(tokens))

    def _of_usual(self, asked: np.ndarray, tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return which of these tokens, by place, have which n-grams that are asked for, and the rare ones.

        Only of tokens that are usual; the rare ones are those that are not.
        """
        usual = self._usual
        # Where another question noted a token, some other one may stand now, or none.
        noted = self._place_of_token.take(usual.tokens)
        there = tokens.take(noted, mode="clip") == usual.tokens
        rare = np.ones(len(tokens), dtype=np.bool_)
        rare[noted.compress(there)] = False
        noted[~there] = -1
        last = len(usual.starts) - 1
        begins = usual.starts.take(np.minimum(asked, last))
        many = usual.starts.take(np.minimum(asked + 1, last)) - begins
        rows = usual.entries.take(runs(begins, many))
        owners = noted.take(self._token_of_row).take(rows)
        found = (owners >= 0).nonzero()[0]
        times = self._times_of_row.take(rows.take(found))
        places = np.arange(len(asked)).repeat(many).take(found)
        return owners.take(found).repeat(times), places.repeat(times), rare.nonzero()[0]

    def _of_rare(self, asked: np.ndarray, tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which of these tokens, by place, have which n-grams that are asked for."""
        vocabulary = self._texts.vocabulary
        where, many = vocabulary.longest_grams.where(tokens)
        self._opens[asked & OPENING] = True
        begun = self._opens.take(vocabulary.openings.take(where)).nonzero()[0]
        self._opens[asked & OPENING] = False
        if vocabulary.gram_count > len(self._place_of_gram):
            self._place_of_gram = np.full(vocabulary.gram_count * 5 // 4, -1, dtype=np.int32)
        self._place_of_gram[asked] = np.arange(len(asked), dtype=np.int32)
        chains = np.empty((len(begun), SIZES), dtype=np.intp)
        chains[:, 0] = vocabulary.longest_grams.values.take(where.take(begun))
        for size in range(1, SIZES):
            chains[:, size] = vocabulary.shorter.take(chains[:, size - 1])
        places = self._place_of_gram.take(chains.ravel())
        self._place_of_gram[asked] = -1
        hits = (places >= 0).nonzero()[0]
        owners = np.arange(len(tokens)).repeat(many).take(begun.take(hits // SIZES))
        return owners, places.take(hits)


def _measured(documents: np.ndarray, texts: Texts, rarity: Rarity) -> np.ndarray:
    """Return the length of the vector of each document."""
    counts = gram_counts(documents, texts.token_lists, texts.vocabulary)
    counts.data = (1 + np.log(counts.data)) * rarity.of(counts.indices)
    return lengths_of(counts)


def damped(room: int) -> np.ndarray:
    """Return how much an n-gram counts that occurs 0, 1, 2 ... times."""
    counts = 1 + np.log(np.maximum(1, np.arange(max(room, LEAST_DAMPED))))
    counts[0] = 0.0
    return counts


def gram_counts(documents: np.ndarray, tokens: Lists, vocabulary: Vocabulary) -> csr_matrix:
    """Return how often each of these documents has each n-gram: one row a document, n-grams in no order."""
    said, lengths = widened(*tokens.gather(documents))
    longest, many = vocabulary.longest_grams.gather(said)
    width = vocabulary.gram_count
    # Multiplied, two tables of ones add up what belongs together, several times as fast as sorting does.
    counts = _ones(np.arange(len(said)), lengths, len(said)) @ _ones(longest, many, width)
    grams, many = vocabulary.with_shorter(counts.indices)
    once = csr_matrix((counts.data, np.arange(counts.nnz), counts.indptr), (len(documents), counts.nnz))
    every: csr_matrix = once @ _ones(grams, many, width)
    return every


def lengths_of(vectors: csr_matrix) -> np.ndarray:
    """Return the lengths of vectors, one a row."""
    rows = vectors.shape[0]
    owners = np.repeat(np.arange(rows), np.diff(vectors.indptr))
    squares = np.bincount(owners, np.rint(vectors.data**2 * SQUARE_FINENESS), minlength=rows)
    lengths: np.ndarray = np.sqrt(squares / SQUARE_FINENESS)
    return lengths


def _ones(columns: np.ndarray, lengths: np.ndarray, width: int) -> csr_matrix:
    """Return a table with a one for each of these columns, so many in each row."""
    starts = np.concatenate(([0], np.cumsum(lengths)))
    return csr_matrix((np.ones(len(columns), dtype=np.int32), columns, starts), shape=(len(lengths), width))
