"""What the matcher answers, as frozen values: suggestions with reasons, exclusions, or an honest gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from matchmaker.model import Actor, Offering
    from matchmaker.vocabulary import Answer, Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of an offering, held against a need.

    Attributes:
        name: Code of the condition: ``area``, ``target_group``, ``sector``, ``size``, ``window`` ...
        answer: Whether the asker meets it.
        text: The condition as a sentence, or, where the answer is unsure, the question that settles it.
    """

    name: str
    answer: Answer
    text: Bilingual


class Eligibility(NamedTuple):
    """Whether the asker may use an offering: the worst answer of its conditions."""

    answer: Answer
    conditions: tuple[Condition, ...]


class Reason(NamedTuple):
    """What one feature added to a score.

    Attributes:
        feature: Code of the feature.
        contribution: Share of the score, in points of the scale from 0 to 1; a doubt is negative.
        text: The reason as a sentence.
    """

    feature: str
    contribution: float
    text: Bilingual


class Match(NamedTuple):
    """One suggestion.

    Attributes:
        rank: Place in the list, from 1.
        score: From 0 to 1; the sum of the contributions of the reasons.
        chance: From 0 to 1: how often a careful reader calls a suggestion like this useful.
        offering: What is suggested.
        provider: The party to turn to: who offers it, or a door to who does; the reason ``door`` says which.
        eligibility: Yes or unsure, never no.
        reasons: Why; first what speaks for it more than for the other suggestions.
    """

    rank: int
    score: float
    chance: float
    offering: Offering
    provider: Actor
    eligibility: Eligibility
    reasons: tuple[Reason, ...]


class Exclusion(NamedTuple):
    """An offering that speaks to the need but that the asker may not use, with the failing conditions."""

    offering: Offering
    provider: Actor
    eligibility: Eligibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Nothing speaks to the need and fits who asks, and why.

    Attributes:
        reason: One sentence for the asker.
        missing: What was missing, most important first: ``knowledge in metal``, ``... in your area``.
    """

    reason: Bilingual
    missing: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchAnswer:
    """The whole answer to a need.

    Attributes:
        matches: Suggestions, best first, ties by offering id; one that repeats the party or the offering of
            another comes after what is nearly as good.
        own: Up to three offerings of the desk that answers, which it need not refer to.
        excluded: Up to five offerings that speak to the need but fail a condition, nearest first.
        gap: Why nothing is suggested, or None if there are matches or the desk can help itself.
        first_help: That nothing is known on the need itself, so that the matches are those who help with any
            subject, and what was missing; None where they speak to it, and where there are none.
    """

    matches: tuple[Match, ...]
    own: tuple[Offering, ...] = ()
    excluded: tuple[Exclusion, ...]
    gap: Gap | None
    first_help: Gap | None = None

    @property
    def lack(self) -> Gap | None:
        """What there is nothing on, also where somebody gives first help; None if something speaks to it."""
        return self.gap or self.first_help
