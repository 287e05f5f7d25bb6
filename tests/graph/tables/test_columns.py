"""Which column is which, as a desk worker would guess."""

from __future__ import annotations

from graph.tables.columns import Basis, Field, Shape, Suggestion, suggest_columns
from graph.tables.reading import read_table

FIELDS = (
    Field(name="name", headers=("naam", "bedrijfsnaam", "organisatie", "company")),
    Field(
        name="municipality",
        headers=("gemeente", "plaats", "vestigingsplaats", "municipality", "city"),
        values={"woerden", "gouda", "alphen aan den rijn"},
    ),
    Field(name="postcode", headers=("postcode", "zip", "postal code"), shape=Shape.POSTCODE),
    Field(name="website", headers=("website", "webadres", "url"), shape=Shape.WEBSITE),
    Field(name="kvk", headers=("KVK-nummer", "kvk", "chamber of commerce"), shape=Shape.KVK_NUMBER),
    Field(name="email", headers=("e-mail", "e-mailadres"), shape=Shape.EMAIL),
)
VALUES = {
    "name": ["De Balk", "Repair Café", "Timmer BV", "Hout & Co"],
    "municipality": ["Woerden", "Gouda", "Alphen aan den Rijn", "gouda"],
    "postcode": ["3441 AB", "2801cd", "2401 EF", "1234 GH"],
    "website": ["www.voorbeeld.nl", "https://voorbeeld.nl/pad", "voorbeeld.nl", "http://a.voorbeeld.com"],
    "kvk": ["12345678", "01234567", "12.34.56.78", "1234 5678"],
    "email": ["info@voorbeeld.nl", "loket@voorbeeld.nl", "post@a.voorbeeld.nl", "x@voorbeeld.org"],
}


def suggest(columns: dict[str, str], remembered: dict[str, str] | None = None) -> dict[str, Suggestion]:
    """Suggest for a list whose headers are given with the field that stands in each column."""
    lines = [";".join(columns)] + [
        ";".join(VALUES[field][row] if field in VALUES else field for field in columns.values())
        for row in range(4)
    ]
    table = read_table("\n".join(lines).encode(), "leden.csv")
    return {one.header: one for one in suggest_columns(table, FIELDS, remembered)}


def test_names_are_recognised_however_they_are_spelled() -> None:
    columns = {
        "Bedrijfs naam": "name",
        "Vestigings-gemeente": "municipality",
        "Post code": "postcode",
        "Web-site": "website",
        "KvK nr.": "kvk",
        "E-MAIL ADRES": "email",
    }
    found = suggest(columns)
    assert {header: one.field for header, one in found.items()} == columns
    assert all(one.certainty >= 0.8 for one in found.values())


def test_english_names_are_recognised() -> None:
    columns = {"Company": "name", "Municipality": "municipality", "Postal Code": "postcode"}
    assert {header: one.field for header, one in suggest(columns).items()} == columns


def test_values_speak_where_names_say_nothing() -> None:
    columns = {"A": "email", "B": "kvk", "C": "website", "D": "postcode", "E": "municipality"}
    found = suggest(columns)
    assert {header: one.field for header, one in found.items()} == columns
    assert {one.basis for one in found.values()} == {Basis.VALUES}
    assert all(one.certainty <= 0.8 for one in found.values())


def test_name_and_values_together_are_surer_than_a_name_alone() -> None:
    both = suggest({"Postcodes": "postcode"})["Postcodes"]
    alone = suggest({"Postcodes": "onbekend"})["Postcodes"]
    assert both.basis is Basis.BOTH
    assert alone.basis is Basis.HEADER
    assert both.certainty > alone.certainty


def test_each_field_goes_to_the_column_that_fits_best() -> None:
    found = suggest(
        {"Website contact": "email", "Site": "website", "Naam": "name", "Naam contact": "onbekend"}
    )
    assert found["Site"].field == "website"
    assert found["Naam"].field == "name"
    fields = [one.field for one in found.values()]
    assert len(fields) == len(set(fields))


def test_short_names_are_not_found_inside_longer_ones() -> None:
    assert suggest({"Nr": "1", "Ma": "x"}) == {}


def test_what_the_sender_chose_before_goes_first() -> None:
    found = suggest({"Naam": "name", "Merk": "onbekend"}, {"merk": "name", "Weg": "bestaat niet meer"})
    assert found["Merk"] == Suggestion(1, "Merk", "name", 1.0, Basis.REMEMBERED)
    assert "Naam" not in found or found["Naam"].field != "name"


def test_our_own_column_with_problems_is_never_a_field() -> None:
    assert suggest({"Naam": "name", "Probleem": "email"}).keys() == {"Naam"}
