"""Files made to hurt: refused or read at the cost of a few plain ones, in an application staying small."""

from __future__ import annotations

import random
import struct
import sys
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from graph.tables.child import read_table_in_child
from graph.tables.refusals import Refusal
from matchmaker.errors import InvalidInput
from tests.graph.tables.workbooks import (
    MAIN,
    SHARED,
    SHEET,
    STYLES,
    TYPES,
    inline,
    packed,
    parts_of,
    row,
    sheet,
    sound,
    with_parts,
)

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graph.tables.table import Table

MB = 1_000_000
# Of the processor time of a plain file of one row here: five seconds where that is a twentieth of one.
MOST_PLAIN_FILES = 100
HEADERS = row(inline("Naam"), inline("Plaats"))


def bomb() -> bytes:
    """190 MiB of spaces, 190 KiB packed."""
    return with_parts({SHEET: sheet(" " * (190 * 1024 * 1024))})


def many_rows_packed_tight() -> bytes:
    return with_parts({SHEET: sheet(HEADERS + "<row><c><v>1</v></c></row>" * 1_500_000)})


def varied(piece: Callable[[int], str], number: int) -> str:
    """Many pieces that differ enough to stay under a packing ratio of 100."""
    chance = random.Random(1)  # noqa: S311 - filling, not secrets
    block = "".join(piece(chance.getrandbits(30)) for _ in range(20_000))
    return block * (number // 20_000)


def million_rows() -> bytes:
    return with_parts({SHEET: sheet(HEADERS + varied("<row><c><v>{}</v></c></row>".format, 1_000_000))})


def lying_sizes() -> bytes:
    """The bomb with a table of contents that states 1,000 bytes for each part."""
    data = bytearray(bomb())
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        position = data.find(signature)
        while position >= 0:
            data[position + offset : position + offset + 4] = struct.pack("<I", 1_000)
            position = data.find(signature, position + 4)
    return bytes(data)


def nested() -> bytes:
    inner = packed({"0.dat": b"\0" * (40 * MB)})
    for level in range(5):
        inner = packed({f"{level}-{copy}.zip": inner for copy in range(16)})
    return inner


def many_entries() -> bytes:
    return packed({**parts_of(sound()), **{f"xl/media/{number}.png": b"" for number in range(5_000)}})


def doubled_part() -> bytes:
    data = with_parts({"xl/worksheets/sheetX.xml": b"<x/>"})
    return data.replace(b"xl/worksheets/sheetX.xml", SHEET.encode().replace(b"sheet1", b"sheet1"))


def encrypted() -> bytes:
    data = bytearray(sound())
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        position = data.find(signature)
        while position >= 0:
            data[position + offset] |= 1
            position = data.find(signature, position + 4)
    return bytes(data)


def macro_by_type() -> bytes:
    types = parts_of(sound())[TYPES]
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert plain in types
    return with_parts({TYPES: types.replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")})


def entities(part: str) -> bytes:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return with_parts({part: f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><worksheet>&a9;</worksheet>'})


def outside_entity() -> bytes:
    return with_parts(
        {SHEET: '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><worksheet>&a;</worksheet>'}
    )


def one_text_in_every_cell(letters: int) -> bytes:
    """A stored text that 38,000 cells refer to; of 10,000 letters that is 380 MB when written out."""
    rows = HEADERS + row('<c t="s"><v>0</v></c>', '<c t="s"><v>0</v></c>') * 19_000
    # Comments that differ keep the file from being refused for its ratio.
    filling = varied("<!--{:x}-->".format, 20_000)
    return with_parts({SHEET: sheet(rows + filling), SHARED: f"<sst><si><t>{'x' * letters}</t></si></sst>"})


def many_elements() -> bytes:
    return with_parts({SHEET: sheet(varied(lambda number: f"<a{number % 10}/>", 9_000_000))})


def many_texts() -> bytes:
    """Nearly as many stored texts as there may be elements for."""

    def stored(number: int) -> str:
        return f"<si><t>{number % 65_536:x}</t></si>"

    return with_parts({SHARED: f"<sst>{varied(stored, 1_400_000)}</sst>"})


def nested_elements() -> bytes:
    return with_parts({SHEET: "<a>" * 300_000})


def endless_tag() -> bytes:
    chance = random.Random(4)  # noqa: S311 - filling, not secrets
    return with_parts({SHEET: f'<worksheet a="{chance.randbytes(6 * MB).hex()}"/>'})


def many_styles() -> bytes:
    styles = varied(lambda number: f'<xf numFmtId="{number}"/>', 1_500_000)
    return with_parts({STYLES: f"<styleSheet><cellXfs>{styles}</cellXfs></styleSheet>"})


def far_cell() -> bytes:
    """One cell at the far end of the sheet, so that the sheet has 17 thousand million."""
    return with_parts({SHEET: sheet(f'{HEADERS}<row><c r="XFD1048576"><v>1</v></c></row>')})


def wide_sheet() -> bytes:
    return with_parts({SHEET: sheet(row(*(inline(f"Kop {number}") for number in range(5_000))))})


def external_links() -> bytes:
    return with_parts({"xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>'})


REFUSED: dict[str, tuple[Callable[[], bytes], Refusal]] = {
    "bomb": (bomb, Refusal.UNPACKS_TOO_LARGE),
    "rows packed tight": (many_rows_packed_tight, Refusal.UNPACKS_TOO_LARGE),
    "million rows": (million_rows, Refusal.TOO_MANY_ROWS),
    "lying sizes": (lying_sizes, Refusal.DAMAGED),
    "nested": (nested, Refusal.OTHER_OFFICE),
    "many entries": (many_entries, Refusal.UNPACKS_TOO_LARGE),
    "doubled part": (doubled_part, Refusal.DAMAGED),
    "encrypted": (encrypted, Refusal.OLD_EXCEL),
    "macro": (lambda: with_parts({"xl/vbaProject.bin": b"x"}), Refusal.MACROS),
    "macro by type": (macro_by_type, Refusal.MACROS),
    "macro sheet": (lambda: with_parts({"xl/macrosheets/sheet1.xml": b"<x/>"}), Refusal.MACROS),
    "external links": (external_links, Refusal.EXTERNAL_LINKS),
    "entities in sheet": (lambda: entities(SHEET), Refusal.DOCUMENT_TYPE),
    "entities in texts": (lambda: entities(SHARED), Refusal.DOCUMENT_TYPE),
    "entities in types": (lambda: entities(TYPES), Refusal.DOCUMENT_TYPE),
    "outside entity": (outside_entity, Refusal.DOCUMENT_TYPE),
    "one long text in every cell": (lambda: one_text_in_every_cell(10_000), Refusal.TOO_HEAVY),
    "one text in every cell": (lambda: one_text_in_every_cell(1_000), Refusal.TOO_MUCH_TEXT),
    "many elements": (many_elements, Refusal.EMPTY),
    "nested elements": (nested_elements, Refusal.EMPTY),
    "endless tag": (endless_tag, Refusal.EMPTY),
    "far cell": (far_cell, Refusal.TOO_HEAVY),
    "wide sheet": (wide_sheet, Refusal.TOO_MANY_COLUMNS),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000), Refusal.OLD_EXCEL),
    "web page": (lambda: b"\xef\xbb\xbf <HTML><table><tr><td>x</table>", Refusal.WEB_PAGE),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(1_000), Refusal.NOT_A_TABLE),
    "noise": (lambda: random.Random(6).randbytes(MB), Refusal.NOT_A_TABLE),  # noqa: S311 - noise, not secrets
    "zip without workbook": (lambda: packed({"a.txt": b"x"}), Refusal.OTHER_OFFICE),
    "zip cut off": (lambda: sound()[:-200], Refusal.DAMAGED),
    "line breaks": (lambda: b"\n" * (10 * MB), Refusal.TOO_MANY_ROWS),
    "blank rows": (lambda: b";;\n" * (3 * MB), Refusal.TOO_MANY_ROWS),
    "separators": (lambda: b";" * (10 * MB), Refusal.EMPTY),
    "columns": (lambda: b";".join(b"k%d" % n for n in range(5_000)) + b"\n", Refusal.TOO_MANY_COLUMNS),
    "nul": (lambda: b"\0" * (10 * MB), Refusal.EMPTY),
    "one line": (lambda: b"x" * (10 * MB), Refusal.HEADER_UNREADABLE),
    "quotes": (lambda: b'"' * (10 * MB - 1), Refusal.HEADER_UNREADABLE),
    "rows": (lambda: b"a;b\n" + b"1;2\n" * (2 * MB), Refusal.TOO_MANY_ROWS),
}

LETTERS = b"abcdefghijklmnopqrstuvwxyz"
READ: dict[str, Callable[[], bytes]] = {
    "long cells": lambda: b"Naam;Over\n" + (b"A;" + b"x" * 200_000 + b"\n") * 49,
    "wide rows": lambda: b"Naam;Over\n" + (b"x;" * 5_000 + b"\n") * 900,
    "open quotes": lambda: b"Naam;Over\n" + b'x;"\n' * 19_000,
    "open quotes after a quote": lambda: b"Naam;Over\n" + b'x"y;"b\n' * 19_000,
    "doubled quotes": lambda: b'Naam;Over\nx;"' + b'""' * (4 * MB) + b"\nA;b\n",
    "open quote far from the end": lambda: (
        b'Naam;Over\nA;"x\n' + b"B;" + b"y" * 500 + b"\n" + b"C;d\n" * 15_000
    ),
    "many small cells": lambda: b";".join(b"k%d" % n for n in range(100)) + b"\n" + b"abcd;" * 1_980_000,
    "full table": lambda: (
        (b";".join(b"k%d" % n for n in range(100)) + b"\n") + (b"abc;" * 100 + b"\n") * 20_000
    ),
    "nul between": lambda: b"Naam;Over\n" + b"A\0\0;b\0\0\n" * 19_000,
    "windows text": lambda: b"Naam;Over\n" + (b"Caf\xe9;" + b"\xe9" * 480 + b"\n") * 19_000,
    "many stored texts": many_texts,
    "many styles": many_styles,
}


class Cost:
    seconds = 0.0
    traced = 0


@pytest.fixture
def cost() -> Iterator[Callable[[], Cost]]:
    """What was used since the fixture started: processor time of children, memory of this process."""
    before = children_seconds()
    tracemalloc.start()

    def measured() -> Cost:
        spent = Cost()
        spent.seconds = children_seconds() - before
        spent.traced = tracemalloc.get_traced_memory()[1]
        return spent

    yield measured
    tracemalloc.stop()


def children_seconds() -> float:
    if sys.platform == "win32":
        return 0.0
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.fixture(scope="module")
def plain_file() -> float:
    """Processor time of a child that reads a plain file of one row, in seconds."""
    data, taken = with_parts({SHEET: sheet(HEADERS + row(inline("De Houtkring"), inline("Woerden")))}), []
    for _ in range(3):
        before = children_seconds()
        read_table_in_child(data, "lijst.xlsx")
        taken.append(children_seconds() - before)
    return max(taken)


def read(data: bytes) -> Table:
    tracemalloc.reset_peak()
    return read_table_in_child(data, "lijst.xlsx")


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_its_reason_at_little_cost(
    name: str, plain_file: float, cost: Callable[[], Cost]
) -> None:
    make, reason = REFUSED[name]
    data = make()
    tracemalloc.clear_traces()
    with pytest.raises(InvalidInput) as caught:
        read(data)
    (fault,) = caught.value.faults
    assert Refusal(fault.message) is reason
    assert fault.where == "lijst.xlsx"
    cheap(cost(), plain_file)


@pytest.mark.parametrize("name", READ)
def test_a_difficult_file_is_read_at_little_cost(
    name: str, plain_file: float, cost: Callable[[], Cost]
) -> None:
    data = READ[name]()
    tracemalloc.clear_traces()
    table = read(data)
    assert table.rows_read > 0
    cheap(cost(), plain_file)


def cheap(spent: Cost, plain_file: float) -> None:
    sys.stdout.write(f"{spent.seconds:.2f} s in the child, {spent.traced / MB:.1f} MB here\n")  # pytest -rP
    assert spent.seconds <= MOST_PLAIN_FILES * plain_file
    assert spent.traced <= 100 * MB
