"""What the first page says to look at first, and where it leads."""

from html import unescape
from pathlib import Path

from flask.testing import FlaskClient

from graph.local_store import LocalStore
from tests.web.conftest import SiteOf, add_log, words_of


def first_things(client: FlaskClient) -> str:
    """Return the panel 先看什么 of the first page."""
    return client.get("/").text.split("先看什么")[1].split("</section>")[0]


def lines(cases: int, receiver: str, hours: int) -> list[str]:
    """Return the steps of so many cases that wait so many hours."""
    return [
        line
        for case in range(cases)
        for line in (
            f"{receiver}{case},受理,窗口,2022-05-09 09:00",
            f"{receiver}{case},审查,{receiver},2022-05-09 {9 + hours}:00",
        )
    ]


def test_the_longest_and_the_always_slow_pair_are_named_with_their_figures(
    own_store: LocalStore, tmp_path: Path, site_of: SiteOf
) -> None:
    rows = [*lines(60, "规划", 2), *lines(20, "水利", 4), *lines(19, "消防", 8)]
    add_log(own_store, tmp_path, rows)
    client = site_of(own_store).test_client()

    words = words_of(first_things(client))

    assert "等得最久 窗口送规划，合计15.0个工作日 60次交接，占" in words
    assert "一半在0.3个工作日内开始，每10次有1次超过0.3个工作日" in words
    assert "次次都慢 窗口送水利，一半要等0.5个工作日以上 20次交接" in words
    assert "消防" not in words  # nineteen are too few to say anything of


def test_a_finding_leads_to_its_pair_opened(
    own_store: LocalStore, tmp_path: Path, site_of: SiteOf
) -> None:
    add_log(own_store, tmp_path, lines(20, "规划", 2))
    panel = unescape(first_things(site_of(own_store).test_client()))

    assert 'href="/bottlenecks?pair=窗口~规划"' in panel or "pair=%E7%AA%97%E5%8F%A3~" in panel


def test_open_handoffs_and_refused_rows_are_named_and_lead_to_their_rows(
    browser: FlaskClient,
) -> None:
    panel = unescape(first_things(browser))
    words = words_of(panel)

    assert "住房城乡建设局，1次交接还没开始办 全部在途2次，不计入等待" in words
    assert "拒收1行，不在各页的数字里" in words
    assert 'href="/queries/handoffs?receiver=' in panel
    assert 'href="/data/loads/' in panel


def test_where_nothing_stands_out_it_is_said(
    own_store: LocalStore, tmp_path: Path, site_of: SiteOf
) -> None:
    add_log(own_store, tmp_path, lines(3, "规划", 1))

    assert "没有值得先看的等待。" in words_of(first_things(site_of(own_store).test_client()))


def test_the_pair_that_became_slower_is_named_with_both_periods(
    own_store: LocalStore, tmp_path: Path, site_of: SiteOf
) -> None:
    rows = []
    for day, hours in (
        ("01-12", 1),
        ("02-16", 1),
        ("03-16", 1),
        ("04-13", 1),
        ("05-18", 5),
        ("06-15", 6),
    ):
        for case in range(10):
            rows.append(f"{day}{case},受理,窗口,2022-{day} 09:00")
            rows.append(f"{day}{case},审查,规划,2022-{day} {9 + hours}:00")
            rows.append(f"s{day}{case},受理,窗口,2022-{day} 09:00")
            rows.append(f"s{day}{case},审查,水利,2022-{day} 12:00")
    rows.append("end,受理,窗口,2022-06-30 17:00")
    add_log(own_store, tmp_path, rows)
    client = site_of(own_store).test_client()

    words = words_of(first_things(client))

    assert "变慢了 窗口送规划，4—6月比1—3月每次多等0.4个工作日" in words
    assert "平均从0.1个工作日到0.5个工作日；30次交接，合计多11.3个工作日" in words
    assert "变慢了 窗口送水利" not in words
    assert "变慢了" not in words_of(client.get("/?until=2022-04-30").text)
