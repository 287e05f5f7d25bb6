"""Keeps a spreadsheet program from taking the text of a CSV cell for a formula.

A cell that starts with ``= + - @``, a tab or a line break gets a leading ``'``. The same holds for a cell
where such a character follows one or more ``'``, so that taking one away always gives back what was there.
"""

from __future__ import annotations

import re

_FORMULA_START = (
    "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"  # the last four are the wide forms, which Excel takes too
)
_ACTIVE = re.compile(f"'*[{_FORMULA_START}]")
# A sign alone is a dash before a text or a number; it becomes a formula with a call or a link to a program.
_FORMULA = re.compile(r"[=\uff1d]|[+\-@\uff0b\uff0d\uff20](?:[^\W\d][^\s(]*\(|[^\n]*\|[^\n]*!)")
_NEUTRALISED = re.compile(f"'+[{_FORMULA_START}]")


def is_active(text: str) -> bool:
    """Tell whether a program might take the text for a formula, now or after one ``'`` is lost."""
    return _ACTIVE.match(text) is not None


def is_formula(text: str) -> bool:
    """Tell whether a text is a formula: it begins with ``=``, or with another sign and calls something."""
    return _FORMULA.match(text) is not None


def neutralised(text: str) -> str:
    """Return the text as it may stand in a CSV cell."""
    return f"'{text}" if is_active(text) else text


def restored(text: str) -> str:
    """Return the text of a CSV cell as it was before ``neutralised``."""
    return text[1:] if _NEUTRALISED.match(text) else text
