"""The terms of the desk's own work, with their Dutch and English labels."""

from __future__ import annotations

from matchmaker.vocabulary import Term


class Domain(Term):
    """The seven parts of a company at which the praatplaat looks."""

    RAW_MATERIALS = "raw_materials", "grondstoffen", "raw materials"
    PRODUCT = "product", "product", "product"
    PRODUCTION = "production", "productieproces", "production process"
    OPERATIONS = "operations", "overige bedrijfsactiviteiten", "other operations"
    CHAIN = "chain", "samenwerking in de keten", "cooperation in the chain"
    ENERGY = "energy", "energietransitie", "energy transition"
    BUILDING = "building", "gebouw", "building"


class DoerKind(Term):
    """In which part somebody acts."""

    STAFF = "staff", "loket", "desk"
    PROVIDER = "provider", "aanbieder, via een link", "provider, by a link"
    ENTREPRENEUR = "entrepreneur", "ondernemer, via een link", "entrepreneur, by a link"
    PROGRAMME = "programme", "dit programma", "this programme"


class Purpose(Term):
    """What somebody consents to."""

    REFER = "refer", "gegevens doorgeven aan een aanbieder", "passing details on to a provider"
    SHARE_EXAMPLE = "share_example", "voorbeelden delen", "sharing examples"
    CONTACT_LATER = "contact_later", "later contact opnemen", "getting in touch later"


class MailPreference(Term):
    """Which mail somebody wants."""

    ALL = "all", "mail over elke stap", "mail about every step"
    NONE = "none", "geen mail", "no mail"


class IntakeState(Term):
    """How far an intake is."""

    DRAFT = "draft", "nog niet verstuurd", "not sent yet"
    SUBMITTED = "submitted", "verstuurd", "sent"


class MadeBy(Term):
    """Who filled in an intake."""

    ALONE = "alone", "door de ondernemer zelf", "by the entrepreneur alone"
    WITH_STAFF = "with_staff", "samen met het loket", "together with the desk"


class LinkKind(Term):
    """What a private link opens."""

    INTAKE = "intake", "intake", "intake"
    REFERRAL = "referral", "antwoord van de aanbieder", "answer of the provider"
    OUTCOME = "outcome", "bevestiging door de ondernemer", "confirmation by the entrepreneur"
    COMPANY = "company", "eigen gegevens en toestemming", "own details and consent"
    CALENDAR = "calendar", "agenda", "calendar"


class CaseKind(Term):
    """What sort of work a case is; follow-up dates depend on it."""

    QUESTION = "question", "vraag aan het loket", "question to the desk"
    PRAATPLAAT = "praatplaat", "gesprek met de praatplaat", "talk with the praatplaat"


class CaseState(Term):
    """Whether a case is still worked on; whether it helped is told apart, by outcomes."""

    OPEN = "open", "loopt", "open"
    CLOSED = "closed", "afgesloten", "closed"


class ReferralState(Term):
    """Where a referral is; which step leads where stands in ``matchmaker.casework.referrals.MOVES``."""

    PROPOSED = "proposed", "voorgesteld", "proposed"
    SENT = "sent", "verstuurd", "sent"
    ACCEPTED = "accepted", "aangenomen", "accepted"
    WAITLISTED = "waitlisted", "op de wachtlijst", "on the waiting list"
    IN_CONTACT = "in_contact", "in contact", "in contact"
    COMPLETED = "completed", "afgerond", "completed"
    DECLINED = "declined", "afgewezen", "declined"
    WITHDRAWN = "withdrawn", "ingetrokken", "withdrawn"


class Move(Term):
    """What somebody does with a referral."""

    SEND = "send", "versturen", "send"
    LOG = "log", "alleen vastleggen", "only log"
    ACCEPT = "accept", "aannemen", "accept"
    WAITLIST = "waitlist", "op de wachtlijst zetten", "put on the waiting list"
    CONTACT = "contact", "contact gelegd", "got in contact"
    COMPLETE = "complete", "afronden", "complete"
    DECLINE = "decline", "afwijzen", "decline"
    WITHDRAW = "withdraw", "intrekken", "withdraw"


class Channel(Term):
    """How a referral reaches the provider."""

    SENT = "sent", "verstuurd door het loket", "sent by the desk"
    LOGGED = "logged", "alleen vastgelegd", "only logged"


