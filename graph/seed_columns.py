"""The columns of the data files, which ``seeds/README.md`` explains: what is read, and what is written."""

from __future__ import annotations

from typing import NamedTuple


class Columns(NamedTuple):
    """The columns of one kind of file.

    Attributes:
        required: Must be there.
        optional: May be left out; then every cell in them is empty.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """All of them, in the order in which they are written."""
        return self.required + self.optional


_SOURCE = ("source", "lines", "date")
_CHECKED = ("checked_on", "checked_by")

DOCUMENTS = Columns(("id", "title", "publisher", "published_on", "language", "file", "licence", "note"))
PLACES = Columns(
    (
        "id",
        "name",
        "kind",
        "code",
        "aliases",
        "within",
        "latitude",
        "longitude",
        "valid_from",
        "valid_until",
        "successor",
        "note",
    )
)
THEMES = Columns(
    ("id", "kind", "label_nl", "label_en", "synonyms_nl", "synonyms_en", "broader", "target_group")
)
ACTORS = Columns(
    (
        "id",
        "name",
        "kind",
        "aliases",
        "place",
        "themes",
        "website",
        "kvk_number",
        "description_nl",
        "description_en",
        "status",
        *_SOURCE,
    ),
    ("desk_only", *_CHECKED),
)
OFFERINGS = Columns(
    (
        "id",
        "provider",
        "title_nl",
        "title_en",
        "summary_nl",
        "summary_en",
        "next_step_nl",
        "next_step_en",
        "need_kinds",
        "themes",
        "r_strategies",
        "area",
        "target_groups",
        "sectors",
        "sizes",
        "opens_on",
        "closes_on",
        "budget_euro",
        "budget_exhausted",
        "capacity",
        "requirements_nl",
        "requirements_en",
        "status",
        *_SOURCE,
    ),
    ("places_left", "excluded_actors", "desk_only", *_CHECKED),
)
PRECEDENTS = Columns(("id", "question", "need_kinds", "sectors"))
REFERRALS = Columns(("question", "to", "grade"))
QUESTIONS = Columns(("offering", "language", "question"))
RELATIONS = Columns(("subject", "kind", "object", "note_nl", "note_en", "status", *_SOURCE), _CHECKED)
