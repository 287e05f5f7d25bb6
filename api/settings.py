"""How this service is set up: typed values from the environment, every fault reported at once."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from graph import STORE_SCHEMES
from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEFAULT_STORE = "sqlite:///data/loket.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one service.

    Attributes:
        store: URL of the register: ``sqlite:///path``, ``sqlite:`` (memory), ``neo4j://…``, ``bolt://…``.
        neo4j_user: User name for Neo4j, or None if the URL holds it or none is asked.
        neo4j_password: Its password.
        neo4j_database: Name of the database.
        host: Address to listen on.
        port: Port to listen on.
        behind_proxy: Whether something in front guards the service; only then may it listen beyond this
            computer.
        public_url: Address under which users reach the service, or None if they reach it directly.
        contact_name: Who answers questions about the API; a function, not a person.
        contact_email: Their address.
        contact_url: Their page.
        desks: Ids of the actors whose staff works with this service, in the order in which they can be
            chosen; empty lets them choose from all actors that could be a desk.
        uploads: Folder in which lists wait between being sent and being stored, emptied at every start; None
            makes one of its own, which a server that is killed leaves behind.
    """

    store: str = field(default=DEFAULT_STORE, repr=False)  # may hold a password
    neo4j_user: str | None = None
    neo4j_password: str | None = field(default=None, repr=False)
    neo4j_database: str = "neo4j"
    host: str = "127.0.0.1"
    port: int = 8000
    behind_proxy: bool = False
    public_url: str | None = None
    contact_name: str = "Beheer circulair loket"
    contact_email: str = "beheer@circulairloket.example"
    contact_url: str = "https://circulairloket.example/contact"
    desks: tuple[str, ...] = ()
    uploads: str | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot work or would be unsafe.

        Raises:
            InvalidInput: With every fault; ``where`` is the name of the environment variable.
        """
        right = {
            "store": _scheme(self.store) in STORE_SCHEMES,
            "port": 0 <= self.port <= 65535,
            "host": _is_loopback(self.host) or self.behind_proxy,
            "public_url": self.public_url is None or _scheme(self.public_url) in ("http", "https"),
        }
        faults = [_fault(name) for name, holds in right.items() if not holds]
        if faults:
            raise InvalidInput(faults)

    @property
    def shown_store(self) -> str:
        """The store's URL as it may be printed: without user name and password."""
        parts = urlsplit(self.store)
        if "@" not in parts.netloc:
            return self.store
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], **given: str | int | None) -> Settings:
        """Read the ``LOKET_*`` variables; an empty one counts as not set.

        Args:
            environment: Usually ``os.environ``.
            **given: Values that win over the environment; None means not given.

        Raises:
            InvalidInput: With every fault.
        """
        values: dict[str, object] = {}
        faults: list[Fault] = []
        for name in (setting.name for setting in fields(cls)):
            text = environment.get(_variable(name), "").strip()
            if given.get(name) is not None:
                values[name] = given[name]
            elif text:
                try:
                    values[name] = _READERS.get(name, str)(text)
                except ValueError:
                    faults.append(_fault(name))
        try:
            settings = cls(**values)  # type: ignore[arg-type]  # each reader returns its own field's type
        except InvalidInput as wrong:
            raise InvalidInput([*faults, *wrong.faults]) from None
        if faults:
            raise InvalidInput(faults)
        return settings


def _switch(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(text)
    return text == "1"


_READERS: dict[str, Callable[[str], object]] = {
    "port": int,
    "behind_proxy": _switch,
    "public_url": lambda text: text.rstrip("/"),
    "desks": lambda text: tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip())),
}

_MESSAGES = {
    "store": Bilingual(
        "Geef het adres van de opslag, zoals sqlite:///data/loket.db of neo4j://127.0.0.1:7687.",
        "Give the address of the store, such as sqlite:///data/loket.db or neo4j://127.0.0.1:7687.",
    ),
    "port": Bilingual("Geef een poort van 0 tot en met 65535.", "Give a port from 0 to 65535."),
    "host": Bilingual(
        "Luisteren buiten deze computer mag alleen als er iets voor staat dat de toegang bewaakt. "
        "Is dat zo? Zet dan LOKET_BEHIND_PROXY=1.",
        "Listening beyond this computer is only allowed behind something that guards access. "
        "Is that so? Then set LOKET_BEHIND_PROXY=1.",
    ),
    "behind_proxy": Bilingual("Kies 1 (ja) of 0 (nee).", "Choose 1 (yes) or 0 (no)."),
    "public_url": Bilingual(
        "Geef het hele adres, zoals https://loket.gemeente.example.",
        "Give the whole address, such as https://loket.municipality.example.",
    ),
}


def _variable(name: str) -> str:
    return f"LOKET_{name.upper()}"


def _fault(name: str) -> Fault:
    return Fault(where=_variable(name), message=_MESSAGES[name])


def _scheme(url: str) -> str:
    return url.partition(":")[0]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
