"""Chromium for the tests: found, started once a worker, signed in by cookie and watched at every step."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOW_TO_GET_IT = "Chromium is not here: apt install chromium, or name its program in HR_CHROMIUM."
DESKTOP, PHONE = 1440, 390
#: How long a page may take to show what a test waits for.
PATIENCE_MS = 15_000
_HEIGHTS = {DESKTOP: 900, PHONE: 844}
_TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`content security policy: ${event.effectiveDirective} ${event.blockedURI}`));"""
_STARTED = pytest.StashKey[Browser]()

Theme = Literal["light", "dark"]
Browse = Callable[..., Page]


@dataclass
class Watch:
    """What the pages of one test did that no page may do, each as a line with the address of the page."""

    home: str
    problems: list[str] = field(default_factory=list)
    _visited: set[str] = field(default_factory=set)

    def over(self, context: BrowserContext) -> None:
        """Hear everything that pages of the context say and ask for."""
        context.add_init_script(_TELL_VIOLATIONS)
        context.on("console", self._said)
        context.on("request", self._asked)
        context.on("weberror", lambda error: self._note(error.page, f"script error: {error.error}"))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        # The browser also says that the page itself was refused; which status it should have is the test's to say.
        if message.text.startswith("Failed to load resource") and message.location["url"] in self._visited:
            return
        self._note(message.page, f"console {message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        if request.is_navigation_request():
            self._visited.add(request.url)
        if not request.url.startswith((f"{self.home}/", "data:", "blob:")):
            self._note(None, f"request to another host: {request.url}")

    def _note(self, page: Page | None, problem: str) -> None:
        self.problems.append(f"{page.url.removeprefix(self.home)}: {problem}" if page else problem)


def program() -> str | None:
    """The path of Chromium: what HR_CHROMIUM names, else the first of NAMES that is installed."""
    return os.environ.get("HR_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> Browser:
    """One browser for all tests of a worker."""
    stash = request.config.stash
    if _STARTED not in stash:
        # The browser is driven by an event loop of this thread from here on, and Django would refuse the database.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        expect.set_options(timeout=PATIENCE_MS)
        driver = sync_playwright().start()
        request.config.add_cleanup(driver.stop)
        stash[_STARTED] = driver.chromium.launch(executable_path=program(), args=ARGUMENTS)
    return stash[_STARTED]


@pytest.fixture
def browse(chromium: Browser, live_server: LiveServer, transactional_db: None) -> Iterator[Browse]:
    """Opens a browser of its own for somebody; when the test ends, nothing forbidden may have happened in any."""
    watch, contexts = Watch(live_server.url), []

    def open_browser(user: User | None = None, *, width: int = DESKTOP, theme: Theme = "light", **options: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": _HEIGHTS[width]},
            color_scheme=theme,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="UTC",
            **options,
        )
        contexts.append(context)
        watch.over(context)
        if user is not None:
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": str(live_server)}]
            )
        context.set_default_timeout(PATIENCE_MS)
        return context.new_page()

    yield open_browser
    for context in contexts:
        context.close()
    _let_the_server_finish()
    assert watch.problems == []


def _let_the_server_finish() -> None:
    """Wait for requests under way: emptying the tables beside them is a deadlock on PostgreSQL."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=PATIENCE_MS / 1000)


def session_of(user: User) -> str:
    """The key of a new session in which the account is signed in."""
    client = Client()
    client.force_login(user)
    return str(client.session.session_key)


def _needs_chromium(item: pytest.Item) -> bool:
    return "chromium" in getattr(item, "fixturenames", ())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens a browser carries the marker, so that ``-m "not browser"`` leaves it out."""
    for item in items:
        if _needs_chromium(item) and item.get_closest_marker("browser") is None:
            item.add_marker("browser")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without Chromium the tests are skipped, all from this one line, or fail when HR_REQUIRE_BROWSER is 1."""
    if not _needs_chromium(item) or program() is not None:
        return
    if os.environ.get("HR_REQUIRE_BROWSER") == "1":
        pytest.fail(HOW_TO_GET_IT, pytrace=False)
    pytest.skip(HOW_TO_GET_IT)
