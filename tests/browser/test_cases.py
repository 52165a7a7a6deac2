"""The list of cases and the lanes of one, by mouse and keyboard."""

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app import open_store
from loaders.importing import import_file, options_of
from tests.browser.pages import PAGES
from tests.browser.served import Served
from tests.browser.windows import resize

BARS = """() => [...document.querySelectorAll('#lanes g.one')].map(bar => {
  const boxes = [...bar.querySelectorAll('rect[data-a]')].map(r => r.getBoundingClientRect());
  return {kind: bar.classList[1], left: boxes[0].left, right: boxes[boxes.length - 1].right,
          middle: Math.round((boxes[0].top + boxes[0].bottom) / 2),
          words: bar.getAttribute('aria-label')};
})"""


@pytest.fixture
def case(page: Page, site: Served) -> Page:
    """Open the case with returns and handoffs that the pictures show too."""
    page.goto(PAGES["case"](site))
    page.wait_for_selector("#readout:not(:empty)")
    return page


def test_arrow_keys_walk_the_bars_in_order_of_time_and_read_their_figures(case: Page) -> None:
    words = [bar["words"] for bar in case.evaluate(BARS)]
    readout = case.locator("#readout")

    case.locator("#lanes g.one").first.focus()
    expect(readout).to_have_text(words[0])
    case.keyboard.press("ArrowRight")
    expect(readout).to_have_text(words[1])
    assert re.search(r"：.+ [0-9.]+个工作日(（.+）)?，[0-9]+-[0-9]+ [0-9:]+ 至 ", words[1])
    case.keyboard.press("End")
    expect(readout).to_have_text(words[-1])
    case.keyboard.press("ArrowRight")
    expect(readout).to_have_text(words[-1])
    case.keyboard.press("Home")
    expect(readout).to_have_text(words[0])
    assert case.locator("#lanes g.one[tabindex='0']").count() == 1


def test_the_mouse_shows_the_figures_beside_the_bar(case: Page) -> None:
    bars = case.locator("#lanes g.one.work")
    widest = max(range(bars.count()), key=lambda i: bars.nth(i).bounding_box()["width"])  # type: ignore[index]
    bar = bars.nth(widest)

    bar.hover()
    expect(case.locator(".tip-box")).to_be_visible()
    expect(case.locator(".tip-box")).to_have_text(bar.get_attribute("aria-label") or "none")
    case.locator("h1").hover()
    expect(case.locator(".tip-box")).to_be_hidden()


@pytest.mark.parametrize("width", [1920, 1366, 700])
def test_no_bars_of_a_track_overlap_and_no_text_is_scaled_at_any_width(
    width: int, case: Page
) -> None:
    before = case.locator("#lanes svg.days").bounding_box()
    case.set_viewport_size({"width": width, "height": 768})
    if width != 1366 and before:
        case.wait_for_function(
            "was => document.querySelector('#lanes svg.days').clientWidth !== Math.round(was)",
            arg=before["width"],
        )

    tracks: dict[int, list[tuple[float, float]]] = {}
    for bar in case.evaluate(BARS):
        if bar["kind"] != "stop":  # lies over the bar whose time it takes out
            tracks.setdefault(bar["middle"], []).append((bar["left"], bar["right"]))
    for bars in tracks.values():
        bars.sort()
        assert all(b[0] >= a[1] - 0.51 for a, b in itertools.pairwise(bars))
    sizes = case.eval_on_selector_all(
        "#lanes text",
        "all => all.map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)",
    )
    assert min(sizes) >= 11.99
    assert max(sizes) <= 13.01


def test_the_lanes_grow_with_the_text_and_still_show_the_whole_case(case: Page) -> None:
    case.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    case.wait_for_function(
        "() => document.querySelector('#lanes text.day').getScreenCTM().a > 1.99"
    )

    room = "strip => strip.scrollWidth - strip.clientWidth"
    case.wait_for_function(f"() => ({room})(document.querySelector('#lanes .scroll')) <= 0")
    assert case.eval_on_selector("#lanes .scroll", room) <= 0


def test_shown_labels_do_not_meet(case: Page) -> None:
    boxes = case.eval_on_selector_all(
        "#lanes text.label",
        """all => all.filter(t => getComputedStyle(t).visibility === 'visible').map(t => {
             const box = t.getBoundingClientRect();
             return [Math.round(box.top), box.left, box.right]})""",
    )
    boxes.sort()
    assert len(boxes) >= 3
    for (top, _, right), (other, left, _) in itertools.pairwise(boxes):
        assert top != other or left >= right


def test_a_search_a_filter_and_an_order_survive_the_reload_and_the_way_to_a_case(
    page: Page,
) -> None:
    page.goto("/cases")
    page.fill("#search", "许可")
    page.press("#search", "Enter")
    page.get_by_role("link", name="在办件列表里查").click()
    page.locator("thead").get_by_role("link", name="全程用时").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("全程用时")
    page.wait_for_load_state()
    cases = page.locator("tbody th a")
    first = cases.all_text_contents()
    page.reload()

    expect(cases).to_have_text(first)
    expect(page.locator("#search")).to_have_value("许可")
    cases.first.click()
    page.get_by_role("link", name="下一件").click()
    expect(page.locator("h1")).to_have_text(f"办件 {first[1]}")
    page.locator(".crumbs a").click()
    expect(cases).to_have_text(first)


def test_the_lanes_are_read_in_the_dark(case: Page) -> None:
    def inks() -> list[str]:
        found: list[str] = case.eval_on_selector_all(
            "#lanes g.work rect.dot", "all => all.map(bar => getComputedStyle(bar).fill)"
        )
        return found

    light = inks()
    case.emulate_media(color_scheme="dark")
    assert light
    assert all(a != b for a, b in zip(light, inks(), strict=True))


TWO_YEARS = """case,activity,department,end
1,受理,窗口,2022-11-29 10:00
1,审查,规划,2022-12-20 10:00
1,勘察,建设,2023-02-15 10:00
1,办结,窗口,2023-04-07 10:00
"""
MONTHS = """() => [...document.querySelectorAll('#lanes text.month')]
  .filter(text => getComputedStyle(text).visibility === 'visible')
  .map(text => { const box = text.getBoundingClientRect();
                 return [text.textContent, box.left, box.right] })"""
BEGINS = "#lanes line.day[data-month]"


def test_months_over_two_years_stand_apart_and_january_tells_the_year(
    page: Page, tmp_path: Path, site_of: Callable[[Path], Served]
) -> None:
    home, log = tmp_path / "home", tmp_path / "两年.csv"
    log.write_text(TWO_YEARS, "utf-8")
    import_file(open_store(home), log, options_of({}, home))
    page.goto(f"{site_of(home).url}/cases/1")
    page.wait_for_selector("#readout:not(:empty)")

    for width in (1920, 1366, 700):
        resize(page, width)
        shown = page.evaluate(MONTHS)
        names = [name for name, _, _ in shown]
        assert names[-4:] == ["2023年1月", "2月", "3月", "4月"]
        assert all(after[1] > one[2] for one, after in itertools.pairwise(shown))
        assert any("2022年" in name for name in names[:2])
        assert page.locator(BEGINS).count() == 5
        assert page.locator(f"{BEGINS}[visibility=visible]").count() == 5
