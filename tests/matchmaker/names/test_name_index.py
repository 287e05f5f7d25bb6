"""The index finds what comparing every name with every other would find, and each pair once."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from matchmaker.names import NameIndex, compare

HERE = Path(__file__).parent
LABELLED = sorted(
    {
        row[side]
        for file in HERE.glob("name_pairs*.csv")
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())
        for side in ("a", "b")
    }
)
OWN = ("Jansen", "De Vries", "Vermeulen", "Zuidervaart", "Groenendijk", "Novatex", "Ecoplank", "Kooijman")
TRADES = ("Bouwbedrijf", "Electro Techniek", "Elektrotechniek", "Timmerfabriek", "Kringloop", "Hoveniers")
PLACES = ("", "", "Gouda", "Woerden", "Alphen aan den Rijn", "Nederland", "Midden-Holland")
FORMS = ("", "B.V.", "BV", "VOF", "Groep", "Holding B.V.", "en Zonen", "Stichting", "2", "3")


def a_name(random: Random) -> str:
    words = [random.choice(TRADES), random.choice(OWN), random.choice(PLACES), random.choice(FORMS)]
    if random.random() < 0.4:
        words[0], words[1] = words[1], words[0]
    if random.random() < 0.2:
        del words[random.randrange(2)]
    return " ".join(" ".join(words).split())


def rewritten(name: str, random: Random) -> str:
    """Return a name as somebody else might write it."""
    at = random.randrange(len(name))
    words = name.split()
    return random.choice(
        (
            name.upper(),
            "".join(words).replace(".", ""),
            " ".join(words[1:] + words[:1]),
            "".join(word[0] for word in words).upper(),
            name[:at] + name[at + 1 :],
            name[:at] + name[at : at + 1] * 2 + name[at + 1 :],
            name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :],
            name[:at] + random.choice("aeionst") + name[at + 1 :],
            " ".join(words[:-1]),
            f"Stichting {name}",
            f"{name}.nl".replace(" ", "").lower(),
        )
    )


def generated(seed: int, size: int) -> list[str]:
    random = Random(seed)  # noqa: S311  # a test's world, no secret
    names: list[str] = []
    while len(names) < size:
        name = a_name(random)
        names += [name, rewritten(name, random)]
    return [name for name in names[:size] if name]


def by_comparing_all(names: list[str]) -> dict[tuple[int, int], bool | None]:
    judged = {
        (one, other): compare(names[one], names[other]).same
        for one, other in combinations(range(len(names)), 2)
    }
    return {pair: same for pair, same in judged.items() if same is not False}


@pytest.mark.parametrize("seed", range(4))
def test_the_index_finds_the_pairs_that_comparing_all_would_find(seed: int) -> None:
    names = generated(seed, 140)
    found = [(one, other, judgement.same) for one, other, judgement in NameIndex(names).pairs()]
    assert {(one, other): same for one, other, same in found} == by_comparing_all(names)
    assert len({(one, other) for one, other, _ in found}) == len(found), "each pair once"


def test_a_name_is_looked_up_as_it_would_be_compared_with_each() -> None:
    names = generated(99, 160)
    index = NameIndex(names[40:])
    for name in [*names[:40], *LABELLED[::40]]:
        judged = [(at, compare(name, known)) for at, known in enumerate(names[40:])]
        expected = {at: judgement for at, judgement in judged if judgement.same is not False}
        assert dict(index.candidates(name)) == expected, name


# To compare one name with all takes a third of a second; the long form does so with each sixteenth.
@pytest.mark.parametrize("step", [144, pytest.param(16, marks=pytest.mark.long)])
def test_the_index_finds_what_comparing_all_labelled_names_would_find(step: int) -> None:
    index = NameIndex(LABELLED)
    for name in LABELLED[::step]:
        judged = [(at, compare(name, known)) for at, known in enumerate(LABELLED)]
        expected = {at: judgement for at, judgement in judged if judgement.same is not False}
        assert dict(index.candidates(name)) == expected, name


def test_candidates_come_best_first() -> None:
    known = ["Gemeente Gouda", "Stichting OPEN", "Metaal Unie", "Metaalunie Groep", "Koninklijke Metaalunie"]
    found = NameIndex(known).candidates("Metaalunie")
    assert [at for at, _ in found] == [2, 4, 3]
    assert [judgement.same for _, judgement in found] == [True, True, None]


def test_a_name_that_is_given_twice_is_found_twice() -> None:
    index = NameIndex(["Bakkerij Bos", "Gemeente Gouda", "Bakkerij Bos", "Bos Bakkerij BV"])
    assert [at for at, _ in index.candidates("Bakkerij Bos")] == [0, 2, 3]
    assert sorted((one, other) for one, other, _ in index.pairs()) == [(0, 2), (0, 3), (2, 3)]


def test_an_index_of_nothing_finds_nothing() -> None:
    assert NameIndex([]).candidates("Gemeente Gouda") == []
    assert NameIndex(["", "Gouda"]).candidates("") == [(0, compare("", ""))]
    assert list(NameIndex([]).pairs()) == []


def test_who_is_known_by_a_former_name_is_found_by_both() -> None:
    known = ["Smederij Jansen", "Vakbond Staal (voorheen Smederij Jansen)", "Iets anders"]
    assert [position for position, _ in NameIndex(known).candidates("Smederij Jansen")] == [0, 1]
    assert [position for position, _ in NameIndex(known).candidates("Vakbond Staal")] == [1]
    assert [(one, other) for one, other, _ in NameIndex(known).pairs()] == [(0, 1)]
