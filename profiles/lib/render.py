"""The rendering child: reads one hostile file from its input and writes what was asked for to its output.

Run as ``python -I render.py OPERATION TYPE [PAGE …]`` in a process of its own; never imported by the web worker.
Operations: ``photo``, ``open`` (facts, first page, text, tables) and ``pages``; the answer has the form of
``render_output.Output``. A limit that is reached kills the process: whoever started it reads that from the exit
status, and keeps the parts that were complete.
"""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

if not __package__:
    # Run as a program, Python in isolated mode knows no folder of ours.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from profiles.lib.render_limits import leave_network, limit_process
from profiles.lib.render_output import Output, Refused

_LIB = "profiles.lib."
#: Types whose decoder works in a thread of its own, and fails without one.
_THREADED = ("heic",)
_PICTURES = ("jpg", "png", "webp", "tif", "gif", "heic")
#: The module for each type; only that one is loaded, as loading takes longer than most files.
MODULES: Mapping[str, str] = {
    "pdf": "render_pdf",
    **dict.fromkeys(_PICTURES, "render_images"),
    **dict.fromkeys(("txt", "docx", "odt"), "render_text"),
    **dict.fromkeys(("csv", "xlsx", "ods"), "render_tables"),
}


def run(module: Any, operation: str, kind: str, numbers: list[int], output: Output) -> None:
    """Answer the operation on standard input. Raises Refused, and whatever a broken file makes a decoder raise."""
    source = io.BytesIO(sys.stdin.buffer.read())
    if operation == "photo":
        module.photo(source, kind, output)
    elif operation == "open":
        module.open_file(source, kind, output)
    else:
        module.pages(source, kind, output, numbers)


def main(operation: str, kind: str, *numbers: str) -> None:
    """Read standard input, write the answer to standard output."""
    limit_process(needs_threads=kind in _THREADED)
    leave_network()
    module = importlib.import_module(_LIB + MODULES[kind])
    if hasattr(module, "prepare"):
        module.prepare(kind)
    output = Output(sys.stdout.buffer)
    try:
        run(module, operation, kind, [int(number) for number in numbers], output)
        code = "done"
    except Refused as refused:
        code = str(refused)
    except MemoryError:
        code = "limit"
    except Exception as error:  # noqa: BLE001 - whatever a broken file makes a decoder raise, it means this
        is_bomb = type(error).__name__.startswith("DecompressionBomb")
        code = "too-many-pixels" if is_bomb else "damaged"
    output.end(code)


if __name__ == "__main__":
    main(*sys.argv[1:])
