"""Places in two names that have all other words in common."""

from __future__ import annotations

from matchmaker.names.alignment import Alignment, Finding, quoting
from matchmaker.names.parts import NameParts, Role
from matchmaker.vocabulary import Bilingual


def only_a_place(left: NameParts, right: NameParts, _: Alignment) -> Finding | None:
    """Doubt a place with a legal form, or shortened, against the bare place: "Stichting Leiden", or "NL"."""
    words = (*left.words, *right.words)
    if any(word.role not in (Role.PLACE, Role.DIRECTION) for word in words):
        return None
    shortened = left.joined != right.joined and any(len(word.text) <= 2 for word in words)
    if left.forms == right.forms and not shortened:
        return None
    text = Bilingual("De naam is alleen een plaats.", "The name is only a place.")
    return Finding(None, text)


def inflected_place(left: NameParts, right: NameParts, alignment: Alignment) -> Finding | None:
    """Doubt "Rotterdamse Partners" beside "Rotterdam Partners": only beside a kind is it a way to say it."""
    has_kind = any(word.role is Role.KIND for word in alignment.shared) or left.forms & right.forms
    if alignment.near or has_kind:
        return None
    texts = {word.key: word.text for word in left.having(Role.PLACE)}
    for word in right.having(Role.PLACE):
        other = texts.get(word.key, word.text)
        if other != word.text and (other.startswith(word.text) or word.text.startswith(other)):
            said = ("De plaats is anders verbogen", "The place has another ending")
            return Finding(None, quoting(*said, [word]))
    return None


def article_of_place(left: NameParts, right: NameParts, alignment: Alignment) -> Finding | None:
    """Doubt a place with an article of its own beside one without: Den Hoorn is another place than Hoorn.

    's-Gravenhage is Den Haag, so only a place that both write alike is doubted.
    """
    names = (left, right)
    for word in alignment.shared:
        before = {name.surname_particles.get(word.key, "") for name in names}
        are_alike = all(word.text in name.raw.casefold() for name in names)
        if word.role is Role.PLACE and before == {"", "den"} and are_alike:
            text = Bilingual(
                f"Alleen in de ene naam staat “den” voor de plaats “{word.text}”.",
                f"Only in one name “den” stands before the place “{word.text}”.",
            )
            return Finding(None, text)
    return None
