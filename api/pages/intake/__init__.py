"""The praatplaat as pages: the intake, its answer, and the company's own praatplaat."""

from api.pages.intake.routes import Intakes

__all__ = ["Intakes"]
