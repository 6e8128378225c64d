"""How people are found by words: each word of the search begins a word of a column that the reader may see.

The database keeps the words of each row (see the migration ``search_words``); a search never reads a whole table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.utils import timezone

from profiles import policy

from .access import Viewer, general_audiences, roles_of

#: Words of a search that are looked for, and letters of each: names and titles have fewer.
MOST_WORDS, MOST_LETTERS = 8, 60
#: From so many digits on a text without letters may be a phone number.
PHONE_DIGITS = 5

#: Index → label of the model and the columns in it, in the order of the migration.
SOURCES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "profiles_accountwords": ("auth.User", ("username", "email", "first_name", "last_name")),
    "profiles_profilewords": (
        "profiles.Profile",
        ("full_name", "preferred_name", "employee_number", "work_phone", "mobile", "personal_email"),
    ),
    "profiles_jobwords": ("profiles.EmploymentRecord", ("job_title",)),
}
#: The same for documents, of the migration ``document_words``.
PAPERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "profiles_documentwords": ("profiles.Document", ("title", "issuer")),
    "profiles_filewords": ("profiles.DocumentVersion", ("display_name",)),
    "profiles_textwords": ("profiles.Extract", ("text",)),
}
_COLUMNS = {index: names for index, (_label, names) in (*SOURCES.items(), *PAPERS.items())}
_CODES = {name: chr(ord("a") + at) for at, name in enumerate(chain.from_iterable(_COLUMNS.values()))}
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ß": "ss", "ẞ": "ss", "ł": "l", "Ł": "l",
     "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i"}
)  # fmt: skip
_BETWEEN = re.compile(r"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\u2000-\u206f\u3000-\u303f\ud800-\udfff]+")
_PHONE = re.compile(r"[0-9+()./\-\s]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})
_DIGRAPHS = re.compile("(?<=[aou])e|(?<=a)a")


@dataclass(frozen=True)
class Word:
    """One word to find: whole, or the beginning of one."""

    text: str
    is_beginning: bool = True


#: All of these words, in any order.
Words = tuple[Word, ...]
#: One of these will do.
Alternatives = list[Words]


def words_of(text: str) -> list[Alternatives]:
    """What has to be found for a text: for each part between spaces the ways to read it.

    Empty for a text without a letter or digit.
    """
    known = unicodedata.normalize("NFC", text)
    if _PHONE.fullmatch(known.strip() or "-") and any(c.isspace() for c in known.strip()):
        digits = re.sub("[^0-9]", "", known).lstrip("0")[:MOST_LETTERS]
        if len(digits) >= PHONE_DIGITS:
            return [[(Word(digits),)]]
    parts = (_ways(part[: 2 * MOST_LETTERS]) for part in known.split()[:MOST_WORDS])
    return [ways for ways in parts if ways]


def is_called(text: str, ways: Alternatives) -> bool:
    """Whether the words of a short text, such as the name of a department, hold one of the ways."""
    words = [word for word in _BETWEEN.split(folded(text)) if word]
    words.append("".join(words))
    return any(all(any(told.startswith(folded(word.text)) for told in words) for word in way) for way in ways)


def _ways(part: str) -> Alternatives:
    words = [word[:MOST_LETTERS] for word in _BETWEEN.split(part) if word]
    if not words:
        return []
    compact = "".join(words)[:MOST_LETTERS]
    if "@" in part:
        return [(Word(compact),)]
    if len(words) > 1:
        return [(Word(compact),), (*(Word(word, False) for word in words[:-1]), Word(words[-1]))]
    if compact.isdecimal() and len(compact.lstrip("0")) >= PHONE_DIGITS and (compact[0] == "0" or "+" in part):
        return [(Word(compact),), (Word(compact.lstrip("0")),)]
    small = compact.lower()
    others = {small.translate(_UMLAUTS), _DIGRAPHS.sub("", small)} - {small}
    return [(Word(compact),), *((Word(other),) for other in sorted(others))]


def folded(text: str) -> str:
    """The text in small letters without accents, as PostgreSQL keeps it."""
    apart = unicodedata.normalize("NFD", text.translate(_LETTERS).lower())
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", apart))


class FoundIn(Func):
    """Whether the row of an index with this key, or these columns, holds all words of one of the ways."""

    output_field = BooleanField()

    def __init__(self, index: str, columns: frozenset[str], ways: Alternatives, key: str = "pk") -> None:
        names = _COLUMNS[index]
        self.index, self.columns, self.ways = index, [name for name in names if name in columns], ways
        super().__init__(F(key))

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        """The full-text table of SQLite."""
        key, params = compiler.compile(self.source_expressions[0])
        quote = connection.ops.quote_name(self.index)
        found = f"{key} IN (SELECT rowid FROM {quote} WHERE {quote} MATCH %s)"  # noqa: S608 - names of our own
        return found, (*params, self._match())

    def as_postgresql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        """The index over the function of the row's own columns."""
        key, params = compiler.compile(self.source_expressions[0])
        table = key.rpartition(".")[0]
        given = ", ".join(f"{table}.{connection.ops.quote_name(name)}::text" for name in _COLUMNS[self.index])
        return f"{self.index}({given}) @@ %s::tsquery", (*params, self._query())

    def _match(self) -> str:
        ways = " OR ".join("(" + " AND ".join(map(_sqlite_word, words)) + ")" for words in self.ways)
        return f"{{{' '.join(self.columns)}}}: ({ways})"

    def _query(self) -> str:
        return " | ".join("(" + " & ".join(map(self._postgresql_word, words)) + ")" for words in self.ways)

    def _postgresql_word(self, word: Word) -> str:
        text, end = folded(word.text), ":*" if word.is_beginning else ""
        return "(" + " | ".join(f"'{_CODES[name]}{text}'{end}" for name in self.columns) + ")"


def _sqlite_word(word: Word) -> str:
    return f'"{word.text.translate(_LETTERS)}"' + ("*" if word.is_beginning else "")


def searched_columns(viewer: Viewer) -> dict[str, frozenset[str]]:
    """The columns of each index that the account sees of everybody it may see.

    Whoever keeps the records of some and audits those of all may look for nothing that only their keeper sees.
    """
    seen_as = general_audiences(viewer)
    held = roles_of(viewer)
    if {policy.AUDITOR, policy.HR_SCOPED} <= held and policy.HR not in held and not viewer.is_superuser:
        seen_as -= {policy.Audience.HR}
    return {
        index: policy.visible_fields(label, seen_as) & frozenset(names) for index, (label, names) in SOURCES.items()
    }


def who_holds(ways: Alternatives, columns: Mapping[str, frozenset[str]]) -> QuerySet[Any, Any]:
    """Keys of the people of whom the account, the profile or a job of today holds one of the ways."""
    accounts, profiles, jobs = SOURCES
    in_force = apps.get_model("profiles", "EmploymentRecord").objects.as_of(timezone.localdate())
    rows = {
        accounts: (QuerySet(User), "pk"),
        profiles: (apps.get_model("profiles", "Profile").objects.all(), "user_id"),
        jobs: (in_force, "person_id"),
    }
    keys = {profiles: "user_id"}
    first, *others = [
        found.filter(Q(FoundIn(index, columns[index], ways, keys.get(index, "id")))).order_by().values_list(person)
        for index, (found, person) in rows.items()
        if columns[index]
    ]
    return first.union(*others, all=True)
