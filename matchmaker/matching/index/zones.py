"""Where rows of the same area stand together, so that a compiled kernel can pass over the others unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT = 512
# With more edges than this, looking at every posting is quicker than passing over some.
MOST_EDGES = 64


class Zones:
    """The stretches of rows of one area."""

    def __init__(
        self, areas: np.ndarray, stride: int, serving: Callable[[str], Callable[[np.ndarray], np.ndarray]]
    ) -> None:
        """Find the zones.

        Args:
            areas: The area of each row; the fewer changes from row to row, the better.
            stride: How many rows a block has.
            serving: Gives, for a municipality, what tells of areas which of them serve it.
        """
        begins = np.flatnonzero(np.concatenate(([len(areas) > 0], areas[1:] != areas[:-1])))
        self._areas = areas[begins]
        self._bounds = np.append(begins, len(areas)).astype(np.int32)
        self._serving = serving
        self._stride = stride
        self._whole = np.array([0, -(-len(areas) // stride)], dtype=np.int32)
        self._kept: dict[str, np.ndarray] = {}

    def edges(self, municipality_id: str | None) -> np.ndarray:
        """Return at which blocks stretches of rows that serve a municipality begin and end, in turn.

        Other rows may lie within them, but none that serves it outside.
        """
        if municipality_id is None:
            return self._whole
        found = self._kept.get(municipality_id)
        if found is None:
            if len(self._kept) >= KEPT:
                del self._kept[next(iter(self._kept))]
            found = self._kept[municipality_id] = self._found(municipality_id)
        return found

    def _found(self, municipality_id: str) -> np.ndarray:
        serves = np.zeros(len(self._areas) + 2, dtype=np.bool_)
        serves[1:-1] = self._serving(municipality_id)(self._areas)
        edges = self._bounds[np.flatnonzero(serves[1:] != serves[:-1])]
        begins, ends = edges[::2] // self._stride, -(-edges[1::2] // self._stride)
        apart = begins[1:] > ends[:-1]
        blocks = np.empty(2 * (1 + int(apart.sum())) if len(edges) else 0, dtype=np.int32)
        if len(edges):
            blocks[::2] = begins[np.append(True, apart)]
            blocks[1::2] = ends[np.append(apart, True)]
        return blocks if len(blocks) <= MOST_EDGES else self._whole
