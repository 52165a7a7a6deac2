"""Write a picture of every page, light and dark: ``python -m docs.screenshots [PAGE ...]``.

The pictures of ``docs/pictures`` are those that the README shows: what fits a screen. Those of
``docs/screenshots`` are whole pages, to be looked at; git does not keep them.
"""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import find_chromium, flags
from tests.browser.city import make_home, send_what_gives_no_load
from tests.browser.pages import PAGES
from tests.browser.served import ROOT, Served, serve
from web import build_frontend

DOCS = ROOT / "docs"
SCREEN, WALL = (1366, 768), (1920, 1080)
SHOWN = ("overview", "network", "case")
"""The pages whose pictures the README shows."""
Address = Callable[[Served], str]


def main() -> None:
    """Write the pictures asked for on the command line, or all."""
    parser = argparse.ArgumentParser(prog="python -m docs.screenshots", description=__doc__)
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=", ".join(_all()))
    parser.add_argument("--home", type=Path, help="a home to show, instead of a synthetic city")
    asked = parser.parse_args()
    unknown = set(asked.pages) - set(_all())
    if unknown:
        parser.error(f"no such page: {', '.join(sorted(unknown))}")
    build_frontend.build(ROOT / "web")
    with TemporaryDirectory() as folder, _browser() as browser:
        home = asked.home
        if home is None:
            home = make_home(Path(folder), "default")
            send_what_gives_no_load(home)
        with serve(home) as site, serve(Path(folder, "empty")) as empty:
            for name in asked.pages or _all():
                _shoot(browser, name, empty if name == "empty" else site)


def _all() -> dict[str, Address]:
    return {**PAGES, "empty": lambda _: "/", "error": lambda _: "/nothing-is-here"}


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags())
        yield browser
        browser.close()


def _shoot(browser: Browser, name: str, site: Served) -> None:
    address = site.url + _all()[name](site)
    whole, shown = DOCS / "screenshots", DOCS / "pictures"
    for theme in ("light", "dark"):
        _take(browser, address, whole / f"{name}-{theme}.png", theme, SCREEN)
    if name == "overview":
        _take(browser, address, whole / f"{name}-wide.png", "light", WALL)
    if name in SHOWN:
        _take(browser, address, shown / f"{name}.png", "light", SCREEN, full=False)


def _take(
    browser: Browser, address: str, to: Path, theme: str, size: tuple[int, int], full: bool = True
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    to.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=to, full_page=full)
    print(f"{to.relative_to(ROOT)}  {to.stat().st_size // 1024} KB")
    context.close()


if __name__ == "__main__":
    main()
