"""协同图谱 by mouse and by keyboard, on the small synthetic city."""

import itertools
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Position, expect

from tests.browser.axe import violations
from tests.browser.served import Served
from tests.browser.windows import resize, settle

NODE = """key => {
  const node = window.xietuNetwork.nodes('.department').filter(n => n.data('key') === key);
  return node.renderedPosition();
}"""
LINE = """([from, to]) => window.xietuNetwork.edges()
  .filter(e => e.source().data('key') === from && e.target().data('key') === to)[0]
  .renderedMidpoint()"""
COUNT = "() => window.xietuNetwork.nodes('[key]').length"
COLOUR = "() => window.xietuNetwork.nodes('.department')[0].style('border-color')"
OVERLAPS = """() => {
  const boxes = window.xietuNetwork.nodes('.named').map(n => n.boundingBox({
    includeLabels: false, includeOverlays: false, includeOutlines: false }));
  return boxes.filter((a, i) => boxes.slice(0, i).some(b =>
    a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2)).length;
}"""


@pytest.fixture
def hub(site: Served) -> dict[str, Any]:
    """Return the department that takes part in most handoffs."""
    return site.ask("groups", limit=1)[0]


@pytest.fixture
def other(site: Served) -> dict[str, Any]:
    """Return the busiest department of the first group."""
    return next(row for row in site.ask("groups") if row["kind"] == "group")


def canvas(page: Page) -> Locator:
    return page.locator(".net-canvas")


def place(page: Page, department: str) -> Position:
    """Return where on the canvas a department is drawn."""
    found: Position = page.evaluate(NODE, department)
    return found


def test_a_click_on_a_department_puts_it_in_focus_and_back_leads_out(
    page: Page, hub: dict[str, Any], other: dict[str, Any]
) -> None:
    page.goto("/network")
    canvas(page).click(position=place(page, other["node"]))

    expect(page).to_have_url(re.compile(f"focus={other['node']}"))
    expect(page.locator("#focus h2")).to_contain_text(other["node_name"])
    expect(page.locator(".answer .long")).to_contain_text(f"送到{other['node_name']}的件")
    expect(page.locator(".matrix tr.now th")).to_have_count(1)
    canvas(page).click(position=place(page, hub["node"]))
    expect(page.locator("#focus h2")).to_contain_text(hub["node_name"])

    page.go_back()
    expect(page.locator("#focus h2")).to_contain_text(other["node_name"])
    page.go_back()
    expect(page.locator("#focus h2")).to_contain_text("办理前等待最多")


