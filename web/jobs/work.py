"""The side of the jobs that the worker sees: take one, tell how far it is, end it."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime, timedelta

import sqlalchemy as sa

from graph.database import transaction
from graph.durable_files import patiently_locked
from graph.imported import FoundColumn
from graph.text import Text
from web.jobs.record import JOBS, OPEN, WAITS_FOR_A_PERSON, Job, State
from web.jobs.table import JobTable, now

MOST_ENDED = 100  # jobs without a load that are remembered
WAITS_LONGEST = timedelta(days=1)  # an upload whose columns nobody names
NO_TEXT = Text("", "")


class Work(JobTable):
    """What only the one worker does with the jobs of a data folder."""

    @contextmanager
    def working(self) -> Iterator[None]:
        """Be the one worker; raises `BlockingIOError` where there is another."""
        with patiently_locked(self.root / "worker", 1.0):
            yield

    def take(self) -> Job | None:
        """Return the next job, now at work in this process."""
        for job in self.select(JOBS.c.state == "queued"):
            moment = now()
            started = {"state": "running", "process": os.getpid(), "started_at": moment}
            if self.update(job.id, ("queued",), {**started, "stage_at": moment}):
                return self.get(job.id)
        return None

    def tell(self, job_id: int, stage: str, done: int, total: int | None, began: datetime) -> bool:
        """Keep how far a job is; False where it was cancelled."""
        place = {"stage": stage, "done": done, "total": total, "stage_at": began}
        return self.update(job_id, ("running",), place)

    def end(
        self, job_id: int, state: State, message: Text = NO_TEXT, load_id: str | None = None
    ) -> bool:
        """Keep how a job ended; False where it was cancelled before."""
        ended = {"state": state, "finished_at": now(), "load_id": load_id, "process": None}
        told = {"message_zh": message.zh, "message_en": message.en}
        return self.update(job_id, ("running",), ended | told)

    def ask_columns(self, job_id: int, columns: Sequence[FoundColumn], message: Text) -> bool:
        """Let a job wait for a person who says which column plays which role."""
        asked = {"state": WAITS_FOR_A_PERSON, "columns": [asdict(each) for each in columns]}
        told = {"message_zh": message.zh, "message_en": message.en, "process": None}
        return self.update(job_id, ("running",), {**asked, **told, "finished_at": now()})

    def drop_upload(self, job: Job) -> None:
        """Remove the uploaded file of a job, and its folder where nothing else is in it."""
        shutil.rmtree(self.folder(job) / "upload", ignore_errors=True)
        with suppress(OSError):
            self.folder(job).rmdir()

    def sweep(self) -> None:
        """Forget old jobs that came to nothing, uploads nobody came back to, and leftovers."""
        old = now() - WAITS_LONGEST
        for job in self.select(JOBS.c.state == WAITS_FOR_A_PERSON, JOBS.c.finished_at < old):
            forgotten = {"state": "cancelled", "columns": None}
            if self.update(job.id, (WAITS_FOR_A_PERSON,), forgotten):
                self.drop_upload(job)
        ended = self.select(JOBS.c.state.notin_([*OPEN, WAITS_FOR_A_PERSON, "done"]))
        gone = ended[:-MOST_ENDED]
        with transaction(self.engine) as connection:
            connection.execute(sa.delete(JOBS).where(JOBS.c.id.in_([job.id for job in gone])))
        known = {job.folder for job in self.select()}
        for folder in self.root.glob("job-*"):
            if folder.name not in known and folder.stat().st_mtime < old.timestamp():
                shutil.rmtree(folder, ignore_errors=True)
