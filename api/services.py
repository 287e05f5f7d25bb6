"""What routes and pages work with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.imports.imports import Imports
from api.possible_doubles import DoublesSearch

if TYPE_CHECKING:
    from api.catalogue import Catalogue
    from api.settings import Settings
    from matchmaker.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts of the running service, made once by ``create_app``.

    Attributes:
        settings: How this service is set up.
        clock: Tells today's date.
        catalogue: The register's facts: ``loaded = await services.catalogue.current()``.
        doubles: Which parties may be double, looked for beside the answering.
        imports: The lists on their way in.
    """

    settings: Settings
    clock: Clock
    catalogue: Catalogue
    doubles: DoublesSearch = field(default_factory=DoublesSearch)
    imports: Imports = field(init=False)

    def __post_init__(self) -> None:
        """Make the part that works with the other parts."""
        object.__setattr__(self, "imports", Imports(self.catalogue, self.clock, self.settings.uploads))
