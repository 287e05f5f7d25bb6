"""Why nothing is suggested, and what was missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matchmaker.matching.answer import Gap
from matchmaker.matching.eligibility import is_closed_to_all
from matchmaker.text import telling
from matchmaker.vocabulary import Answer, Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matchmaker.matching.answer import Eligibility
    from matchmaker.matching.decision import Footing
    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.model import Need

SHOWN_WORDS, SHOWN_SUBJECTS, SHOWN_CONDITIONS = 4, 3, 3

NOTHING_LIKE_IT = Bilingual(
    "In ons overzicht staat geen aanbod dat bij deze vraag past.",
    "Our overview holds no offering that fits this question.",
)
FIRST_HELP = Bilingual(
    "Wij kennen geen aanbod dat precies over deze vraag gaat. Hier kunt u wel terecht voor eerste hulp.",
    "We know no offering on exactly this question. These can give you first help.",
)
CONDITIONS_FAIL = Bilingual(
    "Er is aanbod dat op uw vraag lijkt, maar u voldoet niet aan de voorwaarden.",
    "There are offerings like what you ask for, but you do not meet their conditions.",
)
CLOSED_TO_ALL = Bilingual(
    "Er is aanbod dat op uw vraag lijkt, maar daar kunt u nu niet terecht.",
    "There are offerings like what you ask for, but they are not open now.",
)


def gap(
    need: Need,
    themes: Iterable[str],
    ground: Footing,
    refused: Sequence[Eligibility],
    knowledge: Knowledge,
) -> Gap:
    """Say why nothing is suggested: nothing speaks to the need, or all that does fails a condition.

    Args:
        need: What is asked.
        themes: What its text mentions.
        ground: How firmly it stands on what the catalogue knows.
        refused: What is told of each offering that speaks to the need but refuses the asker, best first.
        knowledge: Themes, for their names.
    """
    missing = _sought(need, themes, knowledge)
    if refused:
        failing = dict.fromkeys(
            condition.text for one in refused for condition in one.conditions if condition.answer is Answer.NO
        )
        reason = CLOSED_TO_ALL if all(map(is_closed_to_all, refused)) else CONDITIONS_FAIL
        return Gap(reason=reason, missing=(*missing, *list(failing)[:SHOWN_CONDITIONS]))
    if ground.unserved:
        dutch, english = knowledge.theme_names(ground.unserved)
        reason = Bilingual(
            f"Deze vraag gaat over {dutch}. Daarover staat geen aanbod in ons overzicht.",
            f"This question is about {english}. Our overview holds no offering on that.",
        )
        return Gap(reason=reason, missing=missing)
    return Gap(reason=NOTHING_LIKE_IT, missing=missing)


def only_first_help(need: Need, themes: Iterable[str], knowledge: Knowledge) -> Gap:
    """Say that those are suggested who help with any subject, and what was sought."""
    return Gap(reason=FIRST_HELP, missing=_sought(need, themes, knowledge))


def _sought(need: Need, themes: Iterable[str], knowledge: Knowledge) -> tuple[Bilingual, ...]:
    """Name what was sought: kinds of help and subjects, or else the words of the question."""
    known, kinds = knowledge.thesaurus.by_id, {kind.label for kind in need.kinds}
    # Some kinds of help are subjects as well, and are said once.
    subjects = [one for one in sorted(themes) if known[one].label not in kinds]
    dutch, english = knowledge.theme_names(subjects[:SHOWN_SUBJECTS])
    kinds_nl = ", ".join(kind.label.nl for kind in need.kinds)
    kinds_en = ", ".join(kind.label.en for kind in need.kinds)
    if kinds_nl and dutch:
        return (Bilingual(f"{kinds_nl} over {dutch}", f"{kinds_en} about {english}"),)
    if kinds_nl or dutch:
        return (Bilingual(kinds_nl or dutch, kinds_en or english),)
    quoted = ", ".join(f"“{word}”" for word in dict.fromkeys(telling(need.text).split()[:SHOWN_WORDS]))
    return (Bilingual(quoted, quoted),) if quoted else ()
