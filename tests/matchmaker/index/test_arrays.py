from __future__ import annotations

import platform
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from matchmaker.matching.index.arrays import give_back

# Smaller than what the C library would get from the system piece by piece.
PIECES, SIZE = 1000, 100_000


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the C library of GNU gives back")
def test_what_was_freed_between_other_things_goes_back_to_the_system() -> None:
    # Where others freed much before, these pieces would not lie beside each other.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        assert process.submit(given_back).result() > PIECES * SIZE / 2


def given_back() -> int:
    """Return how many bytes the system gets back after every other piece was freed."""
    pieces = [np.ones(SIZE if number % 2 else 1000, dtype=np.uint8) for number in range(2 * PIECES)]
    del pieces[1::2]
    before = resident()
    give_back()
    assert all(piece.all() for piece in pieces)
    return before - resident()


def resident() -> int:
    status = Path("/proc/self/status").read_text("ascii")
    return 1024 * int(status.partition("VmRSS:")[2].split()[0])
