"""XML inside an Excel file, read as a stream: no DTD, no entities, bounded depth, tags and elements."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from graph.tables.limits import MAX_COLLECTED, MAX_DEPTH, MAX_TOKEN_BYTES
from graph.tables.refusals import Refusal, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.tables.package import Package

Attributes = dict[str, str]


class PartReader:
    """Base of what reads one part: a subclass says what an element and a text mean.

    Names come without their namespace prefix, because programs other than Excel choose their own.
    """

    def __init__(self) -> None:
        self._depth = 0
        self._elements = 0

    def opened(self, name: str, attributes: Attributes) -> None:
        """Take the start of an element."""

    def closed(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, data: str) -> None:
        """Take text, possibly a piece of it."""

    def read(self, package: Package, part: str) -> Iterator[None]:
        """Read a part; yields after each piece, so that a caller can take what is ready.

        Raises:
            Refused: The part is no sound XML, has a DTD, or goes beyond a limit.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = _refuse_document_type
        fed = 0
        try:
            for chunk in package.chunks(part):
                parser.Parse(chunk, False)
                fed += len(chunk)
                package.count_elements(self._elements)
                self._elements = 0
                # A tag that never ends is scanned again with every piece.
                if fed - parser.CurrentByteIndex > MAX_TOKEN_BYTES or self._depth > MAX_DEPTH:
                    raise Refused(Refusal.DAMAGED)
                yield
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError) as broken:  # an unknown encoding is a LookupError
            raise Refused(Refusal.DAMAGED) from broken
        yield

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        self._elements += 1
        self.opened(name[name.find(":") + 1 :], attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.closed(name[name.find(":") + 1 :])


class _Collector(PartReader):
    def __init__(self, wanted: frozenset[str]) -> None:
        super().__init__()
        self.found: list[tuple[str, Attributes]] = []
        self._wanted = wanted

    def opened(self, name: str, attributes: Attributes) -> None:
        if name in self._wanted:
            if len(self.found) == MAX_COLLECTED:
                raise Refused(Refusal.UNPACKS_TOO_LARGE)
            self.found.append((name, attributes))


def elements(package: Package, part: str, *wanted: str) -> list[tuple[str, Attributes]]:
    """Return the wanted elements of a part in order, with their attributes."""
    collector = _Collector(frozenset(wanted))
    for _ in collector.read(package, part):
        pass
    return collector.found


def _refuse_document_type(*_: object) -> None:
    raise Refused(Refusal.DOCUMENT_TYPE)
