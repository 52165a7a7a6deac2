"""堵点 in a real browser: from the ranking to a pair, from a pair to a case, and back."""

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.windows import settle

TOP_IS = """([key, top]) => {
  const rows = Array.from(document.querySelectorAll('tr[data-pair]'));
  const row = rows.filter(each => each.getAttribute('data-pair') === key)[0];
  return row && Math.abs(row.getBoundingClientRect().top - top) < 2;
}"""
WAIT_COLOUR = "getComputedStyle(document.documentElement).getPropertyValue('--wait-5').trim()"
LINE_COLOUR = WAIT_COLOUR.replace("--wait-5", "--line-strong")


def test_the_ranking_opens_a_pair_and_the_pair_opens_a_case(page: Page, site: Served) -> None:
    first = site.ask("handovers", limit=1)[0]
    page.goto("/bottlenecks")
    page.locator(".ranking .pair").first.click()

    expect(page).to_have_url(re.compile("pair="))
    panel = page.locator(".opened")
    expect(panel.locator(".say")).to_contain_text(f"送{first['receiver_name']}")
    expect(panel.locator(".say")).to_contain_text(f"{first['handoffs']:,}次")
    expect(panel.locator("#pair-months svg")).to_be_visible()
    expect(panel.locator("#pair-waits svg")).to_be_visible()

    panel.locator(".two tbody a").first.click()
    expect(page).to_have_url(re.compile("/cases/"))
    page.go_back()
    expect(page.locator(".opened")).to_be_visible()


def test_a_pair_opens_all_its_rows(page: Page, site: Served) -> None:
    first = site.ask("handovers", limit=1)[0]
    page.goto("/bottlenecks")
    page.locator(".ranking .pair").first.click()
    page.get_by_role("link", name=re.compile("打开.*次交接")).click()

    expect(page.locator(".pager")).to_contain_text(f"共 {first['handoffs']:,} 行")


def test_page_chart_and_file_rank_only_pairs_with_20_handoffs_and_without_gaps(
    page: Page, site: Served
) -> None:
    rows = site.ask("handovers", limit=200)
    ranks = [row["rank"] for row in rows]
    assert [place for place in ranks if place] == list(range(1, len(rows) - ranks.count(None) + 1))
    assert all(row["handoffs"] >= 20 for row in rows if row["rank"])
    assert any(row["handoffs"] < 20 for row in rows[: len(rows) - ranks[::-1].index(None)])

    page.goto("/bottlenecks?limit=200")
    cells = page.locator(".ranking tbody td:first-child")
    expect(cells).to_have_text([str(place or "—") for place in ranks])
    expect(page.locator(".ranking tr.dim .grade")).to_have_count(
        sum(row["handoffs"] < 20 for row in rows)
    )
    bars = page.evaluate("JSON.parse(document.getElementById('pareto-data').textContent).bars")
    assert [bar["rank"] for bar in bars] == [
        row["rank"] for row in rows if row["cumulative_share"] is not None
    ]
    numbers = page.locator("#pareto text").filter(has_text=re.compile(r"^1$"))
    expect(numbers).to_have_count(1)


def test_escape_closes_the_pair_and_back_opens_it_again(page: Page) -> None:
    page.goto("/bottlenecks")
    page.locator(".ranking .pair").first.click()
    expect(page.locator("#pair-months svg")).to_be_visible()  # the script listens to Esc

    page.keyboard.press("Escape")
    expect(page.locator(".opened")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("pair="))

    page.go_back()
    expect(page.locator(".opened")).to_be_visible()


