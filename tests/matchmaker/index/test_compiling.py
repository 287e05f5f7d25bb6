"""Compiled loops that are kept for the next start."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("numba")

CALLED = """
from matchmaker.matching.index.compiling import inner
ADDED = {added}

@inner
def called(number):
    return number {sign} ADDED
"""
CALLING = """
from called import called
from matchmaker.matching.index.compiling import compiled

@compiled
def calling(number):
    return called(number)
"""


def test_a_kept_loop_is_not_taken_when_one_that_it_calls_or_a_number_of_that_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    # Within one second Python itself would take a file of the same size for the one before.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "calling.py").write_text(CALLING, "utf-8")
    found, kept = [], []
    for sign, added in (("+", 1), ("+", 1), ("-", 1), ("-", 2)):
        (tmp_path / "called.py").write_text(CALLED.format(sign=sign, added=added), "utf-8")
        for name in ("called", "calling"):
            sys.modules.pop(name, None)
            importlib.invalidate_caches()
        loop = importlib.import_module("calling").calling
        found.append(loop(10))
        kept.append(sum(loop.stats.cache_hits.values()))
    for name in ("called", "calling"):
        monkeypatch.delitem(sys.modules, name)
    assert found == [11, 11, 9, 8]
    assert kept == [0, 1, 0, 0]
