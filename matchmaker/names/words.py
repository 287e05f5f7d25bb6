"""Words that Dutch organisation names share, by the part they play: knowledge for ``matchmaker.names``.

No organisation is named here. A word that stands in none of these tables is what sets a name apart.
"""

from __future__ import annotations

PARTICLES = (
    "de het een van voor der den des en of and the for aan ad in op te ter ten bij met door om tot v vd vh"
)
"""Words without weight: they come and go between two spellings of one name."""

SURNAME_PARTICLES = frozenset(["van", "der", "den", "de", "ter", "ten", "te", "op", "v", "vd"])
"""Particles that belong to a family name: Van den Bos is not Bos."""

FAMILIES_WITH_ARTICLE = (
    "boer bruin bruijn bruyn geus graaf graaff groot haan haas jager jong jonge kok koning leeuw raad ridder "
    "ruiter ruijter ruyter valk vos vries wit witte wolf zwaan zwart"
)
"""Words that with an article before them are the name of a family more often than of anything else."""

MEMBERS = "vereniging bond verbond federatie unie raad kring gilde genootschap"
"""Kinds whose members follow after "van", which then is no part of a name."""

ARTICLES = frozenset({"de", "het"})
"""Particles with which a name of its own begins."""

CONJUNCTIONS = frozenset({"en", "and"})
"""Particles around which two words may change places."""

LEGAL_FORMS = {
    "bv": "bv",
    "bvba": "bv",
    "nv": "nv",
    "vof": "vof",
    "firma": "vof",
    "fa": "vof",
    "cv": "cv",
    "ua": "cooperatie",
    "ba": "cooperatie",
    "wa": "cooperatie",
    "cooperatie": "cooperatie",
    "cooperatief": "cooperatie",
    "cooperatieve": "cooperatie",
    "cooperative": "cooperatie",
    "stichting": "stichting",
    "stg": "stichting",
    "vereniging": "vereniging",
    "branchevereniging": "vereniging",
    "ver": "vereniging",
    "maatschap": "maatschap",
    "eenmanszaak": "eenmanszaak",
    "ltd": "ltd",
    "inc": "inc",
    "plc": "plc",
    "gmbh": "gmbh",
}
"""Each way to write a legal form, and the form."""

FORM_NAMES = {"foundation": "stichting", "association": "vereniging"}
"""English words in a name, and the legal form that they translate."""

HONOURS = frozenset({"koninklijk", "koninklijke", "kon", "royal"})
"""Marks of honour that an organisation may carry or leave out."""

COMPANY_TIERS = "holding groep beheer concern zonen dochters gebroeders"
"""Levels or generations of one company: mother and daughter often share the rest of the name."""

OLD_SPELLINGS = {"ij": "y", "ck": "k", "gh": "g", "ae": "aa", "uy": "ui", "ph": "f", "gt": "cht"}
"""Letters that families write in two ways: Verweij and Verwey, Dijck and Dijk."""

KINDS = (
    "gemeente provincie regio waterschap hoogheemraadschap ministerie rijksoverheid omgevingsdienst "
    "hogeschool universiteit tu umc lectoraat faculteit instituut academie school college mbo hbo vmbo roc "
    "bibliotheek museum theater kamer bureau agentschap autoriteit raad "
    "platform netwerk loket desk centrum alliantie coalitie collectief federatie unie bond "
    "kring club genootschap gilde maatschappij fonds bank dienst campus park terrein lab hub fabriek "
    "werkplaats winkel markt keten deal team programma project pilot proef proeftuin challenge campagne "
    "actielijn actieplan agenda akkoord manifest convenant strategie monitor lijn pijler fase thema "
    "werkgroep klankbordgroep kopgroep commissie bestuur board vrienden afdeling vestiging filiaal "
    "ondernemingsraad personeelsvereniging vakgroep bedrijf garage bakkerij slagerij kapper restaurant "
    "hotel cafe makelaar accountant adviseur consultant architect installateur aannemer hovenier stadhuis "
    "overleg foundation association cooperatie "
    "samenwerkingsverband corporatie ziekenhuis initiatief traject regeling subsidie voucher beurs "
    "festival dag week jaar atelier studio drukkerij uitgeverij veiling boerderij kwekerij tuin landgoed "
    "kerk parochie ambassadeur gids koepel politie brandweer stad dorp autobedrijf rijwielhandel "
    "fietsenwinkel basisschool obs lyceum gymnasium scholengemeenschap praktijkschool praktijkonderwijs "
    "kinderdagverblijf heemraadschap veiligheidsregio metropoolregio ggd kasteel "
    "samenwerkingsorgaan kwartier"
)
"""What an organisation or undertaking is."""

