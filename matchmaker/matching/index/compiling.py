"""How loops are compiled by numba; imported only where the extra ``fast`` is installed."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from operator import is_not
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core.caching import FunctionCache
from numba.extending import intrinsic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BYTES = ir.IntType(8).as_pointer()
F = TypeVar("F", bound="Callable[..., object]")


class _Kept(FunctionCache):
    """Keeps a compiled loop for as long as all that it is made of stays as it is.

    On its own numba looks at the file of the loop, and at nothing that this takes from other files.
    """

    def _index_key(self, signature: Any, codegen: Any) -> tuple[Any, ...]:
        by_numba: Any = super()
        made_of = sha256()
        for one in _parts_of(self._py_func, set()):
            made_of.update(one)
        return *by_numba._index_key(signature, codegen), made_of.hexdigest()  # noqa: SLF001  # its own


def _parts_of(loop: Any, seen: set[Any]) -> Iterator[bytes]:
    """Yield what a loop is made of: its own code, that of the loops that it calls, and their constants."""
    seen.add(loop)
    code = loop.__code__
    yield code.co_code
    yield repr((code.co_consts, code.co_names)).encode()
    for name in code.co_names:
        value = loop.__globals__.get(name)
        called = getattr(value, "py_func", None)
        if called is not None and called not in seen:
            yield from _parts_of(called, seen)
        elif isinstance(value, np.ndarray):
            yield value.tobytes()
        elif isinstance(value, int | float | np.generic):
            yield repr(value).encode()


def compiled(loop: F) -> F:
    """Return a loop that is compiled at its first call, and kept for the next start where a folder allows.

    What is kept is made anew when the loop changes, one that it calls, or a number or array that they take,
    but not when only ``values`` and what follows it in this file does.
    """
    made, kept = cast("Any", numba.njit(nogil=True)(loop)), cast("Any", _Kept)
    # Without a folder to keep it in that may be written, it is compiled at each start.
    with suppress(RuntimeError):
        made._cache = kept(loop)  # noqa: SLF001  # where numba itself puts what keeps it
    return cast("F", made)


def inner(loop: F) -> F:
    """Return a loop that only compiled loops call, which spares half of the compiling."""
    options: Any = {"nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    made: Any = numba.njit(**options)(loop)
    return cast("F", made)


def loose(loop: F) -> F:
    """Return an inner loop that may add up in any order, which is quicker, for sums that are rounded then."""
    options: Any = {"nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    made: Any = numba.njit(fastmath={"reassoc"}, **options)(loop)
    return cast("F", made)


# A whole number of 64 bits: numba makes a fraction of what adds numbers with and without a sign.
whole = cast("Callable[[Any], int]", np.int64)


@intrinsic
def _bits_set(_: Any, word: Any) -> Any:
    def counted(_: Any, builder: Any, __: Any, given: Any) -> Any:
        return builder.ctpop(given[0])

    return types.int64(word), counted


@intrinsic
def _lowest_bit(_: Any, word: Any) -> Any:
    def counted(_: Any, builder: Any, __: Any, given: Any) -> Any:
        return builder.cttz(given[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(word), counted


@intrinsic
def _data(_: Any, array: Any) -> Any:
    def begin(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, given[0]).data

    pointer: Any = types.CPointer
    return pointer(array.dtype)(array), begin


@intrinsic
def _fetch(_: Any, pointer: Any, place: Any) -> Any:
    def fetched(_: Any, builder: Any, __: Any, given: Any) -> Any:
        number = ir.IntType(32)
        function = builder.module.declare_intrinsic(
            "llvm.prefetch", [BYTES], ir.FunctionType(ir.VoidType(), [BYTES, number, number, number])
        )
        at = builder.bitcast(builder.gep(given[0], [given[1]]), BYTES)
        # To be read, to stay in every cache, as data.
        builder.call(function, [at, number(0), number(3), number(1)])
        return ir.Constant(number, 0)

    return types.int32(pointer, place), fetched


@intrinsic
def _values(_: Any, address: Any, kind: Any) -> Any:
    def begin(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.inttoptr(given[0], context.get_value_type(signature.return_type))

    pointer: Any = types.CPointer
    return pointer(kind.dtype)(address, kind), begin


@intrinsic
def _part(_: Any, pointer: Any, place: Any) -> Any:
    def begin(_: Any, builder: Any, __: Any, given: Any) -> Any:
        return builder.gep(given[0], [given[1]])

    return pointer(pointer, place), begin


class Addresses:
    """Where arrays are, in one array, since each array that is handed in costs as much as a small loop.

    Attributes:
        parts: What was noted, in order; of other tables each of their parts.
    """

    def __init__(
        self,
        *parts: tuple[np.ndarray, type[np.generic]] | int | Callable[[], np.ndarray | int] | Addresses,
    ) -> None:
        """Note arrays of these types, to be kept as long as this is, numbers, and what was noted before.

        An array of another type is copied, so what a loop writes to must be of its type already. What may
        move or change is given as what returns it: a number, or an array of the type that the loop reads.
        """
        self.parts: list[tuple[np.ndarray, type[np.generic]] | int | Callable[[], np.ndarray | int]] = []
        for part in parts:
            self.parts += part.parts if isinstance(part, Addresses) else [part]
        self._kept: list[np.ndarray] = []
        self._places: list[int] = []
        self._asked: list[Callable[[], np.ndarray | int]] = []
        self._answers: list[np.ndarray | int] = []
        self._table = np.full(len(self.parts), -1, dtype=np.int64)
        for place, part in enumerate(self.parts):
            if isinstance(part, int):
                self._table[place] = part
            elif callable(part):
                self._places.append(place)
                self._asked.append(part)
                self._answers.append(-1)
            else:
                values = np.ascontiguousarray(part[0], dtype=part[1])
                self._kept.append(values)
                self._table[place] = _address(values)

    def now(self) -> np.ndarray:
        """Return the address of each array, and each number, in their order, as they are now."""
        answers = [part() for part in self._asked]
        if any(map(is_not, answers, self._answers)):
            for place, answer, before in zip(self._places, answers, self._answers, strict=True):
                if answer is not before:
                    self._table[place] = answer if isinstance(answer, int) else _address(answer)
            self._answers = answers
        return self._table


def _address(array: np.ndarray) -> int:
    address: int = array.__array_interface__["data"][0]
    return address


# Gives the values of a type that begin at an address from a table of ``Addresses``, which somebody must keep.
values = cast("Callable[[int, type[np.generic]], np.ndarray]", _values)
# Gives such values from a place on.
part = cast("Callable[[np.ndarray, int], np.ndarray]", _part)
# Gives where the values of an array begin, to be read and written as the array is. Handed from loop to loop
# an array is counted each time, which takes most of the time of many small loops. Whoever hands the array in
# must keep it.
data = cast("Callable[[np.ndarray], np.ndarray]", _data)
# How many bits of a word of 64 are set, and at which place the lowest of them is.
bits_set = cast("Callable[[np.uint64], int]", _bits_set)
lowest_bit = cast("Callable[[np.uint64], int]", _lowest_bit)
# Has memory bring what stands at a place, while the loop goes on. The place may lie outside.
fetch = cast("Callable[[np.ndarray, int], None]", _fetch)
