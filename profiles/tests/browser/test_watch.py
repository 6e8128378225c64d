"""The tests' own watch: what no page may do is noticed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from profiles.tests.browser.axe import barriers_on, nameless_on, overhang, problems_in_large_letters
from profiles.tests.browser.chromium import PHONE, Browse, Watch

OTHER_HOST = "http://127.0.0.2:9/picture.png"


@pytest.fixture
def watched(chromium: Browser, live_server: LiveServer) -> Iterator[tuple[Page, Watch]]:
    """The sign-in page, under a watch that the test reads instead of failing by it."""
    context, watch = chromium.new_context(), Watch(live_server.url)
    watch.over(context)
    page = context.new_page()
    page.goto(f"{live_server}/sign-in/")
    yield page, watch
    context.close()


@pytest.mark.parametrize(
    ("script", "noticed"),
    [
        ("document.body.setAttribute('style', 'color: red')", "content security policy: style-src-attr inline"),
        (f"fetch('{OTHER_HOST}').catch(() => 0)", "content security policy: connect-src"),
        ("setTimeout(() => { throw new Error('oops') })", "script error: oops"),
        ("console.error('oops')", "console error: oops"),
        (f"void window.open('{OTHER_HOST}')", f"request to another host: {OTHER_HOST}"),
    ],
)
def test_what_no_page_may_do_is_noticed(watched: tuple[Page, Watch], script: str, noticed: str) -> None:
    page, watch = watched
    assert watch.problems == []

    page.evaluate(script)
    for _ in range(100):
        if noticed in "\n".join(watch.problems):
            break
        page.wait_for_timeout(50)

    assert noticed in "\n".join(watch.problems)


def test_barriers_and_what_sticks_out_are_found(browse: Browse) -> None:
    page = browse()
    page.goto("/sign-in/")
    assert (barriers_on(page), overhang(page)) == ([], 0)

    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', `<img src='/static/profiles/img/icon.svg' width='4000'>`)"
    )

    assert overhang(page) > 1000
    assert "image-alt" in barriers_on(page)[0]


def test_what_large_letters_break_and_what_has_no_name_are_found(browse: Browse) -> None:
    page = browse(width=PHONE)
    page.goto("/sign-in/")
    assert (problems_in_large_letters(page), nameless_on(page)) == ([], [])

    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend',"
        " `<pre>A line that fits as usual</pre><p class='thumb'>one two three four</p><button><svg></svg></button>`)"
    )

    assert overhang(page) == 0
    assert re.search(r"px too wide.*cut off: <p class=.thumb", "\n".join(problems_in_large_letters(page)), re.DOTALL)
    assert len(nameless_on(page)) == 1
