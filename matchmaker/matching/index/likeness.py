"""How alike a question and documents are, by n-grams and by words: what every question works out anew.

There are two with the same answers: on numpy alone, and compiled by numba where the extra ``fast``
is installed.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from scipy.sparse import csr_matrix

from matchmaker.matching.index.arrays import UNITS, WIDE, joined, runs, widened
from matchmaker.matching.index.texts import OPENING, SIZES
from matchmaker.matching.index.usual import usual_in

if TYPE_CHECKING:
    from matchmaker.matching.index.arrays import Lists
    from matchmaker.matching.index.texts import Texts, Vocabulary


# Squares, products and what words weigh are added as whole numbers of this fineness, so that no order of
# adding, and no numbering of n-grams, changes a sum. Of whole numbers up to 2 to the 53rd nothing is lost.
SQUARE_FINENESS, PRODUCT_FINENESS, WORD_FINENESS = 2.0**30, 2.0**36, 2.0**20
# So many documents are remembered with their lengths.
KEPT_LENGTHS = 1 << 18
OWNER_BITS = 32
# How much so many times count is worked out beforehand.
LEAST_DAMPED = 64
NONE = -1
# The column of what is not usual, in a table; there are fewer usual tokens.
_RARE = UNITS - 1


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


class Alike(NamedTuple):
    """How alike a question and some offerings are.

    Cosines of n-grams grow with every stretch that two texts share by chance, and fall with all that an
    offering says beside. So whole words are looked at as well, each once, over all that it says together.
    Those that begin with the same four letters are mostly forms of one; a shorter one must be there as it is.

    Attributes:
        about: For each the cosine of the question to what it says of itself.
        nearest: For each the highest cosine of the question to one of its other texts, or 0.
        shared: For each how much of the words of the question stands in all of that, from 0: what the words
            weigh that both have, by the root of what all words of the question weigh that any text or theme
            has. A word weighs the square of the logarithm of one in how many texts has its beginning.
    """

    about: np.ndarray
    nearest: np.ndarray
    shared: np.ndarray


class Likeness(Protocol):
    """Compares questions with what rows say; one question at a time."""

    def similarities(self, asked: np.ndarray, weights: np.ndarray, rows: np.ndarray, rarity: Rarity) -> Alike:
        """Return how alike a question and rows are.

        The product of a question and a text is the sum over the n-grams of weight times how much one tells
        times damped count: an n-gram that occurs n times in a text counts 1 + log n times.

        Args:
            asked: Numbers of the n-grams of the question, each once.
            weights: What each of them weighs.
            rows: Which rows.
            rarity: What their texts and words are measured by.
        """
        ...


class _Said(NamedTuple):
    """What some documents say, one unit after the other, as ``Texts`` keeps them.

    Each usual token has a column of its own. So has each occurrence of another one, which is quicker than to
    find those that are the same. All second units of wide tokens share the column before these, which has
    nothing: to leave such units out takes longer than to take them along.

    Attributes:
        columns: The column of each unit.
        many: How many units each document has.
        rare: The tokens of the last columns.
    """

    columns: np.ndarray
    many: np.ndarray
    rare: np.ndarray


class _Shared(NamedTuple):
    """What tokens share with a question.

    Attributes:
        grams: Places among the n-grams of the question of those that the token of each column has, as often
            as it has them, one column after the other.
        many: How many these are of each column.
        words: Of each column the place of the n-gram with which its token begins, or ``NONE``.
    """

    grams: np.ndarray
    many: np.ndarray
    words: np.ndarray


class NumpyLikeness:
    """Counts in a table of documents by n-grams asked for, from what each token shares with the question.

    Usual tokens are found from the n-grams asked for, and those of the others are looked through.
    """

    def __init__(self, texts: Texts, lengths: Lengths) -> None:
        """Begin with some texts, which may grow, and with what remembers their lengths."""
        self._texts, self._lengths = texts, lengths
        usual = usual_in(texts)
        self._nothing = len(usual.tokens)
        digits = np.diff(usual.rows)
        times = (1 << runs(np.zeros_like(digits), digits)).take(usual.entries)
        token_of_row = np.arange(self._nothing, dtype=np.uint16).repeat(digits)
        # Of each n-gram the usual tokens that have it, by column, as often as they have it.
        self._entries = token_of_row.take(usual.entries).repeat(times)
        self._starts = np.concatenate(([0], times.cumsum())).take(usual.starts)
        self._usual_beginnings = np.append(texts.vocabulary.beginnings.take(usual.tokens), 0)
        # A usual token of two units is looked through as rare ones are.
        narrow = (usual.tokens < WIDE).nonzero()[0]
        self._column_of_unit = np.full(UNITS, _RARE, dtype=np.uint16)
        self._column_of_unit[usual.tokens.take(narrow)] = narrow
        self._place_of_gram = np.zeros(0, dtype=np.int32)
        self._opens = np.zeros(OPENING + 1, dtype=np.bool_)
        self._damping = Damping()

    def similarities(self, asked: np.ndarray, weights: np.ndarray, rows: np.ndarray, rarity: Rarity) -> Alike:
        """See ``Likeness``."""
        if not len(rows):
            return Alike(np.zeros(0), np.zeros(0), np.zeros(0))
        documents, many = self._texts.documents(rows)
        said = self._said(documents)
        shared = self._shared(asked, said.rare)
        products = self._products(weights * rarity.of(asked), said, shared)
        norms = self._norms(documents, rarity)
        cosines = np.divide(products, norms, out=np.zeros(len(documents)), where=norms > 0)
        firsts = many.cumsum() - many
        about = cosines.take(firsts)
        # No cosine is below 0, so that a row without other texts is left with 0.
        cosines[firsts] = 0.0
        ends = said.many.cumsum().take(firsts + many - 1)
        found = self._words_shared(asked, rarity, shared.words.take(said.columns), ends)
        return Alike(about, np.maximum.reduceat(cosines, firsts), found)

    def _norms(self, documents: np.ndarray, rarity: Rarity) -> np.ndarray:
        """Return the lengths of the vectors of documents."""
        norms, missing = self._lengths.known(documents, rarity.version)
        if len(missing):
            norms[missing] = _measured(documents[missing], self._texts, rarity)
            self._lengths.remember(documents, norms, rarity.version)
        return norms

    def _said(self, documents: np.ndarray) -> _Said:
        """Return what documents say."""
        units, many = self._texts.token_lists.gather(documents)
        # Numbers as wide as places in memory are looked up sooner.
        columns = self._column_of_unit.take(units).astype(np.intp)
        columns[(units >= WIDE).nonzero()[0] + 1] = self._nothing
        rare = (columns == _RARE).nonzero()[0]
        first = self._nothing + 1
        columns[rare] = np.arange(first, first + len(rare))
        tokens = units.take(rare).astype(np.intp)
        wide = (tokens >= WIDE).nonzero()[0]
        tokens[wide] = joined(tokens.take(wide), units.take(rare.take(wide) + 1))
        return _Said(columns, many, tokens)

    def _products(self, weights: np.ndarray, said: _Said, shared: _Shared) -> np.ndarray:
        """Return the product of the question with each document."""
        documents, width = len(said.many), len(weights)
        many = shared.many.take(said.columns)
        # Half of all that is said shares nothing with the question.
        sharing = (many > 0).nonzero()[0]
        many = many.take(sharing)
        begins = (shared.many.cumsum() - shared.many).take(said.columns.take(sharing))
        of_document = (np.arange(documents) * width).repeat(said.many)
        pairs = of_document.take(sharing).repeat(many)
        pairs += shared.grams.take(runs(begins, many))
        times = np.bincount(pairs, minlength=documents * width)
        values = self._damping.of(times).reshape(documents, width)
        values *= weights * PRODUCT_FINENESS
        # Of whole numbers a product of matrices is the same sum, and quicker.
        products: np.ndarray = np.rint(values, out=values) @ np.ones(width)
        return products / PRODUCT_FINENESS

    def _shared(self, asked: np.ndarray, rare: np.ndarray) -> _Shared:
        """Return what each column shares with a question, the last ones being those of rare tokens."""
        vocabulary = self._texts.vocabulary
        if vocabulary.gram_count > len(self._place_of_gram):
            self._place_of_gram = np.full(vocabulary.gram_count * 5 // 4, NONE, dtype=np.int32)
        self._place_of_gram[asked] = np.arange(len(asked))
        of_rare, grams_of_rare = self._of_rare(asked, rare)
        begun = np.concatenate((self._usual_beginnings, vocabulary.beginnings.take(rare)))
        words = self._place_of_gram.take(begun)
        self._place_of_gram[asked] = NONE
        # Numbers of n-grams that no usual token has are beyond the end.
        begins = self._starts.take(asked, mode="clip")
        many = self._starts.take(asked + 1, mode="clip") - begins
        usual = self._entries.take(runs(begins, many))
        # Numbers of 16 bits are sorted in one go, several times as fast.
        grams = np.arange(len(asked)).repeat(many).take(usual.argsort(kind="stable"))
        counts = np.bincount(usual, minlength=self._nothing + 1), np.bincount(of_rare, minlength=len(rare))
        return _Shared(np.concatenate((grams, grams_of_rare)), np.concatenate(counts), words)

    def _of_rare(self, asked: np.ndarray, tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which of these tokens, by place and in order, have which n-grams that are asked for."""
        vocabulary = self._texts.vocabulary
        where, many = vocabulary.longest_grams.where(tokens)
        self._opens[asked & OPENING] = True
        begun = self._opens.take(vocabulary.openings.take(where)).nonzero()[0]
        self._opens[asked & OPENING] = False
        chains = np.empty((len(begun), SIZES), dtype=np.intp)
        chains[:, 0] = vocabulary.longest_grams.values.take(where.take(begun))
        for size in range(1, SIZES):
            chains[:, size] = vocabulary.shorter.take(chains[:, size - 1])
        places = self._place_of_gram.take(chains.ravel())
        hits = (places >= 0).nonzero()[0]
        owners = np.arange(len(tokens)).repeat(many).take(begun.take(hits // SIZES))
        return owners, places.take(hits)

    def _words_shared(
        self, asked: np.ndarray, rarity: Rarity, begun: np.ndarray, ends: np.ndarray
    ) -> np.ndarray:
        """Return ``Alike.shared``.

        Args:
            asked: Numbers of the n-grams of the question.
            rarity: How much each tells.
            begun: Of each unit the place of the n-gram with which its token begins, or ``NONE``.
            ends: Where the units of each row end.
        """
        begin_words = self._texts.vocabulary.begin_words.take(asked).nonzero()[0]
        weights = np.rint((rarity.of(asked.take(begin_words)) - 1) ** 2 * WORD_FINENESS).astype(np.int64)
        total = int(weights.sum())
        if not total:
            return np.zeros(len(ends))
        hits = (begun >= 0).nonzero()[0]
        places = ends.searchsorted(hits, side="right") * len(weights)
        places += begin_words.searchsorted(begun.take(hits))
        present = np.zeros((len(ends), len(weights)), dtype=np.int64)
        present.ravel()[places] = 1
        shared: np.ndarray = present @ weights / sqrt(WORD_FINENESS * total)
        return shared


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
