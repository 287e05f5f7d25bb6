"""Words that show what somebody is after without naming it: kind of help, rung, size, who they are."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, TypeVar

from matchmaker.model import Theme
from matchmaker.text import first_words, folded_text, holds_any
from matchmaker.themes import Thesaurus
from matchmaker.vocabulary import CompanySize, NeedKind, RStrategy, Term, ThemeKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

T = TypeVar("T", bound=Term)

# Surer than a part of a longer word, such as "les" in "lesgeld".
SURELY_SAID = 0.8
MOST_KINDS = 3

_KIND_WORDS: Mapping[NeedKind, str] = {
    NeedKind.KNOWLEDGE: """
        advies | advieswerk | adviseur | kennis | informatie | uitleg | legt uit | uitzoeken |
        onderzoeken | onderzoek | meedenken | denkt mee | meekijken | kijkt mee | in kaart | cijfers |
        voorbeelden | ervaring | tips | meting | scan | eerste stap | beginnen | begeleiding | coach |
        gesprek | weten | hoe | eisen | handreiking | stappenplan | wie wijst | de weg wijzen |
        waar staan we |
        advice | adviser | knowledge | information | explain | research | guidance | coach | how do |
        how can | how to | examples | experience | figures | first step | measure | know |
        waar begin ik | waar beginnen we | waar te beginnen | waar te starten | hoe pak | hoe pakken |
        aanpakken | expert | deskundige | specialist | bekijkt | uitzoekt | uitgezocht | verstand van |
        wegwijs | op weg helpen | geen idee | verschil tussen | waar staan wij |
        where do i start | where to start | find out | understand | figure out | think along |
        get started | where to begin | who can advise | how should
    """,
    NeedKind.SUBSIDY: """
        subsidie | subsidies | subsidieregeling | subsidiescan | voucher | vouchers | bijdrage |
        geldpotje | subsidiepotje | potje geld | is er een potje | een potje voor ons | potje van de |
        tegemoetkoming | fonds | prijzengeld | prijsvraag | cofinanciering | regeling | testbudget |
        geld van de provincie | provinciaal geld | wat geld | geld voor | premie | geldpot |
        subsidy | subsidies | grant | grants | voucher | vouchers | contribution | funding scheme |
        prize money |
        tegoedbon | waardebon | gemeentelijk geld | geld van de gemeente | geld van het rijk |
        geld uit europa | geld beschikbaar | geld krijgen | betaalt mee | financiële steun |
        financiële hulp | vergoeding | gesubsidieerd | subsidieaanvraag | subsidiëren | any money |
        money for | funding | financial support | financial help |
        wie betaalt | meebetalen | meebetaalt | bijleggen | legt er wat bij | legt iemand er wat bij |
        vergoed | kosten terugkrijgen | geld terugkrijgen | who pays | who will pay | help pay | help paying |
        help us pay | pay part | pays part | towards the cost | towards the costs | reimburse | reimbursed
    """,
    NeedKind.NETWORK: """
        netwerk | netwerken | andere ondernemers | andere bedrijven | andere zaken | andere gemeenten |
        andere winkels | andere maakbedrijven | collega's | contact | contacten | in contact |
        kennismaken | ontmoeten | sparren | samenwerken | samenwerking | samen met | brengt ons samen |
        club | aansluiten | aanhaken | meedoen | bijeenkomst | kring | aandacht | zichtbaar |
        gezien worden | in de buurt | aan tafel | overleg | praten met | wie nog meer |
        podium | koppelt | ervaringen uitwisselen | elkaar leren |
        network | networking | meet others | other companies | connect | partners | join | get listed |
        community | find me | peers |
        mensen spreken | ook mee bezig | mee bezig zijn | borrel | biertje | bakkie | buurbedrijven |
        wie doet dit ook | wie doet dit al | wie doen dit ook | wie kent | wie is er ook | anderen die |
        andere scholen | andere boeren | vakgenoten | branchegenoten | collega-ondernemers |
        collega-bedrijven | gelijkgestemden | lotgenoten | kijken bij | kijkje nemen | binnenkijken |
        op bezoek | elkaar ontmoeten | leren kennen | uitwisselen | lid worden | partner | meet other |
        other farmers | other shops | other schools | get to know | like-minded | who else |
        learn from each other | visit other
    """,
    NeedKind.REVENUE_MODEL: """
        verdienmodel | verdienmodellen | verdienen | te verdienen | businessmodel | businesscase |
        business case | boterham | rendabel | winstgevend | omzet | rekensom | begroting | afzet |
        afzetmarkt | markt voor | doorverkopen | verkopen | wie koopt | klanten vinden | kan het uit |
        ermee uit | wat levert |
        business model | revenue model | earn | revenue | profit | profitable | business case | sell |
        customers | market for | make a living |
        verdien | verdienen we | levert het op | brengt het op | uit de kosten | kostendekkend | marge |
        winst | kostprijs | betaalbaar | loont | lonend | terugverdienen | per maand verhuren |
        verhuren in plaats van verkopen | als dienst aanbieden | terugkoop | terugkopen |
        make money | margin | worth it | pay off | break even
    """,
    NeedKind.REGULATION: """
        vergunning | vergunningen | milieuvergunning | omgevingsvergunning | regels | regelgeving |
        wet | wetgeving | mag ik | mag dat | mag je | mag het | mogen wij | mogen we | toegestaan |
        verboden | juridisch | jurist | afvalstof | einde-afval | procedure | procedureel | handhaving |
        ontheffing | verplicht | is het dan afval | afvalverwerking |
        toestemming | geldt dat als | telt dat als | keuring |
        permit | permits | rules | regulation | regulations | allowed | legal | licence | obliged |
        waste law | compliance |
        wettelijk | legaal | aansprakelijk | aansprakelijkheid | melding | meldingsplicht |
        voorschriften | inspectie | geldt het als | telt het als | of dat mag | of het mag | law |
        legally | liable | liability | count as waste | counts as waste | is it waste | need a permit |
        may i | may we | permission | mandatory
    """,
    NeedKind.FINANCING: """
        lening | leningen | krediet | bij de bank | van de bank | naar de bank | de bank wil |
        de bank geeft | de bank zegt | de bank vindt | de bank doet | de bank ziet | de bank weigert |
        de bank durft | nee van de bank | de banken willen | de banken zeggen |
        de banken geven | bank zegt nee | bank vindt | bank doet |
        onze bank | mijn bank | welke bank | een bank die | bankier | investeerder |
        investeerders | investering | investeren | financiering | financieren | gefinancierd |
        kapitaal | startkapitaal | groeigeld |
        crowdfunding | voorfinanciering | geldschieter | restwaarde |
        loan | loans | credit | the bank | our bank | which bank | investor | investors | investment |
        finance | financed | financing | capital | crowdfunding |
        voorfinancieren | afbetaling | geld lenen | instappen | geld ophalen | werkkapitaal |
        risicokapitaal | aandeelhouder | borrow | lender | raise money | invest
    """,
    NeedKind.SPACE: """
        kavel | kavels | bedrijfsruimte | bedrijfspand | locatie | terrein | bedrijventerrein | loods |
        opslag | opslagruimte | buitenopslag | werkplaats huren | ruimte voor | plek | grond voor |
        een hal | grote hal | bedrijfshal | bedrijfshallen | vestigen | vierkante meter | m2 | verhuizen |
        kade | perceel | percelen | pand | bouwgrond |
        plot | plots | premises | space | site | storage | warehouse | yard | workshop space | land |
        stuk grond | stukje grond | lap grond | loodsen | schuur | bedrijfsunit | opslaan |
        neerzetten | uit ons jasje | uit zijn jasje | groter pand | aan het water |
        nieuwe vestiging | tweede vestiging | andere vestiging | extra vestiging | vestiging openen |
        industrial unit | unit to rent | small unit | place to store | room for | bigger place | piece of land
    """,
    NeedKind.SKILLS: """
        cursus | cursussen | opleiding | opleidingen | training | trainingen | leren | scholing |
        bijscholen | omscholen | les | lessen | praktijkles | lesmateriaal | lespakket | stage |
        stagiair | student | studenten | vaardigheden | certificaat | papiertje | leertraject |
        leerlingen | workshop volgen | vakmensen |
        course | courses | training | skills | learn | lessons | teaching material | apprentice |
        student | students | certificate |
        bijscholing | bijgeschoold | omscholing | vakmanschap | het vak | leermeester | leerplek |
        leerwerkplek | stageplek | stagiaire | leerling | opleiden | opgeleid | lesgeven | in de klas |
        gastles | diploma | teach | trainee | trainees | internship | apprenticeship |
        upskill
    """,
    NeedKind.MATERIALS: """
        kwijt | afnemer | afnemers | afnemen | reststroom | reststromen | restmateriaal | resthout |
        resten | snijresten | over hebben | houden over | veel over | gooien weg | weggooien |
        afvoeren | in omloop | waar haal ik | wie levert | leverancier | materialen | materiaal |
        grondstof | grondstoffen | tweedehands spullen | gebruikte | gebruikt | oude | ophalen | stort |
        storten |
        wie neemt | iemand blij mee | komt vrij | vrijkomt |
        leftover | leftovers | get rid of | buyer for | supply | supplier | scrap | surplus |
        materials | material | used | residual | waste stream | give away |
        kwijtraken | heen met | naartoe met | waar laat ik | waar laten we | wie kan iets met |
        wie wil ze | wie wil het | wie wil dit | wie wil deze |
        wegdoen | doneren | weggeven | overtollig | overtollige | overschot | overschotten | restpartij |
        afgedankte | blijft over | blijven over | blijft er over | houd ik over | houden wij over |
        hebben wij over | de container in | waar koop ik | throw away | thrown away |
        throw out | donate | discarded | unsold | offcuts | where can i get | where to buy | who wants |
        who takes | who could use | who can use | who collects | left over | have left
    """,
}

_RUNG_WORDS: Mapping[RStrategy, str] = {
    RStrategy.RETHINK: """
        verhuren | verhuur | deelgebruik | leasen | als dienst | terugnemen | terug te nemen |
        herontwerpen | demontabel | losmaakbaar | anders ontwerpen |
        rent out | rents out | share | lease | as a service | take back | take it back | take them back |
        instead of selling | redesign | taken apart |
        per maand verhuren | in plaats van verkopen | betalen per gebruik | uitlenen |
        uitleen | samen gebruiken | terugkoop | inruilen | uit elkaar te halen | modulair |
        lend | pay per use | modular
    """,
    RStrategy.REDUCE: """
        minder weggooien | minder verbruiken | minder verpakking | minder afval | besparen | besparing |
        verminderen | voorkomen | omlaag | te veel eten weg |
        reduce | less waste | save material | prevent waste | cut down |
        minder materiaal | minder plastic | minder verspilling | minder verspillen | verspilling |
        verspillen | afvalvrij | zero waste | afval verminderen | afval terugdringen | less packaging |
        less material | use less | waste less | avoid waste
    """,
    RStrategy.REUSE: """
        hergebruik | hergebruiken | hergebruikt | opnieuw gebruiken | tweedehands | kringloop |
        in omloop | gebruikt hout | gebruikte | tweede leven | nog prima | nog goed | wasbaar |
        uitgeleend |
        reuse | reused | second hand | second-hand | used | secondhand | washable |
        opnieuw inzetten | nog een keer gebruiken | nog eens gebruiken | weer gebruiken |
        weer te gebruiken | herbruikbaar | herbruikbare | hervullen | navullen | weggeven | doneren |
        kringloopwinkel | zonde om weg te gooien | in goede staat |
        nog bruikbaar | reusable | refill | second life | give away | donate | still good | still usable
    """,
    RStrategy.REPAIR: """
        repareren | reparatie | gerepareerd | repaircafe | repair cafe | herstellen | herstel | kapot |
        kapotte | stuk zijn | reparateur |
        repair | repairing | repaired | fix | broken |
        repareert | fiksen | oplappen | verstellen | mankement | defect |
        repareerbaar | mend | mending | repairs | spare parts
    """,
    RStrategy.REFURBISH: """
        opknappen | opgeknapt | opgeknapte | renoveren van meubels | refurbished | refurbishen |
        refurbish | refurbished | restore |
        opknapbeurt | opfrissen | herstofferen | opnieuw stofferen | opnieuw bekleden | restaureren |
        refurbishing | refurbishment | restoring | reupholster
    """,
    RStrategy.REMANUFACTURE: """
        reviseren | revisie | gereviseerd | reviseren van |
        remanufacture | remanufacturing | overhaul |
        gereviseerde | herfabricage | remanufactured | retrofit
    """,
    RStrategy.REPURPOSE: """
        upcyclen | upcycling | ombouwen | nieuw product van | maken van oude | andere toepassing |
        upcycle | upcycling | repurpose | out of discarded |
        iets anders van maken | iets nieuws van maken | iets moois van maken | nog wat moois van maken |
        andere bestemming | herbestemmen | omtoveren | nieuwe producten van | turn into |
        new products from | repurposed
    """,
    RStrategy.RECYCLE: """
        recyclen | recycling | gerecycled | recyclaat | omsmelten | vermalen | granulaat | vervezelen |
        recycle | recycling | recycled | shred |
        gerecyclede | terugwinnen | omgesmolten | shredderen | versnipperen | tot korrels |
        als grondstof | nieuwe grondstof | puin breken | shredded | as raw material | reprocess |
        melt down
    """,
    RStrategy.RECOVER: """
        verbranden | energie uit afval | vergisten | vergisting | biogas |
        incinerate | energy from waste | biogas |
        verbrandingsoven | vergister | mestvergister | biomassa | incinerated | digester
    """,
}

_NUMBERS = {
    word: number
    for number, both in (
        *enumerate(
            (
                *("een one", "twee two", "drie three", "vier four", "vijf five", "zes six", "zeven seven"),
                *("acht eight", "negen nine", "tien ten", "elf eleven", "twaalf twelve", "dertien thirteen"),
                *("veertien fourteen", "vijftien fifteen", "zestien sixteen", "zeventien seventeen"),
                *("achttien eighteen", "negentien nineteen"),
            ),
            start=1,
        ),
        *zip(
            range(20, 101, 10),
            (
                *("twintig twenty", "dertig thirty", "veertig forty", "vijftig fifty", "zestig sixty"),
                *("zeventig seventy", "tachtig eighty", "negentig ninety", "honderd hundred"),
            ),
            strict=True,
        ),
    )
    for word in both.split()
}
_NUMBER = r"(\d{1,3}(?:\.\d{3})+|\d{1,5}(?:,\d)?|" + "|".join(_NUMBERS) + ")"
_STAFF = (
    # What is for so many people says nothing of how many work there.
    re.compile(
        r"(?<![\d.,])(?<!voor )(?<!for )\b" + _NUMBER + r"\+?[- ](?:(?:vaste|eigen) )?"
        r"(?:medewerkers?|werknemers?|personeelsleden|fte'?s?|man|mensen|personen|collega's|"
        r"monteurs|vaste krachten|staff|employees|people|persons?|workers|koppige?)\b"
    ),
    re.compile(r"\b(?:team|ploeg|crew|staff) (?:van|of) " + _NUMBER + r"\b(?![.,]\d)"),
)
_ALONE = re.compile(
    r"\b(?:eenmanszaak|eenmansbedrijf|eenpersoonsbedrijf|eenpersoonszaak|(?<!voor )1 persoon|eenpitter|"
    r"tweemanszaak|zzp|zzp'?er|in mijn eentje|self[- ]employed|"
    r"zelfstandige zonder personeel|freelancer|sole trader|one-man|"
    r"met (?:z['’]n|zijn|ons) (?:tweeen|drieen|vieren|vijven|zessen|zevenen|achten|negenen))\b"
)
# These look for one of these, and most texts hold none.
_OF_STAFF = (
    *("medew", "werkn", "perso", " fte", "-fte", " man", "-man", " mens", "-mens", "colle", "monte", "staff"),
    *("emplo", "peop", "worke", "eenmans", "zzp", "zelfst", "freel", "self-", "sole ", "one-"),
    *("krachten", "koppig", "eenpit", "tweemans", "eentje", "self e", "team ", "ploeg ", "crew ", "met z"),
    "met ons ",
)
_STAFF_BELOW = ((10, CompanySize.MICRO), (50, CompanySize.SMALL), (250, CompanySize.MEDIUM))


def _small_thesaurus(table: Mapping[T, str]) -> Thesaurus:
    return Thesaurus(
        Theme(
            id=term.value,
            kind=ThemeKind.ACTIVITY,
            label=term.label,
            synonyms_nl=tuple(" ".join(word.split()) for word in said.split("|")),
        )
        for term, said in table.items()
    )


_KINDS = _small_thesaurus(_KIND_WORDS)
_RUNGS = _small_thesaurus(_RUNG_WORDS)
_KIND_OF = {kind.value: kind for kind in NeedKind}
_RUNG_OF = {rung.value: rung for rung in RStrategy}


def kinds_in(text: str) -> tuple[NeedKind, ...]:
    """Return the kinds of help that the words of a question point to, surest first, at most three."""
    said = _said(_KINDS, text)
    return tuple(_KIND_OF[kind] for kind in said[:MOST_KINDS])


def rung_in(text: str) -> RStrategy | None:
    """Return the rung of the R-ladder that a question points to, or None if to none or to several."""
    said = _said(_RUNGS, text)
    return _RUNG_OF[said[0]] if len(said) == 1 else None


def _said(cues: Thesaurus, text: str) -> list[str]:
    strengths = {cue: found for cue, found in cues.mentioned(text).items() if found >= SURELY_SAID}
    return sorted(strengths, key=lambda cue: (-strengths[cue], cue))


def size_in(text: str) -> CompanySize | None:
    """Return the size class that a text gives by a number of staff or by words such as "eenmanszaak"."""
    folded = folded_text(text)
    if not holds_any(folded, _OF_STAFF):
        return None
    counted = next(filter(None, (pattern.search(folded) for pattern in _STAFF)), None)
    if counted is not None:
        number = _NUMBERS.get(counted[1]) or float(counted[1].replace(".", "").replace(",", "."))
        return next((size for below, size in _STAFF_BELOW if number < below), CompanySize.LARGE)
    return CompanySize.MICRO if _ALONE.search(folded) else None


_WHERE_TO_BEGIN = re.compile(
    r"\b(?:wat (?:kan|kunnen|moet|moeten) (?:ik|wij|we)|waar (?:begin ik|beginnen (?:wij|we))|"
    r"what (?:can|should) (?:i|we)|where (?:do|can|should) (?:i|we) (?:begin|start))\b"
)


def beside_where_to_begin(text: str) -> str | None:
    """Return what a text says beside asking what one can do; None if it does not ask that."""
    folded = folded_text(text)
    return _WHERE_TO_BEGIN.sub(" ", folded) if _WHERE_TO_BEGIN.search(folded) else None


_CLAUSE = re.compile(r"[^.!?,]+[.!?]*")
# What comes after it is what nobody seeks: "how do I earn by renting out without going bankrupt?"
_NOT_SOUGHT = re.compile(r"\b(?:zonder|without)\b.*", re.IGNORECASE | re.DOTALL)


def what_is_asked(text: str) -> str:
    """Return the parts of a text that end in a question mark, or else its last part, mostly the wish.

    Parts are what stands between commas and points: of "our insurer wants proof, who gives that?" the second.
    What an asker wants to do without is left out.
    """
    clauses = _CLAUSE.findall(text)
    asked = [one for one in clauses if one.endswith("?")] or clauses[-1:]
    return " ".join([_NOT_SOUGHT.sub("", one) for one in asked])


# Who says to have something does not ask for it: "Keuring heb ik. Wie kan het kwijt?"
_ALREADY = r"(?: al| ook| wel| netjes| inmiddels)?"
_CLAUSE_ENDS = r"(?=[.,;!)]|$| en | maar )"
_SETTLED = re.compile(
    rf"\b(?<!welke )(?<!geen )[\w-]+ (?:heb (?:ik|je)|hebben (?:wij|we)){_ALREADY}{_CLAUSE_ENDS}|"
    rf"\b[\w-]+ (?:is|zijn){_ALREADY} "
    rf"(?:(?:geregeld|in orde|aangevraagd|afgegeven)\b|(?:rond|binnen){_CLAUSE_ENDS})|"
    r"\b(?:permit|insurance|inspection|certificate)s? (?:is|are) (?:already )?(?:arranged|in place|sorted)\b",
    re.IGNORECASE,
)


def what_is_open(text: str) -> str:
    """Return a text without what it says to have been settled already."""
    return _SETTLED.sub(" ", text)


# Where somebody is tells nothing of who they are: "ondernemer in de provincie Utrecht" is no province.
_AREAS = ("provincie", "gemeente", "regio", "stad", "province of", "municipality of", "city of")
_WHERE_THEY_ARE = re.compile(
    r"\b(?:in|uit|binnen|from|within) (?:de |het |the )?"
    rf"(?:{'|'.join(_AREAS)}) [\w'’-]+"
)
# After these words people say who they are; up to a word such as "voor" they still do.
_SAYS_WHO = (
    *("wij zijn", "we zijn", "ik ben", "als", "wij als", "namens", "ik werk bij", "ik werk voor", "onze"),
    *("ons", "we are", "i am", "i'm", "i work at", "i work for", "i run", "our"),
)
_NO_LONGER = frozenset(
    {"voor", "met", "door", "over", "naar", "aan", "tegen", "zonder", "wie", "waar", "hoe", "welke", "of"}
    # What comes after it is something else: "bedrijven weten ons te vinden, maar bij gemeenten".
    | {"maar", "but"}
    | {"zoekt", "zoeken", "zoek", "zkt", "gezocht", "wil", "willen", "moet", "moeten", "om"}
    | {"kreeg", "kregen", "krijgt", "krijgen"}
    | {"for", "with", "by", "about", "to", "who", "where", "how", "which", "seeks", "wants", "needs", "must"}
)
WORDS_ABOUT_ONESELF = 7
# Who begins another sentence so speaks of somebody or something else: "Bouwer in Zeist. De gemeente zegt ..."
_SENTENCE_ENDS = (". ", "? ", "! ")
_OF_OTHERS = re.compile(r"[.?!]\s+(?:de|het|deze|die|the|this|that)\b.*", re.DOTALL)


def who_speaks(text: str) -> str:
    """Return the words with which somebody says who is asking: the opening, and what follows "wij zijn"."""
    folded = folded_text(text)
    if holds_any(folded, _AREAS):
        folded = _WHERE_THEY_ARE.sub(" ", folded)
    starts = {end for phrase in _SAYS_WHO if phrase in folded for end in _ends_of(phrase, folded)}
    opening = _OF_OTHERS.sub("", folded) if holds_any(folded, _SENTENCE_ENDS) else folded
    return " . ".join(map(_until_the_question, (opening, *(folded[start:] for start in sorted(starts)))))


def _ends_of(phrase: str, folded: str) -> Iterator[int]:
    """Yield where some words end in a folded text: as a pattern would, in a tenth of the time."""
    start = folded.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if not (_is_in_word(folded[start - 1 : start]) or _is_in_word(folded[end : end + 1])):
            yield end
        start = folded.find(phrase, end)


def _is_in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _until_the_question(folded: str) -> str:
    return " ".join(takewhile(_still_says_who, first_words(folded, WORDS_ABOUT_ONESELF)))


def _still_says_who(word: str) -> bool:
    return word not in _NO_LONGER


# Whoever says "I" and never "we", and nothing of work or of others they act for, speaks for nobody else.
_ONE_PERSON = re.compile(r"\b(?:ik|mij|mijn|m['’]?n|i|my)\b")
_OF_OTHERS_TOO = re.compile(
    r"\b(?:"
    + "|".join(
        (
            r"wij|we|ons|onze|namens|us|our|on behalf of|leden|bestuur\w*|voorzitter|klas(?:sen)?",
            r"\w*bedrij[fv]\w*|ondernem\w*|zzp\w*|eenmanszaak|starter\w*|start-?ups?|juf|meester|coordinator",
            r"werk (?:ik )?(?:bij|voor|als|in|aan|op)|werkzaam|ben [\w ]{1,40} (?:bij|van|voor)|adviseur\w*",
            r"docent\w*|medewerk\w*|beleids\w*|school\w*|leerling\w*|student\w*|club\w*|vereniging\w*|team\w*",
            r"stichting\w*|collega\w*|klant\w*|client\w*|patient\w*|opdracht\w*|vrijwillig\w*",
            r"(?:mijn|m['’]?n|my) (?:zaak|winkel|praktijk|atelier|werkplaats|studio|shop|store|office|firm)",
            r"compan(?:y|ies)|business\w*|entrepreneur\w*|self-employed|work (?:at|for|as|in)|consultant",
            r"am an? [\w ]{1,40} (?:at|of|for)|teacher|class|pupils?|colleagues?|customers?|volunteers?",
            r"members|association|foundation|workshop|lera(?:ar|res)",
        )
    )
    + r")\b"
)
# Rooms and parts of a home, which who works there would not call their own in this way.
_HOME = (
    *("huis", "huisje", "woning", "appartement", "flat", "flatje", "zolder", "kelder", "tuin", "tuintje"),
    *("balkon", "badkamer", "slaapkamer", "woonkamer", "kinderkamer", "babykamer", "schuur"),
    *("berging", "serre", "voortuin", "achtertuin", "house", "home", "apartment", "attic", "garden"),
    *("bathroom", "bedroom", "living room", "shed", "backyard"),
)
# What hardly anybody but who lives there speaks of, one at a time.
_DWELLING = (
    *("rijtjeshuis", "tussenwoning", "hoekwoning", "hoekhuis", "eengezinswoning", "koopwoning", "huurwoning"),
    *("huurhuis", "koophuis", "starterswoning", "schuurtje", "tuinhuisje", "zoldertje", "keukentje"),
    *("twee-onder-een-kap", "terraced house", "semi-detached"),
)
# A home where people are cared for, or what many have together, is no home of one's own.
_OF_MANY = (
    *("nursing", "care", "retirement", "village", "community", "shared", "communal"),
    *("gezamenlijke?", "gedeelde?", "gemeenschappelijke?"),
)
_AT_HOME = re.compile(
    rf"\b(?:(?:ons|onze|mijn|m['’]?n|our|my)(?! (?:{'|'.join(_OF_MANY)}) )(?: [\w-]+)?"
    rf" (?:{'|'.join(_HOME)})|{'|'.join(_DWELLING)})\b"
)


def speaks_of_own_home(text: str) -> bool:
    """Return whether a text is about the home of who asks."""
    return _AT_HOME.search(folded_text(text)) is not None


def speaks_for_nobody_else(text: str) -> bool:
    """Return whether a text is told by one person, and says nothing of work or of others they act for."""
    folded = folded_text(text)
    return _ONE_PERSON.search(folded) is not None and _OF_OTHERS_TOO.search(folded) is None


# What people say who would go far for ground or premises; who says where they are "now" is leaving.
_WOULD_MOVE = re.compile(
    r"\b(?:"
    + "|".join(
        (
            r"waar dan ook|om het even waar|maakt (?:\w+ )?niet(?: veel)? uit waar",
            r"(?:waar|plaats|plek|locatie|afstand)[\w ,]{0,40} maakt (?:\w+ )?niet(?: veel)? uit",
            r"ergens (?:anders )?in (?:het )?(?:land|nederland|westen|oosten|noorden|zuiden|midden)",
            r"(?:elders|overal) in (?:het land|nederland)|(?:het hele|heel het) land|heel nederland",
            r"(?:bereid|best|graag|desnoods|kunnen|willen|wil) (?:om )?(?:te )?verhuizen",
            r"mag (?:ook|best) ver(?:der)?(?: weg)?",
            r"nu (?:nog )?(?:gevestigd )?in(?! (?:gesprek|overleg|onderhandeling|bezit|gebruik))",
            r"somewhere else|anywhere|wherever|no matter where|(?:does not|doesn['’]?t) matter",
            r"somewhere in (?:the )?(?:country|netherlands|holland|(?:west|east|north|south)(?:ern)?)",
            r"(?:would|could|can|(?:happy|willing|ready) to) (?:move|relocate)",
            r"(?:now (?:based |located )?|currently )in(?! (?:talks|touch|contact|use|negotiations?))",
        )
    )
    + r")\b"
)


def would_move(text: str) -> bool:
    """Return whether a text says that its asker would go far from where they are now."""
    return _WOULD_MOVE.search(folded_text(text)) is not None


# What there is or is not: a project, a collection or a second evening is begun by who runs something too.
_UNDERTAKING = (
    r"[\w-]*(?:winkel|bieb|bibliotheek|cafe|kast|uitleen|uitleenpunt|ruil|kringloop|tuin|club|stichting|"
    r"vereniging|cooperatie|collectief|initiatief|bedrijf|onderneming|zaak|werkplaats|atelier|centrum|hoek|"
    r"library|shop|store|foundation|association|cooperative|initiative|business|company|workshop|garden|"
    r"pantry|centre|center)(?:t?je)?"
)
_OPENS = r"(?:^|[.,;:!?] )(?:maar |en |want )?"
_ENDS = r"(?= ?(?:[.,;:!?]|$))"
# Only where nothing follows: "er is nog niets aan gedaan" tells of something else.
_NOT_BEGUN = re.compile(
    "|".join(
        (
            rf"{_OPENS}(?:er )?(?:is|staat|bestaat) nog (?:helemaal )?(?:niks|niets){_ENDS}",
            rf"\balleen (?:nog |maar )*een (?:plan|idee){_ENDS}",
            r"\bnog niet opgericht\b|\bmoet(?:en)? nog (?:worden )?opgericht\b",
            rf"\b{_UNDERTAKING} (?:bestaat nog niet|is nog niet begonnen|moet nog beginnen){_ENDS}",
            rf"\b{_UNDERTAKING} (?:does(?: not|n['’]?t) exist yet|is yet to (?:start|begin|open)){_ENDS}",
        )
    )
)
_WANTS_TO_BEGIN = re.compile(
    r"\b(?:ik wil|(?:wij|we) (?:willen|gaan)|(?:willen|gaan) (?:wij|we)|"
    r"(?:buren|bewoners|ouders|gezinnen|studenten)\b[^.?!]{0,40} willen) (?!niet)(?:[^.?!]{1,60} )?"
    # Not "een gesprek met een werkplaats starten".
    rf"(?:(?<!\bmet )(?<!\bin )(?<!\bbij )(?<!\bvan )een (?:[\w-]+ )?{_UNDERTAKING} "
    r"(?:te )?(?:beginnen|starten|opstarten|opzetten|oprichten)|"
    rf"(?:beginnen|starten) met een (?:[\w-]+ )?{_UNDERTAKING})\b|"
    r"\b(?:we|i|students|neighbours|residents|flatmates) (?:want|would like|hope|plan|are planning) "
    rf"to (?:start|set up) an? (?:[\w-]+ )?{_UNDERTAKING}"
    rf"(?= (?:and|but|for|in|at|with|where|so|to)\b|{_ENDS})"
)
# Who runs something may want to begin something beside it.
_RUNS = re.compile(
    r"\b(?:bestaa(?:t|n) (?:al|nu|sinds|\d)|draai(?:t|en|de)?|loopt|lopen|sinds|jaar|jaren|uitbreiden|tweede|"
    r"been (?:running|going)|since|years?|up and running|"
    r"(?:wij|we) (?:zijn|hebben|runnen) een (?!groep|paar|stel|idee|plan)|ik (?:ben|heb|run) een|"
    r"we (?:are|have|run) an? (?!group|few|plan|idea)|i (?:am|have|run) an?)\b"
)
# Something of one's own that is there, told of before what is wanted, or a company that speaks.
_OF_ONES_OWN = re.compile(
    r"\b(?:ons|onze|mijn|our|my) (?!(?:straat|buurt|wijk|dorp|stad|gemeente|flat|street|village|town)\b)|"
    rf"\b(?:ook|bestaande?|ander|andere|extra|naast|also|another|second)\b|\b{_UNDERTAKING}\b"
)
# The patterns look for one of these, and most texts hold none.
_OF_BEGINNING = (
    *("nog ", "een plan", "een idee"),
    *("beginnen", "starten", "opzetten", "oprichten", "yet", "to start", "set up"),
)


def yet_to_begin(text: str) -> bool:
    """Return whether a text says that what its asker means to do does not exist yet.

    Where that is in doubt it does not: a refusal by mistake is worse than a question too many.
    """
    folded = folded_text(text)
    if not holds_any(folded, _OF_BEGINNING) or _RUNS.search(folded):
        return False
    if _NOT_BEGUN.search(folded):
        return True
    wanted = _WANTS_TO_BEGIN.search(folded)
    return wanted is not None and not _tells_of_ones_own(folded, wanted)


def _tells_of_ones_own(folded: str, wanted: re.Match[str]) -> bool:
    said, _, _ = folded[: wanted.end()].rpartition(" een " if " een " in wanted[0] else " to ")
    return _OF_ONES_OWN.search(said) is not None
