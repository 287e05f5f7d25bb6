"""The pages of the desk: server-rendered, Dutch first, without any script."""

from api.pages.addresses import PATHS
from api.pages.assets import AssetsMissing
from api.pages.routes import mount

__all__ = ["UPLOAD_PATHS", "AssetsMissing", "mount"]

UPLOAD_PATHS = frozenset(PATHS["imports"].values())
"""Where a page takes a file, which is larger than any other form."""
