"""The field's terms as values."""

from __future__ import annotations

import pytest

from matchmaker.vocabulary import Term


@pytest.mark.parametrize("terms", Term.__subclasses__(), ids=lambda terms: terms.__name__)
def test_a_term_is_found_under_its_code(terms: type[Term]) -> None:
    by_code = {str(term): term for term in terms}
    assert [by_code[term] for term in terms] == list(terms)
    assert {term.value for term in terms} == set(terms)
