"""总览 in a real browser: charts that open what they show, and re-lay-out without scaling text."""

import re

from playwright.sync_api import Page, expect

from tests.browser.served import Served


def test_the_pareto_has_a_bar_for_each_ranked_pair_and_opens_it(page: Page, site: Served) -> None:
    page.goto("/")
    chart = page.locator("#pareto")
    expect(chart.locator("svg")).to_be_visible()
    first = site.ask("handovers", limit=1)[0]

    expect(chart).to_have_attribute("aria-label", re.compile("帕累托图：.+占8"))
    expect(chart.get_by_text(re.compile("^前.+对合计"))).to_be_visible()
    height = chart.evaluate("chart => chart.clientHeight")
    chart.click(position={"x": 58, "y": height - 30})

    expect(page).to_have_url(
        re.compile(f"/bottlenecks\\?pair=.*{first['sender']}.*{first['receiver']}")
    )


def test_charts_take_the_new_width_and_keep_the_size_of_their_text(page: Page) -> None:
    page.goto("/")
    page.locator("#months svg").wait_for()

    for width in (1366, 1920, 1100):
        page.set_viewport_size({"width": width, "height": 768})
        page.wait_for_function(
            "() => Math.abs(document.querySelector('#months svg').clientWidth"
            " - document.querySelector('#months').clientWidth) < 2"
        )
        sizes = page.evaluate(
            "() => Array.from(document.querySelectorAll('#months text, #pareto text'),"
            " (text) => parseFloat(getComputedStyle(text).fontSize))"
        )
        assert sizes
        assert min(sizes) >= 12


def test_the_months_stand_in_a_table_too(page: Page, site: Served) -> None:
    page.goto("/")
    page.get_by_text("各月的数字").click()

    rows = page.locator("details table tbody tr")
    expect(rows).to_have_count(len(site.ask("trend")))


def test_a_long_answer_gives_way_to_its_short_form(page: Page) -> None:
    page.set_viewport_size({"width": 1920, "height": 768})
    page.goto("/")
    answer = page.locator(".answer")
    expect(answer).to_contain_text("等得最久")

    page.set_viewport_size({"width": 700, "height": 768})

    expect(answer.locator(".short")).to_be_visible()
    expect(answer.locator(".long")).to_be_hidden()


def test_what_to_look_at_first_leads_to_its_pair(page: Page) -> None:
    page.goto("/")
    page.locator(".todo a").first.click()

    expect(page).to_have_url(re.compile("/bottlenecks\\?pair="))


def test_the_theme_is_switched_and_remembered(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/cases")

    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == (
        "rgb(17, 22, 27)"
    )


def test_the_language_is_switched_and_remembered(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="English").click()

    expect(page.locator("h1")).to_have_text("Overview")
    page.goto("/bottlenecks")
    expect(page.locator("html")).to_have_attribute("lang", "en")
