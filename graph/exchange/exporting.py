"""Writes what the register holds to files for others: to keep, to read, to work with, to exchange."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from graph.exchange.as_hsds import hsds_file
from graph.exchange.as_json import json_file
from graph.exchange.as_network import gexf_file
from graph.exchange.as_seeds import check_seed_files, seed_files
from graph.exchange.as_sheets import xlsx_file
from graph.exchange.target import Target
from matchmaker.curation import public_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from matchmaker.model import Snapshot


class Format(StrEnum):
    """What an export can be."""

    FILES = "files"
    XLSX = "xlsx"
    JSON = "json"
    HSDS = "hsds"
    GEXF = "gexf"


_ONE_FILE: Mapping[Format, Callable[[Snapshot], bytes]] = {
    Format.XLSX: xlsx_file,
    Format.JSON: json_file,
    Format.HSDS: hsds_file,
    Format.GEXF: gexf_file,
}
# Made for people outside the desk, so without what only the desk may see.
_FOR_OTHERS = frozenset({Format.HSDS, Format.GEXF})


def export(snapshot: Snapshot, target: Path, format_: Format = Format.FILES, *, force: bool = False) -> None:
    """Write all facts to one file, or for ``FILES`` to a folder; whole, or not at all.

    The same facts make the same bytes. ``HSDS`` and ``GEXF`` are for others and leave out the fields that
    only the desk may see.

    Args:
        snapshot: What a register holds: each kind sorted by id, and all that it refers to in it.
        target: The file or folder to make; the folder around it must be there.
        format_: Which format.
        force: Whether to replace a target that exists. A folder is replaced only if it is an export.

    Raises:
        InvalidInput: The target cannot be used, or the format cannot hold something.
    """
    place = Target(target, force=force)
    place.check(is_folder=format_ is Format.FILES)
    if format_ is Format.FILES:
        place.write_folder(seed_files(snapshot), lambda folder: check_seed_files(folder, snapshot))
    else:
        place.write_file(_ONE_FILE[format_](public_facts(snapshot) if format_ in _FOR_OTHERS else snapshot))
