"""堵点 says why cases wait, and how sure it is that a pair is slow."""

from re import findall
from typing import Any

import pytest
from flask.testing import FlaskClient

from graph.tables import UNREGISTERED
from queries.causes import WORDS
from tests.web.conftest import words_of
from web.cases.tables import causes
from web.figures import days


def registered(browser: FlaskClient, question: str, query: str) -> list[dict[str, Any]]:
    """Return the rows of an answer about pairs of which both sides are known."""
    rows = browser.get(f"/queries/{question}.json{query}").get_json()["rows"]
    return [row for row in rows if UNREGISTERED not in (row["sender"], row["receiver"])]


def words_in_chinese(cause: str) -> str:
    return WORDS[cause].zh


def wait_of(browser: FlaskClient, query: str) -> float:
    return sum(row["total_wait"] or 0 for row in registered(browser, "handovers", query))


@pytest.mark.parametrize(
    "query",
    ["", "?rule=consecutive", "?receiver=D2", "?clock=calendar", "?clock=calendar&receiver=D1"],
)
def test_the_causes_of_a_page_add_up_to_its_waiting(browser: FlaskClient, query: str) -> None:
    page = browser.get(f"/bottlenecks{query}").text
    panel = words_of(page.split('id="why"')[1].split("</section>")[0])
    parts = [p for p in registered(browser, "causes", query) if p["cause"] != "stopped"]
    calendar = "calendar" in query

    total = findall(r"合计 ([\d.]+) 100%", panel)
    assert total == [days(wait_of(browser, query), 86400 if calendar else 28800)]
    assert sum(part["wait"] for part in parts) == pytest.approx(wait_of(browser, query))
    assert ("停表不计。" if calendar else "停表和非工作时间不计入等待。") in panel


def test_the_answer_names_the_two_causes_that_take_most(browser: FlaskClient) -> None:
    words = words_of(browser.get("/bottlenecks").text)
    sums: dict[str, float] = {}
    for part in registered(browser, "causes", ""):
        sums[part["cause"]] = sums.get(part["cause"], 0) + part["wait"]
    shares = sorted((100 * wait / sum(sums.values()) for wait in sums.values()), reverse=True)

    assert findall(r"原因里 \S+ 占 ([\d.]+)% ，\S+占([\d.]+)%。", words) == [
        (f"{shares[0]:.1f}", f"{shares[1]:.1f}")
    ]


def test_the_opened_pair_has_causes_of_its_own(browser: FlaskClient) -> None:
    evidence = browser.get("/bottlenecks?pair=D1~D2").text.split('class="evid"')[1]
    found = words_of(evidence.split("<h3>原因")[1].split("</table>")[0])
    parts = browser.get("/queries/causes.json?sender=D1&receiver=D2").get_json()["rows"]

    assert [float(n) for n in findall(r" ([\d.]+)%", found)] == [
        pytest.approx(100 * part["share"], abs=0.06) for part in parts
    ]


def test_persons_have_no_causes_of_departments(browser: FlaskClient) -> None:
    page = browser.get("/bottlenecks?level=person")
    assert page.status_code == 200
    assert 'id="why"' not in page.text
    assert 'id="months"' in page.text


def test_pairs_can_be_ordered_by_how_far_they_are_beyond_the_usual(browser: FlaskClient) -> None:
    usual, ordered = (
        browser.get(f"/bottlenecks{query}").text for query in ("", "?order=deviation")
    )
    keys = [findall(r'<tr data-pair="([^"]+)"', page) for page in (usual, ordered)]

    assert sorted(keys[0]) == sorted(keys[1])
    assert ordered.count('class="spark"') == usual.count('class="spark"') > 0
    assert "aria-sort" in usual and "aria-sort" not in ordered
    assert "order=deviation&amp;pair=" in ordered.replace("&pair=", "&amp;pair=")
    refused = browser.get("/bottlenecks?order=name")
    assert refused.status_code == 400
    assert "order" in refused.text


def test_a_pair_with_few_handoffs_is_not_judged(browser: FlaskClient) -> None:
    words = words_of(browser.get("/bottlenecks").text)
    assert "没有一对明显久于同类，够不上疑似堵点。" in words
    assert words.count("样本不足") >= 2


def test_returns_alone_are_not_judged(browser: FlaskClient) -> None:
    words = words_of(browser.get("/bottlenecks?kind=return").text)
    assert "结论均待核实。" in words
    assert "超常名次" not in words


def test_the_bars_of_a_case_tell_what_made_most_of_a_wait(browser: FlaskClient) -> None:
    rows = browser.get("/queries/cases.json").get_json()["rows"]
    told = []
    for row in rows:
        steps = browser.get(f"/queries/case.json?case={row['case']}").get_json()["rows"]
        for step in steps:
            if step["cause"] is None:
                continue
            rest = step["waiting"] - (step["transfer"] or 0)
            assert 0 < step["cause_wait"] <= rest + 1e-6
            told.append((row["case"], step["cause"]))
    case, cause = told[0]
    page = browser.get(f"/cases/{case}").text
    label = f'<i class="c-{cause}"></i>{words_in_chinese(cause)}'
    table = page.split('class="tbl each-step"')[1].split("</table>")[0]
    assert "主要原因" in table
    assert label in table
    assert label in page.split('class="in keys"')[1].split("</div>")[0]  # as in the lanes
    assert f'<rect class="c-{cause}"' in page
    assert (
        f"（{words_in_chinese(cause)}）" in page or f"（主要是{words_in_chinese(cause)}，" in page
    )


@pytest.mark.parametrize(
    ("transfer", "idle", "day", "told"),
    [
        (14400.0, 10000.0, 28800, ("transfer", "在途", "0.5")),
        (0.0, 28800.0, 28800, ("idle", "空等", "")),
        (10000.0, 14400.0, 28800, ("idle", "空等", "0.5")),
        (10000.0, 14400.0, 86400, ("idle", "空等", "")),  # causes are told in working time
        (20000.0, 8800.0, 86400, ("transfer", "在途", "")),
    ],
)
def test_what_took_most_of_a_wait_may_be_its_way(
    transfer: float, idle: float, day: int, told: tuple[str, str, str], browser: FlaskClient
) -> None:
    row = {"kind": "handoff", "binding": True, "number": 2, "waiting": 28800.0}
    rows = [{**row, "transfer": transfer, "cause": "idle", "cause_wait": idle}]
    with browser.application.test_request_context():
        assert causes(rows, day) == {2: told}
        assert causes([{**rows[0], "binding": False}], day) == {}
