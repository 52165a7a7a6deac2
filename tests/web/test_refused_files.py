"""The refused rows that are chosen on the page are those of the files, as CSV and as Excel."""

import csv
import io
import re
from urllib.parse import quote

import openpyxl
import pytest
from flask.testing import FlaskClient

from graph.local_store import LocalStore
from loaders.importing import import_file
from loaders.read import Options
from loaders.sample_city import generate
from tests.browser.city import spoiled
from tests.web.conftest import SiteOf, words_of

CHOICES = [
    {},
    {"table": "办件环节"},
    {"table": "办件"},
    {"reason": "表“事项”中没有"},
    {"table": "办件环节", "reason": "表“部门”中没有"},
]


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    """Return a store with the small city, some rows of which are refused."""
    folder = tmp_path_factory.mktemp("bad")
    generate(folder / "小城", scale="small")
    (folder / "home").mkdir()
    store = LocalStore(folder / "home")
    import_file(store, spoiled(folder / "小城", folder / "有错"), Options())
    return store


@pytest.fixture
def client(bad: LocalStore, site_of: SiteOf) -> FlaskClient:
    return site_of(bad).test_client()


@pytest.fixture
def address(bad: LocalStore) -> str:
    return f"/data/loads/{bad.load().load_id}"


def shown(client: FlaskClient, address: str, choice: dict[str, str], lang: str) -> list[list[str]]:
    """Return the cells of all refused rows that the pages show, from the first to the last."""
    found: list[list[str]] = []
    page = client.get(address, query_string={**choice, "lang": lang}).text
    while True:
        table = page.split('<table class="tbl refused">')[1].split("</table>")[0]
        body = table.split("<tbody>")[1]
        for row in re.findall(r"<tr.*?</tr>", body, flags=re.DOTALL):
            found.append([words_of(cell) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)])
        more = re.search(r'rel="next" href="([^"#]+)', page)
        if not more:
            return found
        page = client.get(more[1].replace("&amp;", "&")).text


def as_shown(row: list[str], choice: dict[str, str]) -> list[str]:
    """Return a row of a file as the page writes it, without the table where one is chosen."""
    cells = [cell or "—" for cell in row]
    cells[1] = f"{int(row[1]):,}" if row[1] else "—"
    return cells[1:] if "table" in choice else cells


def from_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def from_xlsx(content: bytes) -> list[list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [
        ["" if cell is None else str(cell) for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ]


READERS = {"csv": from_csv, "xlsx": from_xlsx}


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: "-".join(choice.values()) or "all")
def test_a_file_has_exactly_the_rows_that_are_shown(
    choice: dict[str, str], form: str, client: FlaskClient, address: str
) -> None:
    page = shown(client, address, choice, "zh")

    answer = client.get(f"{address}/refused.{form}", query_string=choice)
    rows = READERS[form](answer.data)

    assert rows[0] == ["表", "行", "列", "值", "原因", "怎么改"]
    assert [as_shown(row, choice) for row in rows[1:]] == page
    assert page
    if "table" in choice:
        assert {row[0] for row in rows[1:]} == {choice["table"]}


def test_the_buttons_lead_to_the_files_of_the_rows_that_are_shown(
    client: FlaskClient, address: str
) -> None:
    page = client.get(address, query_string=CHOICES[4]).text
    query = f"table={quote('办件环节')}&amp;reason={quote('表“部门”中没有')}"

    for form in READERS:
        assert f'href="{address}/refused.{form}?{query}"' in page


def test_the_files_speak_the_language_of_the_page(client: FlaskClient, address: str) -> None:
    page = shown(client, address, {}, "en")
    rows = from_csv(client.get(f"{address}/refused.csv").data)

    assert rows[0] == ["Table", "Row", "Column", "Value", "Reason", "What to do"]
    assert [as_shown(row, {}) for row in rows[1:]] == page


def test_a_choice_of_nothing_gives_a_file_of_heads_only(client: FlaskClient, address: str) -> None:
    rows = from_csv(client.get(f"{address}/refused.csv?table=没有这张表").data)

    assert len(rows) == 1
