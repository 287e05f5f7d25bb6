"""The picture of a praatplaat: a wheel of seven parts, solid for what is done, dashed for what is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matchmaker.casework.praatplaat import Count

SIZE = 320
INNER, OUTER, NUMBER = 34.0, 132.0, 147.0
_GAP = 1.6  # degrees between two parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One part of the wheel, as paths in a square of 320 by 320.

    Attributes:
        number: Place in the wheel, from 1.
        whole: All that applies to the company.
        done: What it does, or None for nothing.
        wanted: What it wants on top of that, or None for nothing.
        x: Where its number stands.
        y: The same, downwards.
    """

    number: int
    whole: str
    done: str | None
    wanted: str | None
    x: str
    y: str


def wheel(counts: Sequence[Count]) -> tuple[Segment, ...]:
    """Return the parts of a wheel, clockwise from the top; equal shares have equal areas."""
    width = 360 / len(counts)
    return tuple(_segment(number, count, width) for number, count in enumerate(counts, start=1))


def _segment(number: int, count: Count, width: float) -> Segment:
    start, end = (number - 1) * width + _GAP, number * width - _GAP
    done = _radius(count.done, count.asked)
    wanted = _radius(count.done + count.wanted, count.asked)
    x, y = _point(NUMBER, (start + end) / 2)
    return Segment(
        number=number,
        whole=_ring(INNER, OUTER, start, end),
        done=_ring(INNER, done, start, end) if count.done else None,
        wanted=_ring(done, wanted, start, end) if count.wanted else None,
        x=x,
        y=y,
    )


def _radius(part: int, whole: int) -> float:
    """Return how far a part reaches, so that areas and not lengths tell the share."""
    share = min(part / whole, 1.0) if whole else 0.0
    return sqrt(INNER**2 + share * (OUTER**2 - INNER**2))


def _ring(inner: float, outer: float, start: float, end: float) -> str:
    """Return the path of a piece of a ring between two radii and two angles in degrees."""
    (ax, ay), (bx, by) = _point(outer, start), _point(outer, end)
    (cx, cy), (dx, dy) = _point(inner, end), _point(inner, start)
    there, back = f"A{outer:.1f} {outer:.1f} 0 0 1", f"A{inner:.1f} {inner:.1f} 0 0 0"
    return f"M{ax} {ay}{there} {bx} {by}L{cx} {cy}{back} {dx} {dy}Z"


def _point(radius: float, angle: float) -> tuple[str, str]:
    turned = radians(angle - 90)
    return f"{SIZE / 2 + radius * cos(turned):.1f}", f"{SIZE / 2 + radius * sin(turned):.1f}"
