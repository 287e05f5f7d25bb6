"""The page of a referral: where it is, what can be done now, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from api import mail
from api.desk import handling
from api.desk.handling import Answered, Sending
from api.pages.addresses import address, other
from api.pages.desk.contexts import AnswersForm, ReferralPage
from api.pages.desk.questions import room_of
from api.pages.desk.room import Room, number_of
from api.pages.desk.words import event_lines
from api.pages.rendering import see_other
from api.private_links import origin
from matchmaker.casework.companies import consent_holds
from matchmaker.casework.referrals import NEEDS_REASON, allowed
from matchmaker.casework.terms import (
    DoerKind,
    FollowUpState,
    Helped,
    LinkKind,
    Move,
    Purpose,
    Reason,
)
from matchmaker.errors import Conflict, Fault, InvalidInput
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import date

    from starlette.requests import Request
    from starlette.responses import Response

    from api.loaded import Loaded
    from api.pages.addresses import PageName
    from api.pages.sent import Sent
    from matchmaker.casework.capacity import Occupancy
    from matchmaker.casework.cases import Case, CaseNeed
    from matchmaker.casework.companies import Company, Contact
    from matchmaker.casework.followups import FollowUp
    from matchmaker.casework.links import PrivateLink
    from matchmaker.casework.outbox import Mail
    from matchmaker.casework.port import Act, Casework
    from matchmaker.casework.referrals import Referral
    from matchmaker.casework.timeline import Event
    from matchmaker.vocabulary import Language

YES_NO: Mapping[str, bool] = {"yes": True, "no": False}
CHOOSABLE = tuple(reason for reason in Reason if reason is not Reason.ERASED)

WRONG_ADDRESS = Fault(
    where="email",
    message=Bilingual(
        "Vul een e-mailadres in, zoals loket@aanbieder.nl. Of maak een link om zelf te versturen.",
        "Fill in a mail address, such as desk@provider.nl. Or make a link to send yourself.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralRead:
    """A referral with all that its page shows from the store."""

    referral: Referral
    case: Case
    company: Company
    need: CaseNeed
    room: Occupancy | None
    follow_ups: tuple[FollowUp, ...]
    consents: bool
    contacts: tuple[Contact, ...]
    mailable: bool
    mails: tuple[Mail, ...]
    link: PrivateLink | None
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page says beside what is stored.

    Attributes:
        new_address: Address of a link to the provider that was just made.
        new_outcome_address: Address of a link to the entrepreneur that was just made.
        done: Code of what was just done.
        problem: Why it could not be done.
        faults: What must be mended.
        status: HTTP status of the page.
    """

    new_address: str = ""
    new_outcome_address: str = ""
    done: str = ""
    problem: Bilingual | None = None
    faults: tuple[Fault, ...] = ()
    status: int = 200


