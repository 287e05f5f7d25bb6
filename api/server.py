"""Runs the service: claims the port, opens the store, fills an empty register, and then answers."""

from __future__ import annotations

import gc
import logging
import signal
import socket
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import uvicorn

from api.app import create_app
from api.commands import console
from api.stores import open_store
from matchmaker.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.settings import Settings
    from matchmaker.ports import Register, Tally


def serve(settings: Settings, fill: Callable[[Register], Tally]) -> int:
    """Serve until told to stop, and return the exit code.

    Args:
        settings: How the service is set up.
        fill: Puts the regional data into a register.

    Raises:
        StoreError: The store is there but cannot be used.
    """
    _log_to_stderr()
    collect_seldom()
    try:
        listener = _listen(settings)
    except OSError as error:
        console.say(
            f"Op {settings.host}:{settings.port} kunnen wij niet luisteren ({error.strerror}). "
            "Draait het loket al? Kies anders een andere poort met --port."
        )
        return console.PORT_IN_USE
    with closing(listener), closing(open_store(settings)) as register:
        console.say(f"Opslag: {settings.shown_store}")
        _fill_if_empty(register, fill)
        console.say("Wij maken het loket klaar. De eerste keer kan dat een minuut duren.")
        app = create_app(settings, register, seed_when_empty=True)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,  # addresses hold what people search for
            server_header=False,
            proxy_headers=settings.behind_proxy,
            lifespan="on",
        )
        # Told to stop, the server ends its requests and raises the signal again, which by default would end
        # the process before the store is closed.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        _Server(config).run(sockets=[listener])
    return 0


def collect_seldom() -> None:
    """Look for cyclic garbage less often than Python does by itself.

    Looking through all the facts of a desk stops every answer meanwhile, and answers leave next to no cycles:
    what is no longer used goes at once, without looking.
    """
    gc.set_threshold(50_000, 20, 10)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
    except OSError:
        listener.close()
        raise
    return listener


def _fill_if_empty(register: Register, fill: Callable[[Register], Tally]) -> None:
    try:
        if any(register.counts().values()):
            return
        console.say("Het register is leeg: wij laden de gegevens van de regio.")
        tally = fill(register)
    except StoreUnavailable:
        console.say(
            "De opslag is nog niet bereikbaar. Wij starten toch: tot zij er is, zeggen wij dat de gegevens "
            "niet bereikbaar zijn. Een leeg register vullen wij dan."
        )
        return
    console.say(f"Geladen: {tally.new} feiten.")


class _Server(uvicorn.Server):
    """Says where it can be found once it can be found there."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port, *_ = sockets[0].getsockname()
            console.say(f"Het loket draait op http://{f'[{host}]' if ':' in host else host}:{port}")
            console.say("Stoppen: Ctrl+C")


def _log_to_stderr() -> None:
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
