"""Page, JSON, CSV and Excel of one question say the same; a reader that has it gets a 304."""

import csv
import io
from urllib.parse import urlencode

import openpyxl
import pytest
from flask.testing import FlaskClient

from graph.local_store import LocalStore
from queries.registry import QUERIES
from tests.queries.asked import REQUIRED
from tests.web.conftest import SiteOf, words_of


@pytest.mark.parametrize("name", QUERIES)
def test_every_question_has_a_page_and_files_with_as_many_rows(
    name: str, browser: FlaskClient, site_of: SiteOf, rated_world: LocalStore
) -> None:
    if name.startswith("evaluation"):
        browser = site_of(rated_world).test_client()
    query = f"?{urlencode(REQUIRED[name])}" if name in REQUIRED else ""

    answer = browser.get(f"/queries/{name}.json{query}").get_json()
    table = csv.reader(io.StringIO(browser.get(f"/queries/{name}.csv{query}").text))
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"/queries/{name}.xlsx{query}").data))
    page = words_of(browser.get(f"/queries/{name}{query}").text)

    rows = len(answer["rows"])
    assert rows > 0
    assert len(list(table)) == rows + 1
    assert book.worksheets[0].max_row == rows + 1
    assert f"本页 {rows} 行" in page
    assert book.worksheets[0].max_column == len(answer["columns"])


def test_json_and_csv_hold_the_same_values(browser: FlaskClient) -> None:
    answer = browser.get("/queries/handovers.json").get_json()
    text = browser.get("/queries/handovers.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))

    assert [row["sender"] for row in rows] == [row["sender"] for row in answer["rows"]]
    assert float(rows[0]["total_wait"]) == answer["rows"][0]["total_wait"] == 22 * 3600
    assert rows[-1]["share_of_wait"] == ""


def test_the_api_gives_the_same_json_as_the_page_address(browser: FlaskClient) -> None:
    query = "?item=I1&clock=calendar"

    page, api = (
        browser.get(f"{path}{query}").data
        for path in ("/queries/handovers.json", "/api/v1/queries/handovers")
    )

    assert page == api


def test_the_openapi_document_describes_each_question(browser: FlaskClient) -> None:
    document = browser.get("/api/v1/openapi.json").get_json()

    assert document["info"]["version"] == "9.9"
    assert {f"/api/v1/queries/{name}" for name in QUERIES} <= set(document["paths"])


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_a_reader_that_has_the_answer_gets_304(form: str, browser: FlaskClient) -> None:
    first = browser.get(f"/queries/handovers.{form}")

    again = browser.get(
        f"/queries/handovers.{form}", headers={"If-None-Match": first.headers["ETag"]}
    )

    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in first.headers["Vary"]


@pytest.mark.parametrize("known", ["W/{0}", '"other", {0}', 'W/"other", W/{0}', "*"])
def test_a_tag_may_be_weak_or_one_of_several_or_any(known: str, browser: FlaskClient) -> None:
    address = "/api/v1/queries/handovers"
    tag = browser.get(address).headers["ETag"]

    again = browser.get(address, headers={"If-None-Match": known.format(tag)})

    assert again.status_code == 304
    assert again.headers["ETag"] == tag


def test_another_tag_gets_the_answer(browser: FlaskClient) -> None:
    headers = {"If-None-Match": 'W/"other", "another"'}

    assert browser.get("/api/v1/queries/handovers", headers=headers).status_code == 200


@pytest.mark.parametrize("query", ["handovers?limit=0", "handovers?after=x", "case", "case?case=Z"])
def test_any_tag_does_not_hide_a_refusal(query: str, browser: FlaskClient) -> None:
    response = browser.get(f"/api/v1/queries/{query}", headers={"If-None-Match": "*"})

    assert response.status_code in (400, 404)


def test_the_tag_differs_by_parameter_format_language_and_load(
    loaded: LocalStore, site_of: SiteOf
) -> None:
    client = site_of(loaded).test_client()
    addresses = (
        "/queries/handovers.json",
        "/queries/handovers.csv",
        "/queries/handovers.json?clock=calendar",
        "/queries/items.json",
        "/queries/handovers.json?lang=en",
    )

    tags = [client.get(address).headers["ETag"] for address in addresses]
    client.get("/?lang=zh")
    loaded.activate(loaded.loads()[1].load_id)
    tags.append(client.get(addresses[0]).headers["ETag"])

    assert len(set(tags)) == len(tags)


def test_the_list_of_loads_is_never_cached(browser: FlaskClient) -> None:
    response = browser.get("/queries/loads.json")

    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_a_file_of_synthetic_data_says_so_in_its_name(
    browser: FlaskClient, world: LocalStore
) -> None:
    header = browser.get("/queries/handovers.csv").headers["Content-Disposition"]

    assert world.load().load_id in header
    assert "%E5%90%88%E6%88%90%E6%95%B0%E6%8D%AE" in header


def test_labels_follow_the_language(browser: FlaskClient) -> None:
    labels = [
        browser.get(f"/api/v1/queries/handovers?lang={language}").get_json()["columns"][2]["label"]
        for language in ("zh", "en")
    ]

    assert labels == ["移交方", "Sender"]
