"""From the text of a cell to a value and back; whoever reads the message corrects the cell with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.lib.countries import COUNTRIES
from profiles.models import EmploymentRecord, Profile

Parse = Callable[[str], Any]

#: Control characters, half characters and the NUL: nothing that a person typed.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_PLAIN_ADDRESS = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[T ]00:00(?::00)?)?")
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
#: Day 0 of Excel's calendar as far as it is right, that is from March 1900 on.
_EXCEL_DAY_0 = dt.date(1899, 12, 30)
_LONG_PAST = dt.date(2020, 1, 1)
_EARLIEST, _LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


class BadValue(ValueError):
    """The text is no value of the column; the argument is a sentence for the person who wrote it."""


def shown(value: Any) -> str:
    """The text of a value as it stands in an exported file; empty for none."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize() if value else Decimal(0), "f")
    return str(value)


#: What a spreadsheet shows in the place of a value that it could not work out.
_MISTAKES = frozenset({"#N/A", "#NA", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#NV", "#WERT!"})
_POWER_OF_TEN = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)


def code(max_length: int) -> Parse:
    """A number that is kept as text: no powers of ten in its place, and no character that nobody sees."""
    read = line(max_length)

    def parse(text: str) -> str:
        value: str = read(text)
        if _POWER_OF_TEN.fullmatch(value):
            raise BadValue(_("The spreadsheet shortened this number. Format the column as text and type it anew."))
        if not value.isprintable():
            raise BadValue(_("There are invisible characters in this cell. Type the text anew."))
        return value

    return parse


def line(max_length: int) -> Parse:
    """One line of text of at most so many characters; runs of spaces and line breaks become one space."""

    def parse(text: str) -> str:
        value = " ".join(text.split())
        if value[:1] == "#" and value in _MISTAKES:
            raise BadValue(_("This is a mistake of the spreadsheet, no value. Correct its formula."))
        if len(value) > max_length or not value.isprintable():
            check_text(value, max_length)
        return value

    return parse


def several_lines(max_length: int) -> Parse:
    """Text with line breaks."""

    def parse(text: str) -> str:
        value = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        check_text(value, max_length)
        return value

    return parse


def check_text(value: str, max_length: int) -> None:
    """Raises BadValue for a text that is too long or holds what nobody typed."""
    if len(value) > max_length:
        raise BadValue(
            _("This has %(n)d characters; at most %(most)d fit. Shorten it.") % {"n": len(value), "most": max_length}
        )
    if not value.isprintable() and _CONTROL.search(value):
        raise BadValue(_("There are invisible control characters in this cell. Type the text anew."))


def checked_by_model(model: type[models.Model], name: str, usual: str = r"(?!)") -> Parse:
    """One line of text that passes the validators of the model's field; texts of the ``usual`` form always do."""
    fits = re.compile(usual).fullmatch
    field = next(each for each in model._meta.concrete_fields if each.name == name)
    read = line(field.max_length or 200)

    def parse(text: str) -> str:
        if fits(text):
            return text
        value: str = read(text)
        try:
            field.run_validators(value)
        except ValidationError as error:
            raise BadValue(" ".join(error.messages)) from error
        return value

    return parse


def email(text: str) -> str:
    """An e-mail address."""
    value = text.strip()
    if len(value) > 254:
        check_text(value, 254)
    if not _PLAIN_ADDRESS.fullmatch(value):
        try:
            validate_email(value)
        except ValidationError as error:
            raise BadValue(_("This is no e-mail address. Write it like name@example.org.")) from error
    return value


@lru_cache(maxsize=20_000)
def day(text: str) -> dt.date:
    """A day as 2026-05-17, 17.05.2026, 17/05/2026 where that can mean one day only, or Excel's number of a day."""
    text = text.strip()
    try:
        value = _day_of(text)
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadValue):
            raise
        raise BadValue(_("There is no such day. Write a day as 2026-05-17.")) from error
    if not _EARLIEST <= value <= _LATEST:
        raise BadValue(_("The year lies outside 1900 to 2199. Write a day as 2026-05-17."))
    return value


