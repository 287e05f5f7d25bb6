"""Opens the register that the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph import Credentials, open_for_reading, open_register

if TYPE_CHECKING:
    from api.settings import Settings
    from matchmaker.ports import Register


def open_store(settings: Settings) -> Register:
    """Open the register that the settings name."""
    return open_register(settings.store, credentials=credentials_of(settings))


def open_store_for_reading(settings: Settings) -> Register:
    """Open the register that the settings name as it is, also while another process changes it."""
    return open_for_reading(settings.store, credentials=credentials_of(settings))


def credentials_of(settings: Settings) -> Credentials:
    """Return how the settings sign in to a Neo4j server."""
    return Credentials(
        user=settings.neo4j_user, password=settings.neo4j_password, database=settings.neo4j_database
    )
