"""The tables and reports of mutual evaluation as files: what the screen shows, tagged."""

import re
from dataclasses import replace
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from graph.local_store import LocalStore
from tests.figures import mesh
from tests.web.conftest import SiteOf, words_of
from tests.web.kept_rounds import DRAFT, RELEASED, ROUND, STAR_ROUND, KeptRounds, frozen, rows_of
from tests.web.test_evaluation_numbers import text_of


def test_what_is_held_back_comes_last_by_code(evaluated: FlaskClient) -> None:
    rows = rows_of(evaluated.get(f"{STAR_ROUND}/oversight.csv").data)
    names = [row["部门"] for row in rows if row["维度"] == "综合"]

    assert names[0] == "行政审批局"
    assert names[1:4] == ["自然资源和规划局", "住房和城乡建设局", "水利局"]


def test_departments_without_a_score_come_last_where_the_order_is_by_code(
    world: LocalStore, site_of: SiteOf
) -> None:
    held = [replace(each, score=None, reason="few") if each.department == "D03" else each
            for each in mesh().scores]  # fmt: skip
    rounds = KeptRounds({RELEASED: replace(mesh(), scores=tuple(held))})
    browser = site_of(world, rounds).test_client()
    names = {each.id: each.name for each in mesh().round.departments}
    last = [names["D03"], names["D16"]]  # of the last one too few have rated
    others = [name for name in names.values() if name not in last]
    for page in ("", "/departments"):
        found = re.findall(r'<th scope="row">(?:<a [^>]*>)?([^<]*)',
                           browser.get(f"{ROUND}{RELEASED}{page}").text)  # fmt: skip
        assert [name for name in found if name in names.values()][: len(names)] == others + last
    for file in (".csv", "/departments.csv"):
        rows = rows_of(browser.get(f"{ROUND}{RELEASED}{file}").data)
        shown = ["不予显示" not in "".join(row.values()) for row in rows]
        assert shown == sorted(shown, reverse=True)
        assert list(dict.fromkeys(row["部门"] for row in rows))[-1] == names["D16"]


def test_files_have_the_figures_of_the_screen(evaluated: FlaskClient, rounds: KeptRounds) -> None:
    words = words_of(evaluated.get(f"{ROUND}{RELEASED}/oversight").text)
    report = evaluated.get(f"{ROUND}{RELEASED}/oversight.json").data
    rows = rows_of(evaluated.get(f"{ROUND}{RELEASED}/oversight.csv").data)

    assert report == frozen(rounds).to_json()
    assert len(rows) == len(frozen(rounds).scores)
    for row in rows:
        text = row["得分"].removesuffix(".0")
        assert f"{row['部门']} {text}" in words or row["维度"] != "综合"
    assert "不足5家，不予显示" in {row["得分"] for row in rows}


def test_every_table_is_given_as_a_file_too(evaluated: FlaskClient) -> None:
    whole = f"{ROUND}{RELEASED}"
    for address in ("/evaluation", "/evaluation/method", whole, f"{whole}/oversight",
                    f"{whole}/departments", f"{whole}/departments/D03", f"{whole}/log"):  # fmt: skip
        words = words_of(evaluated.get(address).text)
        assert evaluated.get(f"{address}.json").is_json
        assert evaluated.get(f"{address}.xlsx").data.startswith(b"PK")
        rows = rows_of(evaluated.get(f"{address}.csv").data)
        assert rows
        assert all(next(iter(row.values())) in words for row in rows), address


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_released_file_has_a_tag_and_a_draft_is_not_kept(
    form: str, evaluated: FlaskClient
) -> None:
    first = evaluated.get(f"{ROUND}{RELEASED}/departments/D03.{form}")
    again = evaluated.get(
        f"{ROUND}{RELEASED}/departments/D03.{form}",
        headers={"If-None-Match": first.headers["ETag"]},
    )
    draft = evaluated.get(f"{ROUND}{DRAFT}/departments/D03.{form}")

    assert (again.status_code, again.data) == (304, b"")
    assert "ETag" not in draft.headers
    assert draft.headers["Cache-Control"] == "no-store"


FILES = [
    f"{part}.{form}"
    for part in ("", "/departments", "/oversight", "/departments/D03")
    for form in ("json", "csv")
]


def test_a_file_of_a_draft_says_so_in_its_name(evaluated: FlaskClient) -> None:
    def name(address: str) -> str:
        response = evaluated.get(ROUND + address)
        assert response.status_code == 200
        return unquote(response.headers.get("Content-Disposition", ""))

    for file in (*FILES, "/departments.xlsx", "/departments/D03.docx"):
        assert "-草稿" in name(f"{DRAFT}{file}")
        assert "-草稿" in name(f"{RELEASED}{file}?draft=1")
    for file in FILES:
        for asked in ("", "?draft=0", "?draft="):
            assert "草稿" not in name(f"{RELEASED}{file}{asked}")
    assert "-draft" in name(f"{DRAFT}/oversight.csv?lang=en")


def test_only_pages_of_a_draft_lead_to_the_draft(evaluated: FlaskClient) -> None:
    def leads(page: str) -> bool:
        return re.search(r'href="[^"]*draft=1', evaluated.get(page).text) is not None

    assert leads(f"{ROUND}{RELEASED}?draft=1")
    for page in ("/evaluation?draft=1", f"{ROUND}{RELEASED}/log?draft=1",
                 f"{ROUND}{RELEASED}?draft=0"):  # fmt: skip
        assert not leads(page)


@pytest.mark.parametrize("form", ["docx", "xlsx", "pdf"])
@pytest.mark.parametrize("round_id", [RELEASED, DRAFT])
def test_oversight_gets_no_file_that_tells_how_a_department_rates(
    evaluated: FlaskClient, form: str, round_id: str
) -> None:
    """Beside all scores it would tell single ratings of a small round."""
    text = text_of(evaluated, f"{ROUND}{round_id}/departments/D03", f".{form}").replace("\r\n", "")
    assert ("只写入送达本部门的文件" in text) == (form != "xlsx")  # a workbook has tables only
    assert "比其他部门对同样部门的打分" not in text and "与其他部门相当" not in text