HEADS = (
    "federatie vereniging platform netwerk loket dienst centrum centra coalitie fabriek school bank bedrijf "
    "kring club fonds raad unie instituut academie campus park lab hub keten project programma campagne "
    "terrein maatschappij bureau stichting collectief bond corporatie alliantie werkplaats winkel atelier "
    "museum team deal agenda akkoord commissie college cooperatie regeling kantoor hogeschool buro "
    "warenhuis"
)
"""Kinds that end a compound: a milieufederatie is a federatie."""

HEAD_ABBREVIATIONS = {"ver": "vereniging", "mij": "maatschappij", "bedr": "bedrijf", "inst": "instituut"}
"""Ends of compounds as people shorten them, with a point: an ondernemersver. is an ondernemersvereniging."""

KIND_ABBREVIATIONS = {
    "ov": "ondernemersvereniging",
    "vv": "voetbalvereniging",
    "anv": "agrarische natuurvereniging",
    "ws": "waterschap",
    "hh": "hoogheemraadschap",
    "wsp": "werkgeversservicepunt",
    "tb": "technisch bureau",
    "kdv": "kinderdagverblijf",
    "sg": "scholengemeenschap",
}
"""Letters in capitals that stand for a kind in front of a name: OV Bodegraven."""

BUSINESSES = "bedrijf bureau kantoor winkel handel atelier regeling fabriek warenhuis maatschappij"
"""Heads of compounds that only say that a trade is a business, or a subsidy a scheme."""

MERE_BUSINESSES = "bedrijf bureau kantoor winkel warenhuis fabriek maatschappij"
"""Those of them that tell nothing beside the trade; a staalhandel may be another's than the staalbouw."""

PROFESSIONS = "kapper makelaar accountant adviseur consultant architect installateur aannemer hovenier"
"""Kinds that are trades: a makelaarskantoor is of makelaars, but a programmabureau is not the programma."""

TRADE_ENDINGS = (
    "handel",
    "werken",
    "techniek",
    "erij",
    "bewerking",
    "verwerking",
    "verhuur",
    "montage",
    "onderhoud",
    "recycling",
    "onderneming",
    "groep",
    "bedekking",
    "bedekkingen",
    "reiniging",
    "transport",
    "vervoer",
    "materialen",
    "systemen",
    "sanering",
)
"""Ends of words that say what a business does, and so may stand before or behind its name."""

OFFICES = ("bureau", "kantoor")
"""Ends of words for a trade that is done at a desk: a bouwbureau draws what a bouwbedrijf builds."""

GENERAL_ENDINGS = (*OFFICES, "bedrijf", "werken", "diensten", "services", "service")
"""Ends of words for a trade that tell nothing beside the trade: metselbedrijf, metselwerken."""

DOINGS = (*TRADE_ENDINGS, *GENERAL_ENDINGS, "werk")
"""Ends of words that say that something is done with what stands before them: houthandel, loonwerk."""

DESK_TRADES = "advies consultancy management"
"""Subjects that are the work of an office: an adviesbureau does advies."""

