"""``manage.py demo``: what it refuses before it writes, what it prints, and what a second start keeps."""

import re
import socket
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings
from pytest_django.fixtures import Settings

from profiles.demo.address import Address, BadAddress, read_address
from profiles.demo.organisation import SMALLEST_COMPANY


@pytest.fixture(autouse=True)
def debug_on(settings: Settings) -> None:
    """Tests run with DEBUG off; the demonstration wants it on."""
    settings.DEBUG = True


def demo(*arguments: str) -> str:
    """Run the command on the smallest company without serving; what it printed."""
    output = StringIO()
    call_command("demo", "--no-serve", "--people", str(SMALLEST_COMPANY), *arguments, stdout=output)
    return output.getvalue()


def printed_passwords(output: str) -> dict[str, str]:
    """Passwords by username, read from the table."""
    return dict(re.findall(r"^  (\S+) +([a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}) ", output, re.MULTILINE))


@pytest.fixture(scope="module")
def first_start(kept_for_the_module: None) -> str:
    """What a first start printed; the company stays for the tests of this module that ask for it."""
    with override_settings(DEBUG=True):
        return demo()


@pytest.fixture
def loaded(first_start: str, db: None) -> str:
    """What the first start printed; what the test changes is taken back."""
    return first_start


@pytest.mark.django_db
def test_a_first_start_prints_random_sign_ins_that_work(loaded: str) -> None:
    passwords = printed_passwords(loaded)

    assert set(passwords) == {"admin", "hr", "hr.scoped", "auditor", "employee"}
    assert len(set(passwords.values())) == 5
    for username, password in passwords.items():
        assert authenticate(username=username, password=password) is not None


@pytest.mark.django_db
def test_one_password_for_all_can_be_chosen(loaded: str) -> None:
    output = demo("--password", "for scripts only")

    assert output.count("for scripts only") == 5
    assert authenticate(username="auditor", password="for scripts only") is not None


@pytest.mark.django_db
def test_a_second_start_keeps_what_was_entered_and_shows_no_passwords(loaded: str) -> None:
    zofia = User.objects.get(username="employee")
    zofia.profile.bio = "Edited since."
    zofia.profile.save()

    output = demo()

    assert User.objects.get(username="employee").profile.bio == "Edited since."
    assert User.objects.count() == SMALLEST_COMPANY
    assert printed_passwords(output) == {}
    assert "--new-passwords" in output
    assert authenticate(username="hr", password=printed_passwords(loaded)["hr"]) is not None


@pytest.mark.django_db
def test_new_passwords_replace_the_old_ones(loaded: str) -> None:
    before, after = printed_passwords(loaded), printed_passwords(demo("--new-passwords"))

    assert before.keys() == after.keys()
    assert authenticate(username="hr", password=before["hr"]) is None
    assert authenticate(username="hr", password=after["hr"]) is not None


@pytest.mark.django_db
def test_debug_off_can_be_forced(loaded: str, settings: Settings) -> None:
    settings.DEBUG = False

    assert "Zofia" in demo("--force")


def test_it_is_refused_with_debug_off(settings: Settings) -> None:
    settings.DEBUG = False

    # No database is open here: loading would fail the test.
    with pytest.raises(CommandError, match="DEBUG is off"):
        demo()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--people", "3"), f"write a number from {SMALLEST_COMPANY} on"),
        (("--addr", "somewhere"), "write a host and a port"),
        (("--addr", "127.0.0.1:99999"), "write a host and a port"),
        (("--password", ""), "write a password"),
    ],
)
def test_odd_options_are_explained(arguments: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        demo(*arguments)


@pytest.mark.parametrize("address", ["0.0.0.0:8000", "[::]:8000", "192.0.2.1:8000", "hr.example:8000"])
def test_other_machines_are_let_in_only_when_asked_for(address: str) -> None:
    with pytest.raises(CommandError, match="Add --public"):
        call_command("demo", "--addr", address)


def test_a_port_in_use_is_told_before_anything_is_loaded() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        # No database is open here: loading would fail the test.
        with pytest.raises(CommandError, match=f"Nothing can be served on 127.0.0.1:{port}"):
            call_command("demo", "--addr", f"127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("8000", Address("127.0.0.1", 8000)),
        ("localhost:80", Address("localhost", 80)),
        ("[::1]:8000", Address("::1", 8000)),
        ("192.0.2.1:65535", Address("192.0.2.1", 65535)),
    ],
)
def test_addresses_are_read(text: str, address: Address) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize("text", ["", "host", "host:", ":0", "1:2:3", "host:65536", "host:-1"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(BadAddress):
        read_address(text)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "::1"])
def test_loopback_addresses_are_known(host: str) -> None:
    assert Address(host, 8000).is_loopback
