"""Whether two spellings mean the same Dutch organisation: yes, no, or a person must look.

A likeness in letters proves nothing: "Gemeente Gouda" is nearer to "Gemeente Goude" than "ODMH" is to
"Omgevingsdienst Midden-Holland". So both names are taken apart, and every word of the one must be accounted
for in the other. Letters are compared only within one word, and only to excuse a typing error there. Each
rule below that finds something gives its verdict; one "no" decides, then one "a person must look".
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matchmaker import name_words as tables
from matchmaker.name_abbreviations import COUNTRY, abbreviated_part, as_abbreviation
from matchmaker.name_alignment import (
    BUSINESSES,
    Alignment,
    Finding,
    align,
    business_behind_trade,
    is_inflected,
    is_trade,
    only_says_business,
    quoting,
    spellings,
    split_off,
    trade_of,
    trade_start,
)
from matchmaker.name_parts import MUNICIPALITIES, REGIONS, NameParts, Role, Word, names_in, take_apart
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_AUTHORITIES = frozenset(tables.AUTHORITIES.split())
_PARTS = frozenset(tables.PARTS.split())
_SPOKEN = frozenset(tables.SPOKEN.split())
_MERE_BUSINESSES = frozenset(tables.MERE_BUSINESSES.split())
_EXPLAINING = frozenset(tables.EXPLAINING.split())
_PROFESSIONS = frozenset(tables.PROFESSIONS.split())
_DESK_TRADES = frozenset(tables.DESK_TRADES.split())
_LABELS = frozenset(tables.LABELS.split())
_FAMILIES_WITH_ARTICLE = frozenset(tables.FAMILIES_WITH_ARTICLE.split())
_ONLY_THE_BUSINESS = "Alleen het woord voor het bedrijf verschilt", "Only the word for the business differs"


@dataclass(frozen=True, slots=True)
class NameJudgement:
    """Whether two names mean the same organisation.

    Attributes:
        same: Yes, no, or None: a person must look.
        score: From 0 (nothing in common) to 1 (the same name), to sort by. A yes scores 0.9 or more, a
            person must look from 0.4 to 0.9, a no less than 0.4.
        why: What decided.
    """

    same: bool | None
    score: float
    why: Bilingual


def compare(a: str, b: str) -> NameJudgement:
    """Return whether ``a`` and ``b`` mean the same organisation; the order makes no difference.

    One that gives a former name beside its own ("A, voorheen B") goes by both.
    """
    judged = [judge(take_apart(one), take_apart(other)) for one in names_in(a) for other in names_in(b)]
    return max(judged, key=likeliest)


def likeliest(judgement: NameJudgement) -> tuple[int, float]:
    """Return a key that sorts judgements from different to the same."""
    return (False, None, True).index(judgement.same), judgement.score


def shortens(short: str, full: str) -> bool:
    """Return whether one name is a shorter way to write another: some of its words, or its initials."""
    ours, theirs = take_apart(short), take_apart(full)
    keys = {word.key for word in ours.words}
    if keys < {word.key for word in theirs.words} or as_abbreviation(ours, theirs) is not None:
        return True
    return any(word.is_abbreviation for word in ours.words) and judge(ours, theirs).same is not False


def fits_by_initials(a: str, b: str) -> bool:
    """Return whether one of two names is one word that may be made of initials of the other."""
    one, other = take_apart(a), take_apart(b)
    return as_abbreviation(one, other) is not None or as_abbreviation(other, one) is not None


def judge(one: NameParts, other: NameParts) -> NameJudgement:
    """Return the same for names that were taken apart before."""
    left, right = sorted((one, other), key=lambda name: name.raw)
    if left.raw == right.raw:
        return NameJudgement(True, 1.0, Bilingual("De namen zijn gelijk.", "The names are equal."))
    if not left.whole or not right.whole:
        text = Bilingual("Er ontbreekt een naam.", "A name is missing.")
        return NameJudgement(None, 0.4, text)
    if left.is_long or right.is_long:
        return _judge_long(left, right)
    alignment = align(left, right)
    if alignment.left or alignment.right or alignment.near:
        whole = as_abbreviation(left, right) or as_abbreviation(right, left)
        if whole is not None:
            return NameJudgement(whole.same, 0.95 if whole.same else 0.6, whole.why)
    decisive: dict[bool | None, Finding] = {}
    for finding in _findings(left, right, alignment):
        decisive.setdefault(finding.same, finding)
        if finding.same is False:
            break
    for same in (False, None, True):
        if same in decisive:
            return NameJudgement(same, _score(same, alignment), decisive[same].why)
    text = Bilingual(
        "Alle woorden die tellen zijn gelijk. Rechtsvorm, lidwoorden en schrijfwijze tellen niet mee.",
        "All words that count are equal. Legal form, articles and way of writing do not count.",
    )
    return NameJudgement(True, _score(True, alignment), text)


def _judge_long(left: NameParts, right: NameParts) -> NameJudgement:
    if left.joined == right.joined:
        text = Bilingual("De teksten zijn woord voor woord gelijk.", "The texts are equal word for word.")
        return NameJudgement(True, 0.9, text)
    text = Bilingual(
        "Dit is te lang voor een naam, en de teksten zijn niet gelijk.",
        "This is too long for a name, and the texts are not equal.",
    )
    return NameJudgement(False, 0.0, text)


def _score(same: bool | None, alignment: Alignment) -> float:
    """Return the share of equal words, by weight, within the band of the verdict."""
    equal = 2.0 * sum(word.role.value for word in alignment.shared)
    near = 1.6 * sum(max(pair.left.role.value, pair.right.role.value) for pair in alignment.near)
    alone = sum(word.role.value for word in (*alignment.left, *alignment.right))
    share = min(1.0, (equal + near) / (equal + near / 0.8 + alone or 1.0))
    lowest, highest = {True: (0.9, 1.0), None: (0.4, 0.89), False: (0.0, 0.39)}[same]
    return round(lowest + (highest - lowest) * share, 4)


def _findings(left: NameParts, right: NameParts, alignment: Alignment) -> Iterator[Finding]:
    """Yield what every rule finds; lazily, because the first rules say no to most pairs."""
    rules = (
        _numbers,
        _rest,
        _many_slips,
        _legal_forms,
        _only_a_place,
        _endings,
        _inflected_place,
        _order,
        _surnames,
        _other_family,
        _article_of_place,
    )
    yield from (pair.finding for pair in alignment.near)
    yield from (finding for rule in rules if (finding := rule(left, right, alignment)))


def _numbers(left: NameParts, right: NameParts, _: Alignment) -> Finding | None:
    """Another number is another line, period or edition; a number left out may be the same or the whole."""
    if left.numbers == right.numbers:
        return None
    said = ", ".join(left.numbers) or "-", ", ".join(right.numbers) or "-"
    if left.numbers and right.numbers:
        text = Bilingual(
            f"De nummers verschillen: {said[0]} en {said[1]}.",
            f"The numbers differ: {said[0]} and {said[1]}.",
        )
        return Finding(False, text)
    text = Bilingual(
        f"Alleen de ene naam heeft een nummer: {''.join(said).strip('-')}.",
        f"Only one name has a number: {''.join(said).strip('-')}.",
    )
    return Finding(None, text)


def _rest(left: NameParts, right: NameParts, alignment: Alignment) -> Finding | None:
    """Judge the words that stand alone: on both sides they contradict, on one side they may be left out."""
    if alignment.left and alignment.right:
        return (
            abbreviated_part(alignment.left, alignment.right, alignment.shared, right)
            or abbreviated_part(alignment.right, alignment.left, alignment.shared, left)
            or _same_trade(left, right, alignment)
            or _contradiction(alignment.left, alignment.right)
        )
    if alignment.left:
        return _left_out(alignment.left, right, left)
    if alignment.right:
        return _left_out(alignment.right, left, right)
    return None


def _same_trade(left: NameParts, right: NameParts, alignment: Alignment) -> Finding | None:
    """Find "Installatiebedrijf De Vries" beside "De Vries Installatietechniek".

    Another kind makes two of them, as Ondernemersvereniging and Ondernemersfonds Gouda, unless a whole name
    of its own follows, as in Kringloopwinkel and Kringloopcentrum De Cirkel.
    """
    both = (alignment.left, alignment.right)
    if not any(word.role is Role.OWN and not word.is_modifier for word in alignment.shared):
        return None
    words = [*alignment.left, *alignment.right]
    trades = [[word for word in one_side if not only_says_business(word)] for one_side in both]
    of_one_trade = [{trade_of(word) for word in one_side} for one_side in trades]
    businesses = {business for word in words if (business := business_behind_trade(word))}
    if of_one_trade[0] == of_one_trade[1] and len(of_one_trade[0]) == 1 and businesses:
        return Finding(True if len(businesses) == 1 else None, quoting(*_ONLY_THE_BUSINESS, words))
    of_kind = any(word.role is Role.KIND and word.key not in BUSINESSES for word in words)
    if of_kind and (left.from_article is None or left.from_article != right.from_article):
        return None
    starts = [{trade_start(word) for word in one_side} for one_side in trades]
    if starts[0] != starts[1] or len(starts[0]) != 1:
        return None
    return Finding(None, quoting("Dit kan hetzelfde vak zijn", "This may be the same trade", words))


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


def _left_out(extra: Sequence[Word], shorter: NameParts, longer: NameParts) -> Finding:
    """Judge words that only the longer name has: another organisation, part of one, or left out in speech.

    The rows are tried in order; the first that applies decides.
    """
    roles = {word.role for word in extra}
    here = {word.role for word in shorter.words}
    own = [word for word in extra if word.role is Role.OWN]
    rows: tuple[tuple[bool | None, bool, str, str], ...] = (
        (
            None,
            here == {Role.KIND} and bool(shorter.numbers) and shorter.numbers == longer.numbers,
            "Het nummer is gelijk, maar de titel ontbreekt",
            "The number is equal, but the title is missing",
        ),
        (
            None,
            all(word.key in _LABELS for word in extra) and bool(longer.numbers) and not shorter.numbers,
            "Dit kan alleen een nummer in een plan zijn",
            "This may be no more than a number in a plan",
        ),
        (
            False,
            any(word.key in _PARTS for word in extra) or Role.DIRECTION in roles,
            "Dit wijst op een onderdeel",
            "This points to a part",
        ),
        (
            None,
            bool(own)
            and bool(here & {Role.OWN, Role.TOPIC})
            and all(word.is_abbreviation or len(word.text) == 1 for word in own),
            "Alleen de ene naam heeft deze letters",
            "Only one name has these letters",
        ),
        (
            None,
            bool(own)
            and Role.OWN in here
            and Role.KIND not in here
            and all(word.is_modifier for word in own),
            "Alleen de ene naam zegt wat het is",
            "Only one name says what it is",
        ),
        (
            None,
            longer.before_break is not None
            and not (Role.KIND in here and Role.KIND in roles)
            and take_apart(longer.before_break).joined == shorter.joined,
            "De ene naam heeft een toevoeging",
            "One name has an addition",
        ),
        (
            None,
            here == {Role.OWN}
            and not longer.has_conjunction
            and roles <= {Role.OWN, Role.PLACE}
            and [word.key for word in longer.words[: len(shorter.words)]]
            == [word.key for word in shorter.words],
            "Alleen de ene naam zegt meer",
            "Only one name says more",
        ),
        (
            None,
            bool(own)
            and Role.OWN in here
            and longer.has_conjunction
            and all(word.is_modifier for word in own)
            and len(own) == len(extra),
            "Alleen de ene naam noemt nog een vak",
            "Only one name mentions another trade",
        ),
        (
            None,
            Role.OWN in here and longer.has_conjunction and f"{extra[0].text}- " in longer.raw.casefold(),
            "Alleen de ene naam noemt nog een vak",
            "Only one name mentions another trade",
        ),
        (
            None,
            len(extra) == len(own) == 1 and f"-{own[0].text}" in longer.raw.casefold(),
            "Dit kan de helft van de naam zijn",
            "This may be half of the name",
        ),
        (
            None,
            bool(own)
            and shorter.from_article == shorter.whole
            and (longer.from_article == shorter.whole or all(is_trade(word.text) for word in own)),
            "Alleen de ene naam zegt wat het is",
            "Only one name says what it is",
        ),
        (
            False,
            bool(own),
            "Alleen de ene naam heeft dit eigen woord",
            "Only one name has this word of its own",
        ),
        (
            False,
            Role.PLACE in roles and any(word.key == "bank" for word in shorter.words),
            "Een bank met een plaatsnaam is een vestiging",
            "A bank with the name of a place is a branch",
        ),
        (
            False,
            Role.PLACE in roles and Role.PLACE in here and not _tells_namesakes_apart(extra, longer),
            "De ene naam noemt nog een plaats",
            "One name mentions another place",
        ),
        (
            True,
            _says_the_business(extra, shorter, longer),
            *_ONLY_THE_BUSINESS,
        ),
        (
            None,
            _says_the_office(extra, shorter, longer),
            "Alleen de ene naam heeft dit woord",
            "Only one name has this word",
        ),
        (
            True,
            len(shorter.raw.split()) == 1 + len(shorter.forms)
            and Role.OWN in here
            and _says_kinds(extra, longer, _EXPLAINING),
            "Dit zegt alleen wat het is",
            "This only says what it is",
        ),
        (
            None,
            bool(here & {Role.OWN, Role.TOPIC}) and _says_kinds(extra, longer, _EXPLAINING),
            "Alleen de ene naam zegt wat het is",
            "Only one name says what it is",
        ),
        (
            None,
            Role.OWN in here and all(word.key in tables.SITES for word in extra),
            "Alleen de ene naam heeft dit woord",
            "Only one name has this word",
        ),
        (
            False,
            Role.KIND in here and bool(roles & {Role.KIND, Role.TOPIC}),
            "De ene naam is van een onderdeel of van een andere organisatie",
            "One name is of a part or of another organisation",
        ),
        (
            False,
            len(shorter.words) == 1 and Role.KIND in here,
            "De kortste naam is geen naam maar een soort organisatie",
            "The shorter name is no name but a kind of organisation",
        ),
        (
            True,
            _says_the_government(extra, shorter),
            "Een overheid heet vaak alleen naar haar gebied",
            "A government often goes by the name of its area alone",
        ),
        (
            False,
            bool(here)
            and here <= {Role.PLACE, Role.DIRECTION}
            and not all(word.key in _AUTHORITIES or word.role is Role.FILLER for word in extra),
            "De kortste naam is alleen een plaats",
            "The shorter name is only a place",
        ),
        (
            False,
            Role.OWN not in here and (Role.TOPIC in roles or len(roles) > 1),
            "De ene naam gaat over iets anders",
            "One name is about something else",
        ),
        (
            False,
            roles == {Role.TOPIC} and all(word.is_abbreviation for word in shorter.words),
            "Dit wijst op een afdeling",
            "This points to a department",
        ),
        (
            True,
            [word.key for word in extra] == ["omstreken"],
            "De omgeving wordt vaak weggelaten",
            "The surroundings are often left out",
        ),
        (
            True,
            any(word.role is Role.OWN and len(word.text) > 1 for word in shorter.words)
            and (roles == {Role.KIND} or shorter.from_article is None)
            and _says_kinds(extra, longer, _SPOKEN),
            "Dit woord wordt vaak weggelaten",
            "This word is often left out",
        ),
        (None, True, "Alleen de ene naam heeft dit woord", "Only one name has this word"),
    )
    return next(Finding(same, quoting(nl, en, own or extra)) for same, applies, nl, en in rows if applies)


def _says_the_office(extra: Sequence[Word], shorter: NameParts, longer: NameParts) -> bool:
    """Return whether both names have a word and only the one makes an office or a business of it.

    "Programmabureau Schone Lucht" and "Programma Schone Lucht".
    """
    firsts = {
        first.compound
        for first in longer.words
        if first.is_modifier and any(is_inflected(first.key, word.key) for word in shorter.words)
    }
    are_businesses = all(word.key in BUSINESSES and word.compound in firsts for word in extra)
    return len(shorter.words) > 1 and are_businesses


def _says_the_government(extra: Sequence[Word], shorter: NameParts) -> bool:
    """Return whether only gemeente or provincie is left out: among organisations, Gouda is the municipality.

    Not where both a municipality and a province or region have the name, as Utrecht, nor beside a legal form.
    """
    names = {word.key for word in shorter.words}
    left_out = [word.key for word in extra]
    places = MUNICIPALITIES if left_out == ["gemeente"] else REGIONS if left_out == ["provincie"] else set()
    return len(names) == 1 and names <= places and not shorter.forms


def _says_the_business(extra: Sequence[Word], shorter: NameParts, longer: NameParts) -> bool:
    """Return whether the trade and a name are in both and only the one says that it is a business.

    "Hoveniersbedrijf Bakker" and "Bakker Hoveniers".
    """
    compounds = {word.compound for word in extra}
    trades = [word for word in longer.words if word.is_modifier and word.compound in compounds]
    names = [
        word
        for word in shorter.having(Role.OWN)
        if not any(is_inflected(word.key, trade.key) for trade in trades)
    ]
    return (
        bool(names)
        and all(word.key in _MERE_BUSINESSES for word in extra)
        and all(map(_is_work_of_its_business, trades))
        and _says_the_office(extra, shorter, longer)
    )


def _is_work_of_its_business(trade: Word) -> bool:
    """Return whether who does a trade is called after it: not a programmabureau, nor a bouwbureau."""
    if trade.role is Role.TOPIC and trade.compound.endswith(tables.OFFICES):
        return trade.key in _DESK_TRADES
    return trade.role is not Role.KIND or trade.key in _PROFESSIONS


def _says_kinds(extra: Sequence[Word], longer: NameParts, kinds: frozenset[str]) -> bool:
    """Return whether words are nothing but one or more of these kinds, first parts of compounds included."""
    heads = {word.compound or word.key for word in extra if word.role is Role.KIND}
    firsts = {word.key for word in longer.words if word.is_modifier and word.compound in heads}
    others = {word.key for word in extra if word.role is not Role.KIND}
    return bool(heads) and heads <= kinds and others <= firsts


def _tells_namesakes_apart(extra: Sequence[Word], longer: NameParts) -> bool:
    """Return whether a place only says which town of that name is meant: "Bergen (NH)"."""
    keys = [word.key for word in longer.words]
    at = keys.index(extra[0].key)
    return len(extra) == 1 and at > 0 and longer.words[at - 1].role is Role.PLACE


def _many_slips(_: NameParts, __: NameParts, alignment: Alignment) -> Finding | None:
    if len(alignment.near) < 2:
        return None
    words = [word for pair in alignment.near for word in (pair.left, pair.right)]
    said = ("Meer dan één woord verschilt een beetje", "More than one word differs a little")
    return Finding(None, quoting(*said, words))


def _legal_forms(left: NameParts, right: NameParts, _: Alignment) -> Finding | None:
    """A foundation and a company of one name are two; a form that only one name states says nothing."""
    if not left.forms or not right.forms or left.forms & right.forms:
        return None
    said = ", ".join(sorted(left.forms | right.forms))
    text = Bilingual(f"De rechtsvormen verschillen: {said}.", f"The legal forms differ: {said}.")
    return Finding(None, text)


def _only_a_place(left: NameParts, right: NameParts, _: Alignment) -> Finding | None:
    """Doubt a place with a legal form, or shortened, against the bare place: "Stichting Leiden", or "NL"."""
    words = (*left.words, *right.words)
    if any(word.role not in (Role.PLACE, Role.DIRECTION) for word in words):
        return None
    shortened = left.joined != right.joined and any(len(word.text) <= 2 for word in words)
    if left.forms == right.forms and not shortened:
        return None
    text = Bilingual("De naam is alleen een plaats.", "The name is only a place.")
    return Finding(None, text)


def _endings(left: NameParts, right: NameParts, alignment: Alignment) -> Finding | None:
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


def _order(left: NameParts, right: NameParts, alignment: Alignment) -> Finding | None:
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


def _inflected_place(left: NameParts, right: NameParts, alignment: Alignment) -> Finding | None:
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


def _surnames(left: NameParts, right: NameParts, alignment: Alignment) -> Finding | None:
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


def _other_family(left: NameParts, right: NameParts, alignment: Alignment) -> Finding | None:
    """Tell Van Vliet from Van der Vlist: a slip in a name does not change what stands before it too."""
    for pair in alignment.near:
        before = left.surname_particles.get(pair.left.key)
        after = right.surname_particles.get(pair.right.key)
        if before and after and before != after and not _abbreviates(*sorted((before, after), key=len)):
            said = ("De eigen namen verschillen", "The names proper differ")
            return Finding(False, quoting(*said, [pair.left, pair.right]))
    return None


def _article_of_place(left: NameParts, right: NameParts, alignment: Alignment) -> Finding | None:
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


def _abbreviates(short: str, long: str) -> bool:
    """Return whether particles are those of another name in fewer letters: "vd" for "vanden"."""
    return (short == "vd" and long.startswith("vand")) or (short == "v" and long == "van")