FARMING = ("landbouw", "tuinbouw", "akkerbouw")
"""Trades whose business is a farm: a landbouwservice works for a landbouwbedrijf."""

TECHNICAL = "installatie elektro electro klimaat koel"
"""Trades that are techniques: an installatiebedrijf does installatietechniek, a landbouwbedrijf farms."""

PARTS = "vrienden afdeling vestiging filiaal fonds ondernemingsraad personeelsvereniging vakgroep"
"""Kinds that belong to something larger and are never that itself."""

SPOKEN = "hogeschool roc mbo college regeling werkbedrijf bank"
"""Kinds that schools, schemes and banks with a name of their own often leave out."""

EXPLAINING = (
    "kenniscentrum expertisecentrum kennisplatform innovatieplatform platform ontwikkelingsmaatschappij "
    "waterschap"
)
"""Kinds that explain a name in one word: Kenniscentrum Novexa is Novexa."""

FEW = "ministerie provincie waterschap hoogheemraadschap omgevingsdienst veiligheidsregio metropoolregio ggd"
"""Public bodies of which there are so few that initials beside the kind leave no doubt which is meant."""

AUTHORITIES = "gemeente provincie regio waterschap hoogheemraadschap stad samenwerkingsorgaan"
"""Public bodies that go by the bare name of their place."""

TOPICS = (
    "circulair economie economisch duurzaam duurzaamheid milieu natuur energie klimaat water afval grondstof "
    "bouw gebouw woning wonen hout metaal kunststof plastic textiel voedsel horeca zorg landbouw tuinbouw "
    "techniek technisch technologie techno elektro electro installatie industrie maakindustrie "
    "infra infrastructuur transport logistiek handel detailhandel zakelijk ondernemer ondernemen "
    "ondernemerschap mkb arbeid werk onderwijs opleiding kennis innovatie ontwikkeling advies consultancy "
    "management ruimte ruimtelijk bedrijventerrein inwoner bewoner burger jeugd jongeren cultuur kunst "
    "sport recreatie toerisme haven leefomgeving groen groenvoorziening grond bodem reparatie repareren "
    "hergebruik recycling inkopen inkoop aanbesteden biobased isolatie isoleren renovatie sloop materiaal "
    "product productie branche toegepast medisch statistiek facilitair kringloop bedrijvenpark "
    "industrieterrein expertise"
)
"""What many organisations in this field are about."""

FILLERS = (
    "organisatie instelling regionaal landelijk nationaal gezamenlijk internationaal international algemeen "
    "centraal omstreken omgeving gebied website site officieel kantoor hoofdkantoor rijk plaatselijk lokaal"
)
"""Words that say next to nothing about which organisation it is."""

DIRECTIONS = "noord zuid oost west midden"
"""Parts of a country or town: what carries one is a branch of what does not."""

SAME_WORD = {
    "gem": "gemeente",
    "prov": "provincie",
    "min": "ministerie",
    "hs": "hogeschool",
    "od": "omgevingsdienst",
    "univ": "universiteit",
    "rijksuniversiteit": "universiteit",
    "buro": "bureau",
    "afd": "afdeling",
    "university": "universiteit",
    "universities": "universiteit",
    "union": "unie",
    "european": "europa",
    "europe": "europa",
    "municipality": "gemeente",
    "province": "provincie",
    "network": "netwerk",
    "centre": "centrum",
    "center": "centrum",
    "centra": "centrum",
    "institute": "instituut",
    "academy": "academie",
    "ministry": "ministerie",
    "library": "bibliotheek",
    "musea": "museum",
    "circular": "circulair",
    "economy": "economie",
    "group": "groep",
    "repair": "reparatie",
    "region": "regio",
    "sustainable": "duurzaam",
    "sustainability": "duurzaamheid",
    "onderneming": "ondernemer",
    "ondernemingen": "ondernemer",
    "dutch": "nederland",
    "ned": "nederland",
    "nl": "nederland",
    "netherlands": "nederland",
    "gebr": "gebroeders",
    "holdings": "holding",
    "zn": "zonen",
    "zoon": "zonen",
    "wetterskip": "waterschap",
    "st": "sint",
}
"""Abbreviations and English words, and the Dutch word they stand for."""

