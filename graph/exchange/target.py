"""Where an export goes: made beside its place under another name, and put there only when it is complete."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from graph.exchange.as_seeds import OTHER_FOLDERS, REGION_FILES, ROOT_FILES
from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


class Target:
    """A file or folder that is to be made.

    When the process is killed half-way, what stays behind is a hidden ``.loket-….part`` beside the target.
    """

    def __init__(self, path: Path, *, force: bool) -> None:
        self._path = Path(os.path.realpath(path))  # a link to a file stays a link
        self._force = force

    def check(self, *, is_folder: bool) -> None:
        """Raise ``InvalidInput`` unless the target may be written."""
        path = self._path
        if not path.parent.is_dir():
            raise _unusable(
                f"De map {path.parent} is er niet. Maak die eerst.",
                f"The folder {path.parent} is not there. Make it first.",
            )
        if not os.path.lexists(path):
            return
        if not self._force:
            raise _unusable(
                f"{path} bestaat al. Kies een andere naam, of vervang het met --force.",
                f"{path} exists already. Choose another name, or replace it with --force.",
            )
        if is_folder and not _is_export(path):
            raise _unusable(
                f"{path} is geen map met alleen een eerdere export. "
                "Die vervangen wij niet. Kies een andere naam.",
                f"{path} is not a folder with only an earlier export. "
                "We do not replace it. Choose another name.",
            )
        if not is_folder and not path.is_file():
            raise _unusable(
                f"{path} is geen gewoon bestand. Dat vervangen wij niet. Kies een andere naam.",
                f"{path} is not an ordinary file. We do not replace it. Choose another name.",
            )

    def write_file(self, content: bytes) -> None:
        """Make the file."""
        with self._beside() as made:
            _write(made, content)
            self.check(is_folder=False)
            made.replace(self._path)

    def write_folder(self, files: Mapping[str, bytes], check: Callable[[Path], None]) -> None:
        """Make the folder.

        Args:
            files: Content by path in the folder, with ``/``.
            check: Called with the complete folder before it gets its name; what it raises ends the export.
        """
        with self._beside() as made:
            made.mkdir()
            for name, content in files.items():
                file = made.joinpath(*name.split("/"))
                file.parent.mkdir(exist_ok=True)
                _write(file, content)
            check(made)
            self.check(is_folder=True)
            if self._path.exists():
                self._exchange(made)
            else:
                made.rename(self._path)

    def _exchange(self, made: Path) -> None:
        # No system call of the standard library swaps two folders, so the old one stays until the new stands.
        old = _hidden_beside(self._path)
        self._path.rename(old)
        try:
            made.rename(self._path)
        except BaseException:
            old.rename(self._path)
            raise
        shutil.rmtree(old)

    @contextmanager
    def _beside(self) -> Iterator[Path]:
        """Give a free name beside the target; remove what is left there in the end."""
        made = _hidden_beside(self._path)
        try:
            yield made
        except OSError as error:
            raise _unusable(
                f"Schrijven naar {self._path} lukt niet: {error.strerror}.",
                f"Writing to {self._path} does not succeed: {error.strerror}.",
            ) from error
        finally:
            if made.is_dir():
                shutil.rmtree(made)
            else:
                made.unlink(missing_ok=True)


def _hidden_beside(path: Path) -> Path:
    return path.with_name(f".loket-{secrets.token_hex(8)}.part")


def _write(file: Path, content: bytes) -> None:
    with file.open("xb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())  # else a power cut could leave the name without the content


def _is_export(folder: Path) -> bool:
    """Tell whether a folder holds an export of files and nothing else, so that nothing else gets lost."""
    if not folder.is_dir() or {entry.name for entry in folder.iterdir() if entry.is_file()} != ROOT_FILES:
        return False
    folders = [entry for entry in folder.iterdir() if not entry.is_file()]
    return all(
        one.is_dir() and {entry.name for entry in one.iterdir()} == OTHER_FOLDERS.get(one.name, REGION_FILES)
        for one in folders
    )


def _unusable(nl: str, en: str) -> InvalidInput:
    return InvalidInput([Fault(where="target", message=Bilingual(nl, en))])
