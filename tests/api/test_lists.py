"""The lists and the things in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.world import REPAIR_POINT, WORLD

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from matchmaker.ports import Register


def get(client: TestClient, address: str, **headers: str) -> dict[str, Any]:
    answered = client.get(f"/api/v1/{address}", headers=headers)
    assert answered.status_code == 200, answered.text
    body: dict[str, Any] = answered.json()
    return body


def ids(body: dict[str, Any]) -> list[str]:
    (things,) = body["_embedded"].values()
    return [thing["id"] for thing in things]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("actors", ["houtfonds", "kring-woerden", "reviseerpunt"]),
        ("actors?q=revisiepunt", ["reviseerpunt"]),
        ("actors?q=Reviseerpnut", ["reviseerpunt"]),
        ("actors?kind=association", ["kring-woerden"]),
        ("actors?municipality=gemeente%20Woerden", ["kring-woerden", "reviseerpunt"]),
        ("actors?municipality=GM0513", ["houtfonds"]),
        ("actors?theme=sloophout", ["houtfonds"]),
        ("actors?theme=construction", ["reviseerpunt"]),
        ("actors?municipality=Leiden", []),
        ("actors?needKind=subsidy", ["houtfonds"]),
        ("actors?status=ended", []),
        ("actors?q=sloophout", ["houtfonds"]),
        ("actors?q=", ["houtfonds", "kring-woerden", "reviseerpunt"]),
        ("offerings", ["ketels-reviseren", "houtsubsidie"]),
        ("offerings?needKind=subsidy", ["houtsubsidie"]),
        ("offerings?municipality=Woerden", ["ketels-reviseren"]),
        ("offerings?provider=houtfonds", ["houtsubsidie"]),
        ("offerings?kind=service_provider", ["ketels-reviseren"]),
        ("offerings?theme=bouw&municipality=Woerden&status=active", ["ketels-reviseren"]),
        ("offerings?status=planned", []),
        ("offerings?q=cv-ketels", ["ketels-reviseren"]),
        ("places?q=Woerden", ["woerden"]),
        ("themes?q=aannemer", ["construction"]),
    ],
)
def test_list_finds(client: TestClient, address: str, found: list[str]) -> None:
    body = get(client, address)
    assert ids(body) == found
    assert body["total"] == len(found)


def test_pages_link_to_each_other_and_keep_the_filters(client: TestClient) -> None:
    seen: list[str] = []
    address: str | None = "/api/v1/actors?municipality=Regio%20Oost&perPagina=1"
    backwards: list[str] = []
    while address:
        body = client.get(address).json()
        assert body["total"] == 3
        assert client.get(body["_links"]["self"]["href"]).json() == body
        seen += ids(body)
        backwards += [body["_links"]["prev"]["href"]] if "prev" in body["_links"] else []
        address = body["_links"]["next"]["href"] if "next" in body["_links"] else None
    assert seen == ["houtfonds", "kring-woerden", "reviseerpunt"]
    assert [ids(client.get(link).json()) for link in backwards] == [["houtfonds"], ["kring-woerden"]]


@pytest.mark.parametrize("address", ["actors", "offerings", "offerings?needKind=subsidy", "actors?q=hout"])
def test_every_facet_value_is_a_filter_that_leaves_so_many(client: TestClient, address: str) -> None:
    name = address.partition("?")[0]
    facets = get(client, address)["facets"]
    choices = [(facet, choice) for facet, values in facets.items() for choice in values]
    assert list(facets) == ["kind", "needKind", "municipality", "theme", "status"]
    assert choices
    for facet, choice in choices:
        query = dict(part.split("=") for part in address.partition("?")[2].split("&") if part)
        answered = client.get(f"/api/v1/{name}", params={**query, facet: choice["value"]})
        assert answered.json()["total"] == choice["count"] > 0


def test_facets_have_labels_in_the_language_of_the_client(client: TestClient) -> None:
    (dutch, *_), (english, *_) = (
        get(client, "offerings?q=ketels", **{"Accept-Language": language})["facets"]["needKind"]
        for language in ("nl", "en")
    )
    assert dutch == {"value": "knowledge", "label": "kennis en advies", "count": 1}
    assert english == {"value": "knowledge", "label": "knowledge and advice", "count": 1}


def test_what_only_the_desk_may_see_is_left_out(client: TestClient, register: Register) -> None:
    register.put(replace(WORLD, actors=(replace(REPAIR_POINT, desk_only=("website", "aliases")),)))
    actor = get(client, "actors/reviseerpunt")
    assert (actor["website"], actor["aliases"]) == (None, [])
    assert get(client, "actors?q=Reviseerpunt")["_embedded"]["actors"][0]["website"] is None


def test_page_beyond_the_end_is_empty_and_leads_back(client: TestClient) -> None:
    body = get(client, "actors?pagina=9")
    assert ids(body) == []
    assert "next" not in body["_links"]
    assert body["_links"]["prev"]["href"] == "/api/v1/actors?pagina=1&perPagina=25"


def test_actor_comes_with_offerings_relations_and_sources(client: TestClient) -> None:
    actor = get(client, "actors/reviseerpunt")
    assert [offering["id"] for offering in actor["offerings"]] == ["ketels-reviseren"]
    (relation,) = actor["relations"]
    assert relation["label"] == "is lid van"
    assert relation["object"] == {"type": "actor", "id": "kring-woerden", "name": "Ondernemerskring Woerden"}
    assert relation["sources"][0]["firstLine"] == 12
    assert actor["sources"][0]["publisher"] == "Regio Voorbeeld"
    assert get(client, "actors/kring-woerden")["relations"] == [relation]


def test_offering_comes_with_its_conditions(client: TestClient) -> None:
    offering = get(client, "offerings/houtsubsidie", **{"Accept-Language": "en"})
    assert offering["title"] == "Grant for reclaimed wood"
    assert offering["requirements"] == ["Do you have a plan?"]
    assert offering["sizes"] == ["micro", "small"]
    assert (offering["budgetEuro"], offering["opensOn"], offering["closesOn"]) == (75000, "2026-01-01", None)
    assert offering["provider"]["name"] == "Houtfonds"


@pytest.mark.parametrize("address", ["actors", "actors/reviseerpunt", "offerings", "places", "themes"])
def test_links_of_things_lead_to_them(client: TestClient, address: str) -> None:
    links = [get(client, address)["_links"]["self"]["href"]]
    for things in get(client, address).get("_embedded", {}).values():
        links += [link["href"] for thing in things for link in thing.get("_links", {}).values()]
    assert all(client.get(link).status_code == 200 for link in links)


def test_themes_show_labels_in_the_language_of_the_client(client: TestClient) -> None:
    (dutch,) = get(client, "themes?q=bouw")["_embedded"]["themes"]
    (english,) = get(client, "themes?q=bouw", **{"Accept-Language": "en"})["_embedded"]["themes"]
    assert (dutch["label"], english["label"]) == ("bouw", "construction")
