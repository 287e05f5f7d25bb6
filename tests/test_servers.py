"""How the tests come to a Neo4j when the first way does not work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests import servers

if TYPE_CHECKING:
    import pytest


class Archives:
    """Stands for a server from the Java archives."""

    def __init__(self, *_: object) -> None:
        self.is_started = False

    def start(self) -> None:
        self.is_started = True


def test_a_container_engine_without_the_image_gives_way_to_the_archives(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def without_image() -> None:
        raise OSError("no such image")

    monkeypatch.delenv("LOKET_TEST_NEO4J_URI", raising=False)
    monkeypatch.setattr(servers, "_container_engine_answers", lambda: True)
    monkeypatch.setattr(servers, "ContainerServer", without_image)
    monkeypatch.setattr(servers, "ArchiveServer", Archives)
    monkeypatch.setattr(servers, "_java_for", lambda _: "java")
    monkeypatch.setattr(servers, "_archives", lambda _: Path("lib"))
    found = servers.find_neo4j()
    assert isinstance(found, Archives)
    assert found.is_started
    assert "no such image" in capsys.readouterr().err
