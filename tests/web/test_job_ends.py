"""How jobs end: loaded, refused, asked about, broken off, swept away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import JobNotFoundError, QueueFullError
from graph.local_store import LocalStore
from loaders.importing import import_upload
from tests.web.conftest import LOG, send_job
from tests.web.hand import Hand
from web.jobs import work as job_work
from web.jobs.queue import MOST_WAITING, Jobs, Upload
from web.jobs.work import Work
from web.jobs.worker import DIED, CancelledError, Told, Tools, bury, run_jobs

NAMELESS = LOG.replace("case,activity,department,end", "流水,做什么,单位名,时候")


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    jobs: Jobs, tools: Tools, own_store: LocalStore
) -> None:
    job = send_job(jobs, "<log>", "log.xes")

    run_jobs(tools)

    refused = jobs.get(job.id)
    assert refused.state == "refused"
    assert "XML" in refused.message.zh
    assert "XML" in refused.message.en
    assert not jobs.folder(job).exists()
    assert not own_store.loads()


def test_a_strict_file_with_a_bad_row_keeps_its_report(jobs: Jobs, tools: Tools) -> None:
    with jobs.receiving() as folder:
        (folder / "log.csv").write_text(LOG + "3,受理,窗口,坏\n", "utf-8")
        job = jobs.add(Upload(folder / "log.csv", {"end": "end"}, strict=True))

    run_jobs(tools)

    assert jobs.get(job.id).state == "refused"
    assert {path.name for path in jobs.folder(job).iterdir()} == {
        "refused.parquet", "notes.parquet", "counts.parquet",
    }  # fmt: skip


def test_a_log_without_known_columns_waits_for_a_person(
    jobs: Jobs, tools: Tools, own_store: LocalStore
) -> None:
    job = send_job(jobs, NAMELESS)

    run_jobs(tools)

    asked = jobs.get(job.id)
    assert asked.state == "columns"
    assert [column["name"] for column in asked.columns or ()] == [
        "流水",
        "做什么",
        "单位名",
        "时候",
    ]
    assert jobs.upload(job).is_file()

    named = {"case": "流水", "activity": "做什么", "department": "单位名", "end": "时候"}
    jobs.name_columns(job.id, {**named, "person": "-"})
    run_jobs(tools)

    assert jobs.get(job.id).state == "done"
    assert dict(own_store.load().source.mapping) == named
    assert not jobs.folder(job).exists()

    again = send_job(jobs, NAMELESS)  # they are remembered
    run_jobs(tools)
    assert jobs.get(again.id).state == "done"


def test_a_file_of_which_the_columns_are_to_be_shown_is_not_loaded_before(
    jobs: Jobs, tools: Tools, own_store: LocalStore
) -> None:
    with jobs.receiving() as folder:
        (folder / "log.csv").write_text(LOG, "utf-8")
        job = jobs.add(Upload(folder / "log.csv", {}, ask_columns=True))

    run_jobs(tools)

    asked = jobs.get(job.id)
    assert asked.state == "columns"
    assert {column["role"] for column in asked.columns or ()} == {
        "case", "activity", "department", "end",
    }  # fmt: skip
    assert not own_store.loads()


def test_a_defect_of_the_program_ends_the_job(
    jobs: Jobs, tools: Tools, hand: Hand, work: Work
) -> None:
    job = send_job(jobs)

    def fail() -> Iterator[None]:
        raise ZeroDivisionError
        yield

    hand.at["clean"] = fail()
    with pytest.raises(ZeroDivisionError):
        run_jobs(tools)

    assert jobs.get(job.id).state == "failed"
    assert jobs.get(job.id).message == DIED
    assert not jobs.folder(job).exists()


def test_a_job_whose_worker_died_is_buried_by_the_next(
    jobs: Jobs, work: Work, tools: Tools, own_store: LocalStore
) -> None:
    job, later = send_job(jobs), send_job(jobs, name="later.csv")
    work.take()  # and nothing more is heard of it

    run_jobs(tools)

    assert jobs.get(job.id).state == "failed"
    assert jobs.get(job.id).message == DIED
    assert jobs.get(later.id).state == "done"
    assert not jobs.folder(job).exists()


@pytest.mark.parametrize("activated", [True, False])
def test_a_job_whose_worker_died_when_its_load_was_there_is_done(
    activated: bool, jobs: Jobs, work: Work, own_store: LocalStore, tmp_path: Path
) -> None:
    job = send_job(jobs)
    work.take()
    work.tell(job.id, "activate", 0, None, jobs.get(job.id).created_at)
    imported = import_upload(own_store, jobs.upload(job))
    assert imported.load is not None
    if not activated:
        (own_store.home / "active").unlink()

    bury(work, own_store)

    assert (jobs.get(job.id).state, jobs.get(job.id).load_id) == ("done", imported.load.load_id)
    assert own_store.load().load_id == imported.load.load_id


def test_a_job_that_was_cancelled_hears_so_at_its_next_word(jobs: Jobs, work: Work) -> None:
    job = send_job(jobs)
    work.take()
    told = Told(work, job.id)
    told("clean", 0, 10)
    jobs.cancel(job.id)

    with pytest.raises(CancelledError):
        told("check", 0, 10)
    assert not work.end(job.id, "done", load_id="L1")
    assert jobs.get(job.id).state == "cancelled"


def test_no_more_than_so_many_files_wait(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(MOST_WAITING):
        send_job(jobs)

    with pytest.raises(QueueFullError):
        send_job(jobs)

    assert len(list(jobs.root.glob("job-*"))) == MOST_WAITING


def test_what_nobody_came_back_to_is_swept(
    jobs: Jobs, tools: Tools, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = send_job(jobs, NAMELESS)
    run_jobs(tools)
    refused = [send_job(jobs, "<log>", "log.xes") for _ in range(3)]
    run_jobs(tools)
    (jobs.root / "job-stray").mkdir()
    monkeypatch.setattr(job_work, "WAITS_LONGEST", -job_work.WAITS_LONGEST)
    monkeypatch.setattr(job_work, "MOST_ENDED", 2)

    work.sweep()

    assert not list(jobs.root.glob("job-*"))
    with pytest.raises(JobNotFoundError):
        jobs.get(job.id)
    with pytest.raises(JobNotFoundError):
        jobs.get(refused[0].id)
    assert jobs.get(refused[2].id).state == "refused"


def test_only_the_owner_may_look_into_the_uploads(jobs: Jobs) -> None:
    assert jobs.root.stat().st_mode & 0o077 == 0
