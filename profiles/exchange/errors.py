"""What an import refuses, in sentences for the person who brought the file."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.lib.spreadsheets import COLUMNS_MAX, ROWS_MAX


class ExchangeError(Exception):
    """Base of everything that an import or an export refuses."""


class FileRefused(ExchangeError):
    """The file as a whole cannot be read; ``code`` is one word, ``message`` the sentence to show."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class NotNow(ExchangeError):
    """The batch is not in a state for this act; the argument is the sentence to show."""


class Cancelled(ExchangeError):
    """Somebody asked to stop the job."""


_AGAIN = gettext_lazy("Open it in a spreadsheet program, save it as CSV or XLSX and upload that.")
_SENTENCES: Mapping[str, Promise] = {
    "empty": gettext_lazy("There is no table in this file. Add a row of headings and a row for each person."),
    "too-large": gettext_lazy("This file is larger than 64 MB. Split it into several files."),
    "too-many-rows": gettext_lazy("This file has more than 200,000 rows. Split it into several files."),
    "too-many-columns": gettext_lazy("This file has more than 200 columns. Remove those that are not about people."),
    "old-or-encrypted": gettext_lazy(
        "This is a workbook of an old kind (XLS), or one that is locked by a password. Save it as XLSX without a"
        " password and upload that."
    ),
    "encrypted": gettext_lazy("This workbook is locked by a password. Save it without one and upload that."),
    "no-table": gettext_lazy("This file holds no table. Upload a CSV or XLSX file."),
    "web-page": gettext_lazy(
        "This is a web page or XML under the name of a table. Open it in a spreadsheet program, save it as XLSX and"
        " upload that."
    ),
    "encoding": gettext_lazy("The letters of this file cannot be read. Save it as CSV UTF-8 and upload that."),
    "far-cell": gettext_lazy(
        "This workbook has a cell, or says it has one, far away from its table. Copy the table into a new workbook"
        " and upload that."
    ),
    "lying-size": gettext_lazy(
        "This workbook says that its table is smaller than it is. Open it in a spreadsheet program, save it again"
        " and upload that."
    ),
    "bomb": gettext_lazy("This workbook unpacks to more than can be read. Copy the table into a new workbook."),
    "entities": gettext_lazy("This workbook holds instructions that no spreadsheet program writes. It is not opened."),
    "odd-encoding": gettext_lazy("This workbook is written in a way that no spreadsheet program uses."),
}
assert (COLUMNS_MAX, ROWS_MAX) == (200, 200_000)  # noqa: S101 - the sentences name both numbers


def refusal(code: str) -> FileRefused:
    """The refusal for a code of a Flaw."""
    code, _colon, detail = code.partition(":")
    if code == "quotes":
        return FileRefused(
            code,
            _("Near row %(row)s a cell does not end: a quotation mark is never closed, or the text is too long.")
            % {"row": detail},
        )
    sentence = _SENTENCES.get(code)
    if sentence is None:
        sentence = gettext_lazy("This file is damaged and cannot be read.")
    if code in ("damaged", "entities", "odd-encoding") or code not in _SENTENCES:
        return FileRefused(code, f"{sentence} {_AGAIN}")
    return FileRefused(code, str(sentence))
