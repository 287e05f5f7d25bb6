"""Reading the regional data: what it gives, and what it says of every mistake."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import open_register
from graph.seeding import read_seeds, seed
from matchmaker.errors import InvalidInput
from matchmaker.model import Precedent, Question, Referred, Snapshot, Source
from matchmaker.vocabulary import (
    ActorKind,
    Bilingual,
    CompanySize,
    NeedKind,
    RelationKind,
    RStrategy,
    Status,
    TargetGroup,
)

if TYPE_CHECKING:
    from pathlib import Path

    from matchmaker.errors import Fault

Rows = list[dict[str, str]]
COLUMNS = {
    "documents.csv": "id title publisher published_on language file licence note",
    "places.csv": (
        "id name kind code aliases within latitude longitude valid_from valid_until successor note"
    ),
    "themes.csv": "id kind label_nl label_en synonyms_nl synonyms_en broader target_group",
    "actors.csv": (
        "id name kind aliases place themes website kvk_number description_nl description_en "
        "status source lines date"
    ),
    "offerings.csv": (
        "id provider title_nl title_en summary_nl summary_en next_step_nl next_step_en need_kinds themes "
        "r_strategies area target_groups sectors sizes opens_on closes_on budget_euro budget_exhausted "
        "capacity requirements_nl requirements_en status source lines date"
    ),
    "questions.csv": "offering language question",
    "relations.csv": "subject kind object note_nl note_en status source lines date",
    "precedents/questions.csv": "id question need_kinds sectors",
    "precedents/referrals.csv": "question to grade",
}
DOCUMENT = {
    "id": "nota",
    "title": "Nota",
    "publisher": "Provincie",
    "published_on": "2025-06-01",
    "file": "nota.txt",
    "licence": "facts only",
}
ACTOR = {
    "id": "loket",
    "name": "Het Loket",
    "kind": "service_provider",
    "place": "woerden",
    "status": "active",
    "source": "nota",
    "lines": "3",
}
OFFERING = {
    "id": "scan",
    "provider": "loket",
    "title_nl": "Scan",
    "title_en": "Scan",
    "summary_nl": "Wat u krijgt.",
    "summary_en": "What you get.",
    "next_step_nl": "Bel.",
    "next_step_en": "Call.",
    "need_kinds": "knowledge",
    "area": "utrecht",
    "target_groups": "entrepreneur",
    "status": "active",
    "source": "nota",
    "lines": "4",
}
RELATION = {
    "subject": "loket",
    "kind": "OPERATES",
    "object": "scan",
    "status": "active",
    "source": "nota",
    "lines": "5",
}


def a_region() -> dict[str, Rows]:
    """The smallest data with one fact of each kind."""
    return {
        "documents.csv": [dict(DOCUMENT)],
        "places.csv": [
            {"id": "utrecht", "name": "Utrecht", "kind": "province"},
            {"id": "woerden", "name": "Woerden", "kind": "municipality", "within": "utrecht"},
        ],
        "themes.csv": [{"id": "metal", "kind": "sector", "label_nl": "metaal", "label_en": "metal"}],
        "west/actors.csv": [dict(ACTOR)],
        "west/offerings.csv": [dict(OFFERING)],
        "west/questions.csv": [{"offering": "scan", "language": "nl", "question": "Wie kijkt mee?"}],
        "west/relations.csv": [dict(RELATION)],
    }


def write(folder: Path, data: dict[str, Rows]) -> Path:
    for name, rows in data.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="") as target:
            columns = COLUMNS.get(name, COLUMNS.get(file.name, "")).split()
            writer = csv.DictWriter(target, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def faults_of(folder: Path) -> list[Fault]:
    with pytest.raises(InvalidInput) as caught:
        read_seeds(folder)
    assert all(fault.message.nl and fault.message.en for fault in caught.value.faults)
    return list(caught.value.faults)


def test_the_real_data_reads_and_is_stored_without_a_fault() -> None:
    snapshot = read_seeds(files("seeds"))
    register = open_register("sqlite:")
    tally = seed(register, snapshot)
    assert register.snapshot() == snapshot
    assert tally.new == sum(register.counts().values())
    assert all(register.counts().values())
    assert seed(register, snapshot).new == 0
    register.close()


def test_every_column_finds_its_field(tmp_path: Path) -> None:
    data = a_region()
    data["places.csv"][1] |= {
        "code": "GM0632",
        "aliases": "Woerde | Wurden",
        "latitude": "52.08",
        "longitude": "4.88",
        "valid_from": "1989-01-01",
        "valid_until": "2030-01-01",
        "successor": "utrecht",
        "note": "not kept",
    }
    data["themes.csv"][0] |= {"synonyms_nl": "staal|ijzer", "synonyms_en": "steel", "target_group": "school"}
    data["themes.csv"].append(
        {"id": "welding", "kind": "activity", "label_nl": "lassen", "label_en": "welding", "broader": "metal"}
    )
    data["west/actors.csv"][0] |= {
        "aliases": "Loket | 't Loket",
        "themes": "welding | metal",
        "website": "https://loket.example",
        "kvk_number": "01234567",
        "description_nl": "Helpt.",
        "description_en": "Helps.",
        "lines": "3 | 7-9",
        "date": "2024-05-06",
    }
    data["west/offerings.csv"][0] |= {
        "need_kinds": "space | knowledge",
        "themes": "metal",
        "r_strategies": "reuse",
        "target_groups": "school | residents",
        "sectors": "metal",
        "sizes": "micro | small",
        "opens_on": "2025-01-01",
        "closes_on": "2025-12-31",
        "budget_euro": "25000",
        "budget_exhausted": "yes",
        "capacity": "12",
        "requirements_nl": "Bent u er? | Echt?",
        "requirements_en": "Are you there? | Really?",
        "status": "planned",
    }
    data["west/questions.csv"].append({"offering": "scan", "language": "en", "question": "Who helps?"})
    data["west/relations.csv"][0] |= {"note_nl": "Sinds kort.", "note_en": "Since recently."}

    snapshot = read_seeds(write(tmp_path, data))

    _, place = snapshot.places
    assert (place.code, place.aliases, place.within) == ("GM0632", ("Woerde", "Wurden"), ("utrecht",))
    assert (place.latitude, place.longitude, place.successor_id) == (52.08, 4.88, "utrecht")
    assert (place.valid_from, place.valid_until) == (date(1989, 1, 1), date(2030, 1, 1))
    metal, welding = snapshot.themes
    assert (metal.synonyms_nl, metal.synonyms_en) == (("staal", "ijzer"), ("steel",))
    assert metal.target_group is TargetGroup.SCHOOL
    assert welding.broader == ("metal",)
    (actor,) = snapshot.actors
    assert (actor.name, actor.aliases) == ("Het Loket", ("Loket", "'t Loket"))
    assert (actor.themes, actor.place_id) == (("welding", "metal"), "woerden")
    assert (actor.website, actor.kvk_number) == ("https://loket.example", "01234567")
    assert actor.description == Bilingual("Helpt.", "Helps.")
    day = date(2024, 5, 6)
    assert actor.sources == (
        Source(document_id="nota", first_line=3, last_line=3, stated_on=day),
        Source(document_id="nota", first_line=7, last_line=9, stated_on=day),
    )
    (offering,) = snapshot.offerings
    assert offering.need_kinds == (NeedKind.SPACE, NeedKind.KNOWLEDGE)
    assert offering.target_groups == (TargetGroup.SCHOOL, TargetGroup.RESIDENTS)
    assert (offering.r_strategies, offering.sizes) == (
        (RStrategy.REUSE,),
        (CompanySize.MICRO, CompanySize.SMALL),
    )
    assert (offering.area, offering.sectors, offering.themes) == (("utrecht",), ("metal",), ("metal",))
    assert (offering.budget_euro, offering.budget_exhausted, offering.capacity) == (25_000, True, 12)
    assert (offering.opens_on, offering.closes_on) == (date(2025, 1, 1), date(2025, 12, 31))
    assert offering.requirements == (
        Bilingual("Bent u er?", "Are you there?"),
        Bilingual("Echt?", "Really?"),
    )
    assert offering.questions == (
        Question(language="nl", text="Wie kijkt mee?"),
        Question(language="en", text="Who helps?"),
    )
    assert offering.status is Status.PLANNED
    assert offering.sources[0].stated_on == date(2025, 6, 1)  # the document's date, as the row gives none
    (relation,) = snapshot.relations
    assert (relation.kind, relation.object_id) == (RelationKind.OPERATES, "scan")
    assert relation.note == Bilingual("Sinds kort.", "Since recently.")


def with_precedents() -> dict[str, Rows]:
    """The smallest data, and two precedents."""
    return {
        **a_region(),
        "west/actors.csv": [ACTOR, {**ACTOR, "id": "kring", "name": "De Kring"}],
        "precedents/questions.csv": [
            {"id": "q-2", "question": "Wie rijdt mee?"},
            {
                "id": "q-1",
                "question": "Wie kijkt\nmee?",
                "need_kinds": "knowledge | space",
                "sectors": "metal",
            },
        ],
        "precedents/referrals.csv": [
            {"question": "q-1", "to": "loket", "grade": "1"},
            {"question": "q-1", "to": "kring", "grade": "3"},
            {"question": "q-1", "to": 'json:"weg"', "grade": "3"},
        ],
    }


def test_precedents_are_read_with_the_best_first(tmp_path: Path) -> None:
    assert read_seeds(write(tmp_path / "without", a_region())).precedents == ()
    assert read_seeds(write(tmp_path / "with", with_precedents())).precedents == (
        Precedent(
            id="q-1",
            text="Wie kijkt\nmee?",
            need_kinds=(NeedKind.KNOWLEDGE, NeedKind.SPACE),
            sectors=("metal",),
            referred=(
                Referred(to="kring", grade=3),
                Referred(to="weg", grade=3),
                Referred(to="loket", grade=1),
            ),
        ),
        Precedent(id="q-2", text="Wie rijdt mee?"),
    )


@pytest.mark.parametrize(
    ("file", "column", "value", "suggestion"),
    [
        ("questions.csv", "id", "Vraag 2", ""),
        ("questions.csv", "id", "q-2", ""),
        ("questions.csv", "question", "", ""),
        ("questions.csv", "question", "x" * 5_001, ""),
        ("questions.csv", "need_kinds", "knowlegde", "knowledge"),
        ("questions.csv", "sectors", "metaal", "metal"),
        ("referrals.csv", "question", "q1", "q-1"),
        ("referrals.csv", "question", "", ""),
        ("referrals.csv", "to", "krin", "kring"),
        ("referrals.csv", "to", "loket", ""),
        ("referrals.csv", "to", "", ""),
        ("referrals.csv", "to", "json:1", ""),
        ("referrals.csv", "grade", "4", ""),
        ("referrals.csv", "grade", "best", ""),
        ("referrals.csv", "grade", "", ""),
    ],
)
def test_a_wrong_cell_of_a_precedent_is_named(
    file: str, column: str, value: str, suggestion: str, tmp_path: Path
) -> None:
    data = with_precedents()
    data[f"precedents/{file}"][1][column] = value
    faults = {fault.where: fault for fault in faults_of(write(tmp_path, data))}
    fault = faults[f"precedents/{file}:3 {column}"]
    assert fault.suggestions[:1] == ((suggestion,) if suggestion else ())


def test_a_folder_of_precedents_has_both_files(tmp_path: Path) -> None:
    data = with_precedents()
    data.pop("precedents/referrals.csv")
    assert [fault.where for fault in faults_of(write(tmp_path, data))] == ["precedents/referrals.csv"]


def test_rows_of_one_actor_are_joined_in_the_order_of_the_documents(tmp_path: Path) -> None:
    data = a_region()
    data["documents.csv"].insert(0, {**DOCUMENT, "id": "eerder", "published_on": "2021-01-01"})
    data["themes.csv"].append({"id": "wood", "kind": "sector", "label_nl": "hout", "label_en": "wood"})
    data["west/actors.csv"][0] |= {
        "aliases": "Loket",
        "themes": "metal",
        "description_nl": "Later.",
        "description_en": "Later.",
        "website": "https://loket.example",
    }
    data["zuid/actors.csv"] = [
        {
            **ACTOR,
            "name": "Loket Woerden",
            "aliases": "LW | Loket",
            "place": "",
            "themes": "wood | metal",
            "status": "planned",
            "source": "eerder",
            "lines": "8",
        }
    ]
    for name in ("offerings", "questions", "relations"):
        data[f"zuid/{name}.csv"] = []
    data["zuid/relations.csv"] = [{**RELATION, "source": "eerder", "status": "planned", "lines": "9"}]

    snapshot = read_seeds(write(tmp_path, data))

    (actor,) = snapshot.actors
    assert actor.name == "Loket Woerden"
    assert actor.aliases == ("LW", "Loket", "Het Loket")
    assert actor.description.nl == "Later."  # the first document gives none
    assert (actor.place_id, actor.website) == ("woerden", "https://loket.example")
    assert actor.themes == ("wood", "metal")
    assert actor.status is Status.ACTIVE  # as stated last
    assert [source.document_id for source in actor.sources] == ["eerder", "nota"]
    (relation,) = snapshot.relations
    assert relation.status is Status.ACTIVE
    assert [source.first_line for source in relation.sources] == [9, 5]


def test_rows_of_one_actor_must_agree_on_kind_and_place(tmp_path: Path) -> None:
    data = a_region()
    for name in ("offerings", "questions", "relations"):
        data[f"zuid/{name}.csv"] = []
    data["zuid/actors.csv"] = [{**ACTOR, "kind": "initiative", "place": "utrecht"}]
    faults = faults_of(write(tmp_path, data))
    assert [fault.where for fault in faults] == ["zuid/actors.csv:2 kind", "zuid/actors.csv:2 place"]
    assert "west/actors.csv:2" in faults[0].message.nl
    assert faults[0].suggestions == ("service_provider",)


@pytest.mark.parametrize(
    ("file", "column", "value"),
    [
        ("documents.csv", "id", ""),
        ("documents.csv", "id", "Nota 1"),
        ("documents.csv", "title", ""),
        ("documents.csv", "published_on", "1 juni"),
        ("documents.csv", "published_on", "2025-02-30"),
        ("documents.csv", "published_on", "20250601"),
        ("documents.csv", "published_on", ""),
        ("places.csv", "kind", "stad"),
        ("places.csv", "latitude", "52,1"),
        ("places.csv", "latitude", "91"),
        ("places.csv", "latitude", "nan"),
        ("places.csv", "longitude", "-180.1"),
        ("places.csv", "within", "nergens"),
        ("places.csv", "successor", "nergens"),
        ("themes.csv", "label_en", ""),
        ("themes.csv", "target_group", "ondernemers"),
        ("west/actors.csv", "kind", ""),
        ("west/actors.csv", "website", "www.loket.example"),
        ("west/actors.csv", "kvk_number", "1234567"),
        ("west/actors.csv", "kvk_number", "١٢٣٤٥٦٧٨"),
        ("west/actors.csv", "place", "wurden"),
        ("west/actors.csv", "source", ""),
        ("west/actors.csv", "source", "noot"),
        ("west/actors.csv", "lines", ""),
        ("west/actors.csv", "lines", "0"),
        ("west/actors.csv", "lines", "9-3"),
        ("west/actors.csv", "lines", "3,4"),
        ("west/actors.csv", "date", "2025"),
        ("west/actors.csv", "name", "a\x00b"),
        ("west/offerings.csv", "title_nl", ""),
        ("west/offerings.csv", "need_kinds", ""),
        ("west/offerings.csv", "need_kinds", "knowledge | kennis"),
        ("west/offerings.csv", "area", ""),
        ("west/offerings.csv", "target_groups", ""),
        ("west/offerings.csv", "sizes", "mkb"),
        ("west/offerings.csv", "budget_euro", "25.000"),
        ("west/offerings.csv", "budget_euro", "-1"),
        ("west/offerings.csv", "budget_exhausted", "ja"),
        ("west/offerings.csv", "provider", "lokket"),
        ("west/questions.csv", "language", "de"),
        ("west/questions.csv", "offering", "skan"),
        ("west/questions.csv", "question", ""),
        ("west/relations.csv", "kind", "HELPS"),
        ("west/relations.csv", "subject", "scan"),
        ("west/relations.csv", "object", "nota"),
    ],
)
def test_a_wrong_cell_is_pointed_at(tmp_path: Path, file: str, column: str, value: str) -> None:
    data = a_region()
    data[file][0][column] = value
    assert f"{file}:2 {column}" in [fault.where for fault in faults_of(write(tmp_path, data))]


def test_of_a_source_that_is_no_file_no_lines_are_asked(tmp_path: Path) -> None:
    data = a_region()
    data["documents.csv"][0]["file"] = ""
    for file in ("actors.csv", "offerings.csv", "relations.csv"):
        data[f"west/{file}"][0]["lines"] = ""
    snapshot = read_seeds(write(tmp_path, data))
    cited = [one.sources for one in (snapshot.actors[0], snapshot.offerings[0], snapshot.relations[0])]
    assert [[(one.first_line, one.last_line) for one in sources] for sources in cited] == [[(1, 1)]] * 3


@pytest.mark.parametrize(
    ("file", "column", "value", "suggestion"),
    [
        ("west/actors.csv", "kind", "service-provider", "service_provider"),
        ("west/actors.csv", "place", "wurden", "woerden"),
        ("west/actors.csv", "themes", "metall", "metal"),
        ("west/offerings.csv", "provider", "lokket", "loket"),
        ("west/offerings.csv", "need_kinds", "Knowlege", "knowledge"),
        ("west/relations.csv", "kind", "operates", "OPERATES"),
    ],
)
def test_what_was_probably_meant_is_offered(
    tmp_path: Path, file: str, column: str, value: str, suggestion: str
) -> None:
    data = a_region()
    data[file][0][column] = value
    (fault,) = faults_of(write(tmp_path, data))
    assert fault.suggestions[0] == suggestion


def test_one_language_only_is_pointed_at(tmp_path: Path) -> None:
    data = a_region()
    data["west/actors.csv"][0]["description_nl"] = "Alleen Nederlands."
    data["west/relations.csv"][0]["note_en"] = "English only."
    data["west/offerings.csv"][0]["requirements_nl"] = "Bent u er? | Echt?"
    data["west/offerings.csv"][0]["requirements_en"] = "Are you there?"
    assert {fault.where for fault in faults_of(write(tmp_path, data))} == {
        "west/actors.csv:2 description_en",
        "west/relations.csv:2 note_nl",
        "west/offerings.csv:2 requirements_en",
    }


def test_a_period_that_ends_before_it_starts_is_pointed_at(tmp_path: Path) -> None:
    data = a_region()
    data["west/offerings.csv"][0] |= {"opens_on": "2025-02-02", "closes_on": "2025-02-01"}
    assert [fault.where for fault in faults_of(write(tmp_path, data))] == ["west/offerings.csv:2 closes_on"]


def test_doubled_ids_point_at_the_first(tmp_path: Path) -> None:
    data = a_region()
    for file, row in (
        ("documents.csv", DOCUMENT),
        ("west/actors.csv", ACTOR),
        ("west/offerings.csv", OFFERING),
    ):
        data[file].append(dict(row))
    faults = faults_of(write(tmp_path, data))
    assert [fault.where for fault in faults] == [
        "documents.csv:3 id",
        "west/actors.csv:3 id",
        "west/offerings.csv:3 id",
    ]
    assert "documents.csv:2" in faults[0].message.nl


def test_an_actor_and_an_offering_with_one_id_are_pointed_at(tmp_path: Path) -> None:
    data = a_region()
    data["west/offerings.csv"].append({**OFFERING, "id": "loket"})
    (fault,) = faults_of(write(tmp_path, data))
    assert fault.where == "west/offerings.csv:3 id"
    assert "west/actors.csv:2" in fault.message.en


def test_a_ring_is_pointed_at(tmp_path: Path) -> None:
    data = a_region()
    data["places.csv"][0]["within"] = "woerden"
    data["themes.csv"][0]["broader"] = "metal"
    faults = faults_of(write(tmp_path, data))
    assert {fault.where.split(":")[0] for fault in faults} == {"places.csv", "themes.csv"}
    assert "→" in faults[0].message.nl


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    data = a_region()
    data["documents.csv"][0]["published_on"] = "x"
    data["places.csv"][0]["kind"] = "x"
    data["themes.csv"][0]["kind"] = "x"
    data["west/actors.csv"][0] |= {"kind": "x", "status": "x", "website": "x"}
    data["west/offerings.csv"][0] |= {"sizes": "x | y", "area": "x"}
    data["west/questions.csv"][0]["language"] = "x"
    data["west/relations.csv"][0]["kind"] = "x"
    where = [fault.where for fault in faults_of(write(tmp_path, data))]
    assert len(where) == 11
    # What refers to a row with a fault is not wrong for that.
    assert "west/actors.csv:2 place" not in where
    assert "west/offerings.csv:2 provider" not in where


def test_a_missing_file_and_a_missing_folder_are_named(tmp_path: Path) -> None:
    write(tmp_path, a_region())
    (tmp_path / "west" / "relations.csv").unlink()
    (tmp_path / "documents.csv").unlink()
    where = {fault.where for fault in faults_of(tmp_path)}
    assert {"documents.csv", "west/relations.csv"} <= where


def test_columns_must_be_the_known_ones(tmp_path: Path) -> None:
    write(tmp_path, a_region())
    file = tmp_path / "west" / "questions.csv"
    file.write_text("offering,langage,question\nscan,nl,Wat?\n")
    faults = {fault.where: fault for fault in faults_of(tmp_path)}
    assert set(faults) == {"west/questions.csv:1 language", "west/questions.csv:1 langage"}
    assert faults["west/questions.csv:1 langage"].suggestions == ("language",)
    file.write_text("offering,language,question,question\n")
    assert [fault.where for fault in faults_of(tmp_path)] == ["west/questions.csv:1 question"]
    file.write_text("")
    assert [fault.where for fault in faults_of(tmp_path)] == ["west/questions.csv"]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"offering,language,question\nscan,nl,caf\xe9\n", "west/questions.csv:2"),
        (b"offering,language,question\nscan,nl,Wat?,nog iets\n", "west/questions.csv:2"),
        (b"offering,language,question\nscan,nl\n", "west/questions.csv:2"),
        (b'offering,language,question\nscan,nl,"Wat\n', "west/questions.csv:2"),
        (b'offering,language,question\nscan,nl,"Wat"?\n', "west/questions.csv:2"),
        (b'offering,language,question\nscan,nl,"a\nb"\nscan,xx,c\n', "west/questions.csv:4 language"),
    ],
)
def test_a_file_that_is_no_proper_csv_is_pointed_at(tmp_path: Path, content: bytes, where: str) -> None:
    write(tmp_path, a_region())
    (tmp_path / "west" / "questions.csv").write_bytes(content)
    assert [fault.where for fault in faults_of(tmp_path)] == [where]


def test_what_a_spreadsheet_adds_does_no_harm(tmp_path: Path) -> None:
    write(tmp_path, a_region())
    file = tmp_path / "west" / "questions.csv"
    file.write_bytes(b"\xef\xbb\xbfoffering,language,question\r\nscan , nl,  Wat? \r\n\r\n")
    assert read_seeds(tmp_path).offerings[0].questions == (Question(language="nl", text="Wat?"),)


def test_other_folders_are_no_region(tmp_path: Path) -> None:
    write(tmp_path, a_region())
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / ".git").mkdir()
    assert len(read_seeds(tmp_path).actors) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    file=st.sampled_from(list(a_region())),
    content=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
    keeps_header=st.booleans(),
)
def test_no_content_whatever_gives_anything_but_faults_or_facts(
    tmp_path: Path, file: str, content: bytes, *, keeps_header: bool
) -> None:
    write(tmp_path, a_region())
    header = (tmp_path / file).read_bytes().splitlines()[0] + b"\n" if keeps_header else b""
    (tmp_path / file).write_bytes(header + content)
    try:
        snapshot = read_seeds(tmp_path)
    except InvalidInput:
        return
    register = open_register("sqlite:")
    seed(register, snapshot)
    register.close()


def test_facts_come_sorted_by_id(tmp_path: Path) -> None:
    data = a_region()
    data["west/actors.csv"] += [{**ACTOR, "id": id_, "name": id_} for id_ in ("zzz", "aaa", "mmm")]
    snapshot = read_seeds(write(tmp_path, data))
    assert [actor.id for actor in snapshot.actors] == ["aaa", "loket", "mmm", "zzz"]
    assert snapshot.actors[0].kind is ActorKind.SERVICE_PROVIDER


def test_seeding_again_keeps_what_was_added_by_hand(tmp_path: Path) -> None:
    snapshot = read_seeds(write(tmp_path, a_region()))
    register = open_register("sqlite:")
    told: list[Any] = []
    tally = seed(register, snapshot, lambda *step: told.append(step))
    assert (tally.new, tally.changed, tally.same) == (7, 0, 0)
    assert told
    added = read_seeds(
        write(tmp_path, {**a_region(), "west/actors.csv": [ACTOR, {**ACTOR, "id": "extra", "name": "Extra"}]})
    )
    register.put(Snapshot(actors=added.actors))
    again = seed(register, snapshot)
    assert (again.new, again.changed, again.same) == (0, 0, 7)
    assert register.counts()["actors"] == 2
    register.close()