def test_a_column_sorts_and_the_files_are_what_is_shown(page: Page) -> None:
    page.goto("/bottlenecks?limit=8")
    head = page.locator("th.away-1", has_text="中位")
    head.locator("a").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    page.wait_for_load_state()
    shown = page.locator(".ranking tbody tr:not(.opened) .pair").all_text_contents()
    cells = page.locator(".ranking tbody td:nth-child(8)").all_text_contents()
    assert len(shown) == len(cells) == 8
    medians = [float(text) for text in cells]
    assert medians == sorted(medians, reverse=True)

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    text = download.value.path().read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))

    assert [f"{row['sender_name']}→{row['receiver_name']}" for row in rows] == [
        re.sub(r"\s", "", text) for text in shown
    ]


@pytest.mark.parametrize(("width", "gone"), [(1024, "中位"), (683, "次数")])
def test_a_narrow_window_shows_a_ranked_pair_without_scrolling_sideways(
    page: Page, site: Served, width: int, gone: str
) -> None:
    found = {
        (row["sender"], row["receiver"]): row
        for row in site.ask("bottlenecks", kind="edge", limit=200)
    }
    first = site.ask("handovers", limit=1)[0]
    row = found[first["sender"], first["receiver"]]
    page.set_viewport_size({"width": width, "height": 768})
    page.goto("/bottlenecks")

    beyond = "element => element.scrollWidth - element.clientWidth"
    assert page.locator("#ranking .scroll").evaluate(beyond) <= 0
    shown = page.locator(".ranking tr[data-pair]").first
    for part in (".pair", ".big", ".bar.causes", ".interval", ".grade"):
        expect(shown.locator(part).first).to_be_visible()
    expect(shown.locator(".interval")).to_have_text(
        f"{100 * row['share_low']:.1f}～{100 * row['share_high']:.1f}%"
    )
    expect(page.locator("thead th.away-1, thead th.away-3").filter(has_text=gone)).to_be_hidden()
    page.locator("th .also:visible", has_text=gone).click()
    expect(page).to_have_url(re.compile("sort=-"))


def test_filters_are_chips_that_survive_a_reload_and_a_shared_link(page: Page) -> None:
    page.goto("/bottlenecks")
    page.get_by_text("加条件").click()
    page.get_by_label("时钟").select_option("calendar")
    page.get_by_label("自", exact=True).fill("2022-03-01")
    page.get_by_role("button", name="查看").click()
    chips = page.locator(".chip.on")
    expect(chips).to_have_count(2)
    page.wait_for_load_state()
    answer = page.locator(".answer").text_content() or "none"

    page.reload()
    expect(chips).to_have_count(2)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(".answer")).to_have_text(answer)

    chips.filter(has_text="时钟").click()
    expect(page.locator(".chip.on")).to_have_count(1)
    expect(page.locator(".answer .long")).to_contain_text("工作日")


def test_departments_and_items_are_ranked_too(page: Page, site: Served) -> None:
    page.goto("/bottlenecks")
    page.get_by_role("link", name="按部门").click()
    first = site.ask("departments", limit=1)[0]
    expect(page.locator("tbody tr").first).to_contain_text(first["department_name"])

    page.get_by_role("link", name="按事项").click()
    first = site.ask("items", limit=1)[0]
    expect(page.locator("tbody tr").first).to_contain_text(first["item_name"])


def test_an_opened_pair_is_there_without_a_script(
    page: Page, site: Served, browser_name: str
) -> None:
    first = site.ask("handovers", limit=1)[0]
    context = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain = context.new_page()
    plain.goto(f"{site.url}/bottlenecks?pair={first['sender']}~{first['receiver']}")

    expect(plain.locator(".say")).to_have_text(re.compile(f"^{first['sender_name']}"))
    expect(plain.get_by_text("等得最久的交接").first).to_be_visible()
    expect(plain.locator(".answer .long")).to_be_visible()
    expect(plain.locator(".answer .short")).to_be_hidden()
    context.close()


