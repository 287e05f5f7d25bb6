"""Many known names, arranged so that those which a name may mean are found without comparing all.

Two names can only mean the same when all that counts in one of them is found in the other, or when they are
one spelling, or when one abbreviates the other. So a name is looked up by the few of its words that are
rarest among the known names, and a known name stands under the few of its own that are rarest; what is found
so must have the other words too, before ``matchmaker.names.judging`` judges it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from matchmaker.names import words as tables
from matchmaker.names.abbreviations import COUNTRY, as_abbreviation, may_abbreviate, may_be_abbreviated
from matchmaker.names.alignment import (
    MIXED_UP,
    TRADE_END,
    business_behind_trade,
    is_trade,
    may_be_slip,
    only_says_business,
    plain_spelling,
    spellings,
    trade_base,
    trade_of,
    trade_start,
)
from matchmaker.names.judging import judge, likeliest, names_of
from matchmaker.names.parts import NameParts, Role, Word, take_apart
from matchmaker.text import stem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from matchmaker.names.judging import NameJudgement

K = TypeVar("K")

_FORM_WORDS = frozenset({*tables.FORM_NAMES, *tables.FORM_NAMES.values()})
_KNOWN_TRADES = tuple(word for word in f"{tables.KINDS} {tables.TOPICS}".split() if is_trade(word))
_SHORTEST_FOR_A_SLIP = 4
_SHORTEST_FOR_TWO = 9  # letters, as ``matchmaker.names.alignment`` forgives them
_BLOCK = 256  # texts that are compared with many others at once


class NameIndex:
    """Known names, by their position in the list that was given."""

    def __init__(self, known: Sequence[str]) -> None:
        """Arrange the names; a name that is given more than once is looked at once."""
        self._positions: dict[str, list[int]] = defaultdict(list)
        # Positions that stand under two names, a former one or the same written twice.
        self._renamed: set[int] = set()
        for position, text in enumerate(known):
            called = names_of(text)
            for name in called:
                self._positions[name].append(position)
            if len(called) > 1:
                self._renamed.add(position)
        self._entries = [_entry(take_apart(name)) for name in self._positions]
        self._least_shared = [entry.least_shared for entry in self._entries]
        self._by_name = {entry.parts.raw: entry for entry in self._entries}
        self._under_all = _Clues()
        self._under_others = _Clues()
        self._under_pairs = _Clues()
        self._under_rarest = _Clues()
        self._by_spelling: dict[str, list[int]] = defaultdict(list)
        self._abbreviations = _Abbreviations()
        for index, entry in enumerate(self._entries):
            self._under_all.add(chain(*entry.clues), entry.parts, index)
            self._under_others.add(chain(*entry.others), entry.parts, index)
            self._under_pairs.add(entry.pairs, entry.parts, index)
            for spelling in spellings(entry.parts):
                self._by_spelling[spelling].append(index)
            self._abbreviations.add(entry.parts, index)
        for index, entry in enumerate(self._entries):
            self._under_rarest.add(chain(*self._rarest(entry.clues, entry)), entry.parts, index)
        pairs = {pair for entry in self._entries for pair in entry.pairs}
        clues = {clue for entry in self._entries for clue in chain(*entry.clues, *entry.others)}
        self._pairs = _SlipFinder(pairs, askers=clues - pairs)
        self._words = _SlipFinder(clues - pairs, askers=clues)
        wholes = {entry.parts.joined for entry in self._entries}
        self._wholes = _SlipFinder(wholes, askers=wholes)

    def candidates(self, name: str) -> list[tuple[int, NameJudgement]]:
        """Return which known names mean the same or must be looked at, by their position, best first."""
        likely: dict[int, NameJudgement] = {}
        for called in names_of(name):
            entry = self._by_name.get(called) or _entry(take_apart(called))
            for index in self._alike(entry):
                judgement = judge(entry.parts, self._entries[index].parts)
                if judgement.same is not False:
                    for position in self._positions[self._entries[index].parts.raw]:
                        likely[position] = max(judgement, likely.get(position, judgement), key=likeliest)
        return sorted(likely.items(), key=lambda pair: (not pair[1].same, -pair[1].score, pair[0]))

    def pairs(self) -> Iterator[tuple[int, int, NameJudgement]]:
        """Yield each two positions whose names mean the same or must be looked at, once, the lower first."""
        renamed: dict[tuple[int, int], NameJudgement] = {}
        for one, other, judgement in self._pairs_of_names():
            if one == other:
                continue
            if {one, other} & self._renamed:
                known = renamed.get((one, other), judgement)
                renamed[one, other] = max(judgement, known, key=likeliest)
            else:
                yield one, other, judgement
        for (one, other), judgement in renamed.items():
            yield one, other, judgement

    def _pairs_of_names(self) -> Iterator[tuple[int, int, NameJudgement]]:
        for index, entry in enumerate(self._entries):
            here = self._positions[entry.parts.raw]
            for at, one in enumerate(here):
                for other in islice(here, at + 1, None):
                    yield one, other, judge(entry.parts, entry.parts)
            for later in sorted(found for found in self._alike(entry) if found > index):
                judgement = judge(entry.parts, self._entries[later].parts)
                there = self._positions[self._entries[later].parts.raw]
                if judgement.same is not False:
                    yield from ((min(one, two), max(one, two), judgement) for one in here for two in there)

    def _alike(self, entry: _Entry) -> set[int]:
        """Return the names that may mean the same, before they are judged."""
        found = self._by_words(entry) | self._abbreviations.find(entry.parts)
        for spelling in spellings(entry.parts).union(self._wholes.near(entry.parts.joined)):
            found.update(self._by_spelling.get(spelling, ()))
        return found

    def _by_words(self, asked: _Entry) -> set[int]:
        """Return the names that have all words of the shorter of the two, slips forgiven."""
        telling = [self._with_slips(clues, asked.pairs) for clues in asked.clues]
        others = [self._with_slips(clues, asked.pairs) for clues in asked.others]
        longer = self._under_all.find(chain(*self._rarest(telling, asked)), asked.parts)
        shorter = self._under_rarest.find(chain(*telling, *others), asked.parts)
        likely = set().union(*longer, *shorter)
        shared: Counter[int] = Counter()
        for clues in telling:
            # A word of the one that is two words of the other covers both of them.
            for stock in (self._under_all, self._under_others, self._under_pairs):
                shared.update(set().union(*(likely & found for found in stock.find(clues, asked.parts))))
        for clues in others:
            found = self._under_all.find(clues, asked.parts)
            shared.update(set().union(*(likely & names for names in found)))
        most, least = asked.least_shared, self._least_shared
        return {index for index, count in shared.items() if count >= most or count >= least[index]}

    def _with_slips(self, clues: Collection[str], pairs: Collection[str]) -> set[str]:
        """Return clues with the words among the known names that may be meant by them.

        Two words as one may be a slip for one word of another name, but not for two words of it as one.
        """
        single = (clue for clue in clues if clue not in pairs)
        return {*clues, *chain(*map(self._words.near, clues)), *chain(*map(self._pairs.near, single))}

    def _rarest(self, clues: Sequence[Collection[str]], entry: _Entry) -> list[Collection[str]]:
        """Return the words, by their clues, of which any name that shares enough of them has at least one."""
        return sorted(clues, key=self._under_all.count)[: len(clues) - entry.least_shared + 1]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name with what it is found by.

    Attributes:
        parts: The name taken apart.
        clues: Per word that tells something, what the same word in another name would have in common with it,
            and the word as one with its neighbours, as another name may have them.
        others: The same for the words that may be left out; a word of another name may be a slip for one.
        pairs: Each two words in a row as one.
        least_shared: How many words it shares at least with any that may mean the same, itself the shorter.
    """

    parts: NameParts
    clues: tuple[tuple[str, ...], ...]
    others: tuple[tuple[str, ...], ...]
    pairs: tuple[str, ...]
    least_shared: int