def test_the_keyboard_walks_speaks_focuses_and_leaves(page: Page, hub: dict[str, Any]) -> None:
    page.goto("/network")
    spoken = page.locator("#net-spoken")
    canvas(page).focus()

    page.keyboard.press("ArrowDown")
    expect(spoken).to_have_text(
        re.compile(f"{hub['node_name']}，收到{hub['handoffs_in']:,}次，等待中位.+，送出.+次")
    )
    page.keyboard.press("ArrowDown")
    expect(spoken).not_to_contain_text(hub["node_name"])
    below = (spoken.text_content() or "").split("，")[0]
    page.keyboard.press("ArrowUp")
    expect(spoken).to_contain_text(hub["node_name"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator("#focus h2")).to_contain_text(below)
    expect(spoken).to_contain_text("才开始办；送出")
    expect(canvas(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#focus h2")).to_contain_text("办理前等待最多")
    expect(page).not_to_have_url(re.compile("focus="))


def test_the_page_keys_reach_every_department_and_the_arrows_most(page: Page) -> None:
    page.goto("/network")
    canvas(page).focus()
    spoken = page.locator("#net-spoken")

    def heard(key: str) -> str:
        page.keyboard.press(key)
        return (spoken.text_content() or "").split("，")[0]

    drawn = page.evaluate(COUNT)
    order = [heard("Home"), *(heard("PageDown") for _ in range(drawn - 1))]
    assert len(set(order)) == drawn
    assert heard("PageDown") == order[0]
    assert heard("PageUp") == order[-1]
    reached = {
        heard(key) for key in 3 * (["ArrowRight"] * 4 + ["ArrowDown"] * 3 + ["ArrowLeft"] * 8)
    }
    assert len(reached) > 4


def test_a_line_opens_its_rows_and_says_its_figures_under_the_pointer(
    page: Page, site: Served, hub: dict[str, Any]
) -> None:
    first = site.ask("network", sender=hub["node"], limit=1)[0]
    page.goto(f"/network?focus={first['receiver']}")
    at = page.evaluate(LINE, [first["sender"], first["receiver"]])
    canvas(page).hover(position=at)

    expect(page.locator(".net-tip")).to_contain_text(
        f"{first['sender_name']} → {first['receiver_name']}：{first['handoffs']:,}次"
    )
    canvas(page).click(position=at)
    expect(page).to_have_url(
        re.compile(f"/queries/handoffs.sender={first['sender']}&receiver={first['receiver']}")
    )


def test_a_cell_of_the_matrix_is_reached_by_keys_and_opens_its_rows(page: Page) -> None:
    page.goto("/network")
    cells = page.locator(".matrix tbody td a")
    cells.first.focus()
    start = cells.first.get_attribute("href")

    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    here = page.locator(".matrix :focus")
    expect(here).to_have_attribute("tabindex", "0")
    assert page.locator(".matrix a[tabindex='0']").count() == 1
    href, says = here.get_attribute("href"), here.get_attribute("title") or ""
    assert href != start
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(href or "?")))
    rows = re.search(r"：([\d,]+)次", says)
    assert rows
    expect(page.locator("main")).to_contain_text(f"共 {rows[1]} 行")


def test_filters_and_focus_survive_a_reload_and_a_shared_address(
    page: Page, site: Served, other: dict[str, Any], new_context: Callable[..., Any]
) -> None:
    page.goto("/network?clock=calendar&kind=forward")
    canvas(page).click(position=place(page, other["node"]))
    page.get_by_role("link", name="2度", exact=True).click()
    expect(page.locator(".seg [aria-current]", has_text="2度")).to_be_visible()
    told = page.locator(".answer .long").text_content() or "none"
    where = place(page, other["node"])

    page.reload()
    expect(page.locator(".answer .long")).to_have_text(told)
    expect(page).to_have_url(re.compile("clock=calendar"))
    shared = new_context().new_page()
    shared.goto(page.url)
    expect(shared.locator(".answer .long")).to_have_text(told)
    expect(shared.locator(".chip.on", has_text="正向")).to_be_visible()
    assert place(shared, other["node"]) == where


def test_a_department_can_be_hidden_and_shown_again(page: Page, hub: dict[str, Any]) -> None:
    page.goto(f"/network?focus={hub['node']}")
    before = page.evaluate(COUNT)
    page.locator("#focus").get_by_role("link", name="隐藏").click()

    expect(page.locator(".chip.on", has_text="已隐藏")).to_contain_text(hub["node_name"])
    assert page.evaluate(COUNT) < before
    page.locator(".chip.on", has_text="已隐藏").click()
    expect(page.locator(".chip.on", has_text="已隐藏")).to_have_count(0)
    assert page.evaluate(COUNT) == before


def test_the_picture_is_saved_as_svg_and_as_png(
    page: Page, other: dict[str, Any], tmp_path: Path
) -> None:
    page.goto(f"/network?focus={other['node']}")
    with page.expect_download() as svg:
        page.get_by_role("link", name="下载SVG").click()
    text = Path(svg.value.path()).read_text("utf-8")
    assert svg.value.suggested_filename.endswith(".svg")
    assert text.startswith("<svg xmlns=")
    assert other["node_name"] in text

    with page.expect_download() as png:
        page.get_by_role("button", name="下载PNG").click()
    assert png.value.suggested_filename.endswith(".png")
    data = BytesIO(Path(png.value.path()).read_bytes()).getvalue()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width = int.from_bytes(data[16:20], "big")
    drawn = re.search(r'width="(\d+)"', text)
    assert drawn
    assert width == 2 * int(drawn[1])
    assert len(data) > 20_000


def test_the_canvas_takes_the_colours_of_the_theme(page: Page) -> None:
    page.goto("/network")
    light = page.evaluate(COLOUR)
    page.emulate_media(color_scheme="dark")

    page.wait_for_function(f"before => ({COLOUR})() !== before", arg=light)


def test_names_never_overlap_at_any_width_or_size_of_text(page: Page) -> None:
    page.goto("/network")
    for width in (700, 1366, 1920):
        resize(page, width, 900)
        assert page.evaluate(OVERLAPS) == 0
    page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    settle(page)
    assert page.evaluate(OVERLAPS) == 0


def test_axe_finds_nothing_in_a_view_that_was_swapped_in(page: Page, other: dict[str, Any]) -> None:
    page.goto("/network")
    canvas(page).click(position=place(page, other["node"]))
    expect(page.locator("#focus h2")).to_contain_text(other["node_name"])

    assert violations(page) == []


LIT = """() => window.xietuNetwork.edges().filter(e => !e.hasClass('dim'))
  .map(e => e.source().data('key') + '>' + e.target().data('key')).sort()"""


def test_ways_to_a_department_are_lit_and_survive_reload_switch_and_back(
    page: Page, site: Served, hub: dict[str, Any], other: dict[str, Any]
) -> None:
    names = site.ask("groups")
    target = next(n for n in names if n["node"] not in (hub["node"], other["node"]) and n["place"])

    def legs(by: str) -> list[str]:
        ways = site.ask("paths", source=other["node"], target=target["node"], by=by, best=5)
        routes = [way["route"].split(",") for way in ways]
        return sorted({f"{a}>{b}" for r in routes for a, b in itertools.pairwise(r)})

    page.goto(f"/network?focus={other['node']}")
    page.get_by_label("到哪个部门").select_option(target["node"])
    page.get_by_role("button", name="找路径").press("Enter")
    expect(page.locator(".ways-to h3")).to_contain_text(target["node_name"])
    expect(page).to_have_url(re.compile(f"to={target['node']}"))
    assert page.evaluate(LIT) == legs("handoffs")

    page.reload()
    assert page.evaluate(LIT) == legs("handoffs")
    page.get_by_role("link", name="等得短").click()
    expect(page.locator(".ways-to [aria-current]")).to_have_text("等得短")
    assert page.evaluate(LIT) == legs("waiting")
    page.go_back()
    expect(page.locator(".ways-to [aria-current]")).to_have_text("走的件多")
    page.locator(".chip.on", has_text="路径到").click()
    expect(page.get_by_text("送来", exact=True).first).to_be_visible()


def test_axe_finds_nothing_where_ways_are_shown(
    page: Page, hub: dict[str, Any], other: dict[str, Any]
) -> None:
    page.goto(f"/network?focus={other['node']}&to={hub['node']}")
    expect(page.locator(".ways-to")).to_be_visible()

    assert violations(page) == []
