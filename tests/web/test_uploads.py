"""A file sent from the page becomes a load, or a refusal that leaves the active one alone."""

import csv
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from graph.errors import InputError
from graph.local_store import LocalStore
from tests.web.conftest import LOG, SiteOf, send_csv, words_of, worker_of
from web.loads.uploads import safe_name

Token = Callable[[FlaskClient], str]
BAD_LOG = LOG + "3,受理,窗口,=1+1\n"


@pytest.fixture
def client(own_store: LocalStore, site_of: SiteOf) -> FlaskClient:
    return site_of(own_store).test_client()


def test_an_uploaded_log_becomes_the_active_load_and_shows_its_report(
    client: FlaskClient, own_store: LocalStore, token: Token
) -> None:
    response = send_csv(client, token(client))

    load = own_store.load()
    assert response.status_code == 303
    job = client.get(response.headers["Location"])
    assert job.headers["Location"] == f"/data/loads/{load.load_id}"
    report = words_of(client.get(job.headers["Location"]).text)
    assert "读入 4 行，全部装载，没有拒收。" in report
    assert "log.csv 已装载并启用，没有拒收的行。" in report
    assert "已装载并启用" not in words_of(client.get("/").text)  # it is said once
    ranking = words_of(client.get("/bottlenecks").text)
    assert "窗口 → 规划" in ranking
    assert "等待是两个时间之差，包含办理时间" in ranking


def test_refused_rows_are_shown_with_their_place_and_as_csv_without_formulas(
    client: FlaskClient, own_store: LocalStore, token: Token
) -> None:
    send_csv(client, token(client), text=BAD_LOG, end="end")
    load_id = own_store.load().load_id

    page = words_of(client.get(f"/data/loads/{load_id}").text)
    text = client.get(f"/data/loads/{load_id}/refused.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))

    assert "读入 5 行，装载4行，拒收 1 行（20.0%）。" in page
    assert "=1+1" in page
    assert [(row["行"], row["值"]) for row in rows] == [("6", "'=1+1")]
    assert rows[0]["原因"]
    assert rows[0]["怎么改"]


def test_a_strict_upload_with_a_refused_row_changes_nothing(
    client: FlaskClient, own_store: LocalStore, token: Token
) -> None:
    send_csv(client, token(client))
    before = own_store.loads()

    response = send_csv(client, token(client), text=BAD_LOG, end="end", strict="1")

    page = client.get(response.headers["Location"])
    assert page.status_code == 200
    words = words_of(page.text)
    assert "整批没有装载：读入 5 行，拒收 1 行。" in words
    assert "当前启用的数据没有变化" in words
    assert "=1+1" in words
    assert own_store.loads() == before


def test_a_file_that_cannot_be_read_changes_nothing_and_keeps_what_was_filled_in(
    client: FlaskClient, own_store: LocalStore, token: Token
) -> None:
    response = send_csv(client, token(client), name="log.xes", text="<log>", department="承办处")

    page = client.get(response.headers["Location"]).text
    assert "log.xes 没有装载。" in words_of(page)
    assert "当前启用的数据没有变化" in words_of(page)
    assert 'value="承办处"' in client.get("/data?again=1").text
    assert not own_store.loads()


def test_the_fields_of_the_form_reach_the_importer(client: FlaskClient, token: Token) -> None:
    send_csv(client, token(client), department="department", missing="EMPTY\n?", calendar="none")

    name, options = worker_of(client).seen[-1]
    assert name == "log.csv"
    assert options == {"department": "department", "missing": "EMPTY\n?", "calendar": "none"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("score_direction", "up"),
        ("calendar", "/etc/passwd"),
        ("timezone", "../../etc/passwd"),
        ("timezone", "Mars/Base"),
    ],
)
def test_a_setting_that_cannot_work_is_refused(
    field: str, value: str, client: FlaskClient, token: Token
) -> None:
    response = send_csv(client, token(client), **{field: value})

    assert response.status_code == 422
    assert not worker_of(client).seen


@pytest.mark.parametrize("name", ["a.zip", "a.et", "a.csv.zip", "a", ".", "csv", "a.xlsm", "a.exe"])
def test_files_of_other_kinds_are_refused(name: str, client: FlaskClient, token: Token) -> None:
    response = send_csv(client, token(client), name=name)

    assert response.status_code == 422
    assert ".xlsx" in words_of(response.text)
    assert not worker_of(client).seen


def test_no_file_is_an_error_that_says_so(client: FlaskClient, token: Token) -> None:
    response = client.post("/data/upload", data={"csrf_token": token(client)})

    assert response.status_code == 422
    assert "没有选择文件" in words_of(response.text)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../../etc/cron.d/x.csv", "x.csv"),
        ("..\\..\\x.csv", "x.csv"),
        ("/x.csv", "x.csv"),
        ("a\0b\n.csv", "a_b_.csv"),
        ("...csv", "upload.csv"),
        ("九月 月报.XLSX", "九月 月报.xlsx"),
        ("log.xes.gz", "log.xes.gz"),
        ("长" * 300 + ".ods", "长" * 80 + ".ods"),
    ],
)
def test_a_name_never_leaves_its_folder(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


def test_a_name_without_a_known_end_is_refused() -> None:
    with pytest.raises(InputError):
        safe_name("..")


def test_a_file_that_is_too_large_is_refused(client: FlaskClient, token: Token) -> None:
    response = send_csv(client, token(client), text="x" * 150_000)

    assert response.status_code == 413
    assert "97.7 KB" in words_of(response.text)
    assert not worker_of(client).seen
