"""What our mail says: plain text, in Dutch and English, with nothing in the subject that points at anyone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.addresses import address
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from matchmaker.vocabulary import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a mail says.

    Attributes:
        subject: Its subject, the same for everybody who gets this kind of mail.
        body: Its text, in lines.
    """

    subject: str
    body: str


PROVIDER_QUESTION = Bilingual(
    """\
Goedendag,

{desk} helpt ondernemers die circulair willen werken. Een ondernemer heeft een vraag die past bij
uw aanbod “{title}”.

Lees de vraag en laat weten of u kunt helpen:
{address}

U hebt geen account nodig. De link is alleen voor u: stuur hem niet door.

Met vriendelijke groet,
{desk}
""",
    """\
Hello,

{desk} helps entrepreneurs who want to work circularly. An entrepreneur has a question that fits
your offering “{title}”.

Read the question and tell us whether you can help:
{address}

You need no account. The link is for you only: do not pass it on.

Kind regards,
{desk}
""",
)
PROVIDER_SUBJECT = Bilingual("Een vraag van het circulair loket", "A question from the circular desk")

OUTCOME_QUESTION = Bilingual(
    """\
Goedendag,

Een tijd geleden wees {desk} u op “{title}”. Wij horen graag hoe het ging.

Het zijn drie korte vragen:
{address}

Wilt u geen mail van ons? Dat kunt u op dezelfde pagina zeggen.

Met vriendelijke groet,
{desk}
""",
    """\
Hello,

Some time ago {desk} pointed you to “{title}”. We would like to hear how it went.

There are three short questions:
{address}

Do you want no mail from us? You can say so on the same page.

Kind regards,
{desk}
""",
)
OUTCOME_SUBJECT = Bilingual("Hoe ging het verder?", "How did it go?")

OWN_LINK = Bilingual(
    """\
Goedendag,

Met deze link gaat u verder met uw praatplaat, ziet u wie kan helpen en beheert u uw gegevens:
{address}

Wie de link heeft, kan alles zien: stuur hem niet door. Vroeg u hier niet om? Dan hoeft u niets te doen.

Met vriendelijke groet,
{desk}
""",
    """\
Hello,

With this link you go on with your praatplaat, see who can help and manage your details:
{address}

Whoever has the link can see everything: do not pass it on. Did you not ask for this? Then do nothing.

Kind regards,
{desk}
""",
)
OWN_SUBJECT = Bilingual("Uw eigen link", "Your own link")

REMINDER = Bilingual(
    """\
Goedendag,

Er staat werk klaar op de werklijst van {desk}. Bekijk wat er vandaag te doen is:
{address}

U krijgt dit bericht één keer voor elke afspraak.
""",
    """\
Hello,

There is work on the work list of {desk}. See what there is to do today:
{address}

You get this message once for each appointment.
""",
)
REMINDER_SUBJECT = Bilingual("Er staat werk klaar op uw werklijst", "There is work on your work list")


def provider_question(language: Language, desk: str, title: str, link: str) -> Text:
    """Return the mail in which a desk asks a provider whether it can help."""
    body = PROVIDER_QUESTION.in_language(language).format(desk=desk, title=title, address=link)
    return Text(subject=PROVIDER_SUBJECT.in_language(language), body=body)


def outcome_question(language: Language, desk: str, title: str, link: str) -> Text:
    """Return the mail in which a desk asks an entrepreneur how it went."""
    body = OUTCOME_QUESTION.in_language(language).format(desk=desk, title=title, address=link)
    return Text(subject=OUTCOME_SUBJECT.in_language(language), body=body)


def own_link(language: Language, desk: str, link: str) -> Text:
    """Return the mail with the private link of a praatplaat, for who asked for it."""
    body = OWN_LINK.in_language(language).format(desk=desk, address=link)
    return Text(subject=OWN_SUBJECT.in_language(language), body=body)


def reminder(language: Language, desk: str, base: str) -> Text:
    """Return the mail that tells a desk that there is work on its list."""
    link = f"{base}{address('start', language)}"
    body = REMINDER.in_language(language).format(desk=desk, address=link)
    return Text(subject=REMINDER_SUBJECT.in_language(language), body=body)
