"""One owner of a file: a lock that the operating system gives back, however the owner ends."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from matchmaker.errors import StoreInUse

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

if sys.platform == "win32":
    import msvcrt

    # Windows locks bytes against reading too, so the lock lies far behind the text that others want to read.
    _FAR = 1 << 30

    def _lock(file: IO[str]) -> None:
        os.lseek(file.fileno(), _FAR, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        os.lseek(file.fileno(), 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


class OwnerLock:
    """Owns ``<file>.lock`` until closed; the process id in it is for people, the lock is the kernel's.

    The lock file stays behind: removing it would let two processes own two files of one name.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock for the file at ``path``, or raise ``StoreInUse``."""
        self._file = path.with_name(path.name + ".lock").open("a+", encoding="ascii")
        try:
            _lock(self._file)
        except OSError as error:
            owner = self._owner()
            self._file.close()
            raise StoreInUse(_message(path, owner)) from error
        self._file.seek(0)
        self._file.truncate()
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()

    def release(self) -> None:
        """Give the file free."""
        if not self._file.closed:
            self._file.truncate(0)
            self._file.close()

    def _owner(self) -> str:
        self._file.seek(0)
        return self._file.readline().strip()


def _message(path: Path, owner: str) -> str:
    process = f" (procesnummer {owner})" if owner else ""
    process_en = f" (process {owner})" if owner else ""
    return (
        f"Het bestand {path} is al in gebruik door een ander programma{process}. "
        "Sluit dat programma eerst, of gebruik Neo4j als meer programma's tegelijk moeten werken. / "
        f"The file {path} is in use by another program{process_en}. "
        "Stop that program first, or use Neo4j if several programs must work at once."
    )
