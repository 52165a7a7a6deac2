"""The page 协同图谱 without a script: picture, matrix, table and panel, and what they come to."""

import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from graph.local_store import LocalStore
from tests.queries.asked import NOBODY, ask
from tests.web.conftest import SiteOf, add_log, words_of
from tests.world import APPROVAL, BUILDING, PLANNING, WINDOW
from web.figures import days, number

FILTERS: list[dict[str, str]] = [
    {},
    {"rule": "consecutive"},
    {"level": "person"},
    {"clock": "calendar"},
    {"item": "I1"},
    {"sender": WINDOW},
    {"kind": "return"},
    {"kind": "internal"},
    {"department": BUILDING, "until": "2022-05-12"},
]
SVG = "{http://www.w3.org/2000/svg}"


def address(raw: dict[str, str], path: str = "/network") -> str:
    return f"{path}?" + "&".join(f"{key}={value}" for key, value in raw.items())


def part(page: str, start: str, end: str) -> str:
    return page.split(start, 1)[1].split(end, 1)[0]


def matrix_of(page: str) -> str:
    return part(page, '<table class="matrix', "</table>")


def drawing_of(page: str) -> str:
    return part(page, '<svg class="net"', "</svg>")


def cells(page: str) -> list[tuple[int, str]]:
    """Return the handoffs and the waiting that each cell of the matrix tells of."""
    body = matrix_of(page).split("<tbody>")[1]
    titles = [unescape(each) for each in re.findall(r'<td[^>]*><[^>]* title="([^"]*)"', body)]
    found = [re.search(r"：([\d,]+)次.*?(?:合计|等待)([\d,.]+|—)", each) for each in titles]
    assert all(found)
    return [(int(each[1].replace(",", "")), each[2]) for each in found if each]


@pytest.mark.parametrize("raw", FILTERS, ids=str)
def test_page_matrix_and_table_come_to_the_same_as_the_ranking(
    browser: FlaskClient, world: LocalStore, raw: dict[str, str]
) -> None:
    page = browser.get(address({**raw, "limit": "1000"})).text
    pairs = ask(world, "handovers", **raw)
    day = 86_400 if raw.get("clock") == "calendar" else 28_800
    unit = "天" if day == 86_400 else "个工作日"
    handoffs = sum(pair["handoffs"] for pair in pairs)
    wait = sum(pair["total_wait"] or 0 for pair in pairs)
    whole = f"合计{len(pairs)}对，{number(handoffs)}次交接，等待{days(wait, day)}{unit}。"

    assert whole in part(page, "<caption", "</caption>")
    assert whole in words_of(part(page, 'id="pairs"', "</header>"))
    shown = cells(page)
    assert sorted(shown) == sorted((p["handoffs"], days(p["total_wait"], day)) for p in pairs)
    table = part(page, 'id="pairs"', "</section>")
    assert table.count("<tr>") == 1 + len(pairs)


@pytest.mark.parametrize("raw", FILTERS[::3] + FILTERS[7:8], ids=str)
def test_every_cell_and_every_line_opens_its_rows_with_the_filters_kept(
    browser: FlaskClient, raw: dict[str, str]
) -> None:
    page = browser.get(address(raw)).text
    body = matrix_of(page).split("<tbody>")[1]
    links = re.findall(r'<td[^>]*><a class="[^"]*" href="([^"]*)" title="([^"]*)"', body)
    if raw.get("kind") != "internal":
        links += re.findall(r'<a href="([^"]*)" tabindex="-1"><title>([^<]*)</title>', page)
        assert 'class="edge' in page

    for link, says in links:
        rows = browser.get(unescape(link).replace("/queries/handoffs", "/queries/handoffs.json"))
        told = re.search(r"：([\d,]+)次", unescape(says))
        assert told
        assert len(rows.get_json()["rows"]) == int(told[1])


def test_the_sentence_names_who_takes_part_in_most_and_where_cases_wait(
    browser: FlaskClient,
) -> None:
    words = words_of(browser.get("/network").text)

    assert (
        "自然资源局 参与 83.3% 的交接，送到它的件也等得最久，共 2.8个工作日 ，占 68.8% 。" in words
    )
    assert "图上是主干：8对中的3对" in words