SAME_PHRASE = {
    "university of applied sciences": "hogeschool",
    "besloten vennootschap": "bv",
    "naamloze vennootschap": "nv",
    "vennootschap onder firma": "vof",
    "b v": "bv",
    "n v": "nv",
    "v o f": "vof",
    "technische universiteit": "tu",
    "vrije universiteit": "vu",
    "sociaal werkbedrijf": "werkbedrijf",
    "gemeentelijke gezondheidsdienst": "ggd",
    "technical university": "tu",
    "university of technology": "tu",
    "universitair medisch centrum": "umc",
    "university medical center": "umc",
    "university medical centre": "umc",
    "omgevings dienst": "omgevingsdienst",
    "city of": "gemeente",
    "south holland": "zuid holland",
    "north holland": "noord holland",
    "north brabant": "noord brabant",
    "food valley": "foodvalley",
    "n holland": "noord holland",
    "z holland": "zuid holland",
    "n brabant": "noord brabant",
    "n limburg": "noord limburg",
    "z limburg": "zuid limburg",
    "z h": "zuid holland",
    "n h": "noord holland",
    "zh": "zuid holland",
    "nh": "noord holland",
    "h i ambacht": "hendrik ido ambacht",
    "hi ambacht": "hendrik ido ambacht",
    "midden en kleinbedrijf": "mkb",
    "midden en klein bedrijf": "mkb",
    "den bosch": "hertogenbosch",
    "openbare basisschool": "obs",
    "repair cafe": "reparatiecafe",
    "repaircafe": "reparatiecafe",
    "reparatie cafe": "reparatiecafe",
}
"""Fixed phrases, particles included, and the words they stand for."""

AREAS = frozenset({"gemeente", "stad", "regio", "provincie"})
"""What may be said before a place, or not."""

QUALITIES = frozenset({"circulair", "duurzaam"})
"""What many programmes and places are, or say that they are."""

LABELS = "actielijn pijler lijn fase thema"
"""Kinds that, with a number, only say where something stands in a plan."""

SITES = frozenset({"bedrijventerrein", "bedrijvenpark", "industrieterrein"})
"""Kinds that people leave out beside the name of the site."""

NEAR_KINDS = (
    SITES,
    frozenset({"waterschap", "hoogheemraadschap"}),
    frozenset({"gemeente", "stad"}),
    frozenset({"mbo", "roc"}),
    frozenset({"tu", "universiteit"}),
    frozenset({"subsidie", "regeling"}),
    frozenset({"garage", "autobedrijf"}),
    frozenset({"rijwielhandel", "fietsenwinkel", "fietsenmaker", "tweewielers"}),
    frozenset({"nationaal", "nederland"}),
    frozenset({"basisschool", "obs"}),
    frozenset({"praktijkschool", "praktijkonderwijs"}),
    frozenset({"kasteel", "landgoed"}),
    frozenset({"platform", "vereniging", "federatie"}),
    frozenset({"regio", "samenwerkingsverband", "samenwerkingsorgaan"}),
    frozenset({"hovenier", "groenvoorziening", "tuin"}),
    frozenset({"loodgieter", "loodgieters", "installatie"}),
)
"""Kinds and the like that people use for one another: the difference alone proves nothing."""

ORDINALS = {"1": "eerste", "2": "tweede", "3": "derde", "4": "vierde", "5": "vijfde"}
"""Digits with an ending, and the word that they are read as: de 2e Kans."""