def test_a_row_that_is_opened_or_closed_stays_where_it_is(page: Page) -> None:
    page.goto("/bottlenecks")
    settle(page)
    link = page.locator(".ranking .pair").nth(6)
    key = page.locator(".ranking tr[data-pair]").nth(6).get_attribute("data-pair")
    row = page.locator(f'tr[data-pair="{key}"]')
    row.scroll_into_view_if_needed()
    page.evaluate("window.scrollBy(0, 120)")
    before = row.bounding_box()
    link.click()
    expect(page.locator(".opened")).to_be_visible()
    expect(page.locator("#pair-months svg")).to_be_visible()
    page.wait_for_function(TOP_IS, arg=[key, before["y"] if before else 0])

    page.keyboard.press("Escape")
    expect(page.locator(".opened")).to_have_count(0)
    page.wait_for_function(TOP_IS, arg=[key, before["y"] if before else 0])


def test_escape_closes_an_open_form_before_the_pair(page: Page, site: Served) -> None:
    first = site.ask("handovers", limit=1)[0]
    page.goto(f"/bottlenecks?pair={first['sender']}~{first['receiver']}")
    page.get_by_text("加条件").click()
    page.keyboard.press("Escape")
    expect(page.locator("details.more[open]")).to_have_count(0)
    expect(page.locator(".opened")).to_be_visible()

    page.keyboard.press("Escape")
    expect(page.locator(".opened")).to_have_count(0)


def test_a_bar_of_the_pareto_opens_its_pair(page: Page, site: Served) -> None:
    first = site.ask("handovers", limit=1)[0]
    page.goto("/bottlenecks")
    chart = page.locator("#pareto")
    expect(chart).to_have_attribute("aria-label", re.compile("80|占|%"))
    bars = chart.locator(f'path[fill="{page.evaluate(WAIT_COLOUR)}"]')
    expect(bars.first).to_be_visible()
    drawn = bars.count()
    bars.first.hover()
    expect(chart).to_contain_text(first["sender_name"])
    assert bars.count() == drawn  # none has another colour under the pointer
    bars.first.click()

    expect(page).to_have_url(re.compile("pair="))
    expect(page.locator(".opened .say")).to_contain_text(f"送{first['receiver_name']}")


def test_a_bar_of_the_waits_opens_its_handoffs(page: Page, site: Served) -> None:
    first = site.ask("handovers", limit=1)[0]
    page.goto(f"/bottlenecks?pair={first['sender']}~{first['receiver']}")
    bars = page.locator(f'#pair-waits path[fill="{page.evaluate(LINE_COLOUR)}"]')
    expect(bars.first).to_be_visible()
    drawn = bars.count()
    bars.first.hover()
    expect(page.locator("#pair-waits")).to_contain_text("交接次数")
    assert bars.count() == drawn
    bars.first.click()

    expect(page).to_have_url(re.compile("/queries/handoffs.*wait_from=0&wait_to="))
    expect(page.locator("main tbody tr").first).to_contain_text(first["receiver_name"])


def test_charts_take_the_colours_of_the_dark_theme(page: Page) -> None:
    page.goto("/bottlenecks")
    light = page.evaluate(WAIT_COLOUR)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(WAIT_COLOUR)
    assert dark != light

    expect(page.locator(f'#pareto path[fill="{dark}"]').first).to_be_visible()
    expect(page.locator(f'#pareto path[fill="{light}"]')).to_have_count(0)


def test_the_opened_pair_speaks_english_too(page: Page, site: Served) -> None:
    first = site.ask("handovers", limit=1)[0]
    page.goto(f"/bottlenecks?pair={first['sender']}~{first['receiver']}&lang=en")

    expect(page.locator(".opened .say")).to_contain_text(f"{first['handoffs']:,} handoffs waited")
    expect(page.locator("#pair-months")).to_contain_text("This pair")


def test_the_print_button_prints(page: Page) -> None:
    page.add_init_script("window.print = () => { document.title = 'printed'; }")
    page.goto("/bottlenecks")
    page.get_by_role("button", name="打印").click()

    expect(page).to_have_title("printed")
