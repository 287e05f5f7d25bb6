"""Reads a page as a strict reader would: every tag closed, every part findable."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "input", "br", "hr"}
DRAWING = {"path", "circle"}  # self-closing inside an icon


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    inside: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    def get(self, name: str) -> str:
        return self.attributes.get(name) or ""


class Markup(HTMLParser):
    """A parsed page; ``errors`` names every tag that is not closed as it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.errors: list[str] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        self.errors += [f"<{element.tag}> is never closed" for element in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.errors.append(f"<{tag}> names an attribute twice")
        element = Element(tag, dict(attrs))
        for parent in self._open:
            parent.inside.append(element)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # the parser hands it over
        if tag not in DRAWING:
            self.errors.append(f"<{tag}/> cannot close itself")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.errors.append(f"</{tag}> closes nothing")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.texts.append(data)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements of a kind with these attribute values; ``class_`` must occur in the class."""
        return [
            element
            for element in self.elements
            if element.tag == tag
            and all(
                value in element.get("class").split() if name == "class_" else element.get(name) == value
                for name, value in attributes.items()
            )
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} times <{tag}> {attributes}"
        return found[0]

    def by_id(self, identifier: str) -> Element:
        found = [element for element in self.elements if element.get("id") == identifier]
        assert len(found) == 1, f"{len(found)} times id {identifier!r}"
        return found[0]
