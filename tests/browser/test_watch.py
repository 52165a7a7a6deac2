"""The watch over all browser tests does see what it is there for."""

import time

import pytest
from playwright.sync_api import Page

HOST = "http://localhost.invalid"
PROVOKED = {
    "an error in the console": ("() => console.error('broken')", "console: broken"),
    "an uncaught error": (
        "() => { setTimeout(() => { throw Error('x') }) }",
        "uncaught: ",
    ),
    "another host": (f"() => {{ location.href = '{HOST}/' }}", f"other host: {HOST}"),
    "a script in the page": (
        "() => { const s = document.createElement('script'); s.textContent = '1';"
        " document.body.append(s) }",
        "Content Security Policy",
    ),
    "something missing": ("() => fetch('/static/nothing.js').then(() => 0)", "404"),
}


@pytest.mark.parametrize("what", PROVOKED)
def test_the_watch_sees(what: str, page: Page, seen: list[str]) -> None:
    script, expected = PROVOKED[what]
    page.goto("/data")
    assert seen == []

    page.evaluate(script)
    until = time.monotonic() + 10
    while not any(expected in each for each in seen) and time.monotonic() < until:
        page.wait_for_timeout(10)  # the only wait that lets the watch be told

    assert any(expected in each for each in seen)
    seen.clear()
