"""Which trade somebody states: some words say one only in answer to that question.

"Groen" is a trade as an answer to "which sector?", and a colour in a sentence; so it can be no label of a
theme, which is heard wherever it is said.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from matchmaker.text import stems
from matchmaker.themes import END_OF_COMPOUND
from matchmaker.vocabulary import ThemeKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matchmaker.themes import Thesaurus

# A label of a trade, and what people call it where they are asked for theirs. Divisions of the standard
# classification of trades (SBI 2008 of Statistics Netherlands) and of shops, in Dutch and English.
STATED_AS = {
    "landbouw": """
        agri | agro | agrofood | veeteelt | fruitteelt | teelt | champignonteelt | paddenstoelen | imkerij |
        wijnbouw | agrarische dienstverlening | zaadveredeling | eieren | groente en fruit | groente | fruit |
        bloemen | planten | hennep | vlas | insecten
    """,
    "groenvoorziening": "groen | tuin | bosbouw | natuur | landschap | hoveniersbranche | gardens",
    "visserij": "fishing | vis | jachten",
    "voedsel": """
        vleesverwerking | slachterij | visverwerking | dranken | diervoeder | eten en drinken |
        koffie | bier | wijn | drinks
    """,
    "industrie": """
        delfstoffen | winning | mijnbouw | mining | zandwinning | tabak | glas | beton | concrete |
        baksteen | papier | papier en karton | karton | paper | verpakking | packaging |
        bouwstoffen | ambacht | handwerk | crafts | maker | ceramicist | prototyping |
        orthopedie | muziekinstrumenten | sportartikelen | speelgoed | toys | straatmeubilair | fietsindustrie
    """,
    "machinebouw": "machines | machinery | metaalelektro | metaalproducten | basismetaal | steel",
    "edelsmid": "goudsmid | sieraden | jewellery",
    "textiel": """
        leer | leather | schoenen | tapijt | vloerbedekking | bedrijfskleding | werkkleding | kinderkleding |
        tenten
    """,
    "meubels": """
        wood | furniture | timmerindustrie | keukens | kantoorinrichting | kantoormeubilair | kantoormeubels |
        matrassen | kozijnen | interieur | timmerwerk
    """,
    "elektronica": """
        elektrische apparaten | huishoudelijke apparaten | apparaten | witgoed | lampen | verlichting |
        semicon | zonnepanelen | batterijen
    """,
    "kunststof": "rubber | plastic | rubber en kunststof",
    "chemie": "verf | aardolie | petrochemie | olie | olie en gas | chemicals | oil and gas",
    "farmacie": "pharmaceuticals",
    "grafische industrie": "grafimedia | media | uitgeven | publishing | journalistiek | promotieartikelen",
    "automotive": "auto-industrie | carrosseriebouw | mobiliteit | motoren | mobility",
    "scheepsbouw": "shipbuilding | scheepvaart | zeevaart",
    "transport": """
        goederenvervoer | wegvervoer | personenvervoer | taxi | openbaar vervoer | ov | luchtvaart |
        aviation | spoor | post | koeriersdienst | opslag | storage
    """,
    "energie": """
        energievoorziening | duurzame energie | zonne-energie | windenergie | warmte | netbeheer | solar |
        utilities
    """,
    "waterbeheer": "water | drinkwater",
    "afvalverwerking": """
        afvalinzameling | recycling | sanering | bodemsanering | reststromen | waste management | inzameling |
        demontage
    """,
    "sloop": "oogsten van materialen",
    "bouw": """
        bouwnijverheid | aannemerij | woningbouw | utiliteitsbouw | vloeren | isolatie | restauratie |
        prefab | houtbouw | modulair bouwen | heiwerk | badkamers | bouwmaterialen | zonwering | roofing |
        natuursteen
    """,
    "infra": "grondwerk | cultuurtechniek | grond-, weg- en waterbouw",
    "installatietechniek": "techniek | technisch | electrical",
    "vastgoed": "wonen | makelaardij | verhuur van woningen | vve-beheer | housing | real estate | huizen",
    "groothandel": "handel | trade | import | export | in- en verkoop",
    "winkel": """
        e-commerce | web shop | markthandel | ambulante handel | woninginrichting | doe-het-zelf |
        verpakkingsvrije winkel | muziekwinkel | hobbywinkel | kinderspullen |
        babyspullen
    """,
    "tweedehands": "antiek | hergebruik",
    "reparatie": "onderhoud | repair | maintenance | fietsen | bicycles",
    "horeca": "logies | b&b | trouwlocatie | eten",
    "recreatie": "fitness | yoga | dagrecreatie",
    "cultuur": """
        kunst | dans | film | fotografie | muziek | televisie | radio | audiovisueel | events |
        creatief | creatieve industrie | creative | kerk | church | religie | geloofsgemeenschap
    """,
    "ict": "it | telecom | games | webdesign | digitaal",
    "zakelijke dienstverlening": """
        advies | consulting | accountancy | accounting | marketing | communicatie | reclame | advertising |
        design | ontwerp | grafisch ontwerp | productontwerp | industrieel ontwerp | personeel | detachering |
        staffing | uitzendbranche | beveiliging | security | diensten | administratie |
        boekhouding | belastingadvies | juridisch | legal | reizen | onderzoek | research | r&d | keuring |
        marktonderzoek | rijschool | energieadvies
    """,
    "architectuur": "engineering | stedenbouw",
    "bankwezen": """
        bank | kredietunie | finance | financiën | financieel | hypotheken | financiering | investeerder |
        insurance
    """,
    "overheid": """
        rijk | brandweer | politie | defensie | rechtspraak | sociale dienst | semi-overheid | milieudienst
    """,
    "onderwijs": "voortgezet onderwijs | volwassenenonderwijs | vocational",
    "zorg": "gezondheidszorg | verslavingszorg | fysiotherapie",
    "welzijn": "maatschappelijk | maatschappelijk werk | wijkteam | social work | welfare | dagbesteding",
    "branchevereniging": "belangenvereniging | parkmanagement | biz | businessclub",
    "ngo": "vakbond | politieke partij",
    "schoonheidssalon": """
        persoonlijke verzorging | beauty | personal care | massage | sauna | uitvaartverzorging | tattoo |
        hondentrimsalon
    """,
}
# Said after what a company makes or does, and tells nothing of it.
_SAID_OF_ANY = re.compile(
    r"s?(?:bedrijf|bedrijven|branche|fabriek|fabrieken|industrie|nijverheid|onderneming|sector)$"
)


def named_trades(said: str, thesaurus: Thesaurus) -> tuple[str, ...]:
    """Return the ids of the trades that are called so where somebody states theirs; none if none is.

    What a theme is called by the thesaurus itself goes first.
    """
    label = _stated_labels().get(stems(said))
    return _trades(thesaurus.labelled(said), thesaurus) or (
        _trades(thesaurus.find(label), thesaurus) if label else ()
    )


def likely_trades(said: str, thesaurus: Thesaurus) -> tuple[str, ...]:
    """Return the ids of the trades that somebody probably means who states theirs so; none if none is near.

    Such is a misspelled one, and one that opens or closes a longer word: "akkerbouwbedrijf",
    "dakpannenhandel".
    """
    opening = _SAID_OF_ANY.sub("", said.lower())
    sure = [one for one, strength in thesaurus.mentioned(said).items() if strength >= END_OF_COMPOUND]
    return (
        _trades(thesaurus.find(said), thesaurus)
        or (named_trades(opening, thesaurus) if opening else ())
        or _trades(sure, thesaurus)
    )


def _trades(found: Iterable[str], thesaurus: Thesaurus) -> tuple[str, ...]:
    return tuple([one for one in found if thesaurus.by_id[one].kind is ThemeKind.SECTOR])


@cache
def _stated_labels() -> Mapping[tuple[str, ...], str]:
    """Return the label of a trade by the stems of what it is called where it is stated."""
    return {
        stems(" ".join(word.split())): label
        for label, all_words in STATED_AS.items()
        for word in all_words.split("|")
    }
