"""Makes the first start one command: a `.venv` with the pinned packages, then the same command inside it.

Standard library only, because it runs before anything is installed. `manage.py` calls `prepare`:

- an environment that is not ours is used as it is (see `stands_aside`);
- when `.venv` is up to date, the command starts again inside it, or goes on when it is inside already;
- when `.venv` is missing, half-made or older than the lock files, it is made (again), by one start at a time.

A `.venv` made here carries a stamp that says which lock files are installed in it. One without a stamp was
made by hand: it is used for as long as it works, and it is never updated.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "hr-records.stamp"
LOCK = ROOT / ".venv.lock"
CORE = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"  # everything of CORE too, at the same versions

RESTARTED = "HR_RESTARTED"
PIP_LINES_SHOWN = 8
PIP_LINE_LENGTH = 200
NO_CONNECTION = re.compile(r"ConnectionError|NameResolution|ProxyError|Timeout|SSLError|from versions: none")
DECIDED_ABOUT_WORKERS = re.compile(r"(^| )(-n|--numprocesses|--pdb|--trace|-p ?no:xdist)")


class InstallError(Exception):
    """The packages did not arrive; the text says what happened and what to do next."""


def prepare(argv: list[str]) -> None:
    """Returns once Django can be imported here; a restart in `.venv` and `test` replace the process instead.

    Exits with status 1 and a sentence on stderr when that cannot be had.
    """
    testing = argv[1:2] == ["test"]
    if not stands_aside():
        try:
            _go_into_venv([CORE, DEVELOPMENT] if testing else [CORE])
        except InstallError as problem:
            _fail(str(problem))
        except OSError as problem:
            _fail(f"HR Records cannot make {VENV}: {problem}. Mend that and start again.")
        except KeyboardInterrupt:
            _fail("Stopped.", status=130)
    if testing:
        _run_pytest(argv[2:])
    if not _can_import("django"):
        _fail(_advice("Django", CORE))


def stands_aside() -> bool:
    """Whether the packages are someone else's care: an active environment, Django at hand, or a wish."""
    if os.environ.get("HR_NO_BOOTSTRAP", "0") not in ("", "0"):
        return True
    if _inside_venv():
        return _stamp() is None
    return sys.prefix != sys.base_prefix or _has_django_of_its_own()


def pytest_arguments(given: list[str]) -> list[str]:
    """The arguments for pytest: in parallel, unless the caller decided about that or asked for a debugger."""
    said = " ".join([*shlex.split(os.environ.get("PYTEST_ADDOPTS", "")), *given])
    if DECIDED_ABOUT_WORKERS.search(said) or not _can_import("xdist"):
        return given
    return ["-n", "auto", *given]


def _go_into_venv(locks: list[Path]) -> None:
    """Returns when this process runs in an up-to-date `.venv`; otherwise makes one and starts again in it."""
    restarted = os.environ.pop(RESTARTED, "") == str(os.getpid())  # an exec keeps the process number
    if _inside_venv() and _is_ready(locks):
        return
    if restarted:
        raise InstallError(f"{VENV} does not work. Delete it, unset PYTHONHOME if it is set, and start again.")
    if _inside_venv():
        _replace_process(str(Path(sys.executable).resolve()), sys.orig_argv[1:])  # not to be remade from within
    if not _is_ready(locks):
        with _one_at_a_time() as lock:
            if not _is_ready(locks):  # the start that this one waited for may have done it
                _install(locks, lock)
    os.environ[RESTARTED] = str(os.getpid())
    _replace_process(str(VENV_PYTHON), sys.orig_argv[1:])


def _inside_venv() -> bool:
    return VENV.exists() and VENV.samefile(sys.prefix)


def _has_django_of_its_own() -> bool:
    """Whether this Python has a Django that will do; a system's older one (python3-django) will not."""
    spec = importlib.util.find_spec("django")
    if spec is None or spec.origin is None or Path(spec.origin).is_relative_to(VENV):
        return False
    here = re.search(r"VERSION = \((\d+), (\d+)", Path(spec.origin).read_text(encoding="utf-8"))
    wanted = re.search(r"^django==(\d+)\.(\d+)", CORE.read_text(encoding="utf-8"), re.MULTILINE)
    return here is None or wanted is None or here.groups() == wanted.groups()


def _can_import(name: str) -> bool:
    spec = importlib.util.find_spec(name)
    return spec is not None and spec.origin is not None  # an emptied folder is a package without an origin


def _is_ready(locks: list[Path]) -> bool:
    """Whether `.venv` works and holds these locks; one made by hand (no stamp) is taken as it is."""
    stamp = _stamp()
    whole = (
        os.access(VENV_PYTHON, os.X_OK)
        and (VENV / "pyvenv.cfg").is_file()
        and any(VENV.glob("lib/python3.*/site-packages/django/__init__.py"))
    )
    return whole and (stamp is None or set(_stamp_lines(locks)) <= set(stamp.splitlines()))


