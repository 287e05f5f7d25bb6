"""A page as an accessible PDF, where the extra ``pdf`` is installed; nothing is loaded from outside.

WeasyPrint draws with libraries of the computer (Pango). It is loaded at the first PDF, not at the start, and
where it or they are missing ``is_there`` says so.
"""

from __future__ import annotations

import asyncio
import importlib.util
import mimetypes
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.pages.assets import ADDRESS, BUILT

if TYPE_CHECKING:
    from types import ModuleType

VARIANT = "pdf/ua-1"
AT_ONCE = 1  # a document takes a processor for most of a second
HERE = "https://loket.invalid"
"""What addresses in a document are read from; no such site can exist (RFC 2606)."""


class Refused(ValueError):
    """A document asked for a file that is not ours."""


class Printer:
    """Makes documents, one at a time."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def document(self, html: str) -> bytes:
        """Return a page as PDF/UA-1: tagged, with its title and language.

        Args:
            html: The whole page. If it refers to anything but our own built files, WeasyPrint stops with
                its own error, caused by ``Refused``.
        """
        async with self._turn:
            return await asyncio.to_thread(_written, html)


def is_there() -> bool:
    """Tell whether a PDF can be made here."""
    return _weasyprint() is not None


def own_file(url: str) -> tuple[bytes, str]:
    """Return a file that a document refers to, with its media type.

    Raises:
        Refused: It is not one of our own built files.
    """
    folder, _, name = url.rpartition("/")
    file = BUILT / name
    if folder != f"{HERE}{ADDRESS}" or Path(name).name != name or not file.is_file():
        raise Refused(f"a document may not load {url[:80]}")
    kind = "font/woff2" if file.suffix == ".woff2" else mimetypes.guess_type(name)[0]
    return file.read_bytes(), kind or "application/octet-stream"


def _written(html: str) -> bytes:
    weasyprint = _weasyprint()
    assert weasyprint is not None, "ask is_there first"  # noqa: S101  # pages offer no PDF without it
    document = weasyprint.HTML(string=html, base_url=f"{HERE}/", url_fetcher=_own_files(weasyprint))
    written: bytes = document.write_pdf(pdf_variant=VARIANT)
    return written


def _own_files(weasyprint: Any) -> Any:
    """Return what gives a document our own files and nothing else; anything else stops it."""

    class OwnFiles(weasyprint.urls.URLFetcher):  # type: ignore[misc]  # its class is loaded only now
        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002  # the signature asked for
            content, kind = own_file(url)
            return weasyprint.urls.URLFetcherResponse(url, content, {"Content-Type": kind})

    return OwnFiles(fail_on_errors=True)


@cache
def _weasyprint() -> ModuleType | None:
    if importlib.util.find_spec("weasyprint") is None:
        return None
    try:
        return importlib.import_module("weasyprint")
    except OSError:  # the libraries that it draws with are not on this computer
        return None
