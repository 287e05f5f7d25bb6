from __future__ import annotations

import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.errors import NotFound
from matchmaker.matching.eligibility import eligibility
from matchmaker.matching.index import EVERY, Candidates, OfferingIndex
from matchmaker.matching.index.kernels import Kernel, NumpyKernel, numba_kernel
from matchmaker.matching.index.postings import SPLIT_FROM
from matchmaker.model import Need, Offering
from matchmaker.vocabulary import Answer, Bilingual, NeedKind
from tests.matchmaker.index.small_worlds import KNOWLEDGE, NEEDS, OFFERING_IDS, OFFERINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

KERNELS = [
    NumpyKernel(),
    pytest.param(
        numba_kernel(),
        marks=pytest.mark.skipif(numba_kernel() is None, reason="numba is not installed; see the extra fast"),
    ),
]
# An offering to put in, or an id to take out.
CHANGES = st.lists(OFFERINGS | OFFERING_IDS, max_size=10)
WOOD = Offering(
    id="old-wood",
    provider_id="a",
    title=Bilingual("Oude balken en planken", "Old beams and boards"),
    summary=Bilingual("Wij halen sloophout op.", "We collect wood."),
    next_step=Bilingual("", ""),
    need_kinds=(NeedKind.MATERIALS,),
    area=("nederland",),
)


def index(*offerings: Offering, kernel: Kernel | None = None) -> OfferingIndex:
    return OfferingIndex(offerings, KNOWLEDGE, kernel=kernel or NumpyKernel())


def best(found: OfferingIndex, question: str) -> list[int]:
    return list(found.best(Need(text=question)))


def changed(found: OfferingIndex, changes: list[Offering | str]) -> dict[str, Offering]:
    """Make changes; an offering gets the number of its id, as those that were there at first have."""
    left: dict[str, Offering] = {}
    for change in changes:
        if isinstance(change, Offering):
            found.upsert(change, number_of(change.id))
            left[change.id] = change
        elif change in left:
            found.remove(change)
            del left[change]
        else:
            with pytest.raises(NotFound):
                found.remove(change)
    return left


def number_of(offering_id: str) -> int:
    return 100 + int(offering_id.removeprefix("offering-"))


def ids_by_number(first: list[str]) -> dict[int, str]:
    """Return the ids of an index made of ``first``, and of what was put in later, by their numbers."""
    ids = {number_of(offering_id): offering_id for offering_id in map("offering-{}".format, range(12))}
    ids.update(enumerate(first))
    return ids


def by_id(found: Candidates, first: list[str]) -> list[dict[str, tuple[float, ...]]]:
    """Return allowed and refused candidates by id; of an index made of ``first`` by its numbers."""
    ids = ids_by_number(first)
    cosines = zip(*(one.tolist() for one in found.alike(EVERY)), strict=True)
    both = [*zip(map(ids.__getitem__, found.numbers.tolist()), cosines, strict=True)]
    return [dict(both[: found.allowed]), dict(both[found.allowed :])]


def answers_alike(changed_one: OfferingIndex, anew: OfferingIndex, first: list[str], need: Need) -> None:
    for limit in (2, 100):
        ten = [
            [(ids[number], worth) for number, worth in one.best(need, limit, {"hout": 0.7}).items()]
            for one, ids in ((changed_one, ids_by_number([])), (anew, ids_by_number(first)))
        ]
        assert ten[0] == ten[1]
        ours = changed_one.shortlist(need, changed_one.read(need.text), size=limit)
        theirs = anew.shortlist(need, anew.read(need.text), size=limit)
        for mine, expected in zip(by_id(ours, []), by_id(theirs, first), strict=True):
            assert mine.keys() == expected.keys()
            for offering_id, cosines in expected.items():
                assert mine[offering_id] == pytest.approx(cosines, abs=1e-12)


@pytest.mark.parametrize("kernel", KERNELS)
@given(before=st.lists(OFFERINGS, max_size=6), changes=CHANGES, need=NEEDS)
@settings(deadline=None)
def test_an_index_that_was_changed_answers_as_one_built_anew(
    kernel: Kernel, before: list[Offering], changes: list[Offering | str], need: Need
) -> None:
    unique = list({offering.id: offering for offering in before}.values())
    found = OfferingIndex(before, KNOWLEDGE, kernel=kernel)
    left = changed(found, [*unique, *changes])
    ids = sorted(left)
    anew = OfferingIndex([left[offering_id] for offering_id in ids], KNOWLEDGE, kernel=NumpyKernel())
    assert len(found) == len(anew) == len(left)
    answers_alike(found, anew, ids, need)
    found.merge()
    answers_alike(found, anew, ids, need)


@given(st.lists(OFFERINGS, max_size=10), NEEDS)
@settings(deadline=None)
def test_no_candidate_fails_a_condition_and_where_few_are_allowed_none_is_left_out(
    offerings: list[Offering], need: Need
) -> None:
    last = {offering.id: offering for offering in offerings}
    asked = {
        offering.id: eligibility(need, offering, KNOWLEDGE).answer is not Answer.NO
        for offering in last.values()
        if not need.kinds or not need.states("kinds") or set(need.kinds) & set(offering.need_kinds)
    }
    found = OfferingIndex(offerings, KNOWLEDGE)
    reading = found.read(need.text)
    allowed = {offering_id for offering_id, fits in asked.items() if fits}
    first = [offering.id for offering in offerings]
    fitting, refused = by_id(found.shortlist(need, reading), first)
    assert fitting.keys() == allowed
    assert refused.keys() == asked.keys() - allowed
    fitting, refused = by_id(found.shortlist(need, reading, size=2), first)
    assert fitting.keys() <= allowed
    assert refused.keys() <= asked.keys() - allowed
    assert {first[number] for number in found.best(need)} <= allowed