def _entry(parts: NameParts) -> _Entry:
    telling = [word for word in parts.words if not _may_be_left_out(word)] or list(parts.words)
    others = [word for word in parts.words if word not in telling]
    texts = [word.text for word in telling]
    pairs = [one + other for one, other in pairwise(texts)]
    clues = [(*_own_clues(word), *pairs[max(0, at - 1) : at + 1]) for at, word in enumerate(telling)]
    abbreviations = sum(word.is_abbreviation for word in telling)
    return _Entry(
        parts,
        tuple(clues),
        tuple(tuple(_own_clues(word)) for word in others),
        tuple(pairs),
        max(1, len(telling) - min(1, abbreviations)),
    )


def _may_be_left_out(word: Word) -> bool:
    """Return whether two names of one organisation may each have such a word that the other has not."""
    return word.role is Role.TIER or word.key in _FORM_WORDS or only_says_business(word)


def _own_clues(word: Word) -> set[str]:
    """Return what the same word in another name would have in common with it."""
    clues = {word.key, *word.key.split(" "), trade_start(word), trade_base(word)}
    if business_behind_trade(word):
        clues.add(trade_of(word))
    if word.role is Role.OWN:
        clues |= {word.text, stem(word.key), plain_spelling(word.text)}
    elif word.role is Role.PLACE:
        clues.add(plain_spelling(word.text))
    if is_trade(word.text):
        clues |= _trade_endings(word)
    for kinds in tables.NEAR_KINDS:
        clues |= kinds if word.key in kinds else set()
    return clues


