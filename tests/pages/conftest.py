"""The pages of a service on a real register in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph import open_register
from matchmaker.model import Offering, Relation, Source
from matchmaker.vocabulary import Bilingual, NeedKind, RelationKind, Status
from tests.api.world import BOILERS, FUND, REPAIR_POINT, SAID, WORLD, FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator

HOSTILE = """<script>alert("x")</script>" onfocus="alert(1)' {{ 7 * 7 }} &lt;"""
OLD = (Source(document_id="voortgang", first_line=3, last_line=3, stated_on=date(2021, 10, 21)),)

HOSTILE_ACTOR = replace(
    REPAIR_POINT,
    id="vijandig",
    name=f"Vijandig {HOSTILE}",
    description=Bilingual(HOSTILE, HOSTILE),
    aliases=(HOSTILE,),
    website=None,
)
HOSTILE_OFFERING: Offering = replace(
    BOILERS,
    id="vijandig-aanbod",
    provider_id="vijandig",
    title=Bilingual(HOSTILE, HOSTILE),
    summary=Bilingual(HOSTILE, HOSTILE),
    next_step=Bilingual(HOSTILE, HOSTILE),
    requirements=(Bilingual(HOSTILE, HOSTILE),),
)
OLD_OFFERING = replace(
    BOILERS,
    id="oud-aanbod",
    provider_id="houtfonds",
    title=Bilingual("Pompen laten reviseren", "Have pumps remanufactured"),
    need_kinds=(NeedKind.KNOWLEDGE, NeedKind.NETWORK),
    sources=OLD,
)
PLANNED_OFFERING = replace(
    OLD_OFFERING,
    id="later-aanbod",
    provider_id="kring-woerden",
    status=Status.PLANNED,
    sources=BOILERS.sources,
)
RUN_BY_RING = Relation(
    subject_id="kring-woerden", kind=RelationKind.OPERATES, object_id="reviseerpunt", sources=SAID
)
FORMER_TIE = Relation(
    subject_id="reviseerpunt",
    kind=RelationKind.PARTNER_IN,
    object_id="houtfonds",
    status=Status.ENDED,
    sources=OLD,
)
FORMULA_ACTOR = replace(FUND, id="formule", name='=HYPERLINK("x")', description=Bilingual("+1", "+1"))
MANY = tuple(replace(FUND, id=f"fonds-{number:02}", name=f"Fonds {number:02}") for number in range(60))

REGION = replace(
    WORLD,
    actors=(*WORLD.actors, HOSTILE_ACTOR, FORMULA_ACTOR, *MANY),
    offerings=(*WORLD.offerings, HOSTILE_OFFERING, OLD_OFFERING, PLANNED_OFFERING),
    relations=(*WORLD.relations, RUN_BY_RING, FORMER_TIE),
)


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """A visitor of the running service; a failure of the server is an answer, as it is outside tests."""
    register = open_register("sqlite:")
    register.put(REGION)
    app = create_app(Settings(store="sqlite:"), register, FixedClock())
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as running:
        yield running
    register.close()
