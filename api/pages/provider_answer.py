"""The page on which a provider answers a referral, by a private link and without an account."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from api.pages.addresses import address, other
from api.pages.intake.contexts import ProviderAnswerPage, ProviderForm
from api.pages.intake.handed import LONGEST_NOTE, NOTE_TOO_LONG, as_provider, open_referral
from api.pages.intake.room import MOST_FIELDS, Room, to
from api.pages.sent import sent_form
from matchmaker.casework.referrals import NEEDS_REASON, allowed
from matchmaker.casework.terms import DoerKind, LinkKind, Move, Reason
from matchmaker.casework.timeline import BY_PROVIDER
from matchmaker.days import day_of
from matchmaker.errors import Conflict, Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from api.pages.intake.handed import Opened
    from api.pages.intake.room import Endpoint
    from matchmaker.casework.port import Casework
    from matchmaker.casework.referrals import Referral
    from matchmaker.vocabulary import Language


ANSWERS: Mapping[Move, Bilingual] = {
    Move.ACCEPT: Bilingual("Ja, wij gaan helpen", "Yes, we will help"),
    Move.WAITLIST: Bilingual("Ja, maar eerst op de wachtlijst", "Yes, but on the waiting list first"),
    Move.CONTACT: Bilingual("Wij hebben contact gehad", "We have been in touch"),
    Move.COMPLETE: Bilingual("Het is afgerond", "It is completed"),
    Move.DECLINE: Bilingual("Nee, dit lukt niet", "No, this is not possible"),
}
"""What a provider can answer, in its own words, in the order in which it is shown."""

REASONS = (
    Reason.NOT_ELIGIBLE,
    Reason.NO_CAPACITY,
    Reason.NOT_OFFERED,
    Reason.NOT_REACHED,
    Reason.NOT_WANTED,
    Reason.HELPED_ELSEWHERE,
    Reason.OTHER,
)
"""Why a provider may say no."""

NO_ANSWER = Bilingual("Kies een antwoord.", "Choose an answer.")


class ProviderAnswers(Room):
    """The endpoint of the page; it takes the language of its address."""

    def endpoints(self) -> Mapping[PageName, Endpoint]:
        """Return the endpoint of the page."""
        return {"provider_answer": self.answer}

    async def answer(self, language: Language, request: Request) -> Response:
        """Show a referral, or store what the provider answers."""
        secret = request.path_params["id"]
        loaded = await self._services.catalogue.current()
        opened = await self._services.catalogue.with_casework(partial(self._open, secret))
        if request.method == "GET":
            saved = request.query_params.get("bewaard") == "1"
            page = answer_page(opened, loaded, language, secret, ProviderForm(), saved=saved)
            return self._page(request, page, language)
        sent = await sent_form(request, MOST_FIELDS)
        form = ProviderForm(move=sent.one("move"), reason=sent.one("reason"), note=sent.lines("note"))
        revision = _revision(sent.one("revision"))
        try:
            await self._services.catalogue.with_casework(
                partial(_move, opened=opened, form=form, revision=revision)
            )
        except InvalidInput as wrong:
            page = answer_page(opened, loaded, language, secret, form, faults=wrong.faults)
            return self._page(request, page, language, 400)
        except Conflict as conflict:
            now = await self._services.catalogue.with_casework(partial(self._open, secret))
            if not _was_done(now.referral, form):
                faults = (Fault(where="move", message=conflict.sentence),)
                page = answer_page(now, loaded, language, secret, form, faults=faults)
                return self._page(request, page, language, 409)
        return to(address("provider_answer", language, secret, {"bewaard": "1"}))

    def _open(self, secret: str, casework: Casework) -> Opened:
        return open_referral(casework, secret, LinkKind.REFERRAL, BY_PROVIDER, self._services.clock.now())


def answer_page(
    opened: Opened,
    loaded: Loaded,
    language: Language,
    secret: str,
    form: ProviderForm,
    *,
    saved: bool = False,
    faults: tuple[Fault, ...] = (),
) -> ProviderAnswerPage:
    """Return a referral with what its provider can answer now."""
    possible = allowed(opened.referral.state, DoerKind.PROVIDER)
    return ProviderAnswerPage(
        other_address=address("provider_answer", other(language), secret),
        other_by_form=False,
        action=address("provider_answer", language, secret),
        handed=as_provider(opened, loaded),
        moves=tuple((move, words) for move, words in ANSWERS.items() if move in possible),
        reasons=REASONS,
        form=form,
        saved=saved,
        expires_on=day_of(opened.link.expires_at),
        faults=faults,
    )


def _move(casework: Casework, *, opened: Opened, form: ProviderForm, revision: int) -> None:
    """Store an answer.

    Raises:
        InvalidInput: Nothing was chosen, the reason is missing, or the note is too long.
        Conflict: It no longer fits, or no place is left.
    """
    move = Move.read(form.move)
    reason = next((one for one in REASONS if one.value == form.reason), None)
    faults = []
    if move is None:
        faults.append(Fault(where="move", message=NO_ANSWER))
    if len(form.note) > LONGEST_NOTE:
        faults.append(Fault(where="note", message=NOTE_TOO_LONG))
    if faults or move is None:
        raise InvalidInput(faults)
    casework.move_referral(
        opened.act,
        opened.referral.id,
        move,
        revision=revision,
        reason=reason if move in NEEDS_REASON else None,
        note=form.note,
    )


def _was_done(referral: Referral, form: ProviderForm) -> bool:
    """Tell whether the provider gave this very answer last, as when a button is pressed twice."""
    last = referral.steps[-1] if referral.steps else None
    return last is not None and last.by.kind is DoerKind.PROVIDER and last.move.value == form.move


def _revision(text: str) -> int:
    """Return the revision that the page was made with; 0, which no stored one has, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else 0