PROVINCE_MARKS = {
    "nb": "noord brabant",
    "gld": "gelderland",
    "ov": "overijssel",
    "o": "overijssel",
    "fr": "friesland",
    "dr": "drenthe",
    "gr": "groningen",
    "zld": "zeeland",
    "z": "zeeland",
    "l": "limburg",
    "lb": "limburg",
    "u": "utrecht",
    "ut": "utrecht",
    "fl": "flevoland",
}
"""What stands after a town, often in brackets, to tell it from its namesake."""

REGIONS = """
nederland, holland, randstad, groningen, friesland, drenthe, overijssel, flevoland, gelderland, utrecht,
noord holland, zuid holland, zeeland, noord brabant, limburg, groene hart, rijnmond, rotterdam rijnmond,
rijnland, holland rijnland, haaglanden, drechtsteden, midden holland, west holland, twente, veluwe,
achterhoek, betuwe, rivierenland, salland, kennemerland, zuid kennemerland, ijmond, gooi,
gooi en vechtstreek, vechtstreek, amstelland, eemland, foodvalley, bollenstreek, delfland, schieland,
west friesland, alblasserwaard, hollandse plassen, rijn en veenstreek, zuid hollandse eilanden,
voorne putten, zeeuws vlaanderen, walcheren, west brabant, midden brabant, oost brabant, noord limburg,
zuid limburg, parkstad, europa, vlaanderen, belgie, benelux, rotterdam den haag, arnhem nijmegen
"""
"""Provinces, regions and other areas that organisations carry in their names."""

PLACE_SPELLINGS = {
    "fryslan": "friesland",
    "brabant": "noord brabant",
    "gravenhage": "haag",
    "hague": "haag",
    "leyden": "leiden",
    "duin bollenstreek": "bollenstreek",
}
"""Other spellings of places, particles left out."""

PLACE_ADJECTIVES = {
    "leids": "leiden",
    "haags": "haag",
    "gouds": "gouda",
    "fries": "friesland",
    "gronings": "groningen",
    "drents": "drenthe",
    "gelders": "gelderland",
    "zeeuws": "zeeland",
    "brabants": "noord brabant",
    "limburgs": "limburg",
    "twents": "twente",
    "zwols": "zwolle",
    "alphens": "alphen rijn",
    "nederlandsch": "nederland",
    "europees": "europa",
    "europes": "europa",
    "zuid hollands": "zuid holland",
    "noord hollands": "noord holland",
    "noord brabants": "noord brabant",
}
"""Adjectives without their ending -e that are not simply a place with an s."""

AMBIGUOUS_PLACES = frozenset({"best", "buren", "echt", "houten", "huizen", "putten", "sluis", "stein"})
"""Municipalities whose names are common words too, so that they prove no place."""

