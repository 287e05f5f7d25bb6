"""What the tests fetch with Maven, once per version, into the user's cache folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

POM = """<project>
  <modelVersion>4.0.0</modelVersion><packaging>pom</packaging>
  <groupId>nl.circulairloket</groupId><artifactId>fetched-for-tests</artifactId><version>1</version>
  <dependencies>{dependencies}</dependencies>
</project>
"""


class NotFetched(Exception):
    """Maven is not there, or could not fetch what was asked; the text says which."""


def fetched(name: str, version: str, artifacts: Iterable[str]) -> Path:
    """Return a folder with archives and all that they need.

    Args:
        name: What they are together.
        version: Version of all of them.
        artifacts: Each as ``group:artifact``.

    Raises:
        NotFetched: It cannot be had.
    """
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "circulair-loket" / f"{name}-{version}"
    if folder.is_dir():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise NotFetched("Maven is not installed (Debian: maven)")
    sys.stderr.write(f"Fetching {name} {version} for the tests, once ...\n")
    with tempfile.TemporaryDirectory(prefix="loket-fetch-") as work:
        pom = Path(work) / "pom.xml"
        pom.write_text(POM.format(dependencies="".join(_dependency(one, version) for one in artifacts)))
        archives = Path(work) / "lib"
        command = [maven, "-q", "-B", "-f", str(pom), "dependency:copy-dependencies"]
        options = ["-DincludeScope=runtime", f"-DoutputDirectory={archives}"]
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotFetched(f"Maven could not fetch {name} {version}: {done.stdout.strip()[-600:]}")
        folder.parent.mkdir(parents=True, exist_ok=True)
        # A second test run may have been quicker; its folder is as good.
        if not folder.is_dir():
            shutil.move(str(archives), str(folder))
    return folder


def _dependency(artifact: str, version: str) -> str:
    group, _, name = artifact.partition(":")
    parts = {"groupId": group, "artifactId": name, "version": version}
    return f"<dependency>{''.join(f'<{key}>{value}</{key}>' for key, value in parts.items())}</dependency>"
