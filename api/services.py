"""What routes and pages work with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.housekeeping import Housekeeping
from api.imports.child import Children
from api.imports.waiting import Imports
from api.keeping.doubles import DoublesSearch
from api.mail import Mailer
from api.question_sets import question_sets

if TYPE_CHECKING:
    from api.catalogue import Catalogue
    from api.settings import Settings
    from matchmaker.casework.praatplaat import QuestionSet
    from matchmaker.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts of the running service, made once by ``create_app``.

    Attributes:
        settings: How this service is set up.
        clock: Tells today's date.
        catalogue: The register's facts: ``loaded = await services.catalogue.current()``.
        doubles: Which parties may be double, looked for beside the answering.
        children: The processes that work on lists and long changes.
        imports: The lists on their way in.
        question_sets: What the praatplaat asks, all versions.
        mailer: Sends what stands in the outbox.
        housekeeping: Does once in a while what nobody should have to think of.
    """

    settings: Settings
    clock: Clock
    catalogue: Catalogue
    doubles: DoublesSearch = field(default_factory=DoublesSearch)
    children: Children = field(default_factory=Children)
    imports: Imports = field(init=False)
    question_sets: tuple[QuestionSet, ...] = field(default_factory=question_sets)
    mailer: Mailer = field(init=False)
    housekeeping: Housekeeping = field(init=False)

    def __post_init__(self) -> None:
        """Make the parts that work with the other parts."""
        imports = Imports(self.catalogue, self.clock, self.children, self.settings.uploads)
        object.__setattr__(self, "imports", imports)
        mailer = Mailer(self.catalogue, self.clock, self.settings)
        object.__setattr__(self, "mailer", mailer)
        keeping = Housekeeping(self.catalogue, self.clock, self.settings, mailer)
        object.__setattr__(self, "housekeeping", keeping)
