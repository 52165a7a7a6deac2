"""The worker: takes one job after the other and imports its file."""

import threading
import time
from dataclasses import dataclass
from datetime import datetime

import pyarrow.parquet as pq

from graph.errors import CalendarError, InputError, MappingError, StoreBusyError, XietuError
from graph.imported import Imported
from graph.inputs import is_event_log
from graph.store import GraphStore
from graph.text import Text
from web.jobs.importing import ColumnFinder, Importer
from web.jobs.record import WAITING, Job
from web.jobs.table import now
from web.jobs.work import NO_TEXT, Work

BEAT = 0.2  # seconds between two looks at a lock, or two words about progress

DIED = Text(
    "装载进程意外结束，可能是内存不足，或被系统或管理员终止。原来启用的批次不变。"
    "请重新上传；若再次发生，请在终端运行 xietu load 查看提示。",
    "The process that loaded the file ended unexpectedly: memory may have run out, or it was "
    "stopped. The active load is as before. Upload the file again; if it happens again, run "
    "xietu load in a terminal and see what it says.",
)


class CancelledError(Exception):
    """The job was cancelled while it was at work."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the worker works with."""

    work: Work
    store: GraphStore
    importer: Importer
    columns: ColumnFinder


def run_jobs(tools: Tools) -> None:
    """Work until no job waits; return at once where another worker is at it."""
    while True:
        try:
            with tools.work.working():
                bury(tools.work, tools.store)
                if not _run_all(tools):
                    return
                tools.work.sweep()
        except BlockingIOError:
            return
        if not tools.work.open():  # one may have come while the lock was still held
            return


def _run_all(tools: Tools) -> bool:
    """Run the jobs in their order; False where one was cancelled, whose process is to end."""
    while job := tools.work.take():
        try:
            _run(tools, job)
        except CancelledError:
            return False
    return True


def bury(work: Work, store: GraphStore) -> None:
    """End the jobs whose worker died; one whose load was kept before is done."""
    for job in work.open():
        if job.state == "running":
            load_id = _kept(job, store)
            if load_id is None:
                work.end(job.id, "failed", DIED)
            else:
                store.activate(load_id)
                work.end(job.id, "done", load_id=load_id)
            work.drop_upload(job)


def _kept(job: Job, store: GraphStore) -> str | None:
    """Return the load that a job whose worker died at the last stage had made, if it had."""
    if job.stage != "activate" or job.started_at is None:
        return None
    for load in store.loads():
        digests = [file.sha256 for file in load.source.files]
        if load.created_at >= job.started_at and digests == [job.sha256]:
            return load.load_id
    return None


def _run(tools: Tools, job: Job) -> None:
    """Import the file of a job and keep how it ended, whatever happens but a kill."""
    ended = False
    try:
        ended = _ended(tools, job)
    finally:
        if not ended:  # a defect of the program, or cancelled: then it has ended already
            tools.work.end(job.id, "failed", DIED)
            tools.work.drop_upload(job)
    if tools.work.get(job.id).state == "cancelled":
        raise CancelledError


def _ended(tools: Tools, job: Job) -> bool:
    work, path = tools.work, tools.work.upload(job)
    try:
        if job.ask_columns and is_event_log(job.file_name):
            return _ask(tools, job, NO_TEXT)
        imported = _import(tools, job)
    except MappingError as error:
        if is_event_log(path.name):
            return _ask(tools, job, error.why)
        work.end(job.id, "refused", error.text)
    except (InputError, CalendarError) as error:
        work.end(job.id, "refused", error.text)
    except XietuError as error:
        work.end(job.id, "failed", error.text)
    else:
        _keep(work, job, imported)
    work.drop_upload(job)
    return True


def _import(tools: Tools, job: Job) -> Imported:
    """Import the file; an import of another process is waited for."""
    told = Told(tools.work, job.id)
    path = tools.work.upload(job)
    while True:
        try:
            return tools.importer(path, strict=job.strict, options=job.options, progress=told)
        except StoreBusyError:
            told(WAITING, 0, None)
            time.sleep(BEAT)


def _ask(tools: Tools, job: Job, message: Text) -> bool:
    """Let a person say which column plays which role; refuse what cannot be read at all."""
    try:
        columns = tools.columns(tools.work.upload(job), job.options)
    except InputError as error:
        tools.work.end(job.id, "refused", error.text)
        tools.work.drop_upload(job)
        return True
    tools.work.ask_columns(job.id, columns, message)
    return True


def _keep(work: Work, job: Job, imported: Imported) -> None:
    """Keep the load that a job gave, or the report of why it gave none."""
    if imported.load is not None:
        work.end(job.id, "done", load_id=imported.load.load_id)
        return
    for name in ("refused", "notes", "counts"):
        pq.write_table(getattr(imported, name), work.folder(job) / f"{name}.parquet")
    work.end(job.id, "refused")


class Told:
    """Progress that is kept in the database, five times a second at most.

    Raises `CancelledError`, in the thread of the worker only, where the job was cancelled. The
    last stage is claimed: after it the job cannot be cancelled any more.
    """

    def __init__(self, work: Work, job_id: int) -> None:
        self.work, self.job_id = work, job_id
        self.thread = threading.get_ident()
        self.lock = threading.Lock()
        self.stage, self.began, self.next = "", now(), 0.0

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Keep how far the job is."""
        with self.lock:
            began = self._began(stage, done, total)
            alive = began is None or self.work.tell(self.job_id, stage, done, total, began)
        if not alive and threading.get_ident() == self.thread:
            raise CancelledError

    def _began(self, stage: str, done: int, total: int | None) -> datetime | None:
        """Return when the stage began, or None where it is too early to tell anything new."""
        moment = time.monotonic()
        if stage == self.stage and moment < self.next and done != total:
            return None
        if stage != self.stage:
            self.stage, self.began = stage, now()
        self.next = moment + BEAT
        return self.began
