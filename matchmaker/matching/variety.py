"""In which order to suggest what repeats what is suggested before it."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# What a suggestion is worth less for each one above it that is of the same party, or of the same offering.
SAME_PARTY, SAME_OFFERING = 0.045, 0.035
# So often a party may stand among the suggestions.
MOST_OF_A_PARTY = 3


def varied(
    scores: Sequence[float], parties: Sequence[int], offerings: Sequence[int], doors: Sequence[bool]
) -> list[int]:
    """Return what to keep of entries, best first, in the order in which to suggest them.

    Each time that entry comes next that is worth most beside those before it: by its score, less what it
    repeats of them (maximal marginal relevance: Carbonell and Goldstein, 1998). A party that stands there is
    no door to anything besides, and no party stands there more than three times.

    Args:
        scores: Of each entry, the highest first.
        parties: The party that each suggests to turn to.
        offerings: The offering that each suggests.
        doors: Whether the party only leads to that offering.
    """
    kept, of_party, of_offering = list[int](), dict[int, int](), dict[int, int]()
    # Those that turned out to repeat others. What does can only become worth less, so one that is still worth
    # what it was goes before all others without a look at them (lazy evaluation: Minoux, 1978).
    later = list[tuple[float, int]]()
    following = 0
    while later or following < len(scores):
        if later and (following == len(scores) or later[0] < (-scores[following], following)):
            was, entry = heappop(later)
        else:
            was, entry = -scores[following], following
            following += 1
        party, offering = parties[entry], offerings[entry]
        before, told_of = of_party.get(party, 0), of_offering.get(offering, 0)
        if before == MOST_OF_A_PARTY or (before and doors[entry]):
            continue
        worth = scores[entry] - SAME_PARTY * before - SAME_OFFERING * told_of
        if worth < -was:
            heappush(later, (-worth, entry))
            continue
        kept.append(entry)
        of_party[party], of_offering[offering] = before + 1, told_of + 1
    return kept
