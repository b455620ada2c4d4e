"""What the corpus is written with: names and sentences that could stand in a portal of northern Sweden.

`{...}` in a sentence is filled in by corpus.py, so that hardly any two texts are the same.
"""

FIRST_PARTS = (
    "Abborr Björk Dal Ek Fjäll Gran Hjortron Is Järn Korp Lav Myr Norr Orr Pors Ren Sten Tall Uggle Väster Ytter Åker "
    "Älv Öster Frost Skog Lom Tjäder Strand Berg"
).split()
LAST_PARTS = "lund backa vik näs holm kulla mark bäck fors ström sele dal heden moren tjärn udden".split()

STREETS = "Storgatan Skolgatan Järnvägsgatan Hantverksvägen Sjövägen Kyrkvägen Bygatan Tallvägen Industrivägen".split()

SUMMARIES = (
    "{trade} för hushåll och företag i {village} med omnejd, med {service} som specialitet.",
    "Familjeföretag i {village} sedan {year}. Vi hjälper till med {service} och mycket mer.",
    "Från {village} tar vi uppdrag i hela Norrlands inland: {service}, året om.",
    "Litet företag med stor vana vid kyla, långa vägar och {service}.",
)

SENTENCES = (
    "{name} startades {year} i {village} och har sedan dess vuxit till {count} anställda.",
    "Hos oss finns {count} personer som tillsammans har arbetat med {service} i över trettio år.",
    "Vi utgår från {village}, men kör gärna tio mil åt vilket håll som helst när det behövs.",
    "Ring innan du kommer, för ofta är vi ute hos kunder och då är dörren låst.",
    "På vintern räknar vi alltid med kylan, och därför lovar vi hellre en vecka för lite än en dag för mycket.",
    "Den som vill veta vad något kostar får ett skriftligt pris inom {count} dagar.",
    "Det mesta av vår tid går åt till **{service}**, som vi har gjort varje säsong sedan {year}.",
    "Vi handlar av andra i kommunen så långt det går, från ved och virke till kaffe och bokföring.",
    "När bruket lades ned {year} höll vi öppet ändå, tack vare stamkunder från byarna runt {village}.",
    "Två dagar i veckan har vi också öppet på kvällen för den som arbetar på annan ort.",
    "Maskiner och fordon servar vi själva, så att ett avbrott sällan blir längre än en dag.",
    "Ungdomar från skolan praktiserar här varje vår, och {count} av dem har stannat kvar i yrket.",
    "Har du frågor om {service} går det bra att skicka en bild, så svarar vi samma dag.",
    "Vid strömavbrott har vi eget reservaggregat och kan oftast arbeta vidare som vanligt.",
    "Återbruk är en självklarhet för oss, och det som blir över hamnar i byns bytesbod.",
    "Vi talar gärna om vad vi inte kan, och vet nästan alltid vem i {village} som kan det i stället.",
    "Sedan {year} är vi med i samarbetet mellan firmorna i inlandet och delar på större uppdrag.",
    "Kunder som bor långt bort får hjälp på distans, och {count} gånger om året åker vi en runda till dem.",
)
LIST_HEADINGS = ("Det här kan du anlita oss för:", "Vanliga uppdrag hos oss är:", "Fråga gärna efter:")

OPENING_HOURS = (
    "mån-fre {opens}-{closes}",
    "mån-fre {opens}-{closes}; lör 10-{saturday}; sön stängt",
    "mån-tors {opens}-{closes}; fre {opens}-{saturday}; 24/12 stängt",
    "mån-fre {opens}-12, 13-{closes}; lör 10-{saturday}; helgdagar stängt",
    "tis-fre {opens}-{closes}; lör 11-{saturday}; 1 jul-31 jul stängt",
    "mån-fre {opens}-{closes}; lör efter överenskommelse; 24-26 dec stängt",
    "efter överenskommelse",
    "dygnet runt",
)
CERTIFICATIONS = ("ID06", "Arbete på väg 1 och 2", "Heta arbeten", "Miljödiplom", "Auktoriserat ombud", "ISO 9001")
LEGAL_FORMS = ("limited_company", "limited_company", "sole_trader", "trading_partnership", "economic_association")
LANGUAGES = (("sv",), ("sv", "en"), ("sv", "en", "fi"), ("sv", "no"), ("sv", "en", "de"))

