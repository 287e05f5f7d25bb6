"""The built style sheet, fonts and icon: which file names they got, and how browsers may keep them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.staticfiles import StaticFiles

from matchmaker.errors import LoketError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response
    from starlette.types import Scope

BUILT = Path(__file__).resolve().parents[1] / "static" / "build"
ADDRESS = "/static"


class AssetsMissing(LoketError):
    """The style sheet was not built, so no page can be shown."""

    def __init__(self) -> None:
        super().__init__(
            "De opmaak van de pagina's ontbreekt. Installeer het pakket opnieuw met een verbinding met "
            "internet en zonder LOKET_SKIP_ASSETS: pip install -e . "
            "(The style sheet is missing: install the package again, online and without LOKET_SKIP_ASSETS.)"
        )


def asset_addresses(folder: Path = BUILT) -> Mapping[str, str]:
    """Return the address of each asset by its plain name, such as ``loket.css``.

    Raises:
        AssetsMissing: Nothing was built.
    """
    try:
        manifest: dict[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise AssetsMissing from error
    return {name: f"{ADDRESS}/{file}" for name, file in manifest.items()}


class KeptFiles(StaticFiles):
    """Files whose names carry a hash of their content, so that a browser need never ask again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with the file, to be kept for a year."""
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        return response
