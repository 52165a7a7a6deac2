"""The jobs in the database and the folder of each."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from graph.database import transaction
from graph.durable_files import locked
from graph.errors import JobNotFoundError
from web.jobs.record import JOBS, OPEN, Job, State


class JobTable:
    """What everybody may ask of the jobs of one data folder."""

    def __init__(self, engine: Engine, home: Path) -> None:
        self.engine = engine
        self.root = home / "jobs"
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def get(self, job_id: int) -> Job:
        """Return the job of that id; raises `JobNotFoundError`."""
        found = self.select(JOBS.c.id == job_id)
        if not found:
            raise JobNotFoundError(f"没有编号为 {job_id} 的任务。", f"There is no job {job_id}.")
        return found[0]

    def open(self) -> Sequence[Job]:
        """Return the job at work and those that wait, in their order."""
        return self.select(JOBS.c.state.in_(OPEN))

    def upload(self, job: Job) -> Path:
        """Return where the uploaded file of a job is, or was."""
        return self.folder(job) / "upload" / job.file_name

    def folder(self, job: Job) -> Path:
        """Return the folder of a job."""
        return self.root / job.folder

    def is_worked_on(self) -> bool:
        """Tell whether a worker is alive."""
        try:
            with locked(self.root / "worker"):
                return False
        except BlockingIOError:
            return True

    def select(self, *where: sa.ColumnElement[bool]) -> Sequence[Job]:
        """Return the jobs for which all of `where` holds, in their order."""
        asked = sa.select(JOBS).where(*where).order_by(JOBS.c.id)
        with transaction(self.engine) as connection:
            return [Job.of(row) for row in connection.execute(asked)]

    def update(
        self,
        job_id: int,
        states: Sequence[State],
        changes: Mapping[str, Any],
        *where: sa.ColumnElement[bool],
    ) -> bool:
        """Change a job if it is in one of `states` still; tell whether it was."""
        update = sa.update(JOBS).where(JOBS.c.id == job_id, JOBS.c.state.in_(states), *where)
        with transaction(self.engine) as connection:
            return connection.execute(update.values(**changes)).rowcount == 1


def now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)
