"""The jobs as people see and change them; one of them is at work at a time."""

import os
import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import sqlalchemy as sa

from graph.database import transaction
from graph.durable_files import digest, patiently_locked
from graph.errors import JobEndedError, QueueFullError
from web.jobs.record import JOBS, OPEN, WAITS_FOR_A_PERSON, Job, State
from web.jobs.table import JobTable, now

MOST_WAITING = 20
LAST_STAGE = "activate"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was received into a folder of its own, and what was said of it."""

    path: Path
    options: Mapping[str, str]
    strict: bool = False
    ask_columns: bool = False


class Jobs(JobTable):
    """All jobs of one data folder."""

    # --- asking -----------------------------------------------------------------------------

    def unloaded(self, most: int = 5) -> Sequence[Job]:
        """Return the last jobs that ended without a load or wait for a person, newest first."""
        ended = self.select(JOBS.c.state.notin_([*OPEN, "done"]))
        return ended[::-1][:most]

    def before(self, job: Job) -> Sequence[Job]:
        """Return the jobs for which a waiting `job` waits, the one at work first."""
        if job.state != "queued":
            return []
        return self.select(JOBS.c.state.in_(OPEN), JOBS.c.id < job.id)

    # --- what people do ---------------------------------------------------------------------

    @contextmanager
    def receiving(self) -> Iterator[Path]:
        """Give a folder for an upload; it goes again if the block fails."""
        folder = Path(mkdtemp(prefix="job-", dir=self.root))
        try:
            (folder / "upload").mkdir()
            yield folder / "upload"
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def add(self, upload: Upload) -> Job:
        """Let a received file wait for its turn; raises `QueueFullError`."""
        if len(self.open()) >= MOST_WAITING:
            raise QueueFullError(
                f"已有 {MOST_WAITING} 个文件在排队，请等前面的装载完。",
                f"{MOST_WAITING} files are waiting already. Wait until some of them are loaded.",
            )
        row = {
            "kind": "import",
            "file_name": upload.path.name,
            "size": upload.path.stat().st_size,
            "sha256": digest(upload.path),
            "folder": upload.path.parent.parent.name,
            "options": dict(upload.options),
            "strict": upload.strict,
            "ask_columns": upload.ask_columns,
            "created_at": now(),
            **_FRESH,
        }
        with transaction(self.engine) as connection:
            key = connection.execute(sa.insert(JOBS).values(row)).inserted_primary_key
        return self.get(key[0] if key else 0)

    def name_columns(self, job_id: int, roles: Mapping[str, str]) -> Job:
        """Let a job wait again, now that a person said which column plays which role."""
        options = {**self.get(job_id).options, **roles}
        again = {"options": options, "ask_columns": False, "columns": None, **_FRESH}
        if not self.update(job_id, (WAITS_FOR_A_PERSON,), again):
            raise _ended(job_id)
        return self.get(job_id)

    def cancel(self, job_id: int) -> Job:
        """End a job without a load: its process ends too, and the earlier load stays active.

        Raises `JobEndedError` where it ended before, or makes its load active at this moment.
        """
        job = self.get(job_id)
        changes = {"state": "cancelled", "finished_at": now(), "columns": None}
        states: tuple[State, ...] = (*OPEN, WAITS_FOR_A_PERSON)
        if not self.update(job_id, states, changes, JOBS.c.stage != LAST_STAGE):
            raise _ended(job_id)
        stopped = self.get(job_id)
        if job.state == "running" or stopped.process:
            self._stop(stopped)
        shutil.rmtree(self.folder(job), ignore_errors=True)
        return stopped

    def _stop(self, job: Job) -> None:
        """Kill the worker of a cancelled job, which takes no other job any more."""
        if job.process is None or job.process == os.getpid() or not self.is_worked_on():
            return
        with suppress(ProcessLookupError):
            os.kill(job.process, signal.SIGKILL)
        with suppress(BlockingIOError), patiently_locked(self.root / "worker", 5.0):
            pass


_FRESH: Mapping[str, Any] = {
    "state": "queued",
    "stage": "",
    "done": 0,
    "total": None,
    "started_at": None,
    "stage_at": None,
    "finished_at": None,
    "process": None,
    "load_id": None,
    "message_zh": "",
    "message_en": "",
}


def _ended(job_id: int) -> JobEndedError:
    return JobEndedError(
        f"任务 {job_id} 已经结束或正在启用，不能再改。",
        f"Job {job_id} has ended or is being activated, and cannot be changed any more.",
    )
