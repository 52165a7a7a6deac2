"""A job waits, is worked on and ends; a person may follow it, cancel it and name its columns."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.errors import JobEndedError
from graph.local_store import LocalStore
from tests.web.conftest import LOG, SiteOf, send_csv, words_of, worker_of
from web.jobs.worker import CancelledError, Told

Token = Callable[[FlaskClient], str]
STRANGE = LOG.replace("case,activity,department,end", "流水,做什么,单位名,时候")


@pytest.fixture
def client(own_store: LocalStore, site_of: SiteOf) -> FlaskClient:
    return site_of(own_store).test_client()


@pytest.fixture
def waiting(client: FlaskClient, token: Token) -> list[str]:
    """Two files that wait, since no worker is there: the addresses of their jobs."""
    worker_of(client).is_at_work = False
    key = token(client)
    sent = [send_csv(client, key, name) for name in ("first.csv", "second.csv")]
    return [each.headers["Location"] for each in sent]


def state(client: FlaskClient, job: str) -> dict[str, object]:
    told = client.get(f"{job}.json").get_json()
    assert isinstance(told, dict)
    return told


def post(client: FlaskClient, token: Token, address: str, **fields: str) -> TestResponse:
    return client.post(address, data={"csrf_token": token(client), **fields})


def test_one_file_is_loaded_at_a_time_and_the_next_one_says_that_it_waits(
    client: FlaskClient, waiting: list[str], own_store: LocalStore
) -> None:
    worker = worker_of(client)
    first = worker.work.take()

    assert first and first.file_name == "first.csv"
    assert [state(client, job)["state"] for job in waiting] == ["running", "queued"]
    assert state(client, waiting[1])["ahead"] == 1
    assert "在等 first.csv 装载完，轮到后自动开始。" in words_of(client.get(waiting[1]).text)
    page = words_of(client.get("/data").text)
    assert page.index("正在装载 first.csv") < page.index("排队：second.csv")
    assert not own_store.loads()


def test_a_file_that_waits_shows_no_bar_but_the_way_to_the_one_at_work(
    client: FlaskClient, waiting: list[str], token: Token
) -> None:
    third = send_csv(client, token(client), "third.csv").headers["Location"]
    worker_of(client).work.take()

    pages = [client.get(job).text for job in (*waiting, third)]

    assert ['role="progressbar"' in page for page in pages] == [True, False, False]
    assert ['class="steps"' in page for page in pages] == [True, False, False]
    link = f'<a href="{waiting[0]}">看它的进度</a>'
    assert [link in page for page in pages] == [False, True, True]
    assert "前面还有 2 个，先是 first.csv；轮到后自动开始。" in words_of(pages[2])


def test_a_file_that_waits_for_a_terminal_shows_no_bar_either(
    client: FlaskClient, waiting: list[str]
) -> None:
    worker = worker_of(client)
    job = worker.work.take()
    assert job
    Told(worker.work, job.id)("wait", 0, None)

    page = client.get(waiting[0]).text

    assert "终端或另一个进程正在装载，等它结束后自动开始。" in words_of(page)
    assert 'role="progressbar"' not in page


def test_files_are_loaded_in_the_order_they_came(
    client: FlaskClient, waiting: list[str], own_store: LocalStore
) -> None:
    worker = worker_of(client)
    worker.is_at_work = True
    worker(True)

    assert [name for name, _ in worker.seen] == ["first.csv", "second.csv"]
    loads = [state(client, job)["load"] for job in waiting]
    assert loads == sorted(load.load_id for load in own_store.loads())
    assert own_store.load().load_id == loads[1]


def test_the_loader_tells_the_rows_it_has_read(client: FlaskClient, token: Token) -> None:
    send_csv(client, token(client))

    stages = worker_of(client).stages
    assert ("handoffs", 4, 4) in stages
    assert ("clean", 4, 4) in stages


def test_a_page_shows_the_rows_that_are_done_and_how_many_there_are(
    client: FlaskClient, waiting: list[str]
) -> None:
    worker = worker_of(client)
    job = worker.work.take()
    assert job
    Told(worker.work, job.id)("check:办件环节", 24_870, 35_964)

    page = client.get(waiting[0]).text
    told = state(client, waiting[0])

    assert "核对“办件环节”：24,870 / 35,964 行" in words_of(page)
    assert 'aria-valuenow="69.2"' in page
    assert '<meta http-equiv="refresh"' in page.split("<noscript>")[1]
    assert (told["step"], told["done"], told["total"]) == ("check", 24_870, 35_964)
    assert told["steps"] == ["done", "done", "done", "now", "", ""]


def test_a_job_that_is_cancelled_while_it_waits_is_never_loaded(
    client: FlaskClient, waiting: list[str], token: Token
) -> None:
    worker = worker_of(client)
    answer = post(client, token, f"{waiting[0]}/cancel")
    worker.is_at_work = True
    worker(True)

    assert answer.headers["Location"] == "/data"
    assert [name for name, _ in worker.seen] == ["second.csv"]
    assert state(client, waiting[0])["state"] == "cancelled"
    assert "已取消装载 first.csv" in words_of(client.get(waiting[0]).text)
    assert not worker.work.upload(worker.work.get(1)).exists()


def test_cancelling_the_job_at_work_stops_it_and_keeps_the_earlier_load(
    client: FlaskClient, token: Token, own_store: LocalStore
) -> None:
    send_csv(client, token(client), "kept.csv")
    before, worker = own_store.load().load_id, worker_of(client)
    worker.is_at_work = False
    job = send_csv(client, token(client), "stopped.csv").headers["Location"]
    at_work = worker.work.take()
    assert at_work
    told = Told(worker.work, at_work.id)
    told("read", 1, 4)

    post(client, token, f"{job}/cancel")

    with pytest.raises(CancelledError):
        told("check:事件日志", 2, 4)
    assert own_store.load().load_id == before
    assert state(client, job)["state"] == "cancelled"


def test_a_job_that_makes_its_load_active_cannot_be_cancelled(
    client: FlaskClient, waiting: list[str], token: Token
) -> None:
    worker = worker_of(client)
    job = worker.work.take()
    assert job
    Told(worker.work, job.id)("activate", 0, None)

    assert post(client, token, f"{waiting[0]}/cancel").status_code == 409
    assert state(client, waiting[0])["can_cancel"] is False
    with pytest.raises(JobEndedError):
        worker.jobs.cancel(job.id)


def test_a_job_whose_worker_died_has_failed_and_says_what_to_do(
    client: FlaskClient, waiting: list[str], own_store: LocalStore
) -> None:
    worker = worker_of(client)
    worker.work.take()  # and then its process ends: nobody holds the lock of the worker
    worker.is_at_work = True

    client.get(waiting[0])  # whoever looks starts another worker

    assert state(client, waiting[0])["state"] == "failed"
    assert "装载进程意外结束" in words_of(client.get(waiting[0]).text)
    assert state(client, waiting[1])["state"] == "done"  # the next one is not held up
    assert len(own_store.loads()) == 1


def test_a_site_that_starts_again_knows_the_jobs(
    client: FlaskClient, waiting: list[str], own_store: LocalStore, site_of: SiteOf
) -> None:
    again = site_of(own_store).test_client()
    worker_of(again).is_at_work = False

    assert state(again, waiting[0])["file"] == "first.csv"
    assert "排队：second.csv" in words_of(again.get("/data").text)


def test_columns_that_are_not_recognised_are_asked_for_and_remembered(
    client: FlaskClient, token: Token, own_store: LocalStore
) -> None:
    job = send_csv(client, token(client), text=STRANGE).headers["Location"]
    page = words_of(client.get(job).text)
    assert "请指定 log.csv 的各列，再装载。" in page
    assert "窗口 规划" in page  # the values of a column
    assert "看不出哪一列是办件编号、环节名称、时间。 请在下面选好各列" in page
    assert "xietu load" not in page

    wrong = {"case": "流水", "activity": "做什么", "department": "单位名", "end": "单位名"}
    refused = post(client, token, f"{job}/columns", **wrong)
    assert refused.status_code == 422
    assert "同一列只能有一个用途：单位名。" in words_of(refused.text)
    lacking = post(client, token, f"{job}/columns", case="流水", activity="做什么")
    assert "还没有指定：办理部门、结束时间。" in words_of(lacking.text)
    assert not own_store.loads()

    post(client, token, f"{job}/columns", **{**wrong, "end": "时候"})
    assert own_store.load().rows["steps"] == 4
    send_csv(client, token(client), text=STRANGE)
    assert len(own_store.loads()) == 2  # the same columns are not asked for again


def test_personal_numbers_are_shown_neither_in_columns_nor_in_a_report(
    client: FlaskClient, token: Token
) -> None:
    number = "13912345678"
    text = "\n".join(
        f"{line},{'手机' if at == 0 else number}" for at, line in enumerate(STRANGE.splitlines())
    )
    job = send_csv(client, token(client), text=text + "\n9,受理,窗口,=1+1," + number + "\n")
    address = job.headers["Location"]
    asked = client.get(address)
    roles = {"case": "流水", "activity": "做什么", "department": "单位名", "end": "时候"}
    post(client, token, f"{address}/columns", **roles)
    report = client.get(client.get(address).headers["Location"] + "?of=事件日志&row=6")

    assert "像是身份证号或手机号，不予显示" in words_of(asked.text)
    assert "未保存" in words_of(report.text)
    assert number not in asked.text + report.text
    assert "=1+1" in report.text


def test_programs_send_follow_and_cancel(client: FlaskClient) -> None:
    worker_of(client).is_at_work = False
    sent = client.post("/api/v1/loads", data={"file": (io.BytesIO(b"a"), "a.csv")})
    job = sent.headers["Location"]

    assert sent.status_code == 202
    assert client.get(job).get_json()["state"] == "queued"
    assert client.delete(job).get_json()["state"] == "cancelled"
    other = client.delete(job, headers={"Origin": "http://elsewhere.invalid"})
    assert other.status_code == 403
    assert client.delete(job).status_code == 409
