"""The service with the regional data on a free port, and a Chromium to look at it with."""

from __future__ import annotations

import os
import shutil
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import uvicorn

from api.settings import Settings
from tests.patience import patient_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright

    from matchmaker.ports import Register

# Chromium must neither need rights that a container lacks nor call home.
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The shell is the same browser without a window of its own, which costs more to draw than our pages.
PROGRAMS = ("chromium-headless-shell", "chromium")
GET_ONE = (
    "Get one with `apt-get install chromium`, `brew install chromium` or `playwright install chromium`, "
    "or name its program in LOKET_TEST_CHROMIUM."
)
READY_WITHIN = 180.0  # seconds


class NoChromium(Exception):
    """There is no Chromium on this machine; the message says how to get one."""


@contextmanager
def running_service(register: Register | None = None) -> Iterator[str]:
    """Run the service in a thread of this process, and give its address.

    Args:
        register: What it works on; None gives it the regional data in memory.
    """
    app = patient_app(Settings(store="sqlite:"), register, seed_when_empty=True)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="on"))
    thread = threading.Thread(target=server.run, name="service under test")
    thread.start()
    try:
        deadline = time.monotonic() + READY_WITHIN
        while not (server.started and _is_ready(_address(server))):
            assert thread.is_alive(), "the service stopped while starting"
            assert time.monotonic() < deadline, f"the service is not ready within {READY_WITHIN:g} seconds"
            time.sleep(0.05)
        yield _address(server)
    finally:
        server.should_exit = True
        thread.join()


def _address(server: uvicorn.Server) -> str:
    return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"


def _is_ready(address: str) -> bool:
    return httpx.get(f"{address}/api/v1/health/ready", timeout=READY_WITHIN).status_code == 200


def launch(playwright: Playwright) -> Browser:
    """Start Chromium.

    Raises:
        NoChromium: There is none on this machine.
    """
    own = playwright.chromium.executable_path
    program = os.environ.get("LOKET_TEST_CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None and not Path(own).exists():
        raise NoChromium(GET_ONE)
    return playwright.chromium.launch(executable_path=program or own, args=[*FLAGS])
