"""The pages of a desk's own work: work list, cases, referrals, follow-up."""

from api.pages.desk.routes import DeskWork

__all__ = ["DeskWork"]
