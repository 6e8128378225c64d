"""The first start: a copy of manage.py and hrsite/bootstrap.py, with tiny packages instead of the real ones."""

import ast
import base64
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from hrsite import bootstrap

REPOSITORY = bootstrap.ROOT
PLAIN_PYTHON = str(Path(sys.executable).resolve())  # the one that this environment was made with

# A Django and a pytest that say what they were asked, and where. The series is one that nobody has installed.
DJANGO = {
    "django/__init__.py": "VERSION = (99, 0)\n",
    "django/conf.py": "settings = None\n",
    "django/core/exceptions.py": "class ImproperlyConfigured(Exception): ...\n",
    "django/core/management/__init__.py": (
        "import sys\ndef execute_from_command_line(argv):\n    print('ran', *argv[1:], 'in', sys.prefix)\n"
    ),
}
PYTEST = {
    "xdist/__init__.py": "",
    "pytest/__init__.py": "",
    "pytest/__main__.py": (
        "import os, sys\nprint('tested', *sys.argv[1:], 'in', sys.prefix, os.environ['DJANGO_SETTINGS_MODULE'])\n"
    ),
}

needs_venv = pytest.mark.skipif(find_spec("ensurepip") is None, reason="needs: apt install python3-venv")


def make_wheel(folder: Path, name: str, files: dict[str, str]) -> str:
    """A wheel in the folder; its line for a lock file."""
    about = f"{name}-99.0.dist-info"
    files = files | {
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 99.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    wheel = folder / f"{name}-99.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        record = f"{about}/RECORD,,\n"
        for path, text in files.items():
            archive.writestr(path, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
            record += f"{path},sha256={digest},{len(text.encode())}\n"
        archive.writestr(f"{about}/RECORD", record)
    return f"{name}==99.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def unpack(files: dict[str, str], folder: Path) -> str:
    """Writes the files as an importable folder; its path."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return str(folder)


class Project:
    """A project folder with the two files under test and tiny lock files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.venv = root / ".venv"
        self.stamp = self.venv / "hr-records.stamp"

    @classmethod
    def make(cls, root: Path) -> "Project":
        """A fresh checkout."""
        (root / "hrsite").mkdir(parents=True)
        (root / "hrsite" / "__init__.py").touch()
        shutil.copy(REPOSITORY / "manage.py", root)
        shutil.copy(REPOSITORY / "hrsite" / "bootstrap.py", root / "hrsite")
        wheels = root / "wheels"
        wheels.mkdir()
        core = make_wheel(wheels, "django", DJANGO)
        (root / "requirements.txt").write_text(core)
        (root / "requirements-dev.txt").write_text(core + make_wheel(wheels, "pytest", PYTEST))
        return cls(root)

    def popen(self, *arguments: str, python: str = PLAIN_PYTHON, **variables: str) -> "subprocess.Popen[str]":
        """`python3 manage.py …` in an otherwise empty environment, without a network."""
        alone = {"PATH": "/usr/bin:/bin", "HOME": str(self.root), "PIP_CONFIG_FILE": "/dev/null"}
        offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.root / "wheels"), "PIP_RETRIES": "0"}
        return subprocess.Popen(
            [python, *(arguments if arguments[0] == "-c" else ["manage.py", *arguments])],
            cwd=self.root,
            env=alone | offline | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, python: str = PLAIN_PYTHON, **variables: str) -> tuple[int, str, str]:
        """Exit status, standard output and standard error of a start."""
        process = self.popen(*arguments, python=python, **variables)
        output, errors = process.communicate(timeout=120)
        return process.returncode, output.strip(), errors


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A fresh checkout."""
    return Project.make(tmp_path / "hr")


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, list[str]]:
    """A project after two first starts at once, and the lines that both said on standard error."""
    project = Project.make(tmp_path_factory.mktemp("first") / "hr")
    both = [project.popen("migrate"), project.popen("migrate")]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    return project, "".join(said).splitlines()


@pytest.fixture
def started(first_start: tuple[Project, list[str]], tmp_path: Path) -> Project:
    """A copy of a project after its first start."""
    return Project(shutil.copytree(first_start[0].root, tmp_path / "hr", symlinks=True))


@needs_venv
def test_of_two_first_starts_at_once_one_installs_and_the_other_waits(
    first_start: tuple[Project, list[str]],
) -> None:
    project, said = first_start
    assert sorted(line.rstrip("0123456789 s.") for line in said) == [
        "Installed in",
        "Installing 1 packages …",
        "Making .venv …",
        "Waiting for another start, which is making .venv …",
    ]
    assert project.stamp.read_text().startswith("requirements.txt ")


@needs_venv
def test_the_second_start_goes_straight_into_the_environment(started: Project) -> None:
    shutil.rmtree(started.root / "wheels")
    assert started.run("demo", "--no-serve") == (0, f"ran demo --no-serve in {started.venv}", "")


@needs_venv
def test_a_start_killed_midway_is_repaired(project: Project) -> None:
    killed = project.popen("migrate")
    while not (project.venv / "bin" / "python").exists():
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    status, output, errors = project.run("migrate")
    assert (status, output) == (0, f"ran migrate in {project.venv}")
    assert "Making .venv again" in errors
    killed.communicate()


@needs_venv
def test_changed_requirements_are_installed_even_when_started_from_inside(started: Project) -> None:
    lock = started.root / "requirements.txt"
    lock.write_text(f"# changed\n{lock.read_text()}")
    status, output, errors = started.run("migrate", python=str(started.venv / "bin" / "python"))
    assert (status, output) == (0, f"ran migrate in {started.venv}")
    assert "Making .venv again" in errors
    assert started.run("migrate")[2] == ""


@needs_venv
def test_test_adds_the_development_packages_and_runs_pytest(started: Project) -> None:
    status, output, errors = started.run("test", "-k", "page")
    assert (status, output) == (0, f"tested -n auto -k page in {started.venv} hrsite.settings")
    assert "Making" not in errors
    assert "Installing 2 packages" in errors
    assert started.run("test")[2] == started.run("migrate")[2] == ""


@needs_venv
def test_a_package_that_is_not_the_pinned_one_stops_the_start_and_nothing_is_left(project: Project) -> None:
    (project.root / "requirements.txt").write_text(f"django==99.0 --hash=sha256:{'0' * 64}\n")
    status, output, errors = project.run("migrate")
    assert (status, output) == (1, "")
    assert "pip could not install requirements.txt. It said:" in errors
    assert "HASH" in errors
    assert "Traceback" not in errors
    assert not project.venv.exists()


@needs_venv
def test_without_a_network_the_development_packages_fail_and_the_rest_stays(started: Project) -> None:
    nowhere = {"PIP_NO_INDEX": "0", "PIP_FIND_LINKS": "", "PIP_INDEX_URL": "http://127.0.0.1:9/"}
    status, _, errors = started.run("test", **nowhere)
    assert status == 1
    assert "The package index cannot be reached. Check the network" in errors
    assert started.run("migrate", **nowhere) == (0, f"ran migrate in {started.venv}", "")


def test_a_folder_that_cannot_be_written_gets_a_sentence(project: Project) -> None:
    (project.root / ".venv.lock").mkdir()
    status, _, errors = project.run("migrate")
    assert status == 1
    assert errors.startswith("HR Records cannot make")
    assert "Traceback" not in errors


def test_a_missing_venv_module_gets_a_sentence(project: Project) -> None:
    hidden = "import sys, runpy; sys.modules['ensurepip'] = None; sys.argv = ['manage.py', 'demo']; "
    status, _, errors = project.run("-c", hidden + "runpy.run_path('manage.py', run_name='__main__')")
    assert (status, errors) == (
        1,
        "Python's venv module is missing. Install it with: apt install python3-venv\n",
    )
    assert not project.venv.exists()


def test_an_old_python_gets_a_sentence(project: Project) -> None:
    ast.parse((project.root / "manage.py").read_text(), feature_version=(3, 6))
    older = "import sys, runpy; sys.version_info = (3, 9, 2); sys.argv = ['manage.py', 'demo']; "
    status, _, errors = project.run("-c", older + "runpy.run_path('manage.py', run_name='__main__')")
    assert status == 1
    assert errors.startswith("HR Records needs Python 3.11 or newer; this is 3.9. Install a newer Python")


def test_it_steps_aside_when_told_so(project: Project) -> None:
    packages = unpack(DJANGO, project.root / "packages")
    (project.root / "requirements.txt").write_text("django==98.0\n")
    ran = project.run("migrate", PYTHONPATH=packages, HR_NO_BOOTSTRAP="1")
    assert ran == (0, f"ran migrate in {sys.base_prefix}", "")
    assert not project.venv.exists()


def test_it_steps_aside_when_this_python_has_django(project: Project) -> None:
    packages = unpack(DJANGO, project.root / "packages")
    assert project.run("migrate", PYTHONPATH=packages) == (0, f"ran migrate in {sys.base_prefix}", "")
    assert not project.venv.exists()


def test_a_django_of_another_series_does_not_count(project: Project) -> None:
    older = unpack({"django/__init__.py": "VERSION = (3, 2, 19)\n"}, project.root / "packages")
    asked = "from hrsite import bootstrap; print(bootstrap.stands_aside())"
    assert project.run("-c", asked, PYTHONPATH=older) == (0, "False", "")


def test_a_missing_setting_gets_a_sentence() -> None:
    production = {**os.environ, "HR_NO_BOOTSTRAP": "1", "DEBUG": "0", "SECRET_KEY": ""}
    command = [sys.executable, str(REPOSITORY / "manage.py"), "check"]
    done = subprocess.run(command, env=production, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("HR Records does not start. SECRET_KEY is not set.")


def make_bare_environment(folder: Path, packages: dict[str, str]) -> str:
    """A virtual environment made by hand with these packages in it; its Python."""
    subprocess.run([PLAIN_PYTHON, "-m", "venv", "--without-pip", str(folder)], check=True)
    unpack(packages, folder / "lib" / f"python3.{sys.version_info.minor}" / "site-packages")
    return str(folder / "bin" / "python")


def test_it_steps_aside_in_an_active_environment(project: Project) -> None:
    python = make_bare_environment(project.root / "own", DJANGO | PYTEST)
    own = project.root / "own"
    assert project.run("migrate", python=python) == (0, f"ran migrate in {own}", "")
    assert project.run("test", "-n4", python=python) == (0, f"tested -n4 in {own} hrsite.settings", "")
    assert not project.venv.exists()


def test_an_environment_made_by_hand_is_used_and_never_touched(project: Project) -> None:
    make_bare_environment(project.venv, DJANGO)
    (project.root / "requirements.txt").write_text("django==98.0\n")
    assert project.run("migrate") == (0, f"ran migrate in {project.venv}", "")
    assert not project.stamp.exists()


@needs_venv
def test_an_environment_without_the_packages_is_made_again(project: Project) -> None:
    make_bare_environment(project.venv, {})
    status, output, errors = project.run("migrate")
    assert (status, output) == (0, f"ran migrate in {project.venv}")
    assert "Making .venv again" in errors
    assert project.stamp.exists()


def test_an_active_environment_without_the_packages_gets_a_sentence(project: Project) -> None:
    python = make_bare_environment(project.root / "own", {})
    for command, missing in (("migrate", "Django"), ("test", "pytest")):
        status, _, errors = project.run(command, python=python)
        assert status == 1
        assert errors.startswith(f"{missing} is not in this environment. Install it with: {python} -m pip")


@pytest.mark.parametrize(
    "given", ["-n 0", "-n4", "--numprocesses=2", "-p no:xdist", "-pno:xdist", "--pdb", "--trace -x"]
)
def test_who_decides_about_workers_or_debugs_is_left_alone(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    assert bootstrap.pytest_arguments(given.split()) == given.split()


def test_tests_run_in_parallel_unless_the_environment_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    assert bootstrap.pytest_arguments(["-x", "a.py"]) == ["-n", "auto", "-x", "a.py"]
    monkeypatch.setenv("PYTEST_ADDOPTS", "-n 3")
    assert bootstrap.pytest_arguments(["-x"]) == ["-x"]
