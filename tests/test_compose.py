from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def compose_command() -> list[str] | None:
    docker = shutil.which("docker")
    if (
        docker
        and subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode == 0
    ):
        return [docker, "compose"]
    alone = shutil.which("docker-compose")
    return [alone] if alone else None


def config(password: str) -> subprocess.CompletedProcess[str]:
    command = compose_command()
    if command is None:
        if os.environ.get("CI"):
            pytest.fail("CI must check compose.yaml: install docker-compose")
        pytest.skip("NOT CHECKED: compose.yaml; install docker compose or docker-compose")
    environment = {**os.environ, "NEO4J_PASSWORD": password}
    return subprocess.run(
        [*command, "config"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_compose_file_describes_the_desk_and_its_neo4j() -> None:
    told = config("eightchars")
    assert told.returncode == 0, told.stderr
    assert "image: neo4j:5.26-community" in told.stdout
    assert "LOKET_STORE: bolt://neo4j:7687" in told.stdout


def test_compose_asks_for_a_password() -> None:
    told = config("")
    assert told.returncode != 0
    assert "NEO4J_PASSWORD" in told.stderr
