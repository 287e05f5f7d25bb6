"""Settings from the environment."""

# ruff: noqa: S104, S106  # addresses and passwords here are only read, never used

from __future__ import annotations

import pytest

from api.settings import DEFAULT_STORE, Settings
from graph import STORE_SCHEMES, open_register
from matchmaker.errors import InvalidInput


def test_without_variables_it_is_a_file_and_this_computer_only() -> None:
    settings = Settings.from_environment({})
    assert (settings.store, settings.host, settings.port) == (DEFAULT_STORE, "127.0.0.1", 8000)


def test_variables_are_read_and_empty_ones_do_not_count() -> None:
    settings = Settings.from_environment(
        {
            "LOKET_STORE": "neo4j://db.example:7687",
            "LOKET_NEO4J_USER": "loket",
            "LOKET_NEO4J_PASSWORD": "geheim",
            "LOKET_NEO4J_DATABASE": " ",
            "LOKET_PORT": "8080",
            "LOKET_HOST": "0.0.0.0",
            "LOKET_BEHIND_PROXY": "1",
            "LOKET_PUBLIC_URL": "https://loket.example/",
        }
    )
    assert settings == Settings(
        store="neo4j://db.example:7687",
        neo4j_user="loket",
        neo4j_password="geheim",
        port=8080,
        host="0.0.0.0",
        behind_proxy=True,
        public_url="https://loket.example",
    )


def test_what_the_command_line_gives_goes_before_the_environment() -> None:
    settings = Settings.from_environment(
        {"LOKET_PORT": "8080", "LOKET_STORE": "x"}, port=9000, store="sqlite:"
    )
    assert (settings.port, settings.store) == (9000, "sqlite:")


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        Settings.from_environment(
            {
                "LOKET_STORE": "mysql://db",
                "LOKET_PORT": "acht",
                "LOKET_HOST": "192.0.2.1",
                "LOKET_BEHIND_PROXY": "ja",
                "LOKET_PUBLIC_URL": "loket.example",
            }
        )
    assert {fault.where for fault in refused.value.faults} == {
        "LOKET_STORE",
        "LOKET_PORT",
        "LOKET_HOST",
        "LOKET_BEHIND_PROXY",
        "LOKET_PUBLIC_URL",
    }


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_computer_needs_no_guard(host: str) -> None:
    assert Settings(host=host).host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "loket.example"])
def test_other_computers_are_let_in_only_behind_a_guard(host: str) -> None:
    with pytest.raises(InvalidInput):
        Settings(host=host)
    assert Settings(host=host, behind_proxy=True).host == host


@pytest.mark.parametrize("scheme", sorted(STORE_SCHEMES))
def test_every_store_that_can_be_opened_can_be_set(scheme: str) -> None:
    url = "sqlite:" if scheme == "sqlite" else f"{scheme}://db.example:7687"
    assert Settings(store=url).store == url
    open_register(url).close()


def test_secrets_are_never_shown() -> None:
    settings = Settings(store="bolt://loket:geheim@db.example:7687", neo4j_password="geheim")
    assert "geheim" not in repr(settings)
    assert settings.shown_store == "bolt://db.example:7687"


def test_mail_is_set_up_whole_or_not_at_all() -> None:
    mail = {
        "LOKET_SMTP_HOST": "smtp.gemeente.example",
        "LOKET_MAIL_FROM": "loket@gemeente.example",
        "LOKET_PUBLIC_URL": "https://loket.gemeente.example",
        "LOKET_DESK_MAIL": "loket-a=a@gemeente.example, loket-b=b@gemeente.example",
    }
    settings = Settings.from_environment(mail)
    assert (settings.smtp_port, settings.smtp_security) == (587, "starttls")
    assert settings.desk_mail == {"loket-a": "a@gemeente.example", "loket-b": "b@gemeente.example"}

    for name in ("LOKET_MAIL_FROM", "LOKET_PUBLIC_URL"):
        with pytest.raises(InvalidInput) as refused:
            Settings.from_environment({**mail, name: ""})
        assert [fault.where for fault in refused.value.faults] == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOKET_SMTP_SECURITY", "none"),
        ("LOKET_SMTP_SECURITY", "ssl"),
        ("LOKET_SMTP_PORT", "0"),
        ("LOKET_DESK_MAIL", "a@gemeente.example"),
        ("LOKET_DESK_MAIL", "loket-a=adres"),
        ("LOKET_KEEP_MONTHS", "0"),
        ("LOKET_KEEP_MONTHS", "lang"),
    ],
)
def test_what_would_be_unsafe_or_cannot_work_is_refused(name: str, value: str) -> None:
    mail = {
        "LOKET_SMTP_HOST": "smtp.gemeente.example",
        "LOKET_MAIL_FROM": "loket@gemeente.example",
        "LOKET_PUBLIC_URL": "https://loket.gemeente.example",
    }
    with pytest.raises(InvalidInput) as refused:
        Settings.from_environment({**mail, name: value})
    assert [fault.where for fault in refused.value.faults] == [name]
