"""The probes."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings


def test_healthz_answers_without_a_database(client: Client) -> None:
    # Without the database fixture, any query fails this test.
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert not response.cookies


def test_probes_are_not_sent_to_https(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/sign-in/").status_code == 301


def test_probes_may_come_by_address(client: Client) -> None:
    assert client.get("/healthz", headers={"Host": "10.1.2.3:8000"}).status_code == 200


@pytest.mark.django_db
def test_readyz_asks_the_database(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_cannot_be_posted_to(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
