"""A real browser on a real site, which fails a test for what a user's console would show."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Request

from tests.browser.chromium import NoChromiumError, find_chromium, flags
from tests.browser.city import make_home, send_what_gives_no_load
from tests.browser.served import ROOT, Served, serve
from web import build_frontend

SIZE = {"width": 1366, "height": 768}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium of this machine; a machine without one fails the tests."""
    try:
        path = find_chromium()
    except NoChromiumError as error:
        pytest.fail(str(error), pytrace=False)
    return {**browser_type_launch_args, "executable_path": path, "args": flags()}


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home with the small synthetic city, which no test changes."""
    build_frontend.build(ROOT / "web")  # where a script was changed since
    home = make_home(tmp_path_factory.mktemp("city"))
    send_what_gives_no_load(home)
    return home


@pytest.fixture(scope="session")
def site(city: Path) -> Iterator[Served]:
    """Serve the small synthetic city, for all tests that only look."""
    with serve(city) as served:
        yield served


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a home without any load."""
    with serve(tmp_path_factory.mktemp("empty") / "home") as served:
        yield served


@pytest.fixture
def own_site(city: Path, tmp_path: Path) -> Iterator[Served]:
    """Serve a copy of the small synthetic city that the test may change."""
    with serve(Path(shutil.copytree(city, tmp_path / "home"))) as served:
        yield served


@pytest.fixture
def site_of() -> Iterator[Callable[[Path], Served]]:
    """Return what serves any home until the end of the test."""
    with ExitStack() as stack:
        yield lambda home: stack.enter_context(serve(home))


@pytest.fixture(scope="session")
def base_url(site: Served) -> str:
    """Return what addresses of pages begin with."""
    return site.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Open pages as on a planner's desktop."""
    return {
        **browser_context_args,
        "viewport": SIZE,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "color_scheme": "light",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def seen() -> list[str]:
    """Return what was amiss so far; a test that provokes something takes it out again."""
    return []


@pytest.fixture
def context(context: BrowserContext, seen: list[str]) -> Iterator[BrowserContext]:
    """Watch all pages: no error in the console, no other host, no breach of the policy."""
    context.on("console", lambda message: seen.extend(_said(message)))
    context.on("weberror", lambda error: seen.append(f"uncaught: {error.error}"))
    context.on("request", lambda request: seen.extend(_asked(request)))
    yield context
    assert not seen


def _said(message: ConsoleMessage) -> list[str]:
    where = message.location.get("url", "")
    return [f"console: {message.text} {where}"] if message.type in ("error", "warning") else []


def _asked(request: Request) -> list[str]:
    parts = urlsplit(request.url)
    own = parts.hostname == "127.0.0.1" or parts.scheme in ("data", "blob")
    return [] if own else [f"other host: {request.url}"]
