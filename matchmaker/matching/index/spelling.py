"""Words that are one slip of the pen away from a misspelled one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from matchmaker.matching.index.hashing import Hashed, all_form_hashes, form_hashes
from matchmaker.matching.index.texts import is_tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from matchmaker.matching.index.texts import Vocabulary

MENDED = 4


class Spelling:
    """Finds the terms that differ from a word by one letter left out, put in or changed, or by two swapped.

    Four of five misspelled words do so from the right one (Damerau, 1964). Two words that do have a form in
    common once a letter is left out of either (Mor and Fraenkel, 1982). So each term stands under the hashes
    of its forms; the terms found are then held against the word itself.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Learn the terms that a vocabulary has; later ones are learned when a word is looked up."""
        self._names = vocabulary.term_names
        self._learned = 0
        self._forms = self._arranged()

    def forms(self) -> Hashed:
        """Return the terms that there are now, each under the hashes of all its forms."""
        for term in range(self._learned, len(self._names)):
            if not self._forms.put(form_hashes(self._names[term]), term):
                self._forms = self._arranged()
                break
        self._learned = len(self._names)
        return self._forms

    def near(self, word: str, held: Callable[[int], int]) -> list[tuple[int, float]]:
        """Return the terms nearest to a word, and how alike each is, from 0 to 1.

        Args:
            word: The misspelled word.
            held: Tells of a term in how many rows it stands; terms in none do not count.
        """
        forms = self.forms()
        alike = []
        for term in forms.under(form_hashes(word)):
            name = self._names[term]
            slips = OSA.distance(word, name, score_cutoff=1)
            if slips <= 1 and not is_tag(name) and held(term):
                alike.append((slips / max(len(word), len(name)), name, term))
        return [(term, 1 - unlike) for unlike, _, term in sorted(alike)[:MENDED]]

    def _arranged(self) -> Hashed:
        """Return a table of the forms of all terms."""
        self._learned = len(self._names)
        return Hashed(*all_form_hashes(self._names))
