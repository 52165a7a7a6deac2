"""The search field while somebody types: suggestions by mouse and by keyboard."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.served import Served


def field(page: Page) -> Locator:
    return page.locator("#search")


def options(page: Page) -> Locator:
    return page.get_by_role("listbox").get_by_role("option")


def test_pinyin_initials_suggest_a_department_and_enter_puts_it_in_focus(
    page: Page, site: Served
) -> None:
    wanted = site.ask("search", text="zrzy")[0]
    page.goto("/network?clock=calendar")
    page.keyboard.press("/")
    page.keyboard.type("zrzy")
    expect(options(page).first).to_contain_text(wanted["name"])
    expect(field(page)).to_have_attribute("aria-expanded", "true")

    page.keyboard.press("ArrowDown")
    expect(field(page)).to_have_attribute("aria-activedescendant", "suggested-0")
    page.keyboard.press("Enter")
    expect(page.locator("#focus h2")).to_contain_text(wanted["name"])
    expect(page).to_have_url(re.compile(f"/network.clock=calendar&focus={wanted['id']}$"))
    expect(page.locator(".net-canvas")).to_be_focused()
    page.go_back()
    expect(page.locator("#focus h2")).to_contain_text("办理前等待最多")


def test_a_click_on_a_suggestion_opens_it_from_every_page(page: Page, site: Served) -> None:
    item = site.ask("items", limit=1)[0]
    page.goto("/data")
    field(page).fill(item["item"])
    options(page).first.click()

    expect(page).to_have_url(re.compile(f"/bottlenecks.item={item['item']}$"))


def test_escape_closes_and_keeps_the_text_and_enter_without_a_choice_lists_all(
    page: Page,
) -> None:
    page.goto("/")
    field(page).press_sequentially("局")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    expect(field(page)).to_have_value("局")

    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("查找")
    expect(page.locator("main tbody th a").first).to_be_visible()


def test_the_arrows_go_round_and_what_is_found_is_said(page: Page) -> None:
    page.goto("/")
    field(page).press_sequentially("局")
    expect(options(page).first).to_be_visible()
    count = options(page).count()
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(
        f"{count}个候选，用上下键选"
    )

    page.keyboard.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    field(page).fill("qqqq")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(
        "没有相符的部门、事项、办件"
    )


def test_axe_finds_nothing_while_suggestions_are_open(page: Page) -> None:
    page.goto("/")
    field(page).press_sequentially("局")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")

    assert violations(page) == []
