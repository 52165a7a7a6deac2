"""What the script of every page does: keys, popovers, an answer that fits its line."""

import re

from playwright.sync_api import Page, expect

FOCUSED_ROW = "() => document.activeElement.closest('tr').rowIndex"


def test_a_slash_goes_to_the_search_field(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")

    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.locator("#search")).to_have_value("a/b")


def test_arrows_walk_the_rows_of_a_table_and_enter_opens_one(page: Page) -> None:
    page.goto("/cases")
    links = page.locator("tbody tr td:first-child a, tbody tr th:first-child a")
    links.first.focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED_ROW) == 3
    page.keyboard.press("ArrowUp")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(links.last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.last).to_be_focused()
    page.keyboard.press("Home")
    expect(links.first).to_be_focused()

    target = links.first.get_attribute("href") or ""
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(target) + "$"))


def test_escape_and_a_click_elsewhere_close_a_popover(page: Page) -> None:
    show(page, POPOVER)
    popover, summary = page.locator("details"), page.locator("summary")

    summary.click()
    page.get_by_text("inside").click()
    expect(popover).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(popover).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()

    summary.click()
    page.get_by_text("outside").click()
    expect(popover).not_to_have_attribute("open", "")


def test_an_answer_takes_its_shorter_form_only_where_the_long_one_needs_a_second_line(
    page: Page,
) -> None:
    show(page, ANSWER)
    long, short = page.get_by_text("合计918.3个工作日"), page.get_by_text("先看前21对。")

    for width, shown, hidden in ((1366, long, short), (600, short, long), (1366, long, short)):
        page.set_viewport_size({"width": width, "height": 768})
        expect(shown).to_be_visible()
        expect(hidden).to_be_hidden()


POPOVER = """<details class="more"><summary>more</summary><p>inside</p></details><p>outside</p>"""
ANSWER = (
    '<p class="answer"><span class="long">先看前21对：<b>合计918.3个工作日</b>，占全部等待的80.9%，'
    '其中三对占去一半。</span><span class="short" hidden>先看前21对。</span></p>'
)


def show(page: Page, main: str) -> None:
    """Show `main` in a page that has the styles and the script of every page, and no more."""
    page.goto("/data")
    head = "".join(
        str(page.locator(tag).first.evaluate("element => element.outerHTML"))
        for tag in ("link[href$='tokens.css']", "link[href$='site.css']", "script[type=module]")
    )
    html = f"<!doctype html><html lang=zh-CN><head><title>probe</title>{head}</head><body>{main}"
    page.route(
        "**/probe", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
    )
    page.goto("/probe")
