"""The brake on guessing."""

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from profiles.selfservice.throttle import (
    MOST_PER_ACCOUNT_AND_ADDRESS,
    MOST_PER_ADDRESS,
    WINDOW,
    Attempt,
)
from profiles.tests.factories import PASSWORD

HOME, ELSEWHERE = "192.0.2.1", "192.0.2.2"


def attempt(client: Client, password: str, address: str = HOME) -> HttpResponse:
    form = {"username": "emil", "password": password}
    response: HttpResponse = client.post("/sign-in/", form, REMOTE_ADDR=address)  # type: ignore[assignment]
    return response


def fail(times: int, address: str = HOME, kind: str = "sign-in", account: str = "emil") -> None:
    for _ in range(times):
        Attempt(kind, account, address).refused()


def test_after_ten_failures_even_the_right_password_waits(client: Client, emil: User) -> None:
    for _ in range(MOST_PER_ACCOUNT_AND_ADDRESS):
        assert attempt(client, "wrong").status_code == 200
    response = attempt(client, PASSWORD)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == str(int(WINDOW.total_seconds()))
    assert "Wait ten minutes" in response.text


def test_nobody_can_lock_somebody_out_from_elsewhere(client: Client, emil: User) -> None:
    fail(50, ELSEWHERE)
    assert attempt(client, PASSWORD).status_code == 302


def test_other_people_at_the_same_address_are_not_concerned(client: Client, emil: User) -> None:
    fail(50, account="olga")
    assert attempt(client, PASSWORD).status_code == 302


def test_one_address_may_not_try_many_names(client: Client, emil: User) -> None:
    for number in range(MOST_PER_ADDRESS):
        fail(1, account=f"name{number}")
    assert attempt(client, PASSWORD).status_code == 429


def test_success_forgets_the_failures_before_it(client: Client, emil: User) -> None:
    fail(MOST_PER_ACCOUNT_AND_ADDRESS - 1)
    assert attempt(client, PASSWORD).status_code == 302
    assert attempt(Client(), "wrong").status_code == 200


def test_many_people_behind_one_address_can_sign_in(client: Client, emil: User) -> None:
    for _ in range(MOST_PER_ADDRESS + 5):
        one = Attempt("sign-in", "emil", HOME)
        assert not one.refused()
        one.succeeded()


@pytest.mark.parametrize("spelling", ["EMIL", " emil ", "ｅｍｉｌ"])
def test_other_spellings_of_a_name_count_together(client: Client, emil: User, spelling: str) -> None:
    fail(MOST_PER_ACCOUNT_AND_ADDRESS, account=spelling)
    assert attempt(client, PASSWORD).status_code == 429


def test_addresses_of_one_ipv6_network_count_together(client: Client, emil: User) -> None:
    for number in range(MOST_PER_ACCOUNT_AND_ADDRESS):
        fail(1, f"2001:db8::{number + 1}")
    assert attempt(client, PASSWORD, address="2001:db8::ffff").status_code == 429
    assert attempt(client, PASSWORD, address="2001:db8:0:1::1").status_code == 302


def test_a_forwarded_address_does_not_help(client: Client, emil: User) -> None:
    fail(MOST_PER_ACCOUNT_AND_ADDRESS)
    form = {"username": "emil", "password": PASSWORD}
    response = client.post("/sign-in/", form, REMOTE_ADDR=HOME, headers={"X-Forwarded-For": ELSEWHERE})
    assert response.status_code == 429


def test_the_present_password_cannot_be_guessed_in_an_open_session(client: Client, emil: User) -> None:
    client.force_login(emil)
    form = {"old_password": "wrong", "new_password1": "a new long phrase", "new_password2": "a new long phrase"}
    for _ in range(MOST_PER_ACCOUNT_AND_ADDRESS):
        assert client.post("/password/", form).status_code == 200
    assert client.post("/password/", {**form, "old_password": PASSWORD}).status_code == 429


@pytest.mark.parametrize("address", ["emil@nordlys.example", "nobody@nordlys.example"])
def test_nobody_gets_mail_by_the_dozen(client: Client, emil: User, address: str) -> None:
    fail(MOST_PER_ACCOUNT_AND_ADDRESS, "127.0.0.1", "reset", address)
    assert client.post("/reset/", {"email": address}).status_code == 429
