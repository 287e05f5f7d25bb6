"""The fast way from a need to a few hundred offerings that are worth a closer look."""

from matchmaker.matching.index.columns import Columns
from matchmaker.matching.index.likeness import Alike
from matchmaker.matching.index.ngrams import Ngrams, Reading
from matchmaker.matching.index.offering_index import EVERY, Candidates, OfferingIndex

__all__ = ["EVERY", "Alike", "Candidates", "Columns", "Ngrams", "OfferingIndex", "Reading"]
