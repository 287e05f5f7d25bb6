"""The order of the words of two names that have them in common."""

from __future__ import annotations

from collections import Counter

from matchmaker.names.abbreviations import COUNTRY
from matchmaker.names.alignment import Alignment, Finding, is_trade, spellings, split_off
from matchmaker.names.parts import NameParts, Role
from matchmaker.vocabulary import Bilingual


def order(left: NameParts, right: NameParts, alignment: Alignment) -> Finding | None:
    """Doubt another order of the words that count.

    Common words may change places around "en", a kind and its place always: "Hogeschool Utrecht" is
    "Utrechtse Hogeschool", but "Bank Nederland" is not "Nederlandse Bank". A compound of kind is free as a
    whole beside a name: "Loodgietersbedrijf Oskam" is "Oskam Loodgietersbedrijf". Where there is neither a
    name nor a place the order is all that tells a Cultuurfonds from a Fonds voor Cultuur.
    """
    if spellings(left) & spellings(right):
        return None
    counted = Counter(word.key for word in alignment.shared)
    firsts, others = ({word.key for word in name.words if word.is_modifier} for name in (left, right))
    modifiers = firsts | others
    roles = {word.role for word in alignment.shared if word.key not in modifiers}
    free = {Role.KIND, Role.TIER, Role.FILLER}
    if Role.OWN in roles or (left.has_conjunction and right.has_conjunction):
        free |= {Role.PLACE, Role.TOPIC}
    elif COUNTRY in counted or (firsts != others and Role.PLACE not in roles):
        free = set()
    elif Role.KIND in roles:
        free |= {Role.PLACE}
    orders = []
    for name in (left, right):
        equal, _ = split_off(name.words, Counter(counted))
        orders.append(
            [
                word.key
                for word in equal
                if word.role not in free and not (free and (word.key in modifiers or is_trade(word.text)))
            ]
        )
    in_both = set(orders[0]) & set(orders[1])  # a word of the one may be two of the other
    if [key for key in orders[0] if key in in_both] == [key for key in orders[1] if key in in_both]:
        return None
    text = Bilingual(
        "De woorden zijn gelijk, maar de volgorde is anders.", "The words are equal, but in another order."
    )
    return Finding(None, text)
