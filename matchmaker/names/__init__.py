"""Whether two spellings mean the same Dutch organisation: yes, no, or a person must look.

``parts`` takes a name apart with the knowledge in ``words``, ``alignment`` lays two side by side, ``judging``
asks every rule what it makes of them, and ``index`` finds among many names those that are worth asking about.
"""

from matchmaker.names.index import NameIndex
from matchmaker.names.judging import NameJudgement, compare, fits_by_initials, shortens
from matchmaker.names.parts import spelled_out
from matchmaker.names.words import LEGAL_FORMS

__all__ = [
    "LEGAL_FORMS",
    "NameIndex",
    "NameJudgement",
    "compare",
    "fits_by_initials",
    "shortens",
    "spelled_out",
]
