"""What holds for the small processes in which lists are compared and imported."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    from collections.abc import Mapping

MEMORY_BYTES = 700_000_000
"""Address space; with 20,000 rows beside as many parties 400 MB is claimed, and 250 MB really used."""

FRUGAL: Mapping[str, str] = {"MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1"}
"""What keeps a process from claiming address space for threads that it does not have."""


def limit_memory() -> None:
    """Let this process take no more than ``MEMORY_BYTES``; on Windows, which has no such limit, anything."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
