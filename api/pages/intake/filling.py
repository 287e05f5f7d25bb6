"""The steps of an intake, and going on with them later."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from api import mail
from api.desk import handling, intakes
from api.pages.addresses import address
from api.pages.intake import saving, showing
from api.pages.intake.room import MOST_FIELDS, Room, to
from api.pages.intake.showing import View
from api.pages.sent import sent_form
from api.private_links import origin
from matchmaker.casework.outbox import Mail, MailKind
from matchmaker.casework.terms import IntakeState, LinkKind
from matchmaker.days import day_of
from matchmaker.errors import ChangedMeanwhile, Conflict

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from api.pages.intake.access import Access
    from api.pages.intake.draft import Draft
    from api.pages.sent import Sent
    from matchmaker.vocabulary import Language


class Filling(Room):
    """The pages of a draft."""

    async def step(self, entry: Access, language: Language, request: Request) -> Response:
        """Show a step, or store it and go on to the next."""
        loaded = await self._services.catalogue.current()
        view = View(entry=entry, loaded=loaded, language=language)
        if request.method == "GET":
            return await self._show(view, request)
        sent = await sent_form(request, MOST_FIELDS)
        number = _number(request.query_params.get("stap", ""), 1)
        try:
            return await self._store(view, request, number, sent)
        except ChangedMeanwhile:  # the other window was faster by a moment: look again at what it stored
            return to(entry.address("step", language, {"stap": str(number)}))
        except Conflict:
            return to(entry.address("sent", language))

    async def _show(self, view: View, request: Request) -> Response:
        draft = await self._draft(view.entry)
        if draft.intake.state is IntakeState.SUBMITTED:
            return to(view.entry.address("sent", view.language))
        step = saving.step_of(
            view.entry, draft, _number(request.query_params.get("stap", ""), draft.intake.step)
        )
        to_check = request.query_params.get("terug") == "controle"
        page = showing.step_page(view, draft, step, to_check=to_check)
        return self._page(request, page, view.language)

    async def _store(self, view: View, request: Request, number: int, sent: Sent) -> Response:
        entry, language = view.entry, view.language
        to_check = bool(sent.one("toCheck"))
        outcome = await self._services.catalogue.with_casework(
            partial(
                saving.save_step,
                access=entry,
                sending=saving.Sending(
                    number=number,
                    sent=sent,
                    loaded=view.loaded,
                    sets=self._services.question_sets,
                    language=language,
                ),
            )
        )
        if not outcome.is_saved:
            page = showing.step_again(view, outcome, to_check=to_check)
            return self._page(request, page, language, 409 if outcome.clashes else 400)
        if sent.one("later"):
            return to(entry.address("later", language))
        if "check" in outcome.step.parts:
            await self._send(view, outcome.draft)
            return to(entry.address("sent", language))
        last = len(entry.steps(outcome.draft.question_set))
        goal = last if to_check else outcome.step.number + 1
        return to(entry.address("step", language, {"stap": str(min(goal, last))}))

    async def _send(self, view: View, draft: Draft) -> None:
        act, intake, question_set = view.entry.act, draft.intake, draft.question_set
        await self._services.catalogue.with_casework(
            lambda casework: intakes.send(casework, act, intake, view.loaded, question_set, view.language)
        )

    async def later(self, entry: Access, language: Language, request: Request) -> Response:
        """Show the private link to go on by; staff asks for one to hand over."""
        draft = await self._draft(entry)
        secret = "" if entry.by_staff else entry.identifier
        if request.method == "POST" and not entry.by_staff:
            return await self._mail_link(entry, draft, language)
        if request.method == "POST":
            made = await self._services.catalogue.with_casework(
                lambda casework: handling.renew_link(casework, entry.act, LinkKind.INTAKE, entry.intake_id)
            )
            secret = made.secret
        path = address("intake_step", language, secret)
        link = f"{origin(self._services.settings, request)}{path}" if secret else ""
        page = showing.later_page(
            entry,
            draft,
            link,
            language,
            mail_to=self._mail_to(entry, draft),
            is_mailed=request.query_params.get("gemaild") == "1",
        )
        return self._page(request, page, language)

    async def _mail_link(self, entry: Access, draft: Draft, language: Language) -> Response:
        """Put a mail with a link to go on by in the outbox, at most one a day."""
        recipient = self._mail_to(entry, draft)
        if recipient:
            letter = _own_link(entry, draft, recipient, language)
            await self._services.catalogue.with_casework(lambda work: work.add_mail(entry.act, letter))
            self._services.mailer.wake()
        return to(entry.address("later", language, {"gemaild": "1"} if recipient else None))

    def _mail_to(self, entry: Access, draft: Draft) -> str:
        """Return the address to which an entrepreneur can have the link mailed, or nothing."""
        if entry.by_staff or draft.contact is None or not mail.is_set(self._services.settings):
            return ""
        return draft.contact.email or ""


def _own_link(entry: Access, draft: Draft, recipient: str, language: Language) -> Mail:
    now = entry.act.at
    return Mail(
        id=f"{draft.intake.id}-{day_of(now).isoformat()}",
        desk_id=entry.act.desk_id,
        kind=MailKind.OWN_LINK,
        subject_id=draft.intake.id,
        company_id=draft.company.id,
        recipient=recipient,
        language=language,
        made_at=now,
        next_try_at=now,
    )


def _number(text: str, default: int) -> int:
    """Return the number of a step, from 1; only our own links name one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 2 else default
