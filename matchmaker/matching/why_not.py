"""Why an offering is not suggested, and what about the need would have to be different."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matchmaker.matching.eligibility import dutch_date, eligibility, english_date, is_closed_to_all, stands
from matchmaker.vocabulary import Answer, Bilingual, CompanySize

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matchmaker.matching.answer import Condition, Eligibility
    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.matching.ranking import Ranking
    from matchmaker.model import Need, Offering

SHOWN_DIFFERENCES = 2

CHANGE_HELPS = Bilingual(
    "U voldoet niet aan alle voorwaarden. Hieronder staat wat er anders zou moeten zijn.",
    "You do not meet all conditions. Below stands what would have to be different.",
)
NO_CHANGE_HELPS = Bilingual(
    "U voldoet niet aan alle voorwaarden, en dat verandert niet door een andere vraag.",
    "You do not meet all conditions, and no other question changes that.",
)
OPENS_LATER = Bilingual(
    "Dit aanbod is nu voor niemand open. Hieronder staat wanneer het wel kan.",
    "This offering is open to nobody now. Below stands when it will be.",
)
CLOSED_TO_ALL = Bilingual(
    "Dit aanbod is nu voor niemand open, en dat verandert niet door een andere vraag.",
    "This offering is open to nobody now, and no other question changes that.",
)
OTHER_KIND = Bilingual(
    "Dit aanbod geeft andere hulp dan u koos.", "This offering gives other help than you chose."
)
YOUR_OWN = Bilingual("Dit is aanbod van uw eigen loket.", "This is an offering of your own desk.")
OTHER_SUBJECT = Bilingual(
    "Aan de voorwaarden ligt het niet. De woorden van de vraag lijken te weinig op dit aanbod.",
    "The conditions are no obstacle. The words of the question are too little like this offering.",
)
OTHERS_FIT_BETTER = Bilingual(
    "Aan de voorwaarden ligt het niet. Ander aanbod past beter bij de vraag.",
    "The conditions are no obstacle. Other offerings fit the question better.",
)

# How the better one is better, by feature.
_BETTER: Mapping[str, Bilingual] = {
    "description": Bilingual(
        "de beschrijving lijkt meer op uw vraag", "its description is more like your question"
    ),
    "example_question": Bilingual(
        "een voorbeeldvraag ervan lijkt meer op uw vraag", "one of its example questions is more like yours"
    ),
    "shared_words": Bilingual("er staan meer woorden van uw vraag in", "it has more of your words in it"),
    "related_words": Bilingual("uw woorden horen er meer bij", "your words go with it more"),
    "meaning": Bilingual("het betekent meer wat u vraagt", "it means more of what you ask"),
    "theme": Bilingual("het onderwerp past beter", "its subject fits better"),
    "need_kind": Bilingual("het biedt meer van de hulp die u zoekt", "it gives more of the help you seek"),
    "place": Bilingual("het is meer uit uw omgeving", "it is nearer to you"),
    "trade": Bilingual("het past beter bij uw sector", "it suits your sector better"),
    "r_strategy": Bilingual("het past beter bij uw R-strategie", "it suits your R-strategy better"),
    "audience": Bilingual("het is meer bedoeld voor u", "it is meant more for you"),
    "running_now": Bilingual("het loopt al", "it is running already"),
    "focus": Bilingual("het gaat niet over een ander materiaal", "it is not about another material"),
    "no_further_conditions": Bilingual("het stelt geen verdere voorwaarden", "it sets no further conditions"),
    "door": Bilingual("de aanbieder doet het zelf", "the provider does it itself"),
    "precedent": Bilingual(
        "met vragen die op de uwe lijken kunt u daar terecht", "questions like yours are referred there"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing about a need that would have to be different.

    Attributes:
        field: Name of the field of the need: ``municipality_id``, ``kinds``, ``size`` ...
        before: What it is now, as codes, ids or a date; empty if unknown.
        after: What it would have to be.
        text: The change as a sentence.
    """

    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    text: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """How an offering stands to a need.

    Attributes:
        offering: The offering asked about.
        eligibility: Its conditions, held against the need.
        rank: Its place among all that fits, from 1; None if it is not among that.
        changes: The fewest changes to the need that make the asker eligible; empty if none is needed, or
            if no change helps.
        text: The answer in a sentence or two.
        forbidden: Why nobody may be sent there, whatever a desk knows, as sentences; empty if a desk may.
    """

    offering: Offering
    eligibility: Eligibility
    rank: int | None
    changes: tuple[Change, ...]
    text: Bilingual
    forbidden: tuple[Bilingual, ...]

    @property
    def overrulable(self) -> tuple[Condition, ...]:
        """The conditions that refuse the asker, and to which a desk may know an exception."""
        return tuple(
            one for one in self.eligibility.conditions if one.answer is Answer.NO and not stands(one)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an offering stands among what was found.

    Attributes:
        offering: The offering asked about.
        eligibility: Its conditions, held against the need.
        contributions: What each feature adds to its score.
        found: All that may be suggested, best first.
        limit: How many of these are shown.
        speaks_to_it: Whether the offering has anything to do with the need.
    """

    offering: Offering
    eligibility: Eligibility
    contributions: Mapping[str, float]
    found: Ranking
    limit: int
    speaks_to_it: bool

    def rank_of(self, meant: Callable[[Offering], bool]) -> int | None:
        """Return the first rank, from 0, of an offering that is meant, or None."""
        ranks = range(len(self.found))
        return next((rank for rank in ranks if meant(self.found.offering(rank))), None)


def why_not(standing: Standing, need: Need, changes: tuple[Change, ...]) -> WhyNot:
    """Say why an offering is not among the suggestions, or that it is."""
    rank = standing.rank_of(lambda one: one.id == standing.offering.id)
    return WhyNot(
        offering=standing.offering,
        eligibility=standing.eligibility,
        rank=None if rank is None else rank + 1,
        changes=changes,
        text=_verdict(standing, need, rank, changes),
        forbidden=_forbidden(standing, need),
    )


def _forbidden(standing: Standing, need: Need) -> tuple[Bilingual, ...]:
    closed = tuple(one.text for one in standing.eligibility.conditions if stands(one))
    return (YOUR_OWN, *closed) if standing.offering.provider_id == need.desk_id else closed


def _verdict(standing: Standing, need: Need, rank: int | None, changes: tuple[Change, ...]) -> Bilingual:
    if is_closed_to_all(standing.eligibility):
        return OPENS_LATER if changes else CLOSED_TO_ALL
    if standing.eligibility.answer is Answer.NO:
        return CHANGE_HELPS if changes else NO_CHANGE_HELPS
    if changes:
        return OTHER_KIND
    if standing.offering.provider_id == need.desk_id:
        return YOUR_OWN
    return _unranked(standing) if rank is None else _ranked(standing, rank + 1)


def _ranked(standing: Standing, rank: int) -> Bilingual:
    if rank <= standing.limit:
        return Bilingual(
            f"Dit aanbod staat al op plaats {rank}.", f"This offering is already at place {rank}."
        )
    better = why_better(standing.found.contributions(0), standing.contributions)
    return Bilingual(
        f"Dit aanbod past wel, maar staat op plaats {rank}. {better.nl}",
        f"This offering does fit, but stands at place {rank}. {better.en}",
    )


def _unranked(standing: Standing) -> Bilingual:
    provider = standing.offering.provider_id
    same = standing.rank_of(lambda one: one.provider_id == provider)
    if not standing.speaks_to_it or not standing.found:
        return OTHER_SUBJECT
    if same is None:
        # In a large catalogue what is like the question as well is not looked at closely.
        return OTHERS_FIT_BETTER
    title = standing.found.offering(same).title
    return Bilingual(
        f"Dezelfde partij staat er al met ander aanbod, dat beter past: {title.nl}.",
        f"The same party is there already with what fits better: {title.en}.",
    )


def changes_that_help(need: Need, offering: Offering, knowledge: Knowledge) -> tuple[Change, ...]:
    """Return the fewest changes to a need that make its asker eligible, or none if no change does.

    Every failing condition needs a change of its own, so together they are the fewest.
    """
    changed, changes = need, []
    if _asks_other_kinds(need, offering):
        changes.append(_other_kind(need, offering))
        changed = replace(changed, kinds=(*need.kinds, offering.need_kinds[0]))
    for condition in eligibility(need, offering, knowledge).conditions:
        mend = _MENDING.get(condition.name)
        if condition.answer is Answer.NO and mend is not None:
            mended = mend(changed, offering, knowledge)
            if mended is not None:
                changed, change = mended
                changes.append(change)
    if eligibility(changed, offering, knowledge).answer is Answer.NO:
        return ()
    return tuple(changes)


def _asks_other_kinds(need: Need, offering: Offering) -> bool:
    return bool(need.kinds) and need.states("kinds") and not set(need.kinds) & set(offering.need_kinds)


def _other_kind(need: Need, offering: Offering) -> Change:
    kind = offering.need_kinds[0]
    return Change(
        field="kinds",
        before=tuple(known.value for known in need.kinds),
        after=(kind.value,),
        text=Bilingual(
            f"Kies ook deze soort hulp: {kind.label.nl}.",
            f"Choose this kind of help as well: {kind.label.en}.",
        ),
    )


def _elsewhere(need: Need, offering: Offering, knowledge: Knowledge) -> tuple[Need, Change] | None:
    nearest = knowledge.nearest_within(need.municipality_id, offering.area)
    if nearest is None:
        return None
    place = knowledge.place_name(nearest)
    change = Change(
        field="municipality_id",
        before=() if need.municipality_id is None else (need.municipality_id,),
        after=(nearest,),
        text=Bilingual(f"Het zou wel kunnen vanuit {place.nl}.", f"It would be possible from {place.en}."),
    )
    return replace(need, municipality_id=nearest), change


def _other_group(need: Need, offering: Offering, knowledge: Knowledge) -> tuple[Need, Change]:
    del knowledge
    group = offering.target_groups[0]
    change = Change(
        field="target_group",
        before=() if need.target_group is None else (need.target_group.value,),
        after=(group.value,),
        text=Bilingual(
            f"Het zou wel kunnen als dit een vraag was van: {group.label.nl}.",
            f"It would be possible if this were a question of: {group.label.en}.",
        ),
    )
    return replace(need, target_group=group, other_than=()), change


def _other_sector(need: Need, offering: Offering, knowledge: Knowledge) -> tuple[Need, Change]:
    sector = offering.sectors[0]
    dutch, english = knowledge.theme_names([sector])
    change = Change(
        field="sectors",
        before=need.sectors,
        after=(sector,),
        text=Bilingual(
            f"Het zou wel kunnen in de sector {dutch or sector}.",
            f"It would be possible in the sector {english or sector}.",
        ),
    )
    return replace(need, sectors=(sector,)), change


def _other_size(need: Need, offering: Offering, knowledge: Knowledge) -> tuple[Need, Change]:
    del knowledge
    classes = list(CompanySize)
    here = classes.index(need.size) if need.size is not None else 0
    size = min(offering.sizes, key=lambda one: (abs(classes.index(one) - here), classes.index(one)))
    change = Change(
        field="size",
        before=() if need.size is None else (need.size.value,),
        after=(size.value,),
        text=Bilingual(
            f"Het zou wel kunnen voor een bedrijf dat zo groot is: {size.label.nl}.",
            f"It would be possible for a company of this size: {size.label.en}.",
        ),
    )
    return replace(need, size=size), change


def _other_day(need: Need, offering: Offering, knowledge: Knowledge) -> tuple[Need, Change] | None:
    del knowledge
    opens, today = offering.opens_on, need.asked_on
    if opens is None or today is None or today >= opens:
        return None  # the past does not come back
    change = Change(
        field="asked_on",
        before=(today.isoformat(),),
        after=(opens.isoformat(),),
        text=Bilingual(f"Het kan vanaf {dutch_date(opens)}.", f"It is possible from {english_date(opens)}."),
    )
    return replace(need, asked_on=opens), change


_MENDING: Mapping[str, Callable[[Need, Offering, Knowledge], tuple[Need, Change] | None]] = {
    "area": _elsewhere,
    "location": _elsewhere,
    "target_group": _other_group,
    "sector": _other_sector,
    "size": _other_size,
    "window": _other_day,
}


def why_better(first: Mapping[str, float], other: Mapping[str, float]) -> Bilingual:
    """Say in which features the first suggestion beats another offering most."""
    ahead = {name: first[name] - other[name] for name in first if name in _BETTER}
    most = sorted((name for name in ahead if ahead[name] > 0), key=lambda name: (-ahead[name], name))
    said = [_BETTER[name] for name in most[:SHOWN_DIFFERENCES]]
    if not said:
        return Bilingual(
            "Het verschil met de eerste suggestie is klein.", "It is close to the first suggestion."
        )
    return Bilingual(
        f"De eerste suggestie wint hierop: {'; '.join(one.nl for one in said)}.",
        f"The first suggestion wins on this: {'; '.join(one.en for one in said)}.",
    )
