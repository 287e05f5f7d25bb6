from __future__ import annotations

from importlib.metadata import packages_distributions

import pytest


@pytest.mark.parametrize("name", ["matchmaker", "graph", "api", "seeds"])
def test_no_other_distribution_brings_one_of_our_short_names(name: str) -> None:
    assert set(packages_distributions().get(name, [])) <= {"circulair-loket"}
