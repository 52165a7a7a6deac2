"""What is known of one job."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal, Self

import sqlalchemy as sa

from graph.database import Instant, metadata
from graph.text import Text

State = Literal["queued", "running", "done", "refused", "columns", "failed", "cancelled"]
"""``columns``: a person must say which column plays which role."""

OPEN: tuple[State, ...] = ("queued", "running")
WAITS_FOR_A_PERSON: State = "columns"

WAITING = "wait"
"""The stage of a job that waits for an import of another process."""

JOBS = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("folder", sa.Text, nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("strict", sa.Boolean, nullable=False),
    sa.Column("ask_columns", sa.Boolean, nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("done", sa.BigInteger, nullable=False),
    sa.Column("total", sa.BigInteger),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("started_at", Instant),
    sa.Column("stage_at", Instant),
    sa.Column("finished_at", Instant),
    sa.Column("process", sa.Integer),
    sa.Column("load_id", sa.Text),
    sa.Column("message_zh", sa.Text, nullable=False),
    sa.Column("message_en", sa.Text, nullable=False),
    sa.Column("columns", sa.JSON),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class Job:
    """One job: a file to be imported, and how far it is.

    ``folder`` is the name of its folder below ``HOME/jobs``, where the upload waits and the
    report of a refusal is kept. ``stage``, ``done`` and ``total`` are those of
    ``graph.progress``, ``stage_at`` when the stage began. ``process`` is the id of the process
    that works on it. ``columns`` are those of the file where a person must say their roles.
    """

    id: int
    kind: str
    file_name: str
    size: int  # bytes
    sha256: str
    folder: str
    options: dict[str, str]
    strict: bool
    ask_columns: bool  # stop before loading and show the columns
    state: State
    stage: str
    done: int
    total: int | None
    created_at: datetime
    started_at: datetime | None
    stage_at: datetime | None
    finished_at: datetime | None
    process: int | None
    load_id: str | None
    message_zh: str
    message_en: str
    columns: list[dict[str, Any]] | None

    @classmethod
    def of(cls, row: sa.Row[Any]) -> Self:
        """Return the job in a row of the table."""
        return cls(**{field.name: row._mapping[field.name] for field in fields(cls)})

    @property
    def message(self) -> Text:
        """Why it ended as it did; empty where there is nothing to say."""
        return Text(self.message_zh, self.message_en)

    @property
    def is_open(self) -> bool:
        """Whether it waits or is being worked on."""
        return self.state in OPEN
