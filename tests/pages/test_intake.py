"""An entrepreneur alone fills in a praatplaat: what is kept, and what is said when something is wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from api.pages.intake.limit import FROM_ONE_NETWORK
from api.private_links import hash_of, new_secret
from api.settings import Settings
from matchmaker.casework.terms import (
    DoerKind,
    FollowUpKind,
    IntakeState,
    MailPreference,
    Purpose,
    ReferralState,
)
from tests.desk import a_referral, act
from tests.pages.intakes import ABOUT, DESK, WISH, Visitor, begin, filled_in, service
from tests.pages.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matchmaker.casework.companies import Company
    from matchmaker.casework.intakes import Intake
    from tests.pages.intakes import Service


@pytest.fixture
def running() -> Iterator[Service]:
    with service() as one:
        yield one


def companies(running: Service) -> tuple[Company, ...]:
    return running.casework.companies(DESK).items


def the_intake(running: Service) -> Intake:
    [company] = companies(running)
    [intake] = running.casework.intakes_of(DESK, company.id)
    return intake


def alert(page: Markup) -> str:
    return page.all("div", class_="utrecht-alert")[0].text


def test_it_says_what_it_is_before_anything_is_asked_or_kept(running: Service) -> None:
    page = Visitor(running.client).get("/praatplaat")

    lead = page.one("p", class_="loket-lead").text
    assert lead.count(".") == 3
    assert "kwartier" in lead
    assert [link.get("href") for link in page.all("a", class_="loket-button-link")] == ["/praatplaat/begin"]
    assert companies(running) == ()


def test_the_first_step_keeps_who_asks_and_goes_on_by_a_private_link(running: Service) -> None:
    asker = begin(running.client)
    [company] = companies(running)
    [contact] = running.casework.contacts(DESK, company.id)

    assert re.fullmatch(r"/praatplaat/[A-Za-z0-9_-]{43}", asker.link)
    assert (company.name, company.municipality_id, company.sectors) == (
        ABOUT["name"],
        "woerden",
        ("installation",),
    )
    assert (contact.function, contact.email, contact.mail) == (
        "eigenaar",
        "info@proef.example",
        MailPreference.NONE,
    )
    assert the_intake(running).state is IntakeState.DRAFT


def test_a_first_step_sent_twice_begins_one_intake(running: Service) -> None:
    visitor = Visitor(running.client)
    page = visitor.get("/praatplaat/begin")
    one, other = (visitor.send("/praatplaat/begin", page, ABOUT) for _ in range(2))

    assert one.status_code == other.status_code == 303
    assert one.headers["location"] == other.headers["location"]
    assert len(companies(running)) == 1


def test_what_is_wrong_with_the_first_step_is_said_all_at_once_and_nothing_is_kept(running: Service) -> None:
    visitor = Visitor(running.client)
    wrong = {
        "name": "",
        "municipality": "Woerdn",
        "sector": "ruimtevaart",
        "kvkNumber": "123",
        "email": "geen adres",
        "phone": "06",
        "function": "",
    }
    refused = visitor.send("/praatplaat/begin", visitor.get("/praatplaat/begin"), wrong)
    page = Markup(refused.text)
    links = [
        link.get("href") for link in page.one("div", class_="utrecht-alert--error").inside if link.tag == "a"
    ]

    assert refused.status_code == 400
    assert page.one("title").text.startswith("Fout: Stap 1 van 11: Over u")
    assert sorted(links) == [
        "#email",
        "#function",
        "#kvkNumber",
        "#municipality",
        "#name",
        "#phone",
        "#sector",
    ]
    assert "een telefoonnummer van 10 cijfers" in page.one("main").text
    assert page.by_id("municipality").get("value") == "Woerdn"
    assert page.one("button", name="municipalityInstead").get("value") == "Woerden"
    assert companies(running) == ()


def test_nobody_is_told_whether_a_company_is_known(running: Service) -> None:
    begin(running.client)
    again = begin(running.client)

    assert "Bedoelt u dit bedrijf?" not in running.client.get(again.step(2)).text
    assert len(companies(running)) == 2


def test_each_step_says_where_one_is(running: Service) -> None:
    asker = begin(running.client)
    titles = [asker.get(asker.step(number)).one("title").text for number in range(1, 12)]

    assert titles[2] == "Stap 3 van 11: Product – Circulair loket"
    assert [title.partition(":")[0] for title in titles] == [f"Stap {n} van 11" for n in range(1, 12)]


def test_answers_are_kept_step_by_step_and_shown_again(running: Service) -> None:
    asker = begin(running.client)
    first, second, *_ = asker.actions(3)
    example = {f"example-{first}": "Zo doen wij het."}
    moved = asker.fill(3, example, does=[first], wants=[second], share=[first])
    page = asker.get(asker.step(3))

    assert moved.headers["location"] == asker.step(4)
    ticks = {tick.action_id: tick for tick in the_intake(running).ticks}
    assert (ticks[first].does, ticks[first].may_share, ticks[first].example) == (
        True,
        True,
        "Zo doen wij het.",
    )
    assert ticks[second].wants
    assert set(ticks) == {first, second}
    assert "checked" in page.by_id(f"does-{first}").attributes


def test_a_tick_that_cannot_be_is_refused_beside_its_action(running: Service) -> None:
    asker = begin(running.client)
    first = asker.actions(2)[0]
    refused = asker.fill(2, does=[first], notApplicable=[first])
    page = Markup(refused.text)

    assert refused.status_code == 400
    assert f"#ticks/{first}" in [link.get("href") for link in page.all("a")]
    assert "niet allebei" in page.by_id(f"ticks/{first}").text
    assert the_intake(running).ticks == ()


def test_needs_follow_from_ticks_and_a_person_confirms_changes_or_adds_them(running: Service) -> None:
    asker = begin(running.client)
    first, second, third, *_ = asker.actions(2)
    asker.fill(2, wants=[first, second, third], helps=[second, third])
    page = asker.get(asker.step(9))
    proposed = [box.get("value") for box in page.all("input", name="confirmed")]
    words = {f"words-{third}": "Hoe doen wij dit zonder plastic?"}
    asker.fill(9, words, confirmed=[third], wish=WISH)
    ticks = {tick.action_id: tick for tick in the_intake(running).ticks}

    assert proposed == [second, third, first]
    assert [ticks[one].needs_help for one in (first, second, third)] == [False, False, True]
    assert ticks[third].words == "Hoe doen wij dit zonder plastic?"
    assert "Hoe doen wij dit zonder plastic?" in asker.get(asker.step(11)).one("main").text
    assert the_intake(running).wish == WISH


def test_consent_is_asked_per_purpose_and_none_is_ticked_beforehand(running: Service) -> None:
    asker = begin(running.client)
    page = asker.get(asker.step(10))
    assert not [box for box in page.all("input", type="checkbox") if "checked" in box.attributes]

    asker.fill(10, consent=["refer"])
    asker.fill(10, consent=["contact_later"])
    [company] = companies(running)
    told = {(one.purpose, one.is_given) for one in running.casework.consents(DESK, company.id)}

    assert told == {(Purpose.REFER, True), (Purpose.CONTACT_LATER, True), (Purpose.REFER, False)}
    assert [
        box.get("value")
        for box in asker.get(asker.step(10)).all("input", name="consent")
        if "checked" in box.attributes
    ] == ["contact_later"]


def test_from_the_check_page_a_change_leads_back_to_it(running: Service) -> None:
    asker = begin(running.client)
    change = next(
        link.get("href") for link in asker.get(asker.step(11)).all("a") if link.text == "Wijzig: Product"
    )
    page = asker.get(change)
    back = asker.send(asker.step(3), page, {"does": [asker.actions(3)[0]]})

    assert page.one("input", name="toCheck").get("value") == "1"
    assert back.headers["location"] == asker.step(11)


def test_saved_for_later_it_goes_on_where_it_was(running: Service) -> None:
    asker = begin(running.client)
    later = asker.fill(4, later="1")
    page = asker.get(later.headers["location"])

    assert later.headers["location"] == f"{asker.link}/later"
    private = page.one("p", class_="loket-secret")
    assert private.text == f"http://testserver{asker.link}"
    assert (private.get("data-copy"), private.get("data-copied")) == (
        "Kopieer de link",
        "Gekopieerd. U kunt de link nu plakken.",
    )
    [mail] = [link.get("href") for link in page.all("a") if link.get("href").startswith("mailto:?")]
    assert parse_qs(urlsplit(mail).query)["body"][0].endswith(f"\r\n\r\n{private.text}")
    assert asker.get(asker.link).one("title").text.startswith("Stap 4 van 11")  # it may be half filled in


def test_two_windows_on_different_steps_do_not_hinder_each_other(running: Service) -> None:
    asker = begin(running.client)
    [one, *_], [other, *_] = asker.actions(2), asker.actions(3)
    first_window, second_window = asker.get(asker.step(2)), asker.get(asker.step(3))

    assert asker.send(asker.step(2), first_window, {"does": [one]}).status_code == 303
    assert asker.send(asker.step(3), second_window, {"does": [other]}).status_code == 303
    assert {tick.action_id for tick in the_intake(running).ticks} == {one, other}


def test_two_windows_on_one_step_lose_nothing_and_show_both(running: Service) -> None:
    asker = begin(running.client)
    first, second, *_ = asker.actions(2)
    one_window, other_window = asker.get(asker.step(2)), asker.get(asker.step(2))
    asker.send(asker.step(2), one_window, {"does": [first]})

    clash = asker.send(asker.step(2), other_window, {"wants": [second]})
    page = Markup(clash.text)
    assert clash.status_code == 409
    assert "doen wij al" in alert(page)
    assert "willen wij binnen drie jaar" in alert(page)
    assert "checked" in page.by_id(f"wants-{second}").attributes
    assert [tick.action_id for tick in the_intake(running).ticks] == [first]

    assert asker.send(asker.step(2), page, {}).status_code == 303
    assert [tick.action_id for tick in the_intake(running).ticks] == [second]


def test_a_step_sent_twice_is_no_clash(running: Service) -> None:
    asker = begin(running.client)
    first = asker.actions(2)[0]
    window = asker.get(asker.step(2))

    for _ in range(2):
        assert asker.send(asker.step(2), window, {"does": [first]}).status_code == 303


def test_sending_opens_a_case_with_needs_suggestions_gaps_and_a_day_to_call(running: Service) -> None:
    asker = filled_in(running.client)
    [company] = companies(running)
    [case] = running.casework.cases_of(DESK, company.id)
    proposed, wished = running.casework.needs_of(DESK, case.id)
    kinds = {one.kind: one for one in running.casework.follow_ups_of(DESK, case.id)}
    page = asker.get(f"{asker.link}/verstuurd")

    assert the_intake(running).state is IntakeState.SUBMITTED
    assert wished.words == WISH
    assert wished.suggestions[0].offering_id == "ketels-reviseren"
    assert proposed.action_id is not None
    assert proposed.suggestions == ()
    assert [gap.need_id for gap in running.casework.gaps(DESK).items] == [proposed.id]
    assert kinds[FollowUpKind.FIRST_CALL].due_on.isoformat() == "2026-12-08"
    assert "uiterlijk 8 december 2026" in page.one("main").text


def test_sent_twice_it_is_one_case_and_its_answers_stand(running: Service) -> None:
    asker = begin(running.client)
    window = asker.get(asker.step(11))
    old = asker.get(asker.step(2))
    for _ in range(2):
        sent = asker.send(asker.step(11), window, {})
        assert sent.headers["location"] == f"{asker.link}/verstuurd"
    late = asker.send(asker.step(2), old, {"does": [asker_action(old)]})
    [company] = companies(running)

    assert len(running.casework.cases_of(DESK, company.id)) == 1
    assert late.headers["location"] == f"{asker.link}/verstuurd"
    assert the_intake(running).ticks == ()
    assert running.client.get(asker.step(3)).headers["location"] == f"{asker.link}/verstuurd"


def asker_action(page: Markup) -> str:
    return page.all("input", name="does")[0].get("value")


def test_the_answer_shows_who_can_help_or_says_that_nobody_does(running: Service) -> None:
    asker = filled_in(running.client)
    page = asker.get(f"{asker.link}/wie-kan-helpen")

    assert "Cv-ketels laten reviseren" in page.one("main").text
    assert "Wij hebben opgeschreven dat dit aanbod ontbreekt." in page.one("main").text
    assert "Waarom?" in page.one("main").text


def test_what_is_chosen_is_proposed_once_and_can_be_taken_back(running: Service) -> None:
    asker = filled_in(running.client)
    address = f"{asker.link}/wie-kan-helpen"
    page = asker.get(address)
    [box] = page.all("input", name="choose")
    for _ in range(2):
        assert asker.send(address, page, {"choose": [box.get("value")]}).status_code == 303
    [company] = companies(running)
    [case] = running.casework.cases_of(DESK, company.id)
    [referral] = running.casework.referrals_of(DESK, case.id)
    chosen = asker.get(address)

    assert referral.state is ReferralState.PROPOSED
    assert "checked" in chosen.one("input", name="choose").attributes

    asker.send(address, chosen, {"choose": []})
    [referral] = running.casework.referrals_of(DESK, case.id)
    assert (referral.state, referral.steps[-1].by.kind) == (ReferralState.WITHDRAWN, DoerKind.ENTREPRENEUR)
    assert "checked" not in asker.get(address).one("input", name="choose").attributes


def test_what_the_desk_chose_before_it_was_suggested_can_be_taken_back(running: Service) -> None:
    asker = filled_in(running.client)
    [company] = companies(running)
    [case] = running.casework.cases_of(DESK, company.id)
    need = next(one for one in running.casework.needs_of(DESK, case.id) if one.words == WISH)
    need = running.casework.save_need(act(DESK), replace(need, suggestions=()))
    own = a_referral(
        "v-1", case.id, need.id, offering_id="ketels-reviseren", own_reason="Zij kennen dit bedrijf."
    )
    running.casework.propose_referral(act(DESK), own)
    address = f"{asker.link}/wie-kan-helpen"
    chosen = asker.get(address)
    assert "checked" in chosen.one("input", name="choose").attributes
    assert "Zij kennen dit bedrijf." not in chosen.one("main").text

    assert asker.send(address, chosen, {"choose": []}).status_code == 303
    [referral] = running.casework.referrals_of(DESK, case.id)
    assert referral.state is ReferralState.WITHDRAWN


def test_without_consent_a_choice_is_kept_and_consent_can_be_given_with_it(running: Service) -> None:
    asker = begin(running.client)
    asker.fill(9, wish=WISH)
    assert "Er is geen toestemming" in asker.get(asker.step(11)).one("main").text
    asker.submit()
    address = f"{asker.link}/wie-kan-helpen"
    page = asker.get(address)
    [box] = page.all("input", name="choose")
    asker.send(address, page, {"choose": [box.get("value")], "consent": "1"})
    [company] = companies(running)

    assert [one.purpose for one in running.casework.consents(DESK, company.id)] == [Purpose.REFER]
    assert asker.get(address).all("input", name="consent") == []


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("", "Step 2 of 11: Raw materials"),
        ("/later", "Your own link"),
    ],
)
def test_every_page_of_it_is_there_in_english(running: Service, page: str, title: str) -> None:
    asker = begin(running.client)
    english = asker.get(f"/en{asker.link}{page}")

    assert english.one("title").text == f"{title} – Circular desk"
    assert english.one("html").get("lang") == "en"


@pytest.mark.parametrize("page", ["", "?stap=3", "/later", "/verstuurd", "/wie-kan-helpen", "/overzicht"])
def test_a_secret_goes_to_no_other_site_cache_search_engine_or_link(running: Service, page: str) -> None:
    asker = filled_in(running.client) if page.startswith(("/v", "/w", "/o")) else begin(running.client)
    response = running.client.get(f"{asker.link}{page}")
    secret = asker.link.rpartition("/")[2]
    outside = [
        link.get("href")
        for link in Markup(response.text).all("a")
        if secret in link.get("href")
        and not link.get("href")
        .partition("?")[0]
        .startswith(
            # To a mail of one's own, which nobody sends but who keeps the link.
            (asker.link, f"/en{asker.link}", "/mijn-gegevens/", f"http://testserver{asker.link}", "mailto:")
        )
    ]

    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-robots-tag"] == "noindex, nofollow"
    assert outside == []


def test_a_page_of_a_secret_is_as_careful_when_it_fails(running: Service) -> None:
    unknown = f"/praatplaat/{'x' * 43}"
    response = running.client.get(unknown)

    assert response.status_code == 404
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "x" * 43 not in response.text
    assert Markup(response.text).one("h1").text == "Deze link werkt niet"


def test_an_expired_or_withdrawn_link_says_so(running: Service) -> None:
    asker = begin(running.client)
    withdrawn = begin(running.client)
    withdraw(running, withdrawn.link)
    assert Markup(running.client.get(withdrawn.link).text).one("h1").text == "Deze link is ingetrokken"

    running.clock.forward(days=366)
    assert Markup(running.client.get(asker.link).text).one("h1").text == "Deze link is verlopen"
    assert running.client.post(asker.step(2), data={"base": "x"}).status_code == 404


def withdraw(running: Service, link: str) -> None:
    running.casework.withdraw_link(act(DESK, at=running.clock.now()), hash_of(link.rpartition("/")[2]))


def test_a_form_of_a_private_page_needs_no_origin_since_its_address_is_secret(running: Service) -> None:
    asker = begin(running.client)
    page = asker.get(asker.step(2))
    sent = running.client.post(
        asker.step(2), data=asker.fields(page), headers={"origin": "null", "sec-fetch-site": "cross-site"}
    )

    assert sent.status_code == 303
    begun = running.client.post("/praatplaat/begin", data=ABOUT, headers={"sec-fetch-site": "cross-site"})
    assert begun.status_code == 403


@pytest.mark.parametrize(
    ("number", "fields"),
    [
        (1, {"name": "Bedrijf\0"}),
        (2, {"example-{}": "Zo\0"}),
        (9, {"wish": "Wie\0helpt?"}),
    ],
)
def test_what_no_store_can_keep_is_refused_and_not_a_failure(
    running: Service, number: int, fields: dict[str, str]
) -> None:
    asker = begin(running.client)
    first = asker.actions(2)[0]
    before = the_intake(running)
    refused = asker.fill(number, {name.format(first): value for name, value in fields.items()})

    assert refused.status_code == 400
    assert the_intake(running) == before


def test_who_begins_too_many_is_told_when_to_go_on_and_loses_nothing() -> None:
    with service() as running:
        asker = running.client
        for _ in range(FROM_ONE_NETWORK):
            assert asker.post("/praatplaat/begin", data=ABOUT).status_code == 303
        form = {**ABOUT, "mark": new_secret(), "name": "Eén Te Veel"}
        refused = asker.post("/praatplaat/begin", data=form)

        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "3600"
        shown = Markup(refused.text)
        assert "Kies over 60 minuten opnieuw Verder." in shown.one("main").text
        assert shown.by_id("name").get("value") == "Eén Te Veel"
        assert shown.one("input", name="mark").get("value") == form["mark"]
        assert "in 60 minutes" in asker.post("/en/praatplaat/begin", data=form).text
        running.clock.forward(minutes=60)
        assert asker.post("/praatplaat/begin", data=form).status_code == 303


def test_a_form_that_is_sent_again_counts_once() -> None:
    with service() as running:
        form = {**ABOUT, "mark": new_secret()}
        for _ in range(FROM_ONE_NETWORK + 1):
            assert running.client.post("/praatplaat/begin", data=form).status_code == 303


def test_a_desk_that_stands_alone_is_not_one_to_choose() -> None:
    with service(desks=(), settings=Settings(store="sqlite:", own_desk=DESK)) as running:
        shown = Markup(running.client.get("/praatplaat/begin").text)
        assert shown.all("select", name="desk") == []
        assert "Uw antwoorden gaan naar Ondernemerskring Woerden." in shown.one("main").text
        assert running.client.post("/praatplaat/begin", data={**ABOUT, "desk": ""}).status_code == 303
