"""The desk's work in the graph, as described data; ``docs/casework-model.md`` is made from it.

Ties run within the desk's work only. What it names of the register (offerings, parties, themes, places, and
desks, which are parties) stands there by id: such a fact may be removed, merged and put back while a case
must stay readable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matchmaker.casework.outbox import MailKind, MailState
from matchmaker.casework.terms import (
    CaseKind,
    CaseState,
    Channel,
    EventKind,
    FollowUpKind,
    FollowUpState,
    HoldKind,
    IntakeState,
    LinkKind,
    MadeBy,
    MailPreference,
    ReferralState,
)
from matchmaker.schema import ID, REVISION, EdgeType, NodeType, Property, code, code_list, render
from matchmaker.vocabulary import CompanySize, NeedKind, RStrategy, TargetGroup

if TYPE_CHECKING:
    from collections.abc import Iterable

_DESK = Property("desk_id", "text", "Id of the desk")
_NO_WORDS = "empty once the company is erased"
_WORKER = Property("worker", "text", "Function of who works on it", optional=True)


def _json(name: str, meaning: str, *, optional: bool = False) -> Property:
    return Property(name, "text", f"{meaning}, as JSON", optional=optional)


NODES = (
    NodeType(
        "Company",
        "company",
        "Who asks: a company, association, municipality or anyone else.",
        (
            ID,
            REVISION,
            Property("desk_id", "text", "Id of the desk where it asked first"),
            Property("name", "text", f"As it calls itself; {_NO_WORDS}"),
            code("target_group", TargetGroup, "What it is"),
            Property("kvk_number", "text", "Number in the Dutch trade register", "8 digits", optional=True),
            Property("municipality_id", "text", "Id of the place where it is", optional=True),
            Property("sectors", "list of text", "Theme ids of its trade"),
            code("size", CompanySize, "Size class", optional=True),
            Property("active_on", "date", "Day of the last activity"),
            Property("erased_at", "moment", "When its details were erased", optional=True),
            Property("sort_key", "text", f"The name without case and accents; {_NO_WORDS}"),
            Property("search_text", "text", f"Words of the name and the KVK number; {_NO_WORDS}"),
        ),
    ),
    NodeType("Desk", None, "A desk that knows companies; a table of its own is not needed in SQLite.", (ID,)),
    NodeType(
        "Contact",
        "contact",
        "How to reach a company: a function and an address, never a person's name.",
        (
            ID,
            REVISION,
            Property("function", "text", "Of whoever answers"),
            Property("email", "text", "Mail address", optional=True),
            Property("phone", "text", "Telephone number", optional=True),
            Property("language", "code", "In which it is written to: `nl`, `en`"),
            code("mail", MailPreference, "Which mail it wants"),
        ),
    ),
    NodeType(
        "Intake",
        "intake",
        "A measurement of a company by a question set.",
        (
            ID,
            REVISION,
            _DESK,
            Property("question_set_id", "text", "Which question set"),
            Property("question_set_version", "whole number", "Its version", "versions, from 1"),
            code("made_by", MadeBy, "Who filled it in"),
            Property("started_at", "moment", "When it was begun"),
            code("state", IntakeState, "How far it is"),
            Property("step", "whole number", "Where somebody goes on", "steps, from 1"),
            _json("ticks", "What it says of each action"),
            Property("own_grade", "whole number", "What it gives itself", "1 to 10", optional=True),
            Property("wish", "text", f"What it adds in its own words; {_NO_WORDS}"),
            Property("submitted_at", "moment", "When it was sent", optional=True),
        ),
    ),
    NodeType(
        "PrivateLink",
        "private_link",
        "A link by which somebody without an account may do one thing.",
        (
            Property("token_hash", "text", "SHA-256 of its secret"),
            code("kind", LinkKind, "What it opens"),
            _DESK,
            Property("target_id", "text", "Id of what it opens"),
            Property("made_at", "moment", "When it was made"),
            Property("expires_at", "moment", "From when it opens nothing"),
            Property("withdrawn_at", "moment", "When it was withdrawn", optional=True),
        ),
    ),
    NodeType(
        "Case",
        "desk_case",
        "What a company asks of a desk in one go.",
        (
            ID,
            REVISION,
            Property("desk_id", "text", "Id of the desk that holds it"),
            code("kind", CaseKind, "What sort of work"),
            Property("opened_on", "date", "Day on which it began"),
            _WORKER,
            Property("intake_id", "text", "Id of the intake that it follows from", optional=True),
            code("state", CaseState, "Whether it is worked on"),
            Property("closed_on", "date", "Day on which it was closed", optional=True),
            Property("shared_with", "list of text", "Ids of desks that work on it too"),
            Property("held_before", "list of text", "Ids of desks that handed it over"),
            Property("cohort", "text", "Quarter in which it was opened: `2026-Q4`"),
        ),
    ),
    NodeType(
        "CaseNeed",
        "case_need",
        "A need that somebody confirmed.",
        (
            ID,
            REVISION,
            Property("words", "text", f"How the company asks; {_NO_WORDS}"),
            code_list("kinds", NeedKind, "Kinds of help"),
            Property("themes", "list of text", "Ids of what it is about"),
            code("r_strategy", RStrategy, "The rung aimed at", optional=True),
            Property("action_id", "text", "The action that it follows from", optional=True),
            _json("suggestions", "What was suggested last, with reasons and what was chosen"),
            Property("suggested_on", "date", "Day of that", optional=True),
        ),
    ),
    NodeType(
        "Gap",
        "gap",
        "That nothing fitted a need on a day.",
        (
            Property("id", "text", "The need's id and the day"),
            _DESK,
            Property("found_on", "date", "The day"),
            code_list("kinds", NeedKind, "Kinds of help that were sought, told or read into the words"),
            Property("themes", "list of text", "Ids of what it was about"),
            Property(
                "municipality_id",
                "text",
                "Id of where it was sought, told or read into the words",
                optional=True,
            ),
            _json("missing", "What was missing"),
        ),
    ),
    NodeType(
        "Referral",
        "referral",
        "A need handed to a provider; how it moves stands in `referral-states.md`.",
        (
            ID,
            REVISION,
            Property("offering_id", "text", "Id of the offering"),
            _json("offering_title", "Its title when it was proposed"),
            Property("provider_id", "text", "Id of the party to turn to"),
            Property("provider_name", "text", "Its name when it was proposed"),
            Property(
                "own_reason",
                "text",
                "Why the desk chose what was not suggested; empty if it was, and once the company is erased",
            ),
            code("state", ReferralState, "Where it is"),
            code("channel", Channel, "How it reached the provider", optional=True),
            Property("sent_at", "moment", "When it was sent or logged", optional=True),
            _json("steps", "All moves, with who made them and why"),
            _json("desk_outcome", "What the desk says came of it", optional=True),
            _json("own_outcome", "What the entrepreneur says came of it", optional=True),
        ),
    ),
    NodeType(
        "Period",
        "period",
        "Days in which an offering has a number of places.",
        (
            ID,
            REVISION,
            Property("offering_id", "text", "Id of the offering"),
            Property("starts_on", "date", "First day"),
            Property("ends_on", "date", "Last day"),
            Property("places", "whole number", "How many companies it can take", "places"),
            Property("waiting_places", "whole number", "How long the waiting list may be", "places"),
            Property("assess_first", "yes or no", "Whether a place is taken only when the provider accepts"),
        ),
    ),
    NodeType(
        "FollowUp",
        "follow_up",
        "Something that a desk has to do on a day.",
        (
            ID,
            REVISION,
            _DESK,
            code("kind", FollowUpKind, "What has to be asked"),
            Property("due_on", "date", "The day"),
            Property("cohort", "text", "Quarter in which the case was opened"),
            _WORKER,
            code("state", FollowUpState, "Whether it is still to be done"),
            Property("done_on", "date", "Day on which it was done", optional=True),
            Property("remark", "text", f"What to think of, or what came of it; {_NO_WORDS}"),
        ),
    ),
    NodeType(
        "Event",
        "event",
        "Something that happened; these are added and never changed, but for notes that are erased.",
        (
            ID,
            Property("number", "whole number", "Place in the order in which things happened", "events"),
            code("kind", EventKind, "What happened"),
            Property("happened_at", "moment", "When"),
            _json("done_by", "Who did it: desk and function, or by which link"),
            Property("subject_id", "text", "Id of the record that it is about"),
            Property("company_id", "text", "Id of the company", optional=True),
            Property("case_id", "text", "Id of the case", optional=True),
            Property("detail", "text", "Code of the state that was reached, or the like"),
            Property("note", "text", f"What somebody wrote; {_NO_WORDS}"),
        ),
    ),
    NodeType(
        "AnsweredRequest",
        "answered_request",
        "The answer to a request, kept for a day in case it is sent again.",
        (
            _DESK,
            Property("request_key", "text", "The key that came with it"),
            Property("fingerprint", "text", "SHA-256 of what was asked"),
            Property("answer", "text", "What was answered"),
            Property("answered_at", "moment", "When"),
        ),
    ),
    NodeType(
        "Mail",
        "mail",
        "A mail that waits to be sent, or that was: what it is about, never what it says.",
        (
            ID,
            _DESK,
            code("kind", MailKind, "What it is for"),
            Property("subject_id", "text", "Id of what it is about"),
            Property("company_id", "text", "Id of the company that it is about", optional=True),
            Property("recipient", "text", "Mail address; empty once there is nothing left to send"),
            Property("language", "text", "In which it is written", "`nl`, `en`"),
            Property("made_at", "moment", "When it was put in the outbox"),
            Property("next_try_at", "moment", "Before this nobody tries to send it"),
            code("state", MailState, "How far it is"),
            Property("tries", "whole number", "How often somebody tried to send it", "tries"),
            Property("settled_at", "moment", "When it was sent or given up", optional=True),
        ),
    ),
)

_HOLD = (
    code("kind", HoldKind, "What is held"),
    Property("held_at", "moment", "Since when"),
)

EDGES = (
    EdgeType("KNOWN_AT", "Company", "Desk", "company_desk", "Asked at, or was handed over to."),
    EdgeType("REACHES", "Contact", "Company", "contact.company_id", "Is a way to reach."),
    EdgeType("MEASURES", "Intake", "Company", "intake.company_id", "Is a measurement of."),
    EdgeType("ASKED_BY", "Case", "Company", "desk_case.company_id", "Was brought by."),
    EdgeType("RAISED_IN", "CaseNeed", "Case", "case_need.case_id", "Belongs to."),
    EdgeType("FOUND_FOR", "Gap", "CaseNeed", "gap.need_id", "Is a gap in the answer to."),
    EdgeType("ANSWERS", "Referral", "CaseNeed", "referral.need_id", "Is meant to meet."),
    EdgeType("HOLDS", "Referral", "Period", "hold", "Has a place in, or waits for one.", _HOLD),
    EdgeType("FOLLOWS", "FollowUp", "Case", "follow_up.case_id", "Is to be done for."),
    EdgeType("ASKS_ABOUT", "FollowUp", "Referral", "follow_up.referral_id", "Is about."),
)


def render_markdown() -> str:
    """Return the description of the desk's work as a page."""
    introduction: Iterable[str] = (
        "# The desk's work in the graph",
        "",
        "Made from `matchmaker/casework/schema.py` by",
        "`python -m matchmaker.casework.schema > docs/casework-model.md`; a test compares the two. It stands",
        "in the same store as [the facts](model.md). Ties run within the desk's work; what it names of the",
        "facts (offerings, parties, themes, places, desks) stands there by id, since a fact may be removed,",
        "merged and put back while a case must stay readable.",
    )
    return render(introduction, NODES, EDGES)


if __name__ == "__main__":
    import sys

    sys.stdout.write(render_markdown())
