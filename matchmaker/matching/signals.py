"""What a feature says of candidates, in the five forms that can be worked out for all of them at once.

A form holds what follows from the need alone; what differs from candidate to candidate is looked up in it. It
also stands as numbers (``code`` and ``table``), by which a compiled loop does the same; as bytes, since these
are put together sooner than arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from matchmaker.matching.answer import Reason
from matchmaker.matching.profiles import HAS_QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from matchmaker.matching.profiles import Seen, Spoken
    from matchmaker.matching.weighing import Likeness
    from matchmaker.vocabulary import Bilingual

# How like a question is to what an offering says of itself, to the nearest of its ``examples``, by words to
# all of that, to the words that go together with its own, and to its meaning: places in a ``Likeness``.
LIKENESSES = range(5)
ABOUT, QUESTION, WORDS, RELATED, MEANT = LIKENESSES

# The forms, as ``code`` begins with them.
SAME, RESEMBLANCE, EXAMPLE, LOOKED_UP, NEAREST = range(5)
CODE_LENGTH = 7
NONE = -1


class Part(NamedTuple):
    """A feature as a recipe has it.

    Attributes:
        name: Code of the feature, as reasons carry it.
        weight: Its share of the score.
    """

    name: str
    weight: float


@dataclass(frozen=True, eq=False)
class Same:
    """The same for all.

    Attributes:
        value: Between 0 and 1.
        text: The reason.
        asked: Whether the need says anything that the feature could tell by.
    """

    value: float
    text: Bilingual
    asked: bool = True

    @cached_property
    def code(self) -> bytes:
        """The form as numbers."""
        return _code(SAME, NONE, self.value)

    @property
    def table(self) -> bytes:
        """What is looked up in it as numbers: nothing."""
        return b""

    def values(self, seen: Seen, likeness: Likeness) -> np.ndarray:
        """Return the value of each candidate."""
        del likeness
        return np.full(seen.many, self.value)

    def reasons(self, part: Part, shown: Spoken, added: Sequence[float]) -> Sequence[Reason]:
        """Return the reason of each candidate.

        Args:
            part: The feature that says so.
            shown: What is seen of the candidates.
            added: What the feature adds to the score of each.
        """
        del shown
        return _saying(part, added, self.text)


@dataclass(frozen=True, eq=False)
class Resemblance:
    """Grows with a likeness: up to one cosine it tells nothing, from another one on it tells all.

    Attributes:
        likeness: Which one.
        none: Up to this cosine the value is 0.
        all: From this one on it is 1.
        text: The reason.
        asked: Whether there is anything to tell by.
    """

    likeness: int
    none: float
    all: float
    text: Bilingual
    asked: bool = True

    @cached_property
    def code(self) -> bytes:
        """The form as numbers: which, from where on, and over how much."""
        return _code(RESEMBLANCE, self.likeness, self.none, self.all - self.none)

    @property
    def table(self) -> bytes:
        """What is looked up in it as numbers: nothing."""
        return b""

    def values(self, seen: Seen, likeness: Likeness) -> np.ndarray:
        """Return the value of each candidate."""
        del seen
        reached: np.ndarray = likeness[self.likeness] - self.none
        reached /= self.all - self.none
        np.minimum(reached, 1.0, out=reached)
        np.maximum(reached, 0.0, out=reached)
        return reached

    def reasons(self, part: Part, shown: Spoken, added: Sequence[float]) -> Sequence[Reason]:
        """See ``Same.reasons``."""
        del shown
        return _saying(part, added, self.text)


@dataclass(frozen=True, eq=False)
class Example:
    """Grows with the likeness to the nearest of the ``examples`` of what an offering is for.

    Attributes:
        nearest: How.
        description: What counts where that is more, of an offering without example questions; None if such a
            one is like nothing.
        asked: Whether there is anything to tell by.
    """

    nearest: Resemblance
    description: Resemblance | None
    asked: bool = True

    @cached_property
    def code(self) -> bytes:
        """The form as numbers: which, from where on, over how much, and the same of what may count more."""
        own, other = self.nearest, self.description
        begins = (EXAMPLE, own.likeness, own.none, own.all - own.none)
        if other is None:
            return _code(*begins, NONE)
        return _code(*begins, other.likeness, other.none, other.all - other.none)

    @property
    def table(self) -> bytes:
        """What is looked up in it as numbers: nothing."""
        return b""

    def values(self, seen: Seen, likeness: Likeness) -> np.ndarray:
        """Return the value of each candidate."""
        has, reached = seen.profiles[HAS_QUESTIONS], self.nearest.values(seen, likeness)
        if self.description is None:
            reached *= has
        else:
            otherwise = self.description.values(seen, likeness)
            np.maximum(reached, otherwise, out=reached, where=has == 0)
        return reached

    def reasons(self, part: Part, shown: Spoken, added: Sequence[float]) -> Sequence[Reason]:
        """See ``Same.reasons``."""
        asked, said = self.nearest.text, (self.description or self.nearest).text
        return _each(part, added, [asked if has else said for has in shown.profiles[HAS_QUESTIONS]])


@dataclass(frozen=True, eq=False)
class LookedUp:
    """Follows from one field of a profile.

    Attributes:
        field: Which one.
        by_value: The value of the feature for each value of the field.
        tell: Gives the reason for a value of the field.
        asked: Always true; what does not depend on the need is told by every need.
    """

    field: int
    by_value: np.ndarray
    tell: Callable[[int], Bilingual]
    asked: bool = True

    @cached_property
    def code(self) -> bytes:
        """The form as numbers: which field, and how many values it may have."""
        return _code(LOOKED_UP, self.field, NONE, len(self.by_value))

    @cached_property
    def table(self) -> memoryview:
        """What is looked up in it as numbers; not copied, as there may be one for each party."""
        return np.ascontiguousarray(self.by_value, dtype=np.float64).data

    def values(self, seen: Seen, likeness: Likeness) -> np.ndarray:
        """Return the value of each candidate."""
        del likeness
        found: np.ndarray = self.by_value.take(seen.profiles[self.field])
        return found

    def reasons(self, part: Part, shown: Spoken, added: Sequence[float]) -> Sequence[Reason]:
        """See ``Same.reasons``."""
        del added
        made = self._made.get(part)
        if made is None:
            made = self._made[part] = _ByValue(part, self)
        return list(map(made.__getitem__, shown.profiles[self.field]))

    @cached_property
    def _made(self) -> dict[Part, _ByValue]:
        return {}


@dataclass(frozen=True, eq=False)
class Nearest:
    """Grows with how near the nearest theme of a candidate is to each of some themes, added up.

    Attributes:
        tables: For each theme asked for how near every theme is to it, by its number; with at most 1 for 0.
        strengths: How much each theme asked for counts.
        of_what: The sum that is as good as it gets.
        trades_too: Whether the trades that an offering is for count as its themes do.
        tell: Gives the reason of each candidate.
        only: The field of a profile that must be set; where it is not, the value is ``otherwise``.
        otherwise: Between 0 and 1.
        asked: Always true.
    """

    tables: Sequence[np.ndarray]
    strengths: Sequence[float]
    of_what: float
    trades_too: bool
    tell: Callable[[Spoken], Sequence[Bilingual]]
    only: int | None = None
    otherwise: float = 0.0
    asked: bool = True

    @cached_property
    def code(self) -> bytes:
        """The form as numbers: which field must be set, what holds if not, the best sum, what is added."""
        only = NONE if self.only is None else self.only
        return _code(NEAREST, only, self.otherwise, self.of_what, self.trades_too, len(self.tables))

    @cached_property
    def table(self) -> bytes:
        """What is looked up in it as numbers: each table after how much its theme counts."""
        return b"".join(
            [
                _as_bytes([strength, *table.tolist()])
                for strength, table in zip(self.strengths, self.tables, strict=True)
            ]
        )

    def values(self, seen: Seen, likeness: Likeness) -> np.ndarray:
        """Return the value of each candidate."""
        del likeness
        if not self.tables:
            found = np.zeros(seen.many)
        else:
            themes = seen.all_themes if self.trades_too else seen.themes
            found = reduce(
                np.add,
                [
                    strength * np.maximum.reduce(table.take(themes))
                    for table, strength in zip(self.tables, self.strengths, strict=True)
                ],
            )
            found /= self.of_what
            np.minimum(found, 1.0, out=found)
        return found if self.only is None else np.where(seen.profiles[self.only], found, self.otherwise)

    def reasons(self, part: Part, shown: Spoken, added: Sequence[float]) -> Sequence[Reason]:
        """See ``Same.reasons``."""
        return _each(part, added, self.tell(shown))


Signal: TypeAlias = Same | Resemblance | Example | LookedUp | Nearest


class _ByValue(dict[int, Reason]):
    """The reasons of a feature by the value of a field, each made when it is first told."""

    def __init__(self, part: Part, signal: LookedUp) -> None:
        super().__init__()
        self._part, self._signal = part, signal

    def __missing__(self, value: int) -> Reason:
        name, weight = self._part
        added = weight * float(self._signal.by_value[value])
        reason = self[value] = Reason(name, added, self._signal.tell(value))
        return reason


# There are a hundred reasons to make, and this does no more than ``Reason`` itself does in the end.
_new: Callable[[type[Reason], tuple[str, float, Bilingual]], Reason] = tuple.__new__
_REASONS = repeat(Reason)


def _each(part: Part, added: Sequence[float], texts: Iterable[Bilingual]) -> Sequence[Reason]:
    return list(map(_new, _REASONS, zip(repeat(part.name), added, texts, strict=False)))


def _saying(part: Part, added: Sequence[float], text: Bilingual) -> Sequence[Reason]:
    """Return reasons with one text, and only one of them where as much is added to all."""
    many = len(added)
    if many and added.count(added[0]) == many:
        return [Reason(part.name, added[0], text)] * many
    return _each(part, added, repeat(text))


def _code(*numbers: float) -> bytes:
    return _as_bytes([*numbers, *[0.0] * (CODE_LENGTH - len(numbers))])


def _as_bytes(numbers: Sequence[float] | np.ndarray) -> bytes:
    return np.array(numbers, dtype=np.float64).tobytes()
