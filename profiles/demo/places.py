"""Where people live and how they are reached: streets, postal codes and telephone numbers by place of work.

In every pattern ``#`` stands for a digit. The numbers hold the 555 that marks them as invented.
"""

from dataclasses import dataclass
from random import Random

from profiles.demo.plans import AddressPlan

MAIL_HOSTS = ("post.example", "mail.example", "home.example", "inbox.example", "letters.example")


@dataclass(frozen=True)
class Place:
    """The surroundings of a place of work."""

    country: str
    region: str
    streets: tuple[str, ...]
    house: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]
    landline: str
    mobile: tuple[str, ...]


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";"))


PLACES: dict[str, Place] = {
    "cph": Place(
        "DK",
        "",
        _list(
            "Nørrebrogade; Amagerbrogade; Vesterbrogade; Østerbrogade; Jagtvej; Istedgade; Holmbladsgade; "
            "Valby Langgade; Strandvejen; Godthåbsvej; Peter Bangs Vej; Tagensvej; Øresundsvej; "
            "Blegdamsvej; Falkoner Allé; Hulgårdsvej"
        ),
        (
            "{street} #, st. th.",
            "{street} 1#, 2. tv.",
            "{street} 1##, 4. th.",
            "{street} 2#",
            "{street} 8#, 1. mf.",
        ),
        (
            ("2200", "København N"),
            ("2300", "København S"),
            ("1620", "København V"),
            ("2100", "København Ø"),
            ("2500", "Valby"),
            ("2000", "Frederiksberg"),
            ("2700", "Brønshøj"),
            ("2900", "Hellerup"),
        ),
        "+45 33 55 ## ##",
        ("+45 20 55 ## ##", "+45 31 55 ## ##", "+45 60 55 ## ##"),
    ),
    "gdn": Place(
        "PL",
        "pomorskie",
        _list(
            "ul. Długa; ul. Kartuska; ul. Szeroka; al. Grunwaldzka; ul. Wita Stwosza; ul. Jaśkowa Dolina; "
            "ul. Łagiewniki; ul. Żabi Kruk; ul. Chłopska; ul. Słowackiego; ul. Obrońców Wybrzeża; ul. "
            "Świętokrzyska; ul. Rajska; ul. Bitwy pod Płowcami; ul. Mariacka; ul. Sobótki; ul. Morenowe "
            "Wzgórze; ul. Piastowska"
        ),
        ("{street} #/1#", "{street} 1#/#", "{street} 2#A", "{street} 1##/2#", "{street} 7# m. #"),
        (
            ("80-831", "Gdańsk"),
            ("80-264", "Gdańsk"),
            ("80-365", "Gdańsk"),
            ("80-180", "Gdańsk"),
            ("81-703", "Sopot"),
            ("81-350", "Gdynia"),
            ("83-000", "Pruszcz Gdański"),
            ("84-230", "Rumia"),
        ),
        "+48 58 555 ## ##",
        ("+48 601 555 ###", "+48 512 555 ###", "+48 698 555 ###", "+48 730 555 ###"),
    ),
    "lis": Place(
        "PT",
        "Lisboa",
        _list(
            "Rua da Esperança; Rua de São Bento; Avenida Almirante Reis; Rua do Poço dos Negros; Calçada "
            "da Estrela; Rua Morais Soares; Travessa do Fala-Só; Rua da Graça; Avenida da Igreja; Rua "
            "Ferreira Borges; Largo do Rato; Rua Coelho da Rocha; Beco do Carneiro"
        ),
        ("{street} 1#, 2.º Esq.", "{street} #, r/c Dto.", "{street} 14#, 5.º A", "{street} 3#, 1.º"),
        (
            ("1200-656", "Lisboa"),
            ("1170-280", "Lisboa"),
            ("1900-341", "Lisboa"),
            ("1350-135", "Lisboa"),
            ("2780-189", "Oeiras"),
            ("2800-054", "Almada"),
            ("2750-310", "Cascais"),
        ),
        "+351 21 555 ## ##",
        ("+351 91 555 ## ##", "+351 96 555 ## ##", "+351 93 555 ## ##"),
    ),
    "nbo": Place(
        "KE",
        "Nairobi County",
        _list(
            "Ngong Road; Kirichwa Road; Argwings Kodhek Road; Thika Road; Juja Road; Lang’ata Road; "
            "Outering Road; Kikuyu Road; Waiyaki Way; Mbagathi Way; Naivasha Road; Kangundo Road; Muthithi "
            "Road"
        ),
        ("{street}, Court #, House 1#", "{street}, Apartment 4B", "{street}, Block C, Door #", "{street} 2#"),
        (
            ("00100", "Nairobi"),
            ("00200", "Nairobi"),
            ("00505", "Nairobi"),
            ("00618", "Nairobi"),
            ("00902", "Kikuyu"),
            ("01000", "Thika"),
        ),
        "+254 20 555 ####",
        ("+254 722 555 ###", "+254 733 555 ###", "+254 710 555 ###"),
    ),
    "dub": Place(
        "IE",
        "County Dublin",
        _list(
            "Camden Street Lower; Rathmines Road Upper; Clonliffe Road; Phibsborough Road; Sandymount "
            "Avenue; Drimnagh Road; Botanic Avenue; Thomas Street; Ballybough Road; Harold’s Cross Road; "
            "Dundrum Road; Howth Road; Kimmage Road West"
        ),
        ("1# {street}", "# {street}", "Apartment #, 4# {street}", "10# {street}"),
        (
            ("D02 X5#5", "Dublin 2"),
            ("D06 Y5#5", "Dublin 6"),
            ("D09 W5#5", "Dublin 9"),
            ("D14 K5#5", "Dublin 14"),
            ("A96 T5#5", "Dún Laoghaire"),
            ("K67 H5#5", "Swords"),
        ),
        "+353 1 555 ####",
        ("+353 85 555 ####", "+353 87 555 ####", "+353 86 555 ####"),
    ),
    "brq": Place(
        "CZ",
        "Jihomoravský kraj",
        _list(
            "Veveří; Lidická; Křenová; Údolní; Cejl; Štefánikova; Vídeňská; Merhautova; Pekařská; "
            "Kounicova; Purkyňova; Palackého třída; Husovická; Žarošická; Jírova"
        ),
        ("{street} 4#", "{street} 1##/#", "{street} #", "{street} 28#/1#"),
        (
            ("602 00", "Brno"),
            ("612 00", "Brno"),
            ("616 00", "Brno"),
            ("628 00", "Brno"),
            ("664 34", "Kuřim"),
            ("683 01", "Rousínov"),
        ),
        "+420 555 ### ###",
        ("+420 777 555 ###", "+420 604 555 ###", "+420 732 555 ###"),
    ),
    "izm": Place(
        "TR",
        "İzmir",
        _list(
            "Kıbrıs Şehitleri Cd.; Atatürk Cd.; Mithatpaşa Cd.; Fevzi Paşa Blv.; Girne Blv.; Yalı Cd.; "
            "İnönü Cd.; Cumhuriyet Blv.; Ankara Cd.; Gazi Blv.; Çiğli Sk."
        ),
        ("{street} No: 1# D: #", "{street} No: 5# D: 1#", "{street} No: 2##/#"),
        (
            ("35220", "Konak"),
            ("35530", "Karşıyaka"),
            ("35040", "Bornova"),
            ("35620", "Çiğli"),
            ("35330", "Balçova"),
        ),
        "+90 232 555 ## ##",
        ("+90 532 555 ## ##", "+90 505 555 ## ##", "+90 541 555 ## ##"),
    ),
    "blr": Place(
        "IN",
        "Karnataka",
        _list(
            "3rd Cross, Indiranagar; 17th Main, HSR Layout; 80 Feet Road, Koramangala; 9th Cross, "
            "Malleshwaram; 5th Block, Jayanagar; Sampige Road, Malleshwaram; 2nd Stage, Rajajinagar; "
            "Kanakapura Road, Basavanagudi; 100 Feet Road, Peenya; Outer Ring Road, Hebbal; Bull Temple "
            "Road"
        ),
        ("No. 1#, {street}", "Flat #0#, {street}", "#0#, {street}", "2#/1, {street}"),
        (
            ("560038", "Bengaluru"),
            ("560034", "Bengaluru"),
            ("560003", "Bengaluru"),
            ("560041", "Bengaluru"),
            ("560058", "Bengaluru"),
            ("560024", "Bengaluru"),
        ),
        "+91 80 5550 ####",
        ("+91 98450 55###", "+91 99005 55###", "+91 97415 55###"),
    ),
    "yok": Place(
        "JP",
        "神奈川県",
        _list(
            "西区みなとみらい; 中区山手町; 港北区日吉; 青葉区美しが丘; 鶴見区豊岡町; 南区弘明寺町; "
            "神奈川区白楽; 戸塚区品濃町; Motomachi, Naka-ku; Tsunashima-Nishi, Kohoku-ku; Azamino, "
            "Aoba-ku; Honmoku, Naka-ku"
        ),
        ("{street} #-1#-#", "{street} 2-#-1#", "{street} 1-2#"),
        (
            ("220-0012", "横浜市"),
            ("231-0862", "横浜市"),
            ("223-0061", "横浜市"),
            ("225-0002", "横浜市"),
            ("210-0006", "川崎市"),
            ("248-0012", "鎌倉市"),
        ),
        "+81 45 555 ####",
        ("+81 90 5555 ####", "+81 80 5555 ####", "+81 70 5555 ####"),
    ),
}


def filled(pattern: str, random: Random) -> str:
    """The pattern with a digit for every ``#``, never 0 at the beginning of a word."""
    letters: list[str] = []
    for letter in pattern:
        opens = not letters or not letters[-1].isdigit()
        letters.append(str(random.randint(1 if opens else 0, 9)) if letter == "#" else letter)
    return "".join(letters)


def work_phone(location: str, random: Random) -> str:
    """A number at the place of work."""
    return filled(PLACES[location].landline, random)


def mobile_phone(location: str, random: Random) -> str:
    """A mobile number as people have it there."""
    return filled(random.choice(PLACES[location].mobile), random)


def home_address(location: str, random: Random) -> AddressPlan:
    """A private address near the place of work."""
    place = PLACES[location]
    postal_code, city = random.choice(place.towns)
    street = filled(random.choice(place.house), random).format(street=random.choice(place.streets))
    return AddressPlan(street, city, place.region, filled(postal_code, random), place.country)