def test_a_department_in_focus_shows_all_it_exchanges(browser: FlaskClient) -> None:
    page = browser.get(f"/network?focus={PLANNING}").text
    words = words_of(page)

    assert (
        "送到 自然资源局 的件共等了 2.8个工作日 ，占全部的 68.8% ；其中100.0%的等待来自政务服务中心。"
        in words
    )
    panel = words_of(part(page, 'id="focus"', "</section>"))
    assert "收到5次，一半等了0.4个工作日以上才开始办；送出5次。" in panel
    assert "政务服务中心 5 0.4 2.8" in panel
    assert "行政审批局 3 0.1 0.3" in panel
    drawing = drawing_of(page)
    for other in ("政务服务中心 → 自然资源局", "自然资源局 → 住房城乡建设局"):
        assert other in drawing
    assert 'class="node focus"' in drawing
    assert '<tr class=" now">' in matrix_of(page)


def test_depth_lights_the_edges_of_the_neighbours_too(browser: FlaskClient) -> None:
    faint = [
        drawing_of(browser.get(f"/network?focus={WINDOW}&depth={depth}").text).count('class="fade"')
        for depth in (1, 2, 3)
    ]
    assert faint[0] > faint[1] >= faint[2] == 0


def test_focus_depth_and_hidden_departments_stay_in_every_link_of_the_page(
    browser: FlaskClient,
) -> None:
    page = browser.get(f"/network?item=I2&focus={PLANNING}&depth=2&hide={APPROVAL}").text

    form = part(page, '<form class="sheet"', "</form>")
    for name, value in (("focus", PLANNING), ("depth", "2"), ("hide", APPROVAL)):
        assert f'type="hidden" name="{name}" value="{value}"' in form
    assert f"/network.svg?item=I2&amp;focus={PLANNING}&amp;depth=2&amp;hide={APPROVAL}" in page
    wider = f"/network?item=I2&amp;focus={PLANNING}&amp;depth=3&amp;hide={APPROVAL}"
    assert f'href="{wider}">展开3度' in page
    assert f'href="/network?item=I2&amp;focus={WINDOW}&amp;depth=2&amp;hide={APPROVAL}"' in page


def test_a_hidden_department_leaves_the_picture_and_not_the_matrix(browser: FlaskClient) -> None:
    before = browser.get("/network").text
    page = browser.get(f"/network?hide={PLANNING}").text

    assert "自然资源局" in drawing_of(before)
    assert "自然资源局" not in drawing_of(page)
    assert cells(page) == cells(before)
    assert "已隐藏 自然资源局 ，重新显示" in words_of(page)
    assert 'href="/network"' in part(page, "已隐藏", "</div>") or (
        'href="/network" title="重新显示"' in page
    )


def test_what_loses_its_last_edge_stands_beside_the_picture(browser: FlaskClient) -> None:
    page = browser.get(f"/network?sender={WINDOW}&hide={PLANNING}&receiver={PLANNING}").text

    tray = words_of(part(page, 'data-part="tray"', "</footer>"))
    assert "未连入主干： 政务服务中心" in tray
    assert "没有可以画出的交接。" in page


def test_what_nobody_is_registered_for_is_counted_and_not_drawn(browser: FlaskClient) -> None:
    page = browser.get("/network").text

    assert NOBODY not in drawing_of(page)
    assert "另有3次一方未登记，不画在图上" in page
    assert f'<span title="{NOBODY}">{NOBODY}</span>' in matrix_of(page)


