"""The pages of mutual evaluation: what they show, what they hold back, what is asked first."""

import re
from collections.abc import Callable
from dataclasses import fields, replace
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from graph.evaluation.figures import Oversight
from graph.evaluation.rules import FILE, Rules
from graph.local_store import LocalStore
from queries.evaluation_sentences import document_answer
from queries.evaluation_words import score
from tests.figures import documents, mesh
from tests.web.conftest import SiteOf, words_of
from tests.web.kept_rounds import (
    DRAFT,
    RELEASED,
    ROUND,
    STAR,
    STAR_ROUND,
    KeptRounds,
    frozen,
    rows_of,
)
from tests.web.test_accessible_pages import Page
from tests.web.test_site_language import CHINESE

ADDRESSES = (
    "/evaluation",
    "/evaluation/method",
    *(ROUND + RELEASED + part for part in ("", "/oversight", "/departments", "/log", "/withdraw")),
    *(f"{ROUND}{RELEASED}/departments/{department}" for department in ("D03", "D16")),
    *(ROUND + DRAFT + part for part in ("/oversight", "/release")),
    *(STAR_ROUND + part for part in ("", "/oversight", "/departments/D03")),
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_well_formed_in_both_languages(
    address: str, evaluated: FlaskClient, rounds: KeptRounds
) -> None:
    for language in ("zh", "en"):
        response = evaluated.get(f"{address}?lang={language}")
        page = Page(response.text)
        ids = [values["id"] for _, values in page.attributes if values.get("id")]

        assert response.status_code == 200
        assert page.open == []
        assert page.tags["h1"] == 1
        assert page.tags["caption"] == page.tags["table"]
        assert all(head.get("scope") for head in page.of("th"))
        assert len(ids) == len(set(ids))
    assert CHINESE.findall(without_data(response.text, frozen(rounds))) == []


def without_data(page: str, report: Oversight) -> str:
    """Return a page without addresses and without what the data call things."""
    data = {one.name for one in report.round.departments}
    data |= {RELEASED, DRAFT, STAR, "小世界.xlsx", "中文"}
    data |= {each.kind for each in documents(report)[2].subgroups}
    for value in sorted(data, key=len, reverse=True):
        page = page.replace(value, "")
    return re.sub(r'href="[^"]*"|value="/[^"]*"|action="[^"]*"', "", page)


def test_the_first_page_lists_the_rounds_with_their_state(evaluated: FlaskClient) -> None:
    words = words_of(evaluated.get("/evaluation").text)

    assert "共3期互评，1期已发布给部门。" in words
    assert f"{RELEASED} 2022年1月1日—6月30日 16 已发布 2022-09-05 09:00" in words
    assert f"{STAR} — 16 草稿 —" in words
    rows = rows_of(evaluated.get("/evaluation.csv").data)
    assert [row["状态"] for row in rows] == ["已发布", "草稿", "草稿"]


def test_a_load_without_evaluation_says_how_to_bring_one(
    world: LocalStore, site_of: SiteOf
) -> None:
    words = words_of(site_of(world, KeptRounds({})).test_client().get("/evaluation").text)

    assert "这批数据没有部门互评。" in words
    assert "部门互评" in words
    assert "xietu check PATH" in words


def test_a_draft_is_marked_on_every_page_of_its_round(evaluated: FlaskClient) -> None:
    for part in ("", "/oversight", "/departments", "/departments/D03", "/log"):
        draft, released = (evaluated.get(ROUND + each + part).text for each in (DRAFT, RELEASED))
        assert "（草稿）</h1>" in draft, part
        assert "草稿" not in released, part


def test_a_report_shows_the_figures_of_the_gate(evaluated: FlaskClient, rounds: KeptRounds) -> None:
    for number, document in enumerate(documents(frozen(rounds))[2:9], 3):
        words = words_of(evaluated.get(f"{ROUND}{RELEASED}/departments/D{number:02}").text)
        assert document_answer(document).zh in words
        for one in document.scores:
            name = one.dimension or "综合"
            assert f"{name} {score(one, document.round, document.rules).zh}" in words


def test_a_score_that_is_held_back_is_neither_nought_nor_blank(evaluated: FlaskClient) -> None:
    page = evaluated.get(f"{ROUND}{RELEASED}/departments/D16").text
    words = words_of(page)

    assert "综合得分：不足5家，不予显示" in words
    assert words.count("不足5家，不予显示") >= 10
    assert 'class="corner"' not in page
    assert "为保护评价部门，不予显示" in words_of(
        evaluated.get(f"{ROUND}{RELEASED}/oversight").text
    )


def test_how_a_department_rates_is_not_shown_to_oversight(evaluated: FlaskClient) -> None:
    address = f"{ROUND}{RELEASED}/departments/D03"

    assert "own" not in evaluated.get(f"{address}.json").get_json()
    assert "打分松" not in words_of(evaluated.get(address).text)
    assert "监督部门在页面上不看" in words_of(evaluated.get(address).text)


def test_the_star_has_plain_means_and_names_its_open_rater(evaluated: FlaskClient) -> None:
    words = words_of(evaluated.get(f"{STAR_ROUND}/oversight").text)

    assert "未校正宽严" in words
    assert "具名评价" in words
    assert "评价不够密，不列配对。" in words
    assert "行政审批局 水利局 74 77 80 83" in words


def test_the_design_tells_what_can_be_shown_before_any_score(
    evaluated: FlaskClient, rounds: KeptRounds
) -> None:
    words = words_of(evaluated.get(ROUND + RELEASED).text)

    assert "16家中1家的综合得分不予显示" in words
    assert "自然资源和规划局 工业和信息化局 37" in words
    shown = {str(round(each.score)) for each in frozen(rounds).scores if each.score is not None}
    rows = rows_of(evaluated.get(f"{ROUND}{RELEASED}.csv").data)
    assert not shown & {cell for row in rows for cell in row.values()}


def test_every_threshold_stands_with_default_and_source(
    own_store: LocalStore, site_of: SiteOf
) -> None:
    (own_store.home / FILE).write_text("min_raters = 7\n", "utf-8")
    words = words_of(site_of(own_store).test_client().get("/evaluation/method").text)

    assert "一个得分至少来自几家部门 7 5 min_raters" in words
    for each in fields(Rules):
        assert each.name in words
        assert each.metadata["source"].zh in words
    assert all(f"P{number} " in words for number in range(1, 16))


def test_a_round_is_released_and_withdrawn_only_after_it_was_asked(
    evaluated: FlaskClient, rounds: KeptRounds, token: Callable[[FlaskClient], str]
) -> None:
    asked = words_of(evaluated.get(f"{ROUND}{DRAFT}/release").text)
    assert "为保护评价部门 1" in asked
    assert DRAFT not in rounds.frozen
    assert evaluated.post(f"{ROUND}{DRAFT}/release").status_code == 400
    assert DRAFT not in rounds.frozen

    form = {"csrf_token": token(evaluated)}
    refused = evaluated.post(f"{ROUND}{DRAFT}/release", data=form)
    assert refused.status_code == 400
    assert "评价期到 2022-12-31 才结束" in words_of(refused.text)
    assert "勾选“评分已经收齐”" in words_of(refused.text)
    assert DRAFT not in rounds.frozen
    response = evaluated.post(f"{ROUND}{DRAFT}/release", data=form | {"closed": "1"})
    assert response.status_code == 303
    assert response.headers["Location"].endswith(quote(f"{DRAFT}/departments"))
    log = evaluated.get(f"{ROUND}{DRAFT}/log").text
    assert "已发布" in words_of(log)
    assert "再次发布" in words_of(log)
    again = words_of(evaluated.get(f"{ROUND}{DRAFT}/release").text)
    assert "没有可以发布的新内容" in again
    assert "确认发布" not in again

    evaluated.get(f"{ROUND}{DRAFT}/withdraw")
    assert DRAFT in rounds.frozen
    evaluated.post(f"{ROUND}{DRAFT}/withdraw", data=form)
    assert DRAFT not in rounds.frozen
    rows = rows_of(evaluated.get(f"{ROUND}{DRAFT}/log.csv").data)
    assert [row["操作"] for row in rows] == ["发布", "撤回"]


def test_the_draft_of_another_release_is_read_before_it_is_frozen(
    world: LocalStore, site_of: SiteOf
) -> None:
    rounds = KeptRounds({RELEASED: mesh()})
    rounds.release(world.load(), RELEASED)
    changed = tuple(replace(each, score=None, reason="protected") for each in mesh().scores)
    rounds.reports[RELEASED] = replace(mesh(), scores=changed)
    browser = site_of(world, rounds).test_client()

    asked = browser.get(f"{ROUND}{RELEASED}/release").text
    address = f"{ROUND}{quote(RELEASED)}/oversight?draft=1"
    assert f'href="{address}"' in asked
    draft = browser.get(address).text
    assert "再次发布的草稿" in draft
    assert draft.count("为保护评价部门") > browser.get(address.split("?")[0]).text.count("为保护")
    links = [link for link in re.findall(r'href="([^"]+)"', draft) if quote(RELEASED) in link]
    others = {link for link in links if "draft=1" not in link}
    assert others == {
        f"{ROUND}{quote(RELEASED)}/{part}" for part in ("log", "release", "oversight")
    }
    assert any(f"{quote(RELEASED)}/departments/D" in link for link in links)
    for link in {*links} - others:
        response = browser.get(link.replace("&amp;", "&"))
        assert response.status_code == 200
        assert "ETag" not in response.headers or response.mimetype == "text/html"


@pytest.mark.parametrize("part", ["2020H1", f"{RELEASED}/departments/D99", "2020H1/release"])
def test_what_is_not_there_is_not_found(part: str, evaluated: FlaskClient) -> None:
    assert evaluated.get(ROUND + part).status_code == 404


def test_the_page_of_a_release_says_that_it_shows_no_score(
    world: LocalStore, site_of: SiteOf
) -> None:
    held = tuple(replace(each, score=None, reason="few") for each in mesh().scores)
    rounds = KeptRounds({RELEASED: replace(mesh(), scores=held)})
    page = site_of(world, rounds).test_client().get(f"{ROUND}{RELEASED}/release").text

    assert "没有一个得分可以显示" in page
    assert "确认发布" in page


def test_a_round_whose_period_is_not_over_is_released_with_a_warning(
    world: LocalStore, site_of: SiteOf
) -> None:
    def asked(as_of: str) -> str:
        about = replace(mesh().round, starts="2022-01-01", ends="2022-06-30", as_of=as_of)
        rounds = KeptRounds({RELEASED: replace(mesh(), round=about)})
        return site_of(world, rounds).test_client().get(f"{ROUND}{RELEASED}/release").text

    early, late = asked("2022-06-29"), asked("2022-06-30")
    assert "评价期到 2022-06-30 才结束" in early
    assert 'name="closed" type="checkbox" value="1" required' in early
    assert "才结束" not in late
    assert "checkbox" not in late
