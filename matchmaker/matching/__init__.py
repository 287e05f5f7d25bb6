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

__all__ = ["Condition", "Eligibility", "Exclusion", "Gap", "Match", "MatchAnswer", "Matcher", "Reason"]
