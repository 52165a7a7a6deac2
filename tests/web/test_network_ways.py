"""Ways between two departments, gatekeepers and rings on the page 协同图谱, without a script."""

import itertools
import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.local_store import LocalStore
from tests.queries.asked import ask
from tests.web.conftest import SiteOf, add_log, words_of
from tests.web.test_network import drawing_of, part
from tests.world import APPROVAL, BUILDING, PLANNING, WINDOW
from web.figures import days, number
from web.network.view import split


def panel_of(page: str) -> str:
    return part(page, 'id="focus"', "</section>")


def ways_on(page: str) -> list[list[str]]:
    """Return the full names on each way that the panel lists."""
    return [
        re.findall(r'<span title="([^"]*)">', each)
        for each in re.findall(r"<li>(.*?)</li>", panel_of(page))
    ]


@pytest.mark.parametrize("by", ["handoffs", "waiting"])
@pytest.mark.parametrize("rule", ["causal", "consecutive"])
def test_the_panel_lists_the_ways_of_the_question_in_its_order(
    browser: FlaskClient, world: LocalStore, by: str, rule: str
) -> None:
    page = browser.get(f"/network?focus={WINDOW}&to={APPROVAL}&by={by}&rule={rule}").text
    rows = ask(world, "paths", source=WINDOW, target=APPROVAL, by=by, rule=rule, best="5")

    assert rows
    assert ways_on(page) == [row["route_name"].split(" → ") for row in rows]
    words = words_of(panel_of(page))
    for row in rows:
        wait = "—" if row["waiting"] is None else f"{days(row['waiting'], 28_800)}个工作日"
        assert f"最少一段{number(row['handoffs'])}次，平均等待共{wait}" in words


def test_every_link_of_a_way_opens_its_rows(browser: FlaskClient, world: LocalStore) -> None:
    page = browser.get(f"/network?focus={WINDOW}&to={APPROVAL}").text
    links = re.findall(r'<a href="([^"]*)" title="[^"]*的交接"', panel_of(page))
    route = ask(world, "paths", source=WINDOW, target=APPROVAL)[0]

    counts = []
    for link in links[: route["hops"]]:
        address = unescape(link).replace("/queries/handoffs", "/queries/handoffs.json")
        counts.append(len(browser.get(address).get_json()["rows"]))
    assert min(counts) == route["handoffs"]


def test_the_picture_shows_the_ways_and_fades_the_rest(browser: FlaskClient) -> None:
    def lit(address: str) -> set[str]:
        drawing = drawing_of(browser.get(address).text)
        found = re.findall(r"<title>([^<：]*)：[^<]*</title>\s*<g>", drawing)
        return set(found)

    focus = f"/network?focus={WINDOW}"
    ways = lit(f"{focus}&to={BUILDING}")
    assert ways
    assert ways != lit(focus)
    page = browser.get(f"{focus}&to={BUILDING}").text
    legs = {f"{a} → {b}" for way in ways_on(page) for a, b in itertools.pairwise(way)}
    assert ways == legs
    assert drawing_of(page).count('class="node focus"') == 2


def test_hidden_departments_stay_hidden_and_the_ways_through_them_say_so(
    browser: FlaskClient,
) -> None:
    page = browser.get(f"/network?focus={WINDOW}&to={APPROVAL}&hide={PLANNING}").text

    assert "经过已隐藏的自然资源局，图上不画" in words_of(panel_of(page))
    assert "自然资源局" not in words_of(f"<svg{drawing_of(page)}".replace("<svg", "<div"))
    for label in ("走的件多", "等得短"):
        assert re.search(f'href="[^"]*hide={PLANNING}[^"]*"[^>]*>{label}</a>', page)
    assert f'name="hide" value="{PLANNING}"' in page


def test_where_no_way_leads_the_page_says_so(
    own_store: LocalStore, site_of: SiteOf, tmp_path: Path
) -> None:
    lines = ["1,受理,甲,2022-05-09 10:00", "1,审查,乙,2022-05-09 11:00"]
    add_log(own_store, tmp_path, lines)
    page = site_of(own_store).test_client().get("/network?focus=乙&to=甲").text

    assert "没有路径：从乙出发，交接三次以内到不了甲。" in words_of(panel_of(page))


def test_a_gatekeeper_and_its_rings_are_told_as_the_questions_tell_them(
    browser: FlaskClient, own_store: LocalStore, site_of: SiteOf, tmp_path: Path
) -> None:
    lines = ["1,受理,甲,2022-05-09 10:00", "1,审查,乙,2022-05-09 11:00"]
    lines += ["2,审查,乙,2022-05-09 10:00", "2,决定,丙,2022-05-09 11:00"]
    add_log(own_store, tmp_path, lines)
    page = site_of(own_store).test_client().get("/network?focus=乙").text
    cut = ask(own_store, "gatekeepers")[0]["cut_off"]
    assert f"去掉它，{cut}个部门与其他部门断了联系" in words_of(panel_of(page))

    shown = browser.get(f"/network?focus={WINDOW}&rule=consecutive").text
    rings = ask(browser.application.extensions["xietu"].store, "rings", rule="consecutive")
    mine = [row for row in rings if WINDOW in row["route"].split(",")][:3]
    assert ways_on(shown) == [row["route_name"].split(" → ") for row in mine]


def test_another_focus_leaves_the_ways_and_persons_have_none() -> None:
    view = split({"focus": "D1", "to": "D2", "by": "waiting"}, "Asia/Shanghai")

    assert view.own == {"focus": "D1", "to": "D2", "by": "waiting"}
    assert view.address(focus="D3") == "/network?focus=D3"
    assert view.address(depth=2) == "/network?focus=D1&depth=2"
    assert split({"focus": "p1", "to": "D2", "level": "person"}, "Asia/Shanghai").to is None
    assert split({"focus": "D1", "to": "D1"}, "Asia/Shanghai").to is None


def test_an_unknown_target_is_refused(browser: FlaskClient) -> None:
    answer = browser.get(f"/network?focus={WINDOW}&to=D99")

    assert answer.status_code == 400
    assert "D99" in answer.text


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("rule", ["causal", "consecutive"])
def test_the_links_that_stand_out_around_a_focus_are_those_of_the_neighbourhood(
    browser: FlaskClient, world: LocalStore, depth: int, rule: str
) -> None:
    drawing = drawing_of(browser.get(f"/network?focus={BUILDING}&depth={depth}&rule={rule}").text)
    drawn = dict(re.findall(r"<title>([^<：]*)：[^<]*</title>\s*<g( class=\"fade\")?>", drawing))
    rows = ask(world, "neighbourhood", department=BUILDING, depth=str(depth), rule=rule)
    near = {f"{row['sender_name']} → {row['receiver_name']}" for row in rows}

    assert {link for link, faded in drawn.items() if not faded} == near & set(drawn)
    assert near & set(drawn)
