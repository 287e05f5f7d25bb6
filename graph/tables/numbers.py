"""Numbers of an Excel file as a person sees them: dates as dates, KVK numbers with their first zero."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.tables.xml_parts import Attributes

_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,20}\Z")
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\Z", re.ASCII)
_LAST_DAY = 2_958_466  # 1 January 10000, the first day that Excel cannot show
_DAY_BEFORE_1900 = datetime(1899, 12, 31)  # noqa: DTZ001 - a date in a sheet has no zone
_FIRST_OF_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 - a date in a sheet has no zone
_PHANTOM = 60  # Excel counts a 29 February 1900 that never was


@dataclass(frozen=True, slots=True)
class Format:
    """How a number is shown.

    Attributes:
        digits: At least so many digits, with zeros in front; 0 for a date.
        since_1904: Days count from 1 January 1904, as old versions for the Mac did.
    """

    digits: int = 0
    since_1904: bool = False


def formats_of(found: list[tuple[str, Attributes]], *, since_1904: bool) -> list[Format | None]:
    """Return the format of each cell style by its number; None shows a number as it is.

    Args:
        found: The elements numFmt, cellXfs, cellStyleXfs, dxfs and xf of the styles, in order.
        since_1904: Whether the workbook counts days from 1904.
    """
    codes: dict[str, str] = {}
    formats: list[Format | None] = []
    section = ""
    for name, attributes in found:
        if name == "numFmt":
            codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif name == "xf":
            if section == "cellXfs":
                formats.append(_format(attributes.get("numFmtId", "0"), codes, since_1904=since_1904))
        else:
            section = name
    return formats


def _format(number: str, codes: dict[str, str], *, since_1904: bool) -> Format | None:
    if number in codes:
        code = codes[number][:200]
        if _ZEROS.match(code):
            return Format(digits=len(code))
        first = _NOT_CODE.sub("", code).partition(";")[0]
        is_date = first.lower() not in {"general", "standaard"} and _DATE_CODE.search(first) is not None
    else:
        is_date = number.isdecimal() and len(number) < 4 and int(number) in _BUILT_IN_DATES
    return Format(since_1904=since_1904) if is_date else None


def shown(raw: str, format_: Format | None) -> str:
    """Return a stored number as text, with a point for decimals; what is no number stays as it is."""
    if format_ is None and _PLAIN.match(raw):
        return raw
    try:
        value = float(raw)
    except ValueError:
        return raw
    if not math.isfinite(value):
        return raw
    if format_ is None:
        return _plain(value)
    if format_.digits:
        return _plain(value).zfill(format_.digits) if value.is_integer() and value >= 0 else _plain(value)
    return _date(value, since_1904=format_.since_1904) or _plain(value)


def _plain(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return format(value, ".15g")  # Excel shows fifteen digits; the rest is how a computer stores 0.3


def _date(serial: float, *, since_1904: bool) -> str:
    if not 0 <= serial < _LAST_DAY:
        return ""
    seconds = round(serial * 86_400)
    first = _FIRST_OF_1904 if since_1904 else _DAY_BEFORE_1900
    if not since_1904 and serial >= _PHANTOM:
        seconds -= 86_400
    try:
        moment = first + timedelta(seconds=seconds)
    except OverflowError:  # the last second of the year 9999, rounded up
        return ""
    clock = f"{moment:%H:%M:%S}".removesuffix(":00")
    if serial < 1 and not since_1904:
        return clock
    return f"{moment:%Y-%m-%d}" if clock == "00:00" else f"{moment:%Y-%m-%d} {clock}"