MUNICIPALITIES = """
aa en hunze, aalsmeer, aalten, achtkarspelen, alblasserdam, albrandswaard, alkmaar, almelo, almere,
alphen aan den rijn, alphen chaam, altena, ameland, amersfoort, amstelveen, amsterdam, apeldoorn,
arnhem, assen, asten, baarle nassau, baarn, barendrecht, barneveld, beek, beekdaelen, beesel, berg
en dal, bergeijk, bergen, bergen op zoom, berkelland, bernheze, beuningen, beverwijk, bladel,
blaricum, bloemendaal, bodegraven reeuwijk, boekel, borger odoorn, borne, borsele, boxtel, breda,
bronckhorst, brummen, brunssum, bunnik, bunschoten, capelle aan den ijssel, castricum, coevorden,
cranendonck, culemborg, dalfsen, dantumadiel, de bilt, de fryske marren, de ronde venen, de wolden,
delft, den haag, den helder, deurne, deventer, diemen, dijk en waard, dinkelland, doesburg,
doetinchem, dongen, dordrecht, drechterland, drimmelen, dronten, druten, duiven, echt susteren, edam
volendam, ede, eemnes, eemsdelta, eersel, eijsden margraten, eindhoven, elburg, emmen, enkhuizen,
enschede, epe, ermelo, etten leur, geertruidenberg, geldrop mierlo, gemert bakel, gennep, gilze en
rijen, goeree overflakkee, goes, goirle, gooise meren, gorinchem, gouda, groningen, gulpen wittem,
haaksbergen, haarlem, haarlemmermeer, halderberge, hardenberg, harderwijk, hardinxveld giessendam,
harlingen, hattem, heemskerk, heemstede, heerde, heerenveen, heerlen, heeze leende, heiloo,
hellendoorn, helmond, hendrik ido ambacht, hengelo, het hogeland, heumen, heusden, hillegom,
hilvarenbeek, hilversum, hoeksche waard, hof van twente, hollands kroon, hoogeveen, hoorn, horst aan
de maas, hulst, ijsselstein, kaag en braassem, kampen, kapelle, katwijk, kerkrade, koggenland,
krimpen aan den ijssel, krimpenerwaard, laarbeek, land van cuijk, landgraaf, landsmeer,
lansingerland, laren, leeuwarden, leiden, leiderdorp, leidschendam voorburg, lelystad, leudal,
leusden, lingewaard, lisse, lochem, loon op zand, lopik, losser, maasdriel, maasgouw, maashorst,
maassluis, maastricht, medemblik, meerssen, meierijstad, meppel, middelburg, midden delfland, midden
drenthe, midden groningen, moerdijk, molenlanden, montferland, montfoort, mook en middelaar, neder
betuwe, nederweert, nieuwegein, nieuwkoop, nijkerk, nijmegen, nissewaard, noardeast fryslan, noord
beveland, noordenveld, noordoostpolder, noordwijk, nuenen gerwen en nederwetten, nunspeet,
oegstgeest, oirschot, oisterwijk, oldambt, oldebroek, oldenzaal, olst wijhe, ommen, oost gelre,
oosterhout, ooststellingwerf, oostzaan, opmeer, opsterland, oss, oude ijsselstreek, ouder amstel,
oudewater, overbetuwe, papendrecht, peel en maas, pekela, pijnacker nootdorp, purmerend, raalte,
reimerswaal, renkum, renswoude, reusel de mierden, rheden, rhenen, ridderkerk, rijssen holten,
rijswijk, roerdalen, roermond, roosendaal, rotterdam, rozendaal, rucphen, hertogenbosch, schagen,
scherpenzeel, schiedam, schiermonnikoog, schouwen duiveland, simpelveld, sint michielsgestel,
sittard geleen, sliedrecht, smallingerland, soest, someren, son en breugel, stadskanaal, staphorst,
stede broec, steenbergen, steenwijkerland, stichtse vecht, sudwest fryslan, terneuzen, terschelling,
texel, teylingen, tholen, tiel, tilburg, tubbergen, twenterand, tynaarlo, tytsjerksteradiel,
uitgeest, uithoorn, urk, utrecht, utrechtse heuvelrug, vaals, valkenburg aan de geul, valkenswaard,
veendam, veenendaal, veere, veldhoven, velsen, venlo, venray, vijfheerenlanden, vlaardingen,
vlieland, vlissingen, voerendaal, voorne aan zee, voorschoten, voorst, vught, waadhoeke, waalre,
waalwijk, waddinxveen, wageningen, wassenaar, waterland, weert, west betuwe, west maas en waal,
westerkwartier, westerveld, westervoort, westerwolde, westland, weststellingwerf, wierden, wijchen,
wijdemeren, wijk bij duurstede, winterswijk, woensdrecht, woerden, wormerland, woudenberg, zaanstad,
zaltbommel, zandvoort, zeewolde, zeist, zevenaar, zoetermeer, zoeterwoude, zuidplas, zundert,
zutphen, zwartewaterland, zwijndrecht, zwolle
"""
"""All municipalities, folded; several words stand as in the official name."""
