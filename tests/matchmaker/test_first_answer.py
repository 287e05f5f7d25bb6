from __future__ import annotations

import subprocess
import sys

import pytest

# A process of its own, in which no other test has had anything compiled.
FIRST_ANSWER = """
import gc
from numba.core.dispatcher import Dispatcher
from benchmarks.synthetic import World
from matchmaker.matching import Matcher
from matchmaker.matching.index import OfferingIndex

def compiled():
    ours = (one for one in gc.get_objects() if isinstance(one, Dispatcher))
    return sorted((one.py_func.__qualname__, str(one.signatures)) for one in ours)

world = World(400)
known = world.knowledge
matcher = Matcher(
    world.offerings(), places=known.gazetteer.by_id.values(), themes=known.thesaurus.by_id.values()
)
index = OfferingIndex(world.offerings(), known)
before = compiled()
assert any(matcher.match(asked.need).matches for asked in world.needs(20))
assert any(index.best(asked.need) for asked in world.needs(20))
late = [one for one in compiled() if one not in before]
assert not late, late
"""


def test_nothing_is_compiled_while_somebody_waits_for_the_first_answer() -> None:
    pytest.importorskip("numba")
    ended = subprocess.run([sys.executable, "-c", FIRST_ANSWER], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