class Referring(Room):
    """The endpoint."""

    def endpoints(self) -> Mapping[PageName, Callable[[Language, Request], Awaitable[Response]]]:
        """Return the endpoint of each page."""
        return {"referral": self.referral}

    async def referral(self, language: Language, request: Request) -> Response:
        """Show a referral, or do what was chosen."""
        loaded = await self._services.catalogue.current()
        if request.method == "GET":
            shown = Shown(done=request.query_params.get("gedaan", ""))
            return await self._shown(language, request, loaded, shown)
        sent = await self._sent(request)
        change = {
            "send": self._send,
            "link": self._link,
            "withdraw_link": self._withdraw_link,
            "outcome_link": self._outcome_link,
            "outcome_mail": self._outcome_mail,
            "outcome": self._outcome,
        }.get(sent.one("do"), self._move)
        try:
            after = await change(language, request, sent)
        except Conflict as conflict:
            after = Shown(problem=conflict.sentence, status=409)
        except InvalidInput as wrong:
            after = Shown(faults=wrong.faults, status=400)
        if isinstance(after, str):
            target = address("referral", language, request.path_params["id"], {"gedaan": after})
            return see_other(target)
        return await self._shown(language, request, loaded, after)

    async def _send(self, language: Language, request: Request, sent: Sent) -> Shown | str:
        """Send by mail or by a link, or only write down that somebody referred by telephone."""
        act, referral_id = self._act(request), request.path_params["id"]
        how, to = sent.one("how"), sent.one("email")
        if how == "mail" and not mail.is_address(to):
            raise InvalidInput([WRONG_ADDRESS])
        if how not in ("mail", "link", "log"):
            text = Bilingual("Kies hoe u verwijst.", "Choose how you refer.")
            raise InvalidInput([Fault(where="how", message=text)])
        sending = Sending(
            revision=number_of(sent.one("revision")),
            consents=sent.one("consents") == "1",
            note=sent.lines("note"),
        )
        if how == "log":
            await self._together(lambda within: handling.log(within, act, referral_id, sending))
            return "vastgelegd"
        if how == "mail":
            await self._together(
                lambda within: handling.send_by_mail(within, act, referral_id, sending, to, language)
            )
            self._services.mailer.wake()
            return "gemaild"
        made = await self._together(lambda within: handling.send(within, act, referral_id, sending))
        return Shown(new_address=self._absolute(request, "provider_answer", language, made.secret))

    async def _link(self, language: Language, request: Request, _sent: Sent) -> Shown:
        made = await self._renewed(request, LinkKind.REFERRAL)
        return Shown(new_address=self._absolute(request, "provider_answer", language, made))

    async def _outcome_link(self, language: Language, request: Request, _sent: Sent) -> Shown:
        made = await self._renewed(request, LinkKind.OUTCOME)
        return Shown(new_outcome_address=self._absolute(request, "outcome", language, made))

    async def _outcome_mail(self, _language: Language, request: Request, _sent: Sent) -> str:
        act, referral_id = self._act(request), request.path_params["id"]
        await self._together(lambda within: handling.ask_by_mail(within, act, referral_id))
        self._services.mailer.wake()
        return "gevraagd"

    async def _renewed(self, request: Request, kind: LinkKind) -> str:
        act, referral_id = self._act(request), request.path_params["id"]
        made = await self._together(lambda within: handling.renew_link(within, act, kind, referral_id))
        return made.secret

    async def _withdraw_link(self, _language: Language, request: Request, _sent: Sent) -> str:
        act, referral_id = self._act(request), request.path_params["id"]
        kind = LinkKind.REFERRAL
        await self._together(lambda within: handling.withdraw_links(within, act, kind, referral_id))
        return "link-ingetrokken"

    async def _move(self, _language: Language, request: Request, sent: Sent) -> str:
        move = Move.read(sent.one("do"))
        if move is None:
            text = Bilingual("Kies een van de stappen.", "Choose one of the steps.")
            raise InvalidInput([Fault(where="stappen", message=text)])
        await self._do(
            lambda casework: casework.move_referral(
                self._act(request),
                request.path_params["id"],
                move,
                revision=number_of(sent.one("revision")),
                reason=Reason.read(sent.one("reason")),
                note=sent.lines("note"),
            )
        )
        return "gewijzigd"

    async def _outcome(self, _language: Language, request: Request, sent: Sent) -> str:
        act, referral_id = self._act(request), request.path_params["id"]
        answered, revision = answered_in(sent), number_of(sent.one("revision"))
        await self._together(
            lambda within: handling.tell_outcome(within, act, referral_id, answered, revision=revision)
        )
        return "resultaat"

    def _absolute(self, request: Request, page: PageName, language: Language, secret: str) -> str:
        return f"{origin(self._services.settings, request)}{address(page, language, secret)}"

    async def _shown(self, language: Language, request: Request, loaded: Loaded, shown: Shown) -> Response:
        act = self._act(request)
        today = self._services.clock.today()
        read = await self._do(partial(_read, act, request.path_params["id"], today))
        page = _page(loaded, language, read, shown, act, mail_is_set=mail.is_set(self._services.settings))
        return self._page(request, page, language, shown.status)


