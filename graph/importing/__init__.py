"""Takes lists of providers, members and offerings into the register: plan, look, apply; undo as one batch."""

from graph.importing.applying import Imported, apply_import, plan_import, store_plan
from graph.importing.fields import ListKind, PersonalColumn, fields_for, personal_columns
from graph.importing.identity import Candidate, TwoPlaces
from graph.importing.problems import fault_sentences, problem_rows
from graph.importing.values import ImportPlan, ListRequest, PlannedRow, RowOutcome, Undecided

__all__ = [
    "Candidate",
    "ImportPlan",
    "Imported",
    "ListKind",
    "ListRequest",
    "PersonalColumn",
    "PlannedRow",
    "RowOutcome",
    "TwoPlaces",
    "Undecided",
    "apply_import",
    "fault_sentences",
    "fields_for",
    "personal_columns",
    "plan_import",
    "problem_rows",
    "store_plan",
]
