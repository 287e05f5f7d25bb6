"""How loops are compiled by numba; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., object]")


def compiled(loop: F) -> F:
    """Return a loop that is compiled at its first call, and kept for the next start where a folder allows.

    What is kept is made anew when the file of the loop changes, not when a constant that it takes from
    another file does: the tests hold both kernels to the same answers.
    """
    made: Any
    try:
        made = numba.njit(nogil=True, cache=True)(loop)
    except RuntimeError:  # no folder to keep it in may be written
        made = numba.njit(nogil=True)(loop)
    return cast("F", made)