def answers_of(referral: Referral | None) -> AnswersForm:
    """Return what the desk knows came of a referral, as a form."""
    outcome = referral.desk_outcome if referral else None
    if outcome is None:
        return AnswersForm()
    return AnswersForm(
        link_made=_word(outcome.link_made),
        helped=outcome.helped.value if outcome.helped else "",
        step_taken=_word(outcome.step_taken),
    )


def answered_in(sent: Sent) -> Answered:
    """Return what was answered to the three questions of a follow-up."""
    return Answered(
        link_made=YES_NO.get(sent.one("linkMade")),
        helped=Helped.read(sent.one("helped")),
        step_taken=YES_NO.get(sent.one("stepTaken")),
    )


def form_in(sent: Sent) -> AnswersForm:
    """Return the three questions as they were filled in."""
    return AnswersForm(
        link_made=sent.one("linkMade"), helped=sent.one("helped"), step_taken=sent.one("stepTaken")
    )


def _word(known: bool | None) -> str:  # an answer, not a switch
    return {True: "yes", False: "no"}.get(known, "") if known is not None else ""


def _read(act: Act, referral_id: str, today: date, casework: Casework) -> ReferralRead:
    referral = casework.referral(act.desk_id, referral_id)
    case = casework.case(act.desk_id, referral.case_id)
    links = casework.links_of(act.desk_id, referral_id)
    open_links = [one for one in links if one.kind is LinkKind.REFERRAL and one.opens(act.at)]
    follow_ups = casework.follow_ups_of(act.desk_id, case.id)
    return ReferralRead(
        referral=referral,
        case=case,
        company=casework.company(act.desk_id, case.company_id),
        need=casework.need(act.desk_id, referral.need_id),
        room=room_of(casework, [referral.offering_id], today).get(referral.offering_id),
        follow_ups=tuple(
            one for one in follow_ups if one.referral_id == referral_id and one.state is FollowUpState.OPEN
        ),
        consents=consent_holds(casework.consents(act.desk_id, case.company_id), Purpose.REFER),
        contacts=casework.contacts(act.desk_id, case.company_id),
        mailable=bool(handling.mailable(casework, act.desk_id, case.company_id)),
        mails=casework.mails_about(act.desk_id, referral_id),
        link=open_links[-1] if open_links else None,
        events=tuple(one for one in casework.timeline(act.desk_id, case.id) if one.subject_id == referral_id),
    )


def _page(
    loaded: Loaded, language: Language, read: ReferralRead, shown: Shown, act: Act, *, mail_is_set: bool
) -> ReferralPage:
    referral = read.referral
    moves = allowed(referral.state, DoerKind.STAFF)
    return ReferralPage(
        other_address=address("referral", other(language), referral.id),
        other_by_form=False,
        referral=referral,
        case=read.case,
        company=read.company,
        need=read.need,
        offering=loaded.find_offering(referral.offering_id),
        room=read.room,
        moves=tuple(move for move in moves if move not in (Move.SEND, Move.LOG)),
        reasons={move: CHOOSABLE for move in moves if move in NEEDS_REASON},
        next_up=read.follow_ups,
        consents=read.consents,
        contacts=read.contacts,
        mail_is_set=mail_is_set,
        may_mail_company=mail_is_set and read.mailable,
        mails=read.mails,
        open_link=read.link,
        new_address=shown.new_address,
        new_outcome_address=shown.new_outcome_address,
        told=answers_of(referral),
        steps=event_lines(loaded, read.events),
        may_change=read.case.may_change(act.desk_id),
        done=shown.done,
        problem=shown.problem,
        faults=shown.faults,
    )
