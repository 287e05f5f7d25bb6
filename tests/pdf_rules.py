"""Holds a PDF against the rules of PDF/UA-1 with veraPDF, which Maven fetches and Java 11 or newer runs."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from tests import maven

VERSION = "1.30.2"
PROGRAM = Path(__file__).with_name("ValidatePdf.java")
# It lives for seconds: to compile for a long life, or to collect garbage on all cores, does not pay.
JAVA_FLAGS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


class NoValidator(Exception):
    """veraPDF cannot be had here; the text says what is missing."""


def broken_rules(document: bytes) -> list[str]:
    """Return each rule of PDF/UA-1 that a PDF breaks, with its clause in ISO 14289-1.

    Raises:
        NoValidator: It cannot be had here.
    """
    java = shutil.which("java")
    if java is None or shutil.which("javac") is None:
        raise NoValidator("There is no Java with a compiler (Debian: default-jdk-headless).")
    try:
        archives = maven.fetched("verapdf", VERSION, ["org.verapdf:validation-model"])
    except maven.NotFetched as error:
        raise NoValidator(str(error)) from error
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(document)
        file.flush()
        command = [java, *JAVA_FLAGS, "-cp", f"{archives}/*", str(PROGRAM), file.name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stderr.split()[-1]) > 100, "the rules were held against next to nothing"
    return done.stdout.splitlines()
