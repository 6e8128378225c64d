"""How a culture builds a name: given and family names, their order, a second script where there is one."""

import unicodedata
from dataclasses import dataclass
from random import Random

# Letters that do not fall apart into a base letter and a mark.
_LETTERS = str.maketrans(
    {
        "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ı": "i",
        "æ": "ae", "Æ": "Ae", "œ": "oe", "ß": "ss", "þ": "th", "Þ": "Th", "’": "", "'": "", "ʼ": "",
    }
)  # fmt: skip


def plain_ascii(text: str) -> str:
    """The text in ASCII letters, as an e-mail address or a machine-readable zone would spell it."""
    decomposed = unicodedata.normalize("NFD", text.translate(_LETTERS))
    return decomposed.encode("ascii", "ignore").decode("ascii")


@dataclass(frozen=True)
class Name:
    """One person's name: how it is shown, and its parts in Latin letters."""

    given: str
    family: str
    full: str
    latin: str
    gender: str

    @property
    def ascii(self) -> str:
        """The Latin name without marks, given name first."""
        return plain_ascii(f"{self.given} {self.family}")


@dataclass(frozen=True)
class Culture:
    """Lists of names with the rules that join them; an entry ``script|Latin`` carries both spellings."""

    key: str
    nationality: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    families_women: tuple[str, ...] = ()
    family_first: bool = False
    second_family: float = 0.0
    second_family_joiner: str = " "
    script_joiner: str = ""
    script_family_first: bool = False
    shows_script: float = 0.0


def words(text: str) -> tuple[str, ...]:
    """The entries of a list written as text: separated by commas when there are any, else by spaces."""
    parts = text.split(",") if "," in text else text.split()
    return tuple(" ".join(part.split()) for part in parts if part.strip())


def _latin(entry: str) -> str:
    return entry.rpartition("|")[2]


def _script(entry: str) -> str:
    return entry.partition("|")[0] if "|" in entry else ""


def _family(culture: Culture, gender: str, random: Random) -> str:
    families = culture.families_women if gender == "f" and culture.families_women else culture.families
    family = random.choice(families)
    if random.random() < culture.second_family:
        second = random.choice(families)
        if second != family:
            return f"{family}{culture.second_family_joiner}{second}"
    return family


def _joined(given: str, family: str, *, family_first: bool, joiner: str) -> str:
    return f"{family}{joiner}{given}" if family_first else f"{given}{joiner}{family}"


def draw_name(culture: Culture, random: Random) -> Name:
    """A name of the culture; shown in both scripts for as many people as the culture says."""
    gender = random.choice("fm")
    given = random.choice(culture.women if gender == "f" else culture.men)
    family = _family(culture, gender, random)
    while _latin(family) == _latin(given):
        family = _family(culture, gender, random)
    latin = _joined(_latin(given), _latin(family), family_first=culture.family_first, joiner=" ")
    full = latin
    if _script(given) and _script(family) and random.random() < culture.shows_script:
        script = _joined(
            _script(given),
            _script(family),
            family_first=culture.script_family_first,
            joiner=culture.script_joiner,
        )
        full = f"{script} {latin}"
    return Name(_latin(given), _latin(family), full, latin, gender)


def with_middle_name(name: Name, culture: Culture, random: Random) -> Name:
    """The name with one more given name, to keep namesakes apart."""
    middle = _latin(random.choice(culture.women if name.gender == "f" else culture.men))
    given = f"{name.given} {middle}"
    latin = _joined(given, name.family, family_first=culture.family_first, joiner=" ")
    return Name(given, name.family, name.full.replace(name.latin, latin), latin, name.gender)


def draw_relative(name: Name, culture: Culture, gender: str, random: Random) -> str:
    """The Latin name of somebody of the same family; where families have two forms, the one for the gender."""
    given = _latin(random.choice(culture.women if gender == "f" else culture.men))
    family = name.family
    if culture.families_women:
        own, other = culture.families, culture.families_women
        if name.gender == "f":
            own, other = other, own
        if family in own and gender != name.gender:
            family = other[own.index(family)]
    return _joined(given, family, family_first=culture.family_first, joiner=" ")