HAPPENINGS = {
    "marknad": ("Vintermarknad", "Julmarknad", "Loppis", "Torgdag"),
    "musik": ("Visafton", "Körsång", "Spelmansstämma"),
    "dans-och-fest": ("Logdans", "Pubkväll"),
    "sport": ("Skidtävling", "Innebandycup", "Skoterrace"),
    "friluftsliv": ("Vinterpromenad", "Pimpelkväll", "Fågelvandring"),
    "kultur": ("Slöjdkväll", "Vernissage", "Bokcafé"),
    "forelasning": ("Föreläsning om skogen", "Kväll om släktforskning"),
    "kurs": ("Kurs i tunnbrödsbak", "Studiecirkel i samiska", "Datorhjälp"),
    "barn": ("Sagostund", "Öppen förskola", "Pysselkväll"),
    "forening": ("Årsmöte i byaföreningen", "Städdag"),
    "mote": ("Öppet möte om vägen", "Samråd om vindkraft"),
    "foretagstraff": ("Företagsfrukost", "Mingel för företagare"),
    "mat": ("Surströmmingskväll", "Paltlunch"),
    "beredskap": ("Kväll utan ström", "Övning på trygghetspunkten"),
}
EVENT_SUMMARIES = (
    "{name}, öppet för alla. Kom som du är och ta gärna med en granne.",
    "Vi träffas i {village} och det finns kaffe, värme och plats för {count} personer.",
    "Välkommen till {venue} i {village}, oavsett om du har varit med förut eller inte.",
)
EVENT_SENTENCES = (
    "Kvällen börjar med kaffe och smörgås, och sedan håller vi på tills ingen orkar mer.",
    "Det är sjätte året i rad som {organiser} ordnar det här i {village}, och det brukar bli fullt.",
    "Ta med varma kläder, för delar av programmet är utomhus även om termometern visar trettio grader kallt.",
    "Parkering finns vid skolan, och den som behöver skjuts kan ringa så ordnar vi det.",
    "Barn är välkomna tillsammans med någon vuxen, och för de minsta finns ett hörn med leksaker.",
    "Anmälan behövs inte, men säg gärna till om ni är fler än {count}, så hinner vi koka kaffe.",
    "Lokalen har ingång utan trappsteg och hörslinga, och ledarhundar får följa med in.",
    "Överskottet går till belysningen av elljusspåret, som har varit släckt sedan {year}.",
    "Blir det snöstorm flyttar vi till veckan efter, och då står det här på sidan samma dag.",
    "Programmet finns också på papper i livsmedelsbutiken och på biblioteket.",
    "Förra gången kom **{count} personer**, och de flesta stannade betydligt längre än de hade tänkt.",
    "Under pausen säljer {organiser} lotter, bröd och handarbeten till förmån för bygdegården.",
)
VENUES = ("Bygdegården", "Biblioteket", "Folkets hus", "Idrottshallen", "Församlingsgården", "Hembygdsgården", "Torget")
ORGANISERS = ("Byaföreningen", "Kommunens bibliotek", "Idrottsföreningen", "Studieförbundet", "Hembygdsföreningen")

POINT_NAMES = {
    "sot_point": "SOT-punkten",
    "safety_point": "Trygghetspunkten",
    "service_point": "Servicepunkten",
}
POINT_SUMMARY = "Värme, vatten och besked i {village} för upp till {count} personer."
POINT_SENTENCES = (
    "Punkten ligger mitt i {village} och är den plats dit man går när telefon och ström har slutat att fungera.",
    "Här får du besked om läget, kan värma dig och ladda det viktigaste, vanligtvis inom {count} timmar.",
    "Till vardags är här öppet som vanligt, och personalen vet vem som ansvarar för utrustningen.",
    "Ta med mediciner för ett dygn, laddsladd, pannlampa och varma kläder om du tänker stanna.",
    "Husdjur är välkomna i entrén, och det finns ett lugnare rum för den som behöver vila.",
    "Reservkraften provas varje månad, och en gång om året övar vi ett helt dygn utan el.",
    "Har du svårt att ta dig hit kan du ringa, så hjälps byns grupp åt att hämta.",
    "Vägen hit plogas först i byn, och skylten lyser också när resten av gatan är mörk.",
)
PLACES = {"arvidsjaur": "Arvidsjaur", "asele": "Åsele", "overkalix": "Överkalix"}
