"""Pages on which a desk keeps the register true: doubles, what is due, and changes to what is known."""

from api.pages.keeping.routes import Keeping

__all__ = ["Keeping"]
