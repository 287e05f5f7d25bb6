"""A company's own praatplaat: on the screen, as a PDF, and measured again."""

from __future__ import annotations

import os
import re
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from api import pdf
from api.pages.intake.wheel import INNER, OUTER, wheel
from matchmaker.casework.praatplaat import Count
from tests.pages.intakes import WISH, Entrepreneur, begin, filled_in, service
from tests.pdf_rules import NoValidator, broken_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pages.intakes import Service
    from tests.pages.markup import Markup


@pytest.fixture(scope="module")
def running() -> Iterator[Service]:
    with service() as one:
        yield one


def overview(asker: Entrepreneur) -> Markup:
    return asker.get(f"{asker.link}/overzicht")


def test_it_says_in_words_what_the_picture_shows(running: Service) -> None:
    asker = filled_in(running.client)
    page = overview(asker)
    first = page.all("section", class_="plaat-domain")[0].text

    assert "1 van 5 al gedaan, 1 gewenst" in first
    assert "hulp gevraagd" in first
    assert "Het eigen cijfer is een 6." in page.one("main").text
    assert page.one("svg", class_="plaat-wheel").get("role") == "img"
    assert len(page.all("section", class_="plaat-domain")) == 7
    assert "Weigeren (R0)" in page.one("table").text


def test_concrete_links_stand_on_it(running: Service) -> None:
    asker = filled_in(running.client)
    address = f"{asker.link}/wie-kan-helpen"
    assert "Er is nog geen aanbieder gekozen." in overview(asker).one("main").text

    page = asker.get(address)
    asker.send(address, page, {"choose": [page.one("input", name="choose").get("value")]})
    ties = overview(asker).one("ul", class_="plaat-ties").text
    assert "Cv-ketels laten reviseren" in ties
    assert "Vraag een afspraak aan." in ties


def test_measured_again_it_shows_what_changed(running: Service) -> None:
    asker = filled_in(running.client)
    running.clock.forward(days=270)
    page = overview(asker)
    again = asker.send(f"{asker.link}/opnieuw", page, {})
    twice = asker.send(f"{asker.link}/opnieuw", page, {})
    assert again.headers["location"] == twice.headers["location"]

    later = Entrepreneur(asker.client, again.headers["location"].partition("?")[0])
    assert later.get(later.step(1)).by_id("name").get("value") == "Ketelbedrijf De Proef"
    first, second, *_ = later.actions(2)
    page = later.get(later.step(2))
    assert "checked" in page.by_id(f"does-{first}").attributes
    assert "checked" in page.by_id(f"wants-{second}").attributes
    assert "checked" not in page.by_id(f"helps-{second}").attributes
    later.fill(2, does=[first, second])
    later.submit()
    changed = overview(later).one("section", **{"aria-labelledby": "verschil"}).text

    assert "Op 1 december 2026 waren het er 1, nu 2." in changed
    assert "Nieuw gedaan (waarvan 1 gewenst bij de vorige meting)" in changed
    assert overview(asker).all("section", **{"aria-labelledby": "verschil"}) == []


def test_it_comes_as_a_tagged_pdf_with_title_and_language(running: Service) -> None:
    asker = filled_in(running.client)
    response = running.client.get(f"{asker.link}/overzicht.pdf")

    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cache-control"] == "no-store"
    assert response.content.startswith(b"%PDF-1.7")
    inside = inflated(response.content)
    for part in (b"/Marked true", b"/Lang (nl)", b"/DisplayDocTitle true", b"/StructTreeRoot", b"pdfuaid"):
        assert part in inside


@pytest.mark.parametrize("language", ["nl", "en"])
def test_its_pdf_breaks_no_rule_of_accessible_pdf(running: Service, language: str) -> None:
    """With help chosen, examples told and a measurement before it, so that everything is on it."""
    asker = filled_in(running.client)
    running.clock.forward(days=200)
    again = asker.send(f"{asker.link}/opnieuw", overview(asker), {})
    later = Entrepreneur(asker.client, again.headers["location"].partition("?")[0])
    first, *_ = later.actions(2)
    example = {f"example-{first}": "Wij halen oude ketels op bij klanten."}
    later.fill(2, example, does=[first], share=[first], helps=[first])
    later.fill(9, wish=WISH)
    later.submit()
    answer = f"{later.link}/wie-kan-helpen"
    page = later.get(answer)
    later.send(answer, page, {"choose": [page.all("input", name="choose")[0].get("value")]})
    for part in ("Voorbeeld:", "Wat is er veranderd?", "Cv-ketels laten reviseren"):
        assert part in overview(later).one("main").text
    address = {"nl": f"{later.link}/overzicht.pdf", "en": f"/en{later.link}/overview.pdf"}[language]
    document = running.client.get(address).content
    try:
        assert broken_rules(document) == []
    except NoValidator as missing:
        if os.environ.get("CI"):
            pytest.fail(f"CI must hold PDFs against a validator. {missing}")
        pytest.skip(f"NOT HELD AGAINST A VALIDATOR. {missing}")


def inflated(document: bytes) -> bytes:
    """Return a PDF with what is packed in it unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL)
    found = [document]
    for stream in streams:
        with suppress(zlib.error):  # a font or picture is packed in another way
            found.append(zlib.decompress(stream))
    return b"\n".join(found)


def test_without_the_extra_the_page_says_how_to_print(
    running: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker = filled_in(running.client)
    monkeypatch.setattr(pdf, "is_there", lambda: False)
    page = overview(asker)

    assert "Afdrukken: kies in uw browser Afdrukken." in page.one("main").text
    assert not [link for link in page.all("a") if link.get("href").endswith(".pdf")]
    assert running.client.get(f"{asker.link}/overzicht.pdf").status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/logo.png",
        "file:///etc/passwd",
        f"{pdf.HERE}/static/../../settings.py",
        f"{pdf.HERE}/static/",
        f"{pdf.HERE}/elsewhere/loket.css",
    ],
)
def test_a_document_loads_nothing_but_our_own_files(url: str) -> None:
    with pytest.raises(pdf.Refused):
        pdf.own_file(url)


def test_before_it_is_sent_there_is_no_praatplaat(running: Service) -> None:
    asker = begin(running.client)
    assert running.client.get(f"{asker.link}/overzicht").status_code == 404
    assert running.client.get(f"{asker.link}/verstuurd").headers["location"] == asker.link


def test_equal_shares_have_equal_areas() -> None:
    [half, whole, nothing] = wheel(
        [Count(done=2, wanted=0, asked=4), Count(done=1, wanted=3, asked=4), Count(asked=0)]
    )
    radius = ((INNER**2 + OUTER**2) / 2) ** 0.5

    assert half.done is not None
    assert f"A{radius:.1f} {radius:.1f}" in half.done
    assert whole.wanted is not None
    assert f"A{OUTER:.1f} {OUTER:.1f}" in whole.wanted
    assert (nothing.done, nothing.wanted) == (None, None)
