"""A file of people as headings and rows of text, whatever program wrote it; refused as a whole where it cannot be.

import-export's formats hold a whole dataset in memory and leave a workbook's parser in this process; here a CSV file
is read as it stands and a workbook by a limited child, so that memory stays flat and a hostile file harms nobody.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from profiles.lib.archives import Flaw
from profiles.lib.spreadsheets import FILE_MAX_BYTES, ROWS_MAX, CsvFile, Row, find_table, kind_of, without_nul

from .errors import FileRefused, refusal
from .headers import known_words
from .tables import PEOPLE, Table

CHILD = Path(__file__).resolve().parent.parent / "lib" / "workbook_child.py"
_WALL_SECONDS = 70
_END = "#END"


@dataclass
class Source:
    """An opened file: its form, its headings, sentences about how it was read, and its rows as often as asked."""

    format: str
    headings: list[str]
    _rows: Any = field(repr=False)
    heading_row: int = 1
    notices: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Each row below the headings that is not empty, with its number as a person counts it.

        Raises FileRefused where the file breaks, or has too many rows.
        """
        count = 0
        try:
            for number, row in self._rows():
                if number <= self.heading_row or not any(row):
                    continue
                count += 1
                if count > ROWS_MAX:
                    raise Flaw("too-many-rows")
                yield number, row
        except Flaw as flaw:
            raise refusal(flaw.code) from flaw


@contextmanager
def opened(file: IO[bytes], table: Table = PEOPLE) -> Iterator[Source]:
    """The rows in a seekable file, told by its content and not by its name. Raises FileRefused.

    Where a file holds several sheets or begins with a title, the headings of ``table`` decide.
    """
    known = known_words(table)
    try:
        size = file.seek(0, io.SEEK_END)
        if size > FILE_MAX_BYTES:
            raise Flaw("too-large")
        file.seek(0)
        kind = kind_of(file.read(4096))
        if kind == "csv":
            yield _csv_source(CsvFile.open(file, known), known)
            return
    except Flaw as flaw:
        raise refusal(flaw.code) from flaw
    with tempfile.TemporaryFile() as result:
        _run_child(file, result, list(known))
        yield _workbook_source(result, known, kind)


def _csv_source(file: CsvFile, known: dict[str, str]) -> Source:
    table = find_table(file.rows(), known)
    notices = [_notice(code) for code in table.notices]
    if file.encoding == "cp1252":
        notices.append(
            _("The file is not in UTF-8; it was read as Windows text (cp1252). Check that accented letters are right.")
        )
    return Source("csv", table.headings, file.rows, table.row, notices)


def _notice(code: str, said: dict[str, Any] | None = None) -> str:
    if code == "title-rows":
        return _("The rows above the headings were left out.")
    if code == "merged-cells":
        return _("There are merged cells; the value counts for the first row of each alone.")
    said = said or {}
    return _("The sheet %(sheet)s was read; these were left out: %(others)s.") % {
        "sheet": said.get("sheet", ""),
        "others": ", ".join(said.get("others", [])),
    }


def _workbook_source(result: IO[bytes], known: dict[str, str], kind: str) -> Source:
    result.seek(0)
    try:
        said = json.loads(result.readline(100_000))
        code = said["code"]
    except (ValueError, KeyError, TypeError) as error:
        raise refusal("bomb") from error
    if code != "done":
        raise refusal(code)
    start = result.tell()

    def rows() -> Iterator[tuple[int, Row]]:
        result.seek(start)
        text = io.TextIOWrapper(result, encoding="utf-8", errors="surrogatepass", newline="")
        try:
            for number, *row in csv.reader(without_nul(text)):
                if number == _END:
                    return
                yield int(number), row
            raise Flaw("bomb")  # a limit ended the child
        except csv.Error as error:
            raise Flaw("damaged") from error
        finally:
            text.detach()

    try:
        table = find_table(rows(), known)
    except Flaw as flaw:
        raise refusal(flaw.code) from flaw
    notices = [_notice(name, said) for name in [*said["notices"], *table.notices]]
    return Source(kind, table.headings, rows, table.row, notices)


def _run_child(file: IO[bytes], result: IO[bytes], known: list[str]) -> None:
    """Let the child read the file; its answer says how it went, and is incomplete when a limit ended it."""
    with tempfile.TemporaryFile() as source:
        file.seek(0)
        while chunk := file.read(1024 * 1024):
            source.write(chunk)
        source.seek(0)
        process = subprocess.Popen(  # noqa: S603 - our own program, and nothing of the file in the command
            [sys.executable, "-I", str(CHILD), *known],
            stdin=source,
            stdout=result,
            stderr=subprocess.DEVNULL,
            env={"OMP_NUM_THREADS": "1", "LANG": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
        )
        try:
            process.wait(_WALL_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise refusal("bomb") from error
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


__all__ = ["FileRefused", "Source", "opened"]
