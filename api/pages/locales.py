"""How days, numbers and amounts are written in each language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matchmaker.vocabulary import Language

LOCALES: dict[Language, str] = {"nl": "nl_NL", "en": "en_GB"}
EURO: dict[Language, str] = {"nl": "¤ #,##0", "en": "¤#,##0"}
