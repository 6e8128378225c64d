"""The reading child: one workbook from standard input, its table as CSV to standard output.

Run as ``python -I workbook_child.py WORD …`` in a process of its own; the words are the folded headings that are
known. The first line of the answer is JSON: ``code`` is "done" or the code of a ``Flaw``; with "done" come
``notices`` and ``sheet``. Each further row begins with its number in the sheet. A limit that is reached kills the
process: whoever started it sees that the last line is missing.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import json
import resource
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

if not __package__:
    # Run as a program, Python in isolated mode knows no folder of ours.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import python_calamine

from profiles.lib.archives import Flaw
from profiles.lib.render_limits import leave_network, limit_process
from profiles.lib.spreadsheets import COLUMNS_MAX, HEADING_ROWS, Row, folded, heading_row
from profiles.lib.workbook_guard import guard

MEMORY_MAX_BYTES = 700 * 1024 * 1024
WALL_MAX_SECONDS = 60
_SHEETS_TRIED = 20
_EXACT_BELOW = 10**15
#: The last line of a complete answer.
END = "#END"


def words(value: Any) -> str:
    """A cell as a person would write it: whole numbers without a point, days as 2026-01-31."""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT_BELOW else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}" if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)


def _rows(sheet: Any) -> Iterator[Row]:
    for row in sheet.iter_rows():
        yield [words(value) for value in row]


def _first_rows(sheet: Any) -> list[Row]:
    found = []
    for row in _rows(sheet):
        found.append(row)
        if len(found) >= HEADING_ROWS:
            break
    return found


def choose_sheet(workbook: Any, known: set[str]) -> tuple[Any, list[str]]:
    """The visible sheet with the most known headings, the first of equals; the names of the others with content."""
    best, best_score, filled = None, -1, []
    for about in workbook.sheets_metadata[:_SHEETS_TRIED]:
        if about.visible != python_calamine.SheetVisibleEnum.Visible:
            continue
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        rows = _first_rows(sheet)
        at = heading_row(rows, known)
        if at is None:
            continue
        filled.append(about.name)
        score = sum(1 for cell in rows[at] if folded(cell) in known)
        if score > best_score:
            best, best_score = sheet, score
    if best is None:
        raise Flaw("empty")
    return best, [name for name in filled if name != best.name]


def answer(source: io.BytesIO, known: set[str], out: TextIO) -> None:
    """Write the whole answer. Raises Flaw."""
    guard(source)
    source.seek(0)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(source)
        sheet, others = choose_sheet(workbook, known)
        merged = bool(getattr(sheet, "merged_cell_ranges", None))
    except python_calamine.PasswordError as error:
        raise Flaw("encrypted") from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise Flaw("damaged") from error
    if sheet.width > COLUMNS_MAX:
        raise Flaw("too-many-columns")
    notices = [*(["other-sheets"] if others else []), *(["merged-cells"] if merged else [])]
    print(json.dumps({"code": "done", "sheet": sheet.name, "others": others, "notices": notices}), file=out)
    _write(_rows(sheet), out)


def _write(rows: Iterable[Row], out: TextIO) -> None:
    writer = csv.writer(out)
    for number, row in enumerate(rows, start=1):
        if any(row):
            writer.writerow([number, *row])
    writer.writerow([END])


def bound_further() -> None:
    """Less memory than a rendering child has, and more time: a table is long, not deep."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX_BYTES, MEMORY_MAX_BYTES))
    signal.alarm(WALL_MAX_SECONDS)


def main(*known: str) -> None:
    """Read standard input, write the answer to standard output."""
    limit_process()
    bound_further()
    leave_network()
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="surrogatepass", newline="")
    try:
        answer(io.BytesIO(sys.stdin.buffer.read()), set(known), out)
    except Flaw as flaw:
        print(json.dumps({"code": flaw.code}), file=out)
    except MemoryError:
        print(json.dumps({"code": "bomb"}), file=out)
    out.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