def _trade_endings(word: Word) -> set[str]:
    """Return what a trade has in common with a part of it: brouwerij and bierbrouwerij."""
    if word.role is not Role.OWN:
        return {f"-{word.text}"}
    known = {f"-{trade}" for trade in _KNOWN_TRADES if word.text.endswith(trade)}
    return {f"-{word.text[-TRADE_END:]}", *known}


class _Names(dict[K, int | set[int]]):
    """Names by what they stand under; most stand alone, and a set for each would take most of the memory."""

    def put(self, under: K, index: int) -> None:
        """Put a name under something."""
        held = self.setdefault(under, index)
        if isinstance(held, set):
            held.add(index)
        elif held != index:
            self[under] = {held, index}

    def under(self, key: K) -> set[int]:
        """Return the names under something that is there."""
        held = self[key]
        return held if isinstance(held, set) else {held}


class _Clues:
    """Names by clue; two names that each have a number, but another one, do not find each other."""

    def __init__(self) -> None:
        self._without_number: _Names[str] = _Names()
        self._with_number: _Names[str] = _Names()
        self._of_number: _Names[tuple[str, tuple[str, ...]]] = _Names()

    def add(self, clues: Iterable[str], name: NameParts, index: int) -> None:
        """Put a name under clues."""
        for clue in clues:
            if name.numbers:
                self._with_number.put(clue, index)
                self._of_number.put((clue, name.numbers), index)
            else:
                self._without_number.put(clue, index)

    def find(self, clues: Iterable[str], name: NameParts) -> Iterator[set[int]]:
        """Yield the names under each of these clues that ``name`` may mean."""
        for clue in clues:
            if clue in self._without_number:
                yield self._without_number.under(clue)
            if name.numbers and (clue, name.numbers) in self._of_number:
                yield self._of_number.under((clue, name.numbers))
            if not name.numbers and clue in self._with_number:
                yield self._with_number.under(clue)

    def count(self, clues: Iterable[str]) -> int:
        """Return how often names stand under these clues."""
        stocks = (self._without_number, self._with_number)
        return sum(len(stock.under(clue)) for clue in clues for stock in stocks if clue in stock)


class _Abbreviations:
    """Names that may be abbreviations and names that may be abbreviated, by the first letter."""

    def __init__(self) -> None:
        self._short: dict[str, list[tuple[int, NameParts]]] = defaultdict(list)
        self._long: dict[str, list[tuple[int, NameParts]]] = defaultdict(list)
        self._single: dict[str, list[int]] = defaultdict(list)
        self._stating: dict[str, list[int]] = defaultdict(list)

    def add(self, name: NameParts, index: int) -> None:
        """Put a name among the others."""
        if len(name.words) == 1:
            self._single[name.words[0].key].append(index)
        if name.abbreviation:
            self._stating[name.abbreviation].append(index)
        if may_abbreviate(name):
            self._short[name.words[0].key[0]].append((index, name))
        if may_be_abbreviated(name):
            for letter in _first_letters(name):
                self._long[letter].append((index, name))

    def find(self, name: NameParts) -> set[int]:
        """Return the names that this one may abbreviate, and those that may abbreviate it."""
        found: set[int] = set()
        if len(name.words) == 1:
            found.update(self._stating.get(name.words[0].key, ()))
        if name.abbreviation:
            found.update(self._single.get(name.abbreviation, ()))
        if may_abbreviate(name):
            pool = self._long.get(name.words[0].key[0], ())
            found.update(index for index, long in pool if as_abbreviation(name, long))
        if may_be_abbreviated(name):
            for letter in _first_letters(name):
                pool = self._short.get(letter, ())
                found.update(index for index, short in pool if as_abbreviation(short, name))
        return found


