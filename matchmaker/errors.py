"""Everything that can go wrong, as one tree.

    LoketError
    ├── InvalidInput        what was given cannot be used; lists every fault and how to mend it
    ├── NotFound            no such actor, offering, place ...
    │   └── LinkClosed         a private link that was withdrawn, or whose time is over
    ├── Conflict            allowed in itself, but not in the present state
    │   ├── ChangedMeanwhile   somebody else changed it since it was read
    │   ├── MoveNotAllowed     the step does not lead on from the present state
    │   ├── NoPlaceLeft        all places of the offering are taken
    │   └── KeyReused          the key of an earlier request came with another request
    └── StoreError          the store refused or broke off
        ├── StoreUnavailable   it cannot be reached now; trying again later may help
        ├── StoreInUse         another process owns the embedded file
        └── StoreMissing       nothing to read from: no register was made there yet

HTTP numbers and exit codes for these live in one table each, in ``api``. One branch stands where alone it is
known: ``api.pages.AssetsMissing``. Beside the tree stand only errors that never leave their room: what a
module raises and catches itself, mistakes of ours, and what a framework wants to be of its own kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with what was given.

    Attributes:
        where: The field (``municipality``), or the file, row and column (``actors.csv:12 kind``).
        message: What is wrong and how to mend it, in both languages.
        suggestions: Values that were probably meant, best first.
    """

    where: str
    message: Bilingual
    suggestions: tuple[str, ...] = ()


class LoketError(Exception):
    """Base of all errors that this project raises on purpose."""


class InvalidInput(LoketError):
    """What was given cannot be used.

    Attributes:
        faults: Every fault found, never only the first; at least one.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        if not self.faults:
            raise ValueError("InvalidInput needs at least one fault")
        super().__init__("; ".join(f"{fault.where}: {fault.message.nl}" for fault in self.faults))


class NotFound(LoketError):
    """The register holds no such thing.

    Attributes:
        kind: What was looked for: ``actor``, ``offering`` ...
        identifier: The id that was asked for.
    """

    def __init__(self, kind: str, identifier: str) -> None:
        self.kind = kind
        self.identifier = identifier
        super().__init__(f"no {kind} with id {identifier!r}")


class LinkClosed(NotFound):
    """A private link was there, but opens nothing any more.

    Attributes:
        was_withdrawn: Somebody withdrew it; otherwise its time is over.
    """

    def __init__(self, *, was_withdrawn: bool) -> None:
        self.was_withdrawn = was_withdrawn
        super().__init__("link", "")


class Conflict(LoketError):
    """The request is sound but does not fit the present state of the register.

    Its message is a sentence in Dutch and one in English, with `` / `` between.
    """

    @property
    def sentence(self) -> Bilingual:
        """What does not fit, in both languages."""
        dutch, _, english = str(self).partition(" / ")
        return Bilingual(dutch, english or dutch)


class ChangedMeanwhile(Conflict):
    """Somebody else changed the record since the caller read it.

    Attributes:
        kind: Kind of record: ``case``, ``referral`` ...
        identifier: Its id.
        revision: The revision that the record has now.
    """

    def __init__(self, kind: str, identifier: str, revision: int) -> None:
        self.kind = kind
        self.identifier = identifier
        self.revision = revision
        super().__init__(
            "Iemand anders heeft dit intussen gewijzigd. Bekijk het opnieuw en pas het dan aan. / "
            "Somebody else changed this meanwhile. Look at it again and then change it."
        )


class MoveNotAllowed(Conflict):
    """The step does not lead on from the present state, or is not for the person who wants it.

    Attributes:
        state: Code of the present state.
        allowed: Codes of the steps that this person can take now.
    """

    def __init__(self, message: str, *, state: str, allowed: tuple[str, ...]) -> None:
        self.state = state
        self.allowed = allowed
        super().__init__(message)


class NoPlaceLeft(Conflict):
    """All places of an offering in a period are taken, or its waiting list is closed or full."""


class KeyReused(Conflict):
    """A key that belongs to an earlier request came with a request that says something else."""


class StoreError(LoketError):
    """The store refused a statement or broke off."""


class StoreUnavailable(StoreError):
    """The store cannot be reached at the moment; nothing was changed as far as we know."""


class StoreInUse(StoreError):
    """Another process owns the embedded store file."""


class StoreMissing(StoreError):
    """There is no register to read from; the message says how to make one."""