_MONTHS = {
    month: number + 1
    for number, month in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())  # noqa: SIM905
}
_NAMED_MONTH = re.compile(r"(\d{1,2})[ .-]+([A-Za-z]{3,9})[ .,-]+(\d{4})")


def _day_of(text: str) -> dt.date:
    if found := _ISO.fullmatch(text):
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] != "/" or first > 12 or first == second:
            return dt.date(year, second, first)
        if second > 12:
            return dt.date(year, first, second)
        one, other = dt.date(year, second, first), dt.date(year, first, second)
        raise BadValue(
            _("This can mean two days. Write %(one)s or %(other)s.")
            % {"one": one.isoformat(), "other": other.isoformat()}
        )
    if (found := _NAMED_MONTH.fullmatch(text)) and found[2][:3].lower() in _MONTHS:
        return dt.date(int(found[3]), _MONTHS[found[2][:3].lower()], int(found[1]))
    if _SERIAL.fullmatch(text):
        return _EXCEL_DAY_0 + dt.timedelta(days=int(text[:5]))
    if text.isdigit() and len(text) == 8:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    raise BadValue(_("This is no day. Write a day as 2026-05-17."))


def past_day(text: str) -> dt.date:
    """A day before today."""
    value = day(text)
    # The day of the installation's time zone is asked only for the last years: it is dear.
    if value >= _LONG_PAST and value >= timezone.localdate():
        raise BadValue(_("This day lies in the future. Write the day of birth, for example 1990-05-17."))
    return value


@lru_cache(maxsize=1000)
def fte(text: str) -> Decimal:
    """A share of full time: 0.8, 0,8 or 80 %."""
    words = text.strip().replace(" ", "").replace("\xa0", "").replace(",", ".")
    try:
        value = Decimal(words.removesuffix("%")) / (100 if words.endswith("%") else 1)
        exact = value.quantize(Decimal("0.001"))
        fits = 0 < value <= 1
    except InvalidOperation as error:
        raise BadValue(_("This is no number. Write 0.8 for four days of five.")) from error
    if not fits:
        raise BadValue(_("FTE is more than 0 and at most 1. Write 0.8 for four days of five."))
    if exact != value:
        raise BadValue(_("FTE has at most three decimals. Write 0.8 for four days of five."))
    return exact


def choice(codes: Mapping[str, str], synonyms: Mapping[str, str] | None = None) -> Parse:
    """One of the codes, by its code, its name or, letter for letter, one of the other words for it."""
    known = {str(name).casefold(): code for code, name in codes.items()}
    known |= {code.casefold(): code for code in codes}
    others = dict(synonyms or {})
    offered = ", ".join([*codes, *others])

    def parse(text: str) -> str:
        word = text.strip()
        found = known.get(word.casefold()) or others.get(word)
        if found is None:
            raise BadValue(_("This is none of the values known here. Write one of: %(known)s.") % {"known": offered})
        return found

    return parse


#: How other systems call the terms of employment. Part time is told by the FTE, not by the terms.
EMPLOYMENT_TYPES: Mapping[str, str] = {
    "full_time": EmploymentRecord.EmploymentType.PERMANENT.value,
    "part_time": EmploymentRecord.EmploymentType.PERMANENT.value,
    "contract": EmploymentRecord.EmploymentType.CONTRACTOR.value,
}
employment_type = choice({item.value: str(item.label) for item in EmploymentRecord.EmploymentType}, EMPLOYMENT_TYPES)
leave_reason = choice({item.value: str(item.label) for item in Profile.LeaveReason})

_COUNTRY_CODES = {name.casefold(): code for code, name in COUNTRIES.items()}


def country(text: str) -> str:
    """A country by its two letters or its English name."""
    word = " ".join(text.split())
    if word.upper() in COUNTRIES:
        return word.upper()
    found = _COUNTRY_CODES.get(word.casefold())
    if found is None:
        raise BadValue(_("This is not a country of the list. Write its two letters, for example DE."))
    return found
