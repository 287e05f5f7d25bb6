"""The pages of the desk: server-rendered, Dutch first, without any script."""

from api.pages.assets import AssetsMissing
from api.pages.routes import mount

__all__ = ["AssetsMissing", "mount"]
