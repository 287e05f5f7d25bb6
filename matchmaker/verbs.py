"""Forms of verbs, as the stems of the infinitives that they may come from."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from matchmaker.text import KEPT_TEXTS, folded_text, stem, undoubled, words

if TYPE_CHECKING:
    from collections.abc import Iterator

# Short words often end in "t", "d", "ing" or "ed" without being a form of a verb: "last", "king", "shed".
# What begins with "ge" as well is one more often.
SHORTEST, SHORTEST_PARTICIPLE = 4, 3
# So many letters before its particle a verb may stand; a long text is then not read again for each particle.
REACH = 300
# Stems of forms of Dutch verbs end so, and English ones.
ENDINGS_OF_FORMS = ("t", "d", "ing")
# What may stand apart from its verb: "wij gooien het weg", "op te knappen".
PARTICLES = (
    *("aan", "af", "bij", "door", "in", "mee", "na", "om", "op", "over", "samen", "terug", "uit"),
    *("voor", "weg"),
)
# A particle that stands apart closes its clause; elsewhere the word is a preposition.
_NEXT_CLAUSE = "en|of|maar|want|die|dat|om|als|zodat|omdat|hoe|wie|waar"
_CLOSES = re.compile(rf"[.,;:?!)]| (?=(?:{_NEXT_CLAUSE}) )")
_PARTICLE = re.compile(rf"\b(?:{'|'.join(PARTICLES)})$")
_LONGEST_PARTICLE = max(map(len, PARTICLES))
_TO = re.compile(rf"\b({'|'.join(PARTICLES)}) te (\w+)")
_CLAUSE = re.compile(r"[.,;:?!()]")
_INSIDE = {undoubled(f"{particle}ge"): particle for particle in PARTICLES}


def dutch_verbs(stemmed: str) -> Iterator[str]:
    """Give the stems of the weak verbs of which a stem may be a past participle, past or present tense.

    The participle of "opknappen" is "opgeknapt", that of "slopen" "gesloopt"; "slopt" is the stem of both
    "sloopt" and "sloopten". What is given need be no verb at all.
    """
    # Each form ends as the stem does.
    if stemmed[-1:] not in {"t", "d"}:
        return
    forms = [stemmed]
    if stemmed.startswith("ge"):
        forms.append(stemmed[2:])
    for marker, particle in _INSIDE.items():
        if stemmed.startswith(marker):
            forms.append(undoubled(particle + stemmed[len(marker) :]))
    for form in forms:
        shortest = SHORTEST if form is stemmed else SHORTEST_PARTICIPLE
        if len(form) > shortest:
            yield form[:-1]
            if form is not stemmed:
                yield form


def english_words(stemmed: str) -> Iterator[str]:
    """Give the stems of the English words of which a stem may be a form in "ed" or "ing"."""
    for ending in ("ing", "ed"):
        if stemmed.endswith(ending) and len(stemmed) - len(ending) >= SHORTEST:
            yield stemmed[: -len(ending)]


@lru_cache(maxsize=KEPT_TEXTS)
def verbs_apart(text: str) -> frozenset[str]:
    """Return the stems of the verbs that words of a text may be with the particles that stand apart.

    In a main clause the particle of a Dutch verb comes last, "wij gooien elke week platen weg", and in an
    infinitive clause "te" stands between the two. What is returned need be no verb at all.
    """
    folded = folded_text(text)
    verbs = (
        {undoubled(found[1] + stem(found[2])) for found in _TO.finditer(folded)}
        if " te " in folded
        else set()
    )
    for particle in _particles_apart(folded):
        clause = _CLAUSE.split(folded[max(0, particle.start() - REACH) : particle.start()])[-1]
        stems = {stem(word) for word in words(clause)}
        stems |= {stemmed[:-1] for stemmed in stems if stemmed.endswith("t")}
        verbs |= {undoubled(particle[0] + stemmed) for stemmed in stems}
    return frozenset(verbs)


def _particles_apart(folded: str) -> Iterator[re.Match[str]]:
    """Yield the particles that close a clause."""
    for closing in _CLOSES.finditer(f"{folded}."):
        end = closing.start()
        # Few clauses close so, which is found out in a tenth of the time.
        if folded.endswith(PARTICLES, 0, end):
            particle = _PARTICLE.search(folded, max(0, end - _LONGEST_PARTICLE), end)
            if particle is not None:
                yield particle
