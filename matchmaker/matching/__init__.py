"""From a need to explained suggestions, or an honest gap."""

from matchmaker.matching.answer import (
    Condition,
    Eligibility,
    Exclusion,
    Gap,
    Match,
    MatchAnswer,
    Reason,
)
from matchmaker.matching.matcher import Matcher
from matchmaker.matching.why_not import Change, WhyNot

__all__ = [
    "Change",
    "Condition",
    "Eligibility",
    "Exclusion",
    "Gap",
    "Match",
    "MatchAnswer",
    "Matcher",
    "Reason",
    "WhyNot",
]
