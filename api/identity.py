"""Who is asking: the desk and the function that somebody chose, remembered in one cookie.

This is no sign-in. Whoever reaches the service may choose any desk, so that something in front of it must
guard who gets in (see ``Settings.behind_proxy``). What is chosen decides what the screen offers, and under
which function the journal keeps a change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from starlette.exceptions import HTTPException

from matchmaker.curation import public_view
from matchmaker.model import Actor, Offering
from matchmaker.text import fold
from matchmaker.vocabulary import ActorKind, Bilingual, Term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from api.loaded import Loaded
    from api.services import Services
    from api.settings import Settings
    from matchmaker.lookup import Directory

F = TypeVar("F", bound=Actor | Offering)
Role = Literal["visitor", "staff", "coordinator"]

COOKIE = "loket-worker"
KEPT_FOR = 180 * 24 * 3600  # seconds
NOT_A_DESK = frozenset({ActorKind.ENTREPRENEUR, ActorKind.FINANCIER})


class Function(Term):
    """What somebody does at a desk; the code is in Dutch, because the journal keeps and shows it."""

    VISITOR = "bezoeker", "bezoeker", "visitor"
    DESK_WORKER = "loketmedewerker", "loketmedewerker", "desk worker"
    ACCOUNT_MANAGER = "accountmanager", "accountmanager bedrijven", "account manager for companies"
    DATA_KEEPER = "gegevensbeheerder", "gegevensbeheerder", "data keeper"
    COORDINATOR = "regiocoördinator", "regiocoördinator", "regional coordinator"


def function_label(code: str) -> Bilingual:
    """Return what a function is called, by the code that is kept of it; another text stands for itself."""
    found = Function.read(code)
    return found.label if found else Bilingual(code, code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Who is asking.

    Attributes:
        desk_id: Id of the actor that is the desk, or None for a visitor.
        desk_name: Name of the desk; "loket" for a visitor.
        function: What they do there; never a person's name.
        role: What the screen offers them.
    """

    desk_id: str | None
    desk_name: str
    function: Function
    role: Role

    @property
    def is_staff(self) -> bool:
        """Whether they work at a desk, and so may change the register and see what only a desk may see."""
        return self.role != "visitor"

    @property
    def signature(self) -> str:
        """How the journal names them: their function and desk."""
        return f"{self.function.value}, {self.desk_name}"

    def directory(self, loaded: Loaded) -> Directory:
        """Return where they can search: in what they may see."""
        return loaded.staff_directory if self.is_staff else loaded.directory

    def view(self, fact: F) -> F:
        """Return an actor or offering as they may see it."""
        return fact if self.is_staff else public_view(fact)


class NotStaff(HTTPException):
    """A visitor sent what only staff of a desk may send."""

    def __init__(self) -> None:
        super().__init__(403)


VISITOR = Worker(desk_id=None, desk_name="loket", function=Function.VISITOR, role="visitor")


def who(request: Request) -> Worker:
    """Return who sends a request; a visitor where nothing, or nothing that we know, was chosen."""
    services: Services = request.app.state.services
    loaded = services.catalogue.latest
    if loaded is None:  # nothing was read yet, so that no desk is known
        return VISITOR
    function, _, desk_id = request.cookies.get(COOKIE, "").partition(".")
    return worker_of(loaded, services.settings, function, desk_id) or VISITOR


def worker_of(loaded: Loaded, settings: Settings, function: str, desk_id: str) -> Worker | None:
    """Return who has a function (by its name in ``Function``, in lower case) at a desk, if both exist."""
    chosen = Function.__members__.get(function.upper())
    desk = loaded.find_actor(desk_id)
    if chosen in (None, Function.VISITOR) or desk is None or not _is_desk(desk, settings):
        return None
    role: Role = "coordinator" if chosen is Function.COORDINATOR else "staff"
    return Worker(desk_id=desk.id, desk_name=desk.name, function=chosen, role=role)


def desks(loaded: Loaded, settings: Settings) -> Sequence[Actor]:
    """Return the actors that can be chosen as a desk, by name; those of the settings in their order."""
    if settings.desks:
        found = (loaded.find_actor(desk_id) for desk_id in settings.desks)
        return [actor for actor in found if actor is not None]
    possible = (public_view(actor) for actor in loaded.snapshot.actors if _is_desk(actor, settings))
    return sorted(possible, key=lambda desk: (fold(desk.name), desk.id))


def remember(response: Response, worker: Worker, settings: Settings) -> None:
    """Let the browser remember who is asking, or forget it for a visitor."""
    secure = (settings.public_url or "").startswith("https:")
    if worker.desk_id is None:
        response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=secure)
        return
    value = f"{worker.function.name.lower()}.{worker.desk_id}"
    response.set_cookie(COOKIE, value, max_age=KEPT_FOR, httponly=True, samesite="lax", secure=secure)


def _is_desk(actor: Actor, settings: Settings) -> bool:
    return actor.id in settings.desks if settings.desks else actor.kind not in NOT_A_DESK
