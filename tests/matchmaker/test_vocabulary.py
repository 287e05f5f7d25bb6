"""The field's terms as values."""

from __future__ import annotations

import pytest

from matchmaker.vocabulary import Term


@pytest.mark.parametrize("terms", Term.__subclasses__(), ids=lambda terms: terms.__name__)
def test_a_term_is_found_under_its_code(terms: type[Term]) -> None:
    by_code = {str(term): term for term in terms}
    assert [by_code[term] for term in terms] == list(terms)
    assert {term.value for term in terms} == set(terms)


@pytest.mark.parametrize("terms", Term.__subclasses__(), ids=lambda terms: terms.__name__)
def test_what_somebody_gave_is_read_as_the_term_with_that_code(terms: type[Term]) -> None:
    assert [terms.read(term.value) for term in terms] == list(terms)
    assert [terms.of(term.value) for term in terms] == list(terms)
    assert terms.read("no such code") is None
    assert terms.read(None) is None
    with pytest.raises(ValueError, match="no such code"):
        terms.of("no such code")
