"""Headers of every kind of answer."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from profiles.lib.bundles import SCRIPTS, SHEETS
from profiles.templatetags.hr import scripts, stylesheets

PUBLIC_PAGES = ["/", "/sign-in/", "/reset/", "/reset/sent/", "/reset/done/", "/reset/MQ/x-y/", "/invitation/MQ/x-y/"]
ANSWERS = [*PUBLIC_PAGES, "/healthz", "/readyz", "/no/such/page/", "/?q=%00", "/sign-in", "/profile/", "/admin/"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "'unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert len(headers["X-Request-ID"]) == 32


@pytest.mark.django_db
@pytest.mark.parametrize("path", ANSWERS)
def test_no_page_is_kept_by_browsers_or_proxies(client: Client, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/profile/", "/password/", "/password/done/", "/no/such/page/"])
def test_no_page_of_a_signed_in_person_is_kept(as_user: Callable[[User], Client], emil: User, path: str) -> None:
    assert as_user(emil).get(path).headers["Cache-Control"] == "private, no-store"


def test_no_page_of_the_admin_is_kept(as_user: Callable[[User], Client], hana: User) -> None:
    assert as_user(hana).get("/admin/").headers["Cache-Control"] == "private, no-store"


def test_hashed_static_files_are_kept_for_good(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "page.css").write_text("main { color: black }")
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    manifest = {"BACKEND": "hrsite.static_files.StaticFiles"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": manifest}
    call_command("collectstatic", interactive=False, verbosity=0)
    (hashed,) = (tmp_path / "static").glob("page.*.css")
    response = Client().get(f"/static/{hashed.name}")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    ("addresses", "parts", "alone"), [(stylesheets, SHEETS, set()), (scripts, SCRIPTS, {"theme.js"})]
)
def test_collected_pages_ask_for_one_file_that_holds_all(
    settings: Settings, tmp_path: Path, addresses: Callable[[], list[str]], parts: Sequence[str], alone: set[str]
) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "hrsite.static_files.StaticFiles"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    (address,) = addresses()
    joined = (tmp_path / address.removeprefix("/static/")).read_text("utf-8")
    sources = (Path(settings.BASE_DIR) / "profiles/static" / parts[0]).parent

    assert all((sources / Path(part).name).read_text("utf-8") in joined for part in parts)
    assert {Path(part).name for part in parts} | alone == {path.name for path in sources.iterdir()}


@pytest.mark.django_db
def test_a_client_cannot_choose_the_request_id(client: Client) -> None:
    response = client.get("/sign-in/", headers={"X-Request-ID": "mine"})
    assert response.headers["X-Request-ID"] != "mine"
