"""The two languages, and the contexts that templates receive."""

from __future__ import annotations

import re
from dataclasses import fields
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import meta, nodes

from api.pages.registry import FRAGMENTS, PAGES
from api.pages.rendering import CATALOGUE, TEMPLATES, environment

if TYPE_CHECKING:
    from api.pages.contexts import Fragment, Page

MAPPING = [("**.html", "jinja2")]
OPTIONS = {"**.html": {"trimmed": "true", "newstyle_gettext": "true"}}
PLACEHOLDER = re.compile(r"%\(\w+\)s")
BANNED = ("dient", "teneinde", "faciliteren", "omtrent", "middels", "(optioneel)", "indien", "tevens")


def in_templates() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(TEMPLATES, MAPPING, OPTIONS)
    return {message for _file, _line, message, _comments, _context in found}


def catalogue() -> dict[str | tuple[str, ...], tuple[str, ...]]:
    read = read_po(BytesIO(CATALOGUE.read_bytes()), locale="en")
    return {
        message.id if isinstance(message.id, str) else tuple(message.id): (
            (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        )
        for message in read
        if message.id
    }


def texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def test_the_english_catalogue_holds_every_text_and_no_other() -> None:
    assert set(catalogue()) == in_templates()


def test_every_english_text_is_there_and_keeps_the_placeholders() -> None:
    for dutch, english in catalogue().items():
        assert english, dutch
        assert all(english), dutch
        assert {*PLACEHOLDER.findall(texts(dutch)[0])} == {*PLACEHOLDER.findall(english[0])}, dutch


def test_dutch_texts_are_plain() -> None:
    for message in in_templates():
        for text in texts(message):
            words = re.findall(r"[\w-]+", text.lower())
            sentences = [part for part in re.split(r"(?<=[.?!:])\s", PLACEHOLDER.sub("x", text)) if part]
            assert not set(words) & set(BANNED), text
            assert all(len(sentence.split()) <= 20 for sentence in sentences), text
            assert not {"je", "jij", "jouw"} & set(words), text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_the_templates_use_the_whole_documented_context_and_nothing_else(page: type[Page]) -> None:
    made = environment("nl")
    documented = {item.name for item in fields(page)}
    used = names_used(page.template, "base.html")

    assert all(item.metadata["help"] for item in fields(page))
    assert documented - used == set()
    assert used - documented - set(made.globals) == {"section", "worker", "here"} & used


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda fragment: fragment.__name__)
def test_a_fragment_uses_its_documented_context_and_nothing_else(fragment: type[Fragment]) -> None:
    documented = {item.name for item in fields(fragment)}

    assert all(item.metadata["help"] for item in fields(fragment))
    assert names_used(fragment.template) - set(environment("nl").globals) == documented


def names_used(*templates: str) -> set[str]:
    """Return the names that templates take from outside, in blocks and macros too."""
    made = environment("nl")
    found: set[str] = set()
    for name in templates:
        tree = made.parse((TEMPLATES / name).read_text(encoding="utf-8"))
        found |= meta.find_undeclared_variables(tree) - names_bound(tree)
    return found


def names_bound(tree: nodes.Template) -> set[str]:
    """Return the names that a template gives itself at its top: blocks see them, the finder does not."""
    bound = {"_trans"}  # the translation tag's own
    for node in tree.body:
        if isinstance(node, nodes.FromImport):
            bound |= {name if isinstance(name, str) else name[1] for name in node.names}
        elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            bound.add(node.target.name)
        elif isinstance(node, nodes.Macro):
            bound.add(node.name)
    return bound


def test_no_template_is_left_unused() -> None:
    named = {page.template for page in PAGES} | {fragment.template for fragment in FRAGMENTS}
    sources = "".join(file.read_text(encoding="utf-8") for file in TEMPLATES.iterdir())
    imported = set(re.findall(r'(?:from|extends) "(\w+\.html)"', sources))

    assert {file.name for file in TEMPLATES.iterdir()} == named | imported