def _first_letters(name: NameParts) -> set[str]:
    """Return the letters with which an abbreviation of a name may begin."""
    letters: set[str] = set()
    for initial in name.initials:
        letters.add(initial.text[0])
        if initial.needed and initial.role is not Role.KIND and initial.text != COUNTRY:
            break
    return letters


def _families() -> dict[str, str]:
    """Return for each letter that people mix up with others one letter that stands for all of those."""
    family = {letter: letter for pair in MIXED_UP for letter in pair}
    for pair in MIXED_UP:
        one, *others = sorted(family[letter] for letter in pair)
        family |= {letter: one for letter, of in family.items() if of in others}
    return family


_FAMILY = _families()


class _SlipFinder:
    """Texts by their length and the family of their first letter, which a slip of the keyboard leaves alone.

    Only the first two letters may change places. Texts that stand together are compared with others at once,
    when the first of them is asked for.
    """

    def __init__(self, texts: Iterable[str], *, askers: Iterable[str]) -> None:
        """Take the texts among which to find, and those that will mostly be asked for.

        The shortest texts may mean anything and are left out.
        """
        self._by_family: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._by_start: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._near: dict[str, tuple[str, ...]] = {}
        for text in sorted(text for text in texts if len(text) >= _SHORTEST_FOR_A_SLIP):
            self._by_family[_family(text), len(text)].append(text)
            self._by_start[text[:2], len(text)].append(text)
        self._together: dict[tuple[str, int], list[str]] = defaultdict(list)
        for text in sorted(text for text in askers if len(text) >= _SHORTEST_FOR_A_SLIP):
            self._together[_family(text), len(text)].append(text)

    def near(self, text: str) -> tuple[str, ...]:
        """Return the texts that differ from ``text`` by no more letters than slips may."""
        if len(text) < _SHORTEST_FOR_A_SLIP:
            return ()
        if text not in self._near:
            together = self._together.pop((_family(text), len(text)), [])
            for start in range(0, len(together), _BLOCK):
                self._look_up(together[start : start + _BLOCK])
        if text not in self._near:
            self._look_up([text])
        return self._near[text]

    def _look_up(self, asked: Sequence[str]) -> None:
        """Note what is near to texts of one length and family."""
        length = len(asked[0])
        found: list[list[str]] = [[] for _ in asked]
        for other in range(length - 2, length + 3):
            pool = self._by_family.get((_family(asked[0]), other), ())
            most = 2 if min(length, other) >= _SHORTEST_FOR_TWO else 1
            if not pool or abs(length - other) > most:
                continue
            for row, text in self._within(asked, pool, most):
                found[row].append(text)
        for text, near in zip(asked, found, strict=True):
            swapped = text[1] + text[0]
            if _family(text) != _family(swapped):
                pool = self._by_start.get((swapped, length), ())
                most = 2 if length >= _SHORTEST_FOR_TWO else 1
                near += [other for _, other in self._within([text], pool, most)]
            self._near[text] = tuple(near)

    @staticmethod
    def _within(asked: Sequence[str], pool: Sequence[str], most: int) -> Iterator[tuple[int, str]]:
        """Yield the position of an asked text with each of the pool that it may be a slip for."""
        if len(asked) == 1 and len(pool) < _BLOCK:  # a table of distances costs more than it saves
            (text,) = asked
            for other in pool:
                distance = OSA.distance(text, other, score_cutoff=most)
                if distance <= most and may_be_slip(text, other, distance):
                    yield 0, other
            return
        distances = process.cdist(
            asked, pool, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8, workers=1
        )
        for row, column in np.argwhere(distances <= most):
            if may_be_slip(asked[row], pool[column], int(distances[row, column])):
                yield int(row), pool[column]


def _family(text: str) -> str:
    return _FAMILY.get(text[0], text[0])
