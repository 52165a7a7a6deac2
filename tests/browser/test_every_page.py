"""What holds on every page: readable by everyone, nothing amiss in the console, fits its window."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import Theme, violations
from tests.browser.pages import PAGES
from tests.browser.served import Served
from tests.browser.windows import resize

WIDTHS = (683, 1080, 1366, 1920)  # 683: text at 200 % on a screen of 1366
OVER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(params=PAGES)
def address(request: pytest.FixtureRequest, site: Served) -> str:
    return PAGES[request.param](site)


def in_language(address: str, lang: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang={lang}"


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(
    page: Page, address: str, lang: str, theme: Theme
) -> None:
    page.emulate_media(color_scheme=theme)
    page.goto(in_language(address, lang))

    assert violations(page, [theme]) == []
    for width in WIDTHS:
        resize(page, width)
        assert page.evaluate(OVER) <= 0, f"at {width}"
    if lang == "zh":
        assert_prints_its_head_and_no_navigation(page)


def assert_prints_its_head_and_no_navigation(page: Page) -> None:
    resize(page, WIDTHS[2])
    page.emulate_media(media="print")

    expect(page.locator(".printhead")).to_be_visible()
    expect(page.locator(".nav")).to_be_hidden()
    assert len(page.pdf(format="A4")) > 10_000


def test_axe_finds_nothing_before_the_first_load(page: Page, empty_site: Served) -> None:
    for address in ("/", "/bottlenecks", "/cases", "/data"):
        page.goto(empty_site.url + address)
        assert violations(page) == []


def test_axe_finds_nothing_on_an_error_page(page: Page, seen: list[str]) -> None:
    page.goto("/nothing-is-here")

    assert violations(page) == []
    assert [each for each in seen if "404" not in each] == []
    seen.clear()


def test_every_page_answers_without_a_script(
    new_context: Callable[..., object], site: Served
) -> None:
    page = new_context(java_script_enabled=False).new_page()  # type: ignore[attr-defined]
    for address in PAGES.values():
        page.goto(address(site))
        assert page.locator("h1").is_visible()
        assert page.locator("main table, main dl, main ul").count()


def test_a_dark_page_is_printed_dark_on_white(page: Page) -> None:
    page.emulate_media(color_scheme="dark", media="print")
    page.goto("/")

    colours = page.evaluate(
        "() => { const s = getComputedStyle(document.body); return [s.color, s.backgroundColor]; }"
    )
    assert colours == ["rgb(27, 32, 38)", "rgb(255, 255, 255)"]
