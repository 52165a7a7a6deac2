"""The worker takes one job after the other, tells how far it is, and stops where told to."""

from collections.abc import Iterator

import pytest

from graph.errors import JobEndedError
from graph.local_store import LocalStore
from tests.web.conftest import send_job
from tests.web.hand import Hand
from web.jobs.queue import Jobs
from web.jobs.work import Work
from web.jobs.worker import Told, Tools, run_jobs


def test_a_job_becomes_the_active_load_and_its_upload_is_not_kept(
    jobs: Jobs, tools: Tools, own_store: LocalStore
) -> None:
    job = send_job(jobs)
    assert jobs.upload(job).is_file()

    run_jobs(tools)

    done = jobs.get(job.id)
    assert (done.state, done.load_id, done.process) == ("done", own_store.load().load_id, None)
    assert not jobs.folder(job).exists()


def test_a_second_worker_leaves_the_work_to_the_first(
    jobs: Jobs, work: Work, tools: Tools, own_store: LocalStore
) -> None:
    job = send_job(jobs)

    with work.working():
        assert jobs.is_worked_on()
        run_jobs(tools)
        assert jobs.get(job.id).state == "queued"

    assert not jobs.is_worked_on()


def test_a_job_that_came_while_the_last_one_ended_is_taken_too(
    jobs: Jobs, tools: Tools, hand: Hand
) -> None:
    send_job(jobs)

    def more() -> Iterator[None]:
        send_job(jobs, name="second.csv")
        yield

    hand.at["activate"] = more()
    run_jobs(tools)

    assert [job.state for job in jobs.select()] == ["done", "done"]


def test_progress_is_kept_in_the_database_with_the_rows(jobs: Jobs, work: Work) -> None:
    job = send_job(jobs)
    work.take()
    told = Told(work, job.id)

    told("check:办件环节", 24_870, 35_964)

    now = jobs.get(job.id)
    assert (now.stage, now.done, now.total) == ("check:办件环节", 24_870, 35_964)
    assert now.stage_at is not None
    told("check:办件环节", 24_871, 35_964)
    assert jobs.get(job.id).done == 24_870  # too soon to tell anything new
    told("check:办件环节", 35_964, 35_964)
    assert jobs.get(job.id).done == 35_964
    assert jobs.get(job.id).stage_at == now.stage_at
    told("handoffs", 0, 35_964)
    assert jobs.get(job.id).stage_at != now.stage_at


@pytest.mark.parametrize("stage", ["unpack", "clean", "handoffs", "keep"])
def test_a_job_cancelled_at_any_stage_leaves_the_earlier_load(
    stage: str, jobs: Jobs, tools: Tools, hand: Hand, own_store: LocalStore
) -> None:
    send_job(jobs)
    run_jobs(tools)
    before = own_store.loads()
    job = send_job(jobs, name="second.csv")

    def cancel() -> Iterator[None]:
        jobs.cancel(job.id)
        yield

    hand.at[stage] = cancel()
    run_jobs(tools)

    assert jobs.get(job.id).state == "cancelled"
    assert own_store.loads() == before
    assert not jobs.folder(job).exists()
    assert not list((own_store.home / "loads").glob(".incoming-*"))


def test_after_its_last_stage_began_a_job_cannot_be_cancelled(
    jobs: Jobs, tools: Tools, hand: Hand, own_store: LocalStore, work: Work
) -> None:
    job = send_job(jobs)
    refused: list[str] = []

    def cancel() -> Iterator[None]:
        work.tell(job.id, "activate", 0, None, jobs.get(job.id).created_at)
        with pytest.raises(JobEndedError) as caught:
            jobs.cancel(job.id)
        refused.append(caught.value.text.en)
        yield

    hand.at["activate"] = cancel()
    run_jobs(tools)

    assert refused
    assert jobs.get(job.id).state == "done"
    assert own_store.load().load_id == jobs.get(job.id).load_id


def test_a_worker_whose_job_was_cancelled_takes_no_other(
    jobs: Jobs, tools: Tools, hand: Hand
) -> None:
    job, later = send_job(jobs), send_job(jobs, name="later.csv")

    def cancel() -> Iterator[None]:
        jobs.cancel(job.id)
        yield

    hand.at["clean"] = cancel()
    run_jobs(tools)
    assert jobs.get(later.id).state == "queued"  # this process may be killed at any moment

    run_jobs(tools)
    assert jobs.get(later.id).state == "done"


def test_a_waiting_job_is_cancelled_at_once(
    jobs: Jobs, tools: Tools, own_store: LocalStore
) -> None:
    job = send_job(jobs)

    jobs.cancel(job.id)
    run_jobs(tools)

    assert jobs.get(job.id).state == "cancelled"
    assert not own_store.loads()
    with pytest.raises(JobEndedError):
        jobs.cancel(job.id)


def test_an_import_of_another_process_is_waited_for(
    jobs: Jobs, tools: Tools, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = send_job(jobs)
    hand.busy = 2
    seen: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "web.jobs.worker.time.sleep",
        lambda _: seen.append((jobs.get(job.id).state, jobs.get(job.id).stage)),
    )

    run_jobs(tools)

    assert seen == [("running", "wait")] * 2
    assert jobs.get(job.id).state == "done"
