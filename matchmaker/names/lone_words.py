"""What the words mean that stand alone when two names are laid side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matchmaker.names.abbreviations import abbreviated_part
from matchmaker.names.alignment import (
    BUSINESSES,
    ONLY_THE_BUSINESS,
    Alignment,
    Finding,
    business_behind_trade,
    only_says_business,
    quoting,
    trade_base,
    trade_of,
    trade_start,
)
from matchmaker.names.left_out import left_out
from matchmaker.names.parts import NameParts, Role, Word

if TYPE_CHECKING:
    from collections.abc import Sequence


def lone_words(left: NameParts, right: NameParts, alignment: Alignment) -> Finding | None:
    """Judge the words that stand alone: on both sides they contradict, on one side they may be left out."""
    if alignment.left and alignment.right:
        return (
            abbreviated_part(alignment.left, alignment.right, alignment.shared, right)
            or abbreviated_part(alignment.right, alignment.left, alignment.shared, left)
            or _same_trade(left, right, alignment)
            or _contradiction(alignment.left, alignment.right)
        )
    if alignment.left:
        return left_out(alignment.left, right, left)
    if alignment.right:
        return left_out(alignment.right, left, right)
    return None


def _same_trade(left: NameParts, right: NameParts, alignment: Alignment) -> Finding | None:
    """Find one trade beside a name that both have.

    Another kind makes two of them, as Ondernemersvereniging and Ondernemersfonds Gouda, unless a whole name
    of its own follows, as in Kringloopwinkel and Kringloopcentrum De Cirkel.
    """
    if not any(word.role is Role.OWN and not word.is_modifier for word in alignment.shared):
        return None
    words = [*alignment.left, *alignment.right]
    one, other = (
        [word for word in one_side if not only_says_business(word)]
        for one_side in (alignment.left, alignment.right)
    )
    businesses = {business for word in words if (business := business_behind_trade(word))}
    if businesses and _only_say_business(one, other):
        return Finding(True if len(businesses) == 1 else None, quoting(*ONLY_THE_BUSINESS, words))
    of_kind = any(word.role is Role.KIND and word.key not in BUSINESSES for word in words)
    if of_kind and (left.from_article is None or left.from_article != right.from_article):
        return None
    if not (_start_alike(one, other) or _are_about_the_same(one, other)):
        return None
    return Finding(None, quoting("Dit kan hetzelfde vak zijn", "This may be the same trade", words))


def _only_say_business(one: Sequence[Word], other: Sequence[Word]) -> bool:
    """Return whether both say one trade: "Installatiebedrijf", "Installatietechniek"."""
    trades = {trade_of(word) for word in one}
    return len(trades) == 1 and trades == {trade_of(word) for word in other}


def _start_alike(one: Sequence[Word], other: Sequence[Word]) -> bool:
    """Return whether both say one word that begins alike: "Meubelmakerij", "Meubels"."""
    starts = {trade_start(word) for word in one}
    return len(starts) == 1 and starts == {trade_start(word) for word in other}


def _are_about_the_same(one: Sequence[Word], other: Sequence[Word]) -> bool:
    """Return whether what the one says is in the other, which may add a town or a trade.

    "De Vries Hout" and "De Vries Houthandel en Zagerij Gouda".
    """
    if all(any(word.role is Role.PLACE for word in side) for side in (one, other)):
        return False
    bases = [{trade_base(word) for word in side if word.role is not Role.PLACE} for side in (one, other)]
    return all(bases) and (bases[0] <= bases[1] or bases[1] <= bases[0])


def _contradiction(left: Sequence[Word], right: Sequence[Word]) -> Finding:
    """Name the words that set two names apart, the heaviest first."""
    roles = [{word.role for word in words} for words in (left, right)]
    both = roles[0] & roles[1]
    if {Role.TIER} in roles:
        text = quoting(
            "Moeder- en dochterbedrijf kunnen zo heten",
            "Parent and daughter company may be called so",
            [*left, *right],
        )
        return Finding(None, text)
    for role, nl, en in (
        (Role.PLACE, "De plaatsen verschillen", "The places differ"),
        (Role.OWN, "De eigen namen verschillen", "The names proper differ"),
        (
            Role.KIND,
            "Het zijn verschillende soorten organisaties",
            "They are different kinds of organisation",
        ),
    ):
        if role in both:
            differing = [word for words in (left, right) for word in words if word.role is role]
            return Finding(False, quoting(nl, en, differing))
    said = ("Deze woorden staan maar in een van de namen", "These words stand in one of the names only")
    return Finding(False, quoting(*said, [*left, *right]))
