"""Whether two spellings mean the same Dutch organisation: yes, no, or a person must look.

A likeness in letters proves nothing: "Gemeente Gouda" is nearer to "Gemeente Goude" than "ODMH" is to
"Omgevingsdienst Midden-Holland". So both names are taken apart, and every word of the one must be accounted
for in the other. Letters are compared only within one word, and only to excuse a typing error there. Each
rule below that finds something gives its verdict; one "no" decides, then one "a person must look".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matchmaker.names.abbreviations import as_abbreviation
from matchmaker.names.alignment import Alignment, Finding, align, quoting
from matchmaker.names.families import endings, other_family, surnames
from matchmaker.names.lone_words import lone_words
from matchmaker.names.order import order
from matchmaker.names.parts import MOST_LETTERS, NameParts, names_in, take_apart
from matchmaker.names.places import article_of_place, inflected_place, only_a_place
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = r"[^()/\s]+\s+[^()/\s][^()/]*"
_TWICE = re.compile(rf"(?P<one>{_WORDS})(?:\((?P<other>{_WORDS})\)|\s/\s(?P<translated>{_WORDS}))[\s.]*")
"""More than one word, and so in brackets or behind a bar; one word may be a town or an abbreviation."""


@dataclass(frozen=True, slots=True)
class NameJudgement:
    """Whether two names mean the same organisation.

    Attributes:
        same: Yes, no, or None: a person must look.
        score: From 0 (nothing in common) to 1 (the same name), to sort by. A yes scores 0.9 or more, a
            person must look from 0.4 to 0.9, a no less than 0.4.
        why: What decided.
    """

    same: bool | None
    score: float
    why: Bilingual


def compare(a: str, b: str) -> NameJudgement:
    """Return whether ``a`` and ``b`` mean the same organisation; the order makes no difference.

    One that gives a former name beside its own ("A, voorheen B"), or itself twice, goes by both.
    """
    judged = [judge(take_apart(one), take_apart(other)) for one in names_of(a) for other in names_of(b)]
    return max(judged, key=likeliest)


def names_of(text: str) -> tuple[str, ...]:
    """Return the names that a text gives one party: "Omgevingsdienst Veluwe (OD Veluwe)" gives two."""
    may_be_twice = ("(" in text or "/" in text) and len(text) <= MOST_LETTERS
    twice = _TWICE.fullmatch(text.strip()) if may_be_twice else None
    if twice:
        one, other = twice["one"].strip(), (twice["other"] or twice["translated"]).strip()
        if judge(take_apart(one), take_apart(other)).same:
            return one, other
    return names_in(text)


def likeliest(judgement: NameJudgement) -> tuple[int, float, str]:
    """Return a key that sorts judgements from different to the same; of two alike always puts one first."""
    return (False, None, True).index(judgement.same), judgement.score, judgement.why.nl


def shortens(short: str, full: str) -> bool:
    """Return whether one name is a shorter way to write another: some of its words, or its initials."""
    ours, theirs = take_apart(short), take_apart(full)
    keys = {word.key for word in ours.words}
    if keys < {word.key for word in theirs.words} or as_abbreviation(ours, theirs) is not None:
        return True
    return any(word.is_abbreviation for word in ours.words) and judge(ours, theirs).same is not False


def fits_by_initials(a: str, b: str) -> bool:
    """Return whether one of two names is one word that may be made of initials of the other."""
    one, other = take_apart(a), take_apart(b)
    return as_abbreviation(one, other) is not None or as_abbreviation(other, one) is not None


def judge(one: NameParts, other: NameParts) -> NameJudgement:
    """Return the same for names that were taken apart before."""
    left, right = sorted((one, other), key=lambda name: name.raw)
    if left.raw == right.raw:
        return NameJudgement(True, 1.0, Bilingual("De namen zijn gelijk.", "The names are equal."))
    if not left.whole or not right.whole:
        text = Bilingual("Er ontbreekt een naam.", "A name is missing.")
        return NameJudgement(None, 0.4, text)
    if left.is_long or right.is_long:
        return _judge_long(left, right)
    alignment = align(left, right)
    if alignment.left or alignment.right or alignment.near:
        whole = as_abbreviation(left, right) or as_abbreviation(right, left)
        if whole is not None:
            return NameJudgement(whole.same, 0.95 if whole.same else 0.6, whole.why)
    decisive: dict[bool | None, Finding] = {}
    for finding in _findings(left, right, alignment):
        decisive.setdefault(finding.same, finding)
        if finding.same is False:
            break
    for same in (False, None, True):
        if same in decisive:
            return NameJudgement(same, _score(same, alignment), decisive[same].why)
    text = Bilingual(
        "Alle woorden die tellen zijn gelijk. Rechtsvorm, lidwoorden en schrijfwijze tellen niet mee.",
        "All words that count are equal. Legal form, articles and way of writing do not count.",
    )
    return NameJudgement(True, _score(True, alignment), text)


def _judge_long(left: NameParts, right: NameParts) -> NameJudgement:
    if left.joined == right.joined:
        text = Bilingual("De teksten zijn woord voor woord gelijk.", "The texts are equal word for word.")
        return NameJudgement(True, 0.9, text)
    text = Bilingual(
        "Dit is te lang voor een naam, en de teksten zijn niet gelijk.",
        "This is too long for a name, and the texts are not equal.",
    )
    return NameJudgement(False, 0.0, text)


def _score(same: bool | None, alignment: Alignment) -> float:
    """Return the share of equal words, by weight, within the band of the verdict."""
    equal = 2.0 * sum(word.role.value for word in alignment.shared)
    near = 1.6 * sum(max(pair.left.role.value, pair.right.role.value) for pair in alignment.near)
    alone = sum(word.role.value for word in (*alignment.left, *alignment.right))
    share = min(1.0, (equal + near) / (equal + near / 0.8 + alone or 1.0))
    lowest, highest = {True: (0.9, 1.0), None: (0.4, 0.89), False: (0.0, 0.39)}[same]
    return round(lowest + (highest - lowest) * share, 4)


def _findings(left: NameParts, right: NameParts, alignment: Alignment) -> Iterator[Finding]:
    """Yield what every rule finds; lazily, because the first rules say no to most pairs."""
    rules = (
        _numbers,
        lone_words,
        _many_slips,
        _legal_forms,
        only_a_place,
        endings,
        inflected_place,
        order,
        surnames,
        other_family,
        article_of_place,
    )
    yield from (pair.finding for pair in alignment.near)
    yield from (finding for rule in rules if (finding := rule(left, right, alignment)))


def _numbers(left: NameParts, right: NameParts, _: Alignment) -> Finding | None:
    """Another number is another line, period or edition; a number left out may be the same or the whole."""
    if left.numbers == right.numbers:
        return None
    said = ", ".join(left.numbers) or "-", ", ".join(right.numbers) or "-"
    if left.numbers and right.numbers:
        text = Bilingual(
            f"De nummers verschillen: {said[0]} en {said[1]}.",
            f"The numbers differ: {said[0]} and {said[1]}.",
        )
        return Finding(False, text)
    text = Bilingual(
        f"Alleen de ene naam heeft een nummer: {''.join(said).strip('-')}.",
        f"Only one name has a number: {''.join(said).strip('-')}.",
    )
    return Finding(None, text)


def _many_slips(_: NameParts, __: NameParts, alignment: Alignment) -> Finding | None:
    if len(alignment.near) < 2:
        return None
    words = [word for pair in alignment.near for word in (pair.left, pair.right)]
    said = ("Meer dan één woord verschilt een beetje", "More than one word differs a little")
    return Finding(None, quoting(*said, words))


def _legal_forms(left: NameParts, right: NameParts, _: Alignment) -> Finding | None:
    """A foundation and a company of one name are two; a form that only one name states says nothing."""
    if not left.forms or not right.forms or left.forms & right.forms:
        return None
    said = ", ".join(sorted(left.forms | right.forms))
    text = Bilingual(f"De rechtsvormen verschillen: {said}.", f"The legal forms differ: {said}.")
    return Finding(None, text)