class Reason(Term):
    """Why a referral came to nothing."""

    NOT_ELIGIBLE = "not_eligible", "voldoet niet aan de voorwaarden", "does not meet the conditions"
    NO_CAPACITY = "no_capacity", "geen plaats", "no place left"
    NOT_OFFERED = "not_offered", "wordt niet (meer) aangeboden", "not offered (any more)"
    NOT_REACHED = "not_reached", "niet bereikt", "not reached"
    NO_ANSWER = "no_answer", "geen antwoord van de aanbieder", "no answer from the provider"
    NOT_WANTED = "not_wanted", "ondernemer wil niet meer", "entrepreneur no longer wants it"
    HELPED_ELSEWHERE = "helped_elsewhere", "al elders geholpen", "helped elsewhere already"
    MISTAKE = "mistake", "per vergissing gemaakt", "made by mistake"
    ERASED = "erased", "gegevens gewist", "details erased"
    OTHER = "other", "andere reden", "another reason"


class Helped(Term):
    """Whether the help helped."""

    YES = "yes", "ja", "yes"
    PARTLY = "partly", "een beetje", "partly"
    NO = "no", "nee", "no"


class HoldKind(Term):
    """What a referral holds in a period."""

    PLACE = "place", "plaats", "place"
    WAITING = "waiting", "plek op de wachtlijst", "spot on the waiting list"


class FollowUpKind(Term):
    """What has to be asked, and of whom."""

    FIRST_CALL = "first_call", "bellen over de nieuwe praatplaat", "call about the new praatplaat"
    PROVIDER_ANSWER = "provider_answer", "antwoord van de aanbieder navragen", "ask the provider to answer"
    FIRST_CONTACT = "first_contact", "nagaan of er contact is", "see whether there is contact"
    RESULT = "result", "nagaan of het helpt", "see whether it helps"
    REPEAT = "repeat", "opnieuw de praatplaat doorlopen", "go through the praatplaat again"
    OWN = "own", "eigen afspraak", "own appointment"


class FollowUpState(Term):
    """Whether a follow-up is still to be done."""

    OPEN = "open", "te doen", "to do"
    DONE = "done", "gedaan", "done"
    DROPPED = "dropped", "niet meer nodig", "no longer needed"


class WorkView(Term):
    """Which part of the work list somebody wants to see."""

    DESK = "desk", "ons loket", "our desk"
    MINE = "mine", "mijn werk", "my work"
    OVERDUE = "overdue", "te laat", "overdue"
    WAITING = "waiting", "wacht op aanbieder", "waiting for provider"


class EventKind(Term):
    """What happened, as the time line tells it."""

    COMPANY_SAVED = "company_saved", "bedrijfsgegevens bewaard", "company details saved"
    CONTACT_SAVED = "contact_saved", "contactgegevens bewaard", "contact details saved"
    CONTACT_REMOVED = "contact_removed", "contactgegevens gewist", "contact details erased"
    CONSENT_GIVEN = "consent_given", "toestemming gegeven", "consent given"
    CONSENT_WITHDRAWN = "consent_withdrawn", "toestemming ingetrokken", "consent withdrawn"
    COMPANY_ERASED = "company_erased", "gegevens gewist", "details erased"
    INTAKE_SAVED = "intake_saved", "intake bewaard", "intake saved"
    INTAKE_SUBMITTED = "intake_submitted", "intake verstuurd", "intake sent"
    LINK_MADE = "link_made", "privélink gemaakt", "private link made"
    LINK_WITHDRAWN = "link_withdrawn", "privélink ingetrokken", "private link withdrawn"
    CASE_OPENED = "case_opened", "zaak geopend", "case opened"
    CASE_SAVED = "case_saved", "wie hieraan werkt", "who works on it"
    CASE_HANDED_OVER = "case_handed_over", "overgedragen", "handed over"
    CASE_SHARED = "case_shared", "gedeeld met een ander loket", "shared with another desk"
    CASE_CLOSED = "case_closed", "zaak afgesloten", "case closed"
    NEED_SAVED = "need_saved", "vraag bewaard", "question saved"
    GAP_RECORDED = "gap_recorded", "gat in het aanbod vastgelegd", "gap recorded"
    REFERRAL_PROPOSED = "referral_proposed", "verwijzing voorgesteld", "referral proposed"
    REFERRAL_MOVED = "referral_moved", "verwijzing", "referral"
    OUTCOME_TOLD = "outcome_told", "resultaat vastgelegd", "outcome recorded"
    PERIOD_SAVED = "period_saved", "plaatsen vastgelegd", "places recorded"
    FOLLOW_UP_SAVED = "follow_up_saved", "opvolging", "follow-up"
    REMINDED = "reminded", "herinnering gegeven", "reminded"
    NOTE = "note", "notitie", "note"
