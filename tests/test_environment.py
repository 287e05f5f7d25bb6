"""``scripts/environment.sh``: what ./run and ./test stand on, tried on a project that needs no registry."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "environment.sh"
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""
BACKEND = """
import zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    name, facts = "small-1-py3-none-any.whl", "small-1.dist-info"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        wheel.writestr(f"{facts}/METADATA", "Metadata-Version: 2.1\\nName: small\\nVersion: 1\\n")
        wheel.writestr(f"{facts}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{facts}/RECORD", "")
    return name
"""


def a_project(folder: Path) -> Path:
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "backend.py").write_text(BACKEND)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return a_project(tmp_path)


def prepare(
    project: Path, call: str = "prepare_environment .", **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-euc", f'. "{SCRIPT}"\n{call}\necho ready'],
        cwd=project,
        env={**os.environ, "PYTHON": sys.executable, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")  # to bring pip into an environment takes seconds
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose environment was made and installed into."""
    project = a_project(tmp_path_factory.mktemp("made"))
    first = prepare(project)
    assert first.returncode == 0, first.stderr
    assert "Installing collected packages: small" in first.stdout
    return project


def test_it_installs_once_and_again_when_what_it_installs_from_changed(made: Path, project: Path) -> None:
    shutil.copytree(made, project, symlinks=True, dirs_exist_ok=True)
    assert prepare(project).stdout == "ready\n"
    for name in (".npmrc", "package.json", "pyproject.toml"):
        with (project / name).open("a") as changed:
            changed.write("\n")
        assert "Installing collected packages" in prepare(project).stdout, name
    assert prepare(project).stdout == "ready\n"


def test_an_environment_that_was_broken_off_is_made_anew(project: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", ".venv"], cwd=project, check=True)
    told = prepare(project)
    assert told.returncode == 0, told.stderr
    assert told.stdout.endswith("ready\n")
    shutil.rmtree(project / ".venv" / "bin")
    assert prepare(project).stdout.endswith("ready\n")


def test_an_install_that_fails_is_said_and_tried_again(made: Path, project: Path) -> None:
    shutil.copytree(made, project, symlinks=True, dirs_exist_ok=True)
    with (project / "pyproject.toml").open("a") as changed:
        changed.write("\n")
    (project / "backend.py").write_text("raise SystemExit('no such luck')\n")
    failed = prepare(project)
    assert failed.returncode != 0
    assert "no such luck" in failed.stderr
    assert "ready" not in failed.stdout
    (project / "backend.py").write_text(BACKEND)
    assert prepare(project).stdout.endswith("ready\n")


def a_python(folder: Path, name: str, answer: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{answer}\n")
    (folder / name).chmod(0o755)


def test_a_python_without_ensurepip_is_passed_over_or_named_with_its_package(project: Path) -> None:
    programs = project / "programs"
    a_python(programs, "python3", 'case "$2" in *ensurepip*) exit 1 ;; esac')
    told = prepare(project, "find_python", PYTHON="", PATH=str(programs))
    assert told.returncode == 1
    assert "python3-venv" in told.stderr
    a_python(programs, "python3.14", "exit 0")
    assert prepare(project, "find_python", PYTHON="", PATH=str(programs)).stdout == "python3.14\nready\n"


def test_without_a_new_enough_python_it_says_which_is_needed(project: Path) -> None:
    a_python(project / "programs", "python3", "exit 1")
    told = prepare(project, "find_python", PYTHON="", PATH=str(project / "programs"))
    assert told.returncode == 1
    assert "3.11" in told.stderr