def test_another_level_begins_without_a_focus(browser: FlaskClient) -> None:
    page = browser.get(f"/network?focus={PLANNING}&hide={WINDOW}").text

    assert 'href="/network?level=person"' in page
    assert browser.get("/network?level=person").status_code == 200


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("focus=D99", "没有编码为 'D99' 的部门"),
        ("hide=D99", "没有编码为 'D99' 的部门"),
        ("focus=D1&level=person", "没有编码为 'D1' 的部门"),
        ("focus=D1&depth=4", "参数 depth"),
        ("focus=D1&focus=D2", "参数 focus 给了 2 次"),
        ("colour=red", "没有参数 'colour'"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(
    browser: FlaskClient, query: str, says: str
) -> None:
    answer = browser.get(f"/network?{query}")

    assert answer.status_code == 400
    assert says in words_of(answer.text)


def test_a_department_without_handoffs_in_the_period_says_so(browser: FlaskClient) -> None:
    page = browser.get(f"/network?focus={BUILDING}&until=2022-05-09").text

    assert "在当前条件下没有交接。" in words_of(part(page, 'id="focus"', "</section>"))
    assert "没有件在等住房城乡建设局开始办。" in words_of(page).replace(" ", "")


def test_filters_that_leave_nothing_say_so(browser: FlaskClient) -> None:
    words = words_of(browser.get("/network?since=2030-01-01").text)

    assert "没有交接符合条件。" in words
    assert "没有可以画出的交接。" in words


def test_the_picture_is_a_file_of_its_own(browser: FlaskClient, world: LocalStore) -> None:
    answer = browser.get(f"/network.svg?item=I1&focus={PLANNING}")
    text = answer.text
    root = ElementTree.fromstring(text)

    assert answer.content_type == "image/svg+xml; charset=utf-8"
    load_id = world.load().load_id
    assert answer.headers["Content-Disposition"] == f'attachment; filename="network-{load_id}.svg"'
    words = " ".join("".join(each.itertext()) for each in root.iter(f"{SVG}text"))
    for expected in ("协同图谱 · 合成数据", load_id, "截至", "等待中位，工作日", "3～5", "事项"):
        assert expected in words
    assert "自然资源局" in words
    assert not list(root.iter(f"{SVG}a"))
    assert "var(" not in text
    used = {name for each in root.iter() for name in (each.get("class") or "").split()}
    styled = set(re.findall(r"\.([\w-]+)", part(text, "<style>", "</style>")))
    assert used <= styled


def test_the_english_picture_has_no_chinese_but_the_names(browser: FlaskClient) -> None:
    text = browser.get("/network.svg?lang=en").text

    assert "Synthetic data" in text
    assert "Median wait, wd" in text


def test_before_the_first_load_the_page_says_how_to_begin(
    own_store: LocalStore, site_of: SiteOf
) -> None:
    client = site_of(own_store).test_client()

    for path in ("/network", "/network?focus=D1", "/network.svg"):
        answer = client.get(path)
        assert answer.status_code == client.get("/bottlenecks").status_code
        assert "装载" in words_of(answer.text.split("<main")[1])


def test_with_many_departments_the_rest_share_a_row_and_totals_stay(
    own_store: LocalStore, tmp_path: Path, site_of: SiteOf
) -> None:
    add_log(own_store, tmp_path, many(70))
    page = site_of(own_store).test_client().get("/network").text
    pairs = ask(own_store, "handovers")

    assert "交接最少的10个合为“其余”" in page
    assert matrix_of(page).count('<th scope="row">') == 61
    assert sum(handoffs for handoffs, _ in cells(page)) == sum(p["handoffs"] for p in pairs)
    drawing = drawing_of(page)
    assert drawing.count("<circle") > 10
    boxes = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="(\d+)"', drawing)
    named = [tuple(map(float, box)) for box in boxes if box[3] == "24"]
    assert len(named) > 20
    for at, (x, y, width, height) in enumerate(named):
        assert not any(
            abs(x + width / 2 - a - w / 2) < (width + w) / 2 and abs(y - b) < height
            for a, b, w, _ in named[:at]
        )


def test_of_more_than_three_hundred_the_busiest_and_the_focus_are_drawn(
    own_store: LocalStore, tmp_path: Path, site_of: SiteOf
) -> None:
    add_log(own_store, tmp_path, many(305))
    client = site_of(own_store).test_client()

    page = client.get("/network").text
    assert "另有交接最少的5个未画" in page
    assert drawing_of(page).count("<title>") == 300 + 299
    assert "未连入主干" not in page
    left_out = {f"部门{n}" for n in range(1, 305)} - set(
        re.findall(r"<title>([^，<]*)，收到", drawing_of(page))
    )
    assert len(left_out) == 5
    again = client.get(f"/network?focus={min(left_out)}").text
    assert f"<title>{min(left_out)}，收到1次" in drawing_of(again)
    assert 'class="node focus"' in drawing_of(again)


def many(count: int) -> list[str]:
    """Return a log in which a window hands to `count` - 1 departments, the first ones most."""
    lines = []
    for number_of in range(1, count):
        for case in range(1 + 3 * (number_of < 60)):
            day = f"2022-05-{9 + case:02}"
            lines.append(f"{number_of}-{case},受理,窗口,{day} 10:00")
            lines.append(f"{number_of}-{case},审查,部门{number_of},{day} 1{number_of % 6}:30")
    return lines