@pytest.mark.parametrize("kernel", KERNELS)
def test_ties_go_by_id_wherever_the_offering_was_put_in(kernel: Kernel) -> None:
    found = index(*(replace(WOOD, id=slug) for slug in ("d", "b")), kernel=kernel)
    for number, slug in enumerate("eac", 2):
        found.upsert(replace(WOOD, id=slug), number)
    need = Need(text="oude balken")
    assert ["dbeac"[number] for number in found.best(need, 3)] == ["a", "b", "c"]
    assert len(set(found.best(need).values())) == 1


@pytest.mark.parametrize(
    "question",
    [
        "balken",
        "oude ballken",  # misspelled
        "sloop hout",  # a compound in two
        "houtafval",  # a compound that no text has, of a word of trade
        "plankenbalken",  # a compound of two words that the texts have
    ],
)
def test_words_are_found_in_other_shapes(question: str) -> None:
    other = replace(
        WOOD,
        id="other",
        title=Bilingual("Subsidie", "Grant"),
        summary=Bilingual("Geld voor proeven.", "Money."),
    )
    assert best(index(WOOD, other), question) == [0]


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    common = [
        replace(WOOD, id=f"common-{number}", summary=Bilingual("Wij halen balken op.", ""))
        for number in range(5)
    ]
    rare = replace(WOOD, id="z-rare", summary=Bilingual("Wij halen kozijnen op.", ""))
    assert best(index(*common, rare), "balken of kozijnen")[0] == len(common)


def test_a_theme_finds_offerings_that_do_not_name_it() -> None:
    about = replace(WOOD, id="about", title=Bilingual("Planken", ""), summary=WOOD.title, themes=("bouw",))
    need = Need(text="iets")
    assert index(about, WOOD).best(need) == {}
    assert list(index(about, WOOD).best(need, themes={"bouw": 1.0})) == [0]


def test_several_kinds_count_an_offering_once() -> None:
    both = replace(WOOD, need_kinds=(NeedKind.MATERIALS, NeedKind.NETWORK))
    alone = index(both).best(Need(text="balken", kinds=(NeedKind.MATERIALS,)))
    assert len(alone) == 1
    for kinds in ((), (NeedKind.MATERIALS, NeedKind.NETWORK), tuple(NeedKind)):
        assert index(both).best(Need(text="balken", kinds=kinds)) == alone


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("rows", [SPLIT_FROM - 1, SPLIT_FROM])
def test_a_word_is_found_alike_whether_few_or_many_offerings_have_it(kernel: Kernel, rows: int) -> None:
    kinds = (NeedKind.MATERIALS,), (NeedKind.NETWORK,), (NeedKind.MATERIALS, NeedKind.NETWORK)
    offerings = [
        replace(WOOD, id=f"offering-{row:03}", need_kinds=kinds[row % len(kinds)]) for row in range(rows)
    ]
    arranged, fresh = index(*offerings, kernel=kernel), index(kernel=kernel)
    for row, offering in enumerate(offerings):
        fresh.upsert(offering, row)
    for asked in kinds:
        need = Need(text="balken", kinds=asked)
        giving = [row for row in range(rows) if set(asked) & set(kinds[row % len(kinds)])]
        assert list(arranged.best(need, rows)) == giving
        assert arranged.best(need, rows) == fresh.best(need, rows)


def test_changes_during_a_merge_are_not_lost() -> None:
    found = index(*(replace(WOOD, id=f"offering-{number:03}") for number in range(200)))

    def merge_again_and_again() -> None:
        for _ in range(20):
            found.merge()

    merging = threading.Thread(target=merge_again_and_again)
    merging.start()
    number = 200
    while merging.is_alive():
        found.upsert(replace(WOOD, id=f"offering-{number:03}"), number)
        assert len(found.best(Need(text="balken"), 1000)) == 201
        found.remove(f"offering-{number - 200:03}")
        number += 1
    merging.join()
    in_order = sorted(range(number - 200, number), key="offering-{:03}".format)
    assert list(found.best(Need(text="balken"), 1000)) == in_order


@pytest.fixture
def _threads_take_turns_often() -> Iterator[None]:
    """Let another thread go on after every few steps, so that it sees what one leaves half done."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_threads_take_turns_often")
@pytest.mark.parametrize("kernel", KERNELS)
def test_new_words_are_found_at_once_while_another_thread_merges(kernel: Kernel) -> None:
    found = index(*(replace(WOOD, id=f"offering-{number:03}") for number in range(200)), kernel=kernel)

    def merge_again_and_again() -> None:
        for _ in range(30):
            found.merge()

    merging = threading.Thread(target=merge_again_and_again)
    merging.start()
    number = 0
    while merging.is_alive():
        word = f"nieuw{number}"
        found.upsert(replace(WOOD, id=word, title=Bilingual(word, "")), 200 + number)
        assert list(found.best(Need(text=word), 1)) == [200 + number]
        number += 1
    merging.join()
    for earlier in range(number):
        assert list(found.best(Need(text=f"nieuw{earlier}"), 1)) == [200 + earlier]


def test_an_index_with_many_changes_wants_to_be_merged() -> None:
    found = index(WOOD)
    wanted = [found.wants_merge]
    for number in range(1024):
        found.upsert(replace(WOOD, id=f"offering-{number}"), number)
    wanted.append(found.wants_merge)
    found.merge()
    wanted.append(found.wants_merge)
    assert wanted == [False, True, False]
