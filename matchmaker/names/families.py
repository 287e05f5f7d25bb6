"""Family names, which differ by an ending or by what stands before them."""

from __future__ import annotations

from matchmaker.names import words as tables
from matchmaker.names.alignment import Alignment, Finding, is_trade, quoting, spellings
from matchmaker.names.parts import NameParts, Role
from matchmaker.vocabulary import Bilingual

_FAMILIES_WITH_ARTICLE = frozenset(tables.FAMILIES_WITH_ARTICLE.split())


def endings(left: NameParts, right: NameParts, alignment: Alignment) -> Finding | None:
    """Doubt a short common word whose ending makes it a family name: Groen and Groenen, Weert and Weerts."""
    if alignment.near or spellings(left) & spellings(right):
        return None
    texts = {word.key: word.text for word in left.words}
    for word in right.words:
        one, other = sorted((word.text, texts.get(word.key, word.text)), key=len)
        ending = other.removeprefix(one)
        is_english = other in tables.SAME_WORD
        if (
            not is_english
            and one != other
            and len(one) <= 6
            and other.startswith(one)
            and ending in ("s", "n", "en")
        ):
            said = (
                "Met deze uitgang kan het een familienaam zijn",
                "With this ending it may be a family name",
            )
            return Finding(None, quoting(*said, [word]))
    return None


def surnames(left: NameParts, right: NameParts, alignment: Alignment) -> Finding | None:
    """Doubt a family name with other particles: Van den Bos is seldom Bos, and Van der Lee not Van Lee.

    An article alone may begin any name: "Verschilmakers" is "De Verschilmakers". Before a family name beside
    its trade it tells as much as the rest: "Jong Metaal", "De Jong Metaal".
    """
    own = [word for word in alignment.shared if word.role is Role.OWN and not word.compound]
    trades = [
        word for word in alignment.shared if word.role in (Role.KIND, Role.TOPIC) or is_trade(word.text)
    ]
    beside_trade = bool(trades) and len([word for word in own if not is_trade(word.text)]) == 1
    may_be_family = len(own) > 1 and not (left.has_conjunction and right.has_conjunction)
    for word in own:
        if any(name.is_domain for name in (left, right)) and left.whole == right.whole:
            continue
        before, after = (name.surname_particles.get(word.key, "") for name in (left, right))
        is_family = (beside_trade or may_be_family) and word.key in _FAMILIES_WITH_ARTICLE
        if before == after or (not is_family and {before, after} == {"", "de"}):
            continue
        if _abbreviates(before, after) or _abbreviates(after, before):
            continue
        text = Bilingual(
            f"Voor de eigen naam “{word.text}” staat iets anders: van, de, ter.",
            f"What stands before the own name “{word.text}” differs: van, de, ter.",
        )
        return Finding(None, text)
    return None


def other_family(left: NameParts, right: NameParts, alignment: Alignment) -> Finding | None:
    """Tell Van Vliet from Van der Vlist: a slip in a name does not change what stands before it too."""
    for pair in alignment.near:
        before = left.surname_particles.get(pair.left.key)
        after = right.surname_particles.get(pair.right.key)
        if before and after and before != after and not _abbreviates(*sorted((before, after), key=len)):
            said = ("De eigen namen verschillen", "The names proper differ")
            return Finding(False, quoting(*said, [pair.left, pair.right]))
    return None


def _abbreviates(short: str, long: str) -> bool:
    """Return whether particles are those of another name in fewer letters: "vd" for "vanden"."""
    return (short == "vd" and long.startswith("vand")) or (short == "v" and long == "van")