def _stamp() -> str | None:
    """The stamp of `.venv`: empty while it is being made, None for one that was made by hand."""
    try:
        return STAMP.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return None


def _stamp_lines(locks: list[Path]) -> list[str]:
    """One line for each lock: its name, and the SHA-256 of its bytes and of the Python it is for."""
    python = f"{sys.implementation.cache_tag} {sys.platform} {os.uname().machine}".encode()
    return [f"{lock.name} {hashlib.sha256(lock.read_bytes() + python).hexdigest()}" for lock in locks]


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[int]:
    """Holds the lock of this project folder; yields its file descriptor."""
    with LOCK.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Waiting for another start, which is making .venv …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def _install(locks: list[Path], held: int) -> None:
    """Brings the locks into `.venv`: from nothing, or on top when only the development packages are missing.

    Until all is there the stamp is empty, so that a start after a kill sees a half-made environment. After a
    failure there is what was there before: no `.venv`, or the one without development packages.
    """
    started = time.monotonic()
    adding = DEVELOPMENT in locks and _is_ready([CORE]) and DEVELOPMENT.name not in (_stamp() or "")
    if not adding and not (_can_import("venv") and _can_import("ensurepip")):
        raise InstallError("Python's venv module is missing. Install it with: apt install python3-venv")
    try:
        if adding:
            STAMP.write_text("")
        else:
            _make_empty_venv(held)
        _install_packages(locks[-1], held)
    except BaseException:
        if adding:
            _write_stamp([CORE])
        else:
            _remove_venv()
        raise
    _write_stamp(locks)
    _say(f"Installed in {time.monotonic() - started:.0f} s.")


def _make_empty_venv(held: int) -> None:
    _say("Making .venv again: it was half-made or out of date …" if VENV.exists() else "Making .venv …")
    _clear_venv()
    failure = _failure_of([sys.executable, "-I", "-m", "venv", str(VENV)], held)
    if failure:
        raise InstallError(f"Python could not make {VENV}. It said:\n{failure}")


def _install_packages(lock: Path, held: int) -> None:
    count = len(re.findall(r"^[\w.-]+ ?(?:==|@)", lock.read_text(encoding="utf-8"), re.MULTILINE))
    _say(f"Installing {count} packages …")
    pip = [str(VENV_PYTHON), "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-q"]
    failure = _failure_of([*pip, "--require-hashes", "-r", str(lock)], held)
    if failure and NO_CONNECTION.search(failure):
        raise InstallError(
            "The package index cannot be reached. Check the network, or the index that pip is set to, "
            f"and start again. pip said:\n{failure}"
        )
    if failure:
        raise InstallError(f"pip could not install {lock.name}. It said:\n{failure}")


def _failure_of(command: list[str], held: int) -> str:
    """Runs a command; the last lines it wrote when it failed, an empty text when it did not."""
    done = subprocess.run(  # noqa: S603 (our own words, no shell)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=os.environ | {"PIP_USER": "0"},  # pip refuses someone's "user = true" inside an environment
        pass_fds=(held,),  # pip that outlives a killed start goes on holding the lock
        check=False,
    )
    if done.returncode == 0:
        return ""
    said = done.stdout.strip().splitlines() or [f"(nothing; exit status {done.returncode})"]
    return "\n".join(line[:PIP_LINE_LENGTH] for line in said[-PIP_LINES_SHOWN:])


def _clear_venv() -> None:
    """Leaves `.venv` with only an empty stamp, written first: a kill leaves what is known to be half-made."""
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    VENV.mkdir(exist_ok=True)
    STAMP.write_text("")
    for entry in VENV.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry != STAMP:
            entry.unlink()


def _remove_venv() -> None:
    if VENV.is_dir():
        _clear_venv()
        STAMP.unlink()
        VENV.rmdir()


def _write_stamp(locks: list[Path]) -> None:
    fresh = STAMP.with_suffix(".new")
    fresh.write_text("\n".join(_stamp_lines(locks)) + "\n", encoding="ascii")
    fresh.replace(STAMP)


def _run_pytest(arguments: list[str]) -> NoReturn:
    """Replaces this process by pytest, from the project folder when the caller stands outside of it."""
    if not _can_import("pytest"):
        _fail(_advice("pytest", DEVELOPMENT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrsite.settings")
    if not Path.cwd().is_relative_to(ROOT):
        os.chdir(ROOT)
    _replace_process(sys.executable, ["-m", "pytest", *pytest_arguments(arguments)])


def _replace_process(python: str, arguments: list[str]) -> NoReturn:
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(python, [python, *arguments])  # noqa: S606 (the same command in another Python, no shell)


def _advice(missing: str, lock: Path) -> str:
    return f"{missing} is not in this environment. Install it with: {sys.executable} -m pip install -r {lock}"


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _fail(text: str, status: int = 1) -> NoReturn:
    _say(text)
    sys.exit(status)
