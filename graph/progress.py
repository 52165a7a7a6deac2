"""How far a long piece of work is: the steps of a load, their words, and rows done.

A stage may name what it is busy with behind a colon: ``check:办件环节`` is the stage ``check`` of
that sheet.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Literal, NamedTuple

from graph.text import Text

if TYPE_CHECKING:
    import duckdb

Progress = Callable[[str, int, int | None], None]
"""Called with (stage, rows done, rows in all or None when not known), from any thread."""


def silent(stage: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""


STEPS: dict[str, Text] = {
    "read": Text("读取文件", "Reading"),
    "header": Text("识别表头", "Finding columns"),
    "clean": Text("清洗", "Cleaning"),
    "check": Text("核对", "Checking"),
    "derive": Text("计算交接", "Deriving handoffs"),
    "activate": Text("启用", "Activating"),
}
"""The steps of every load, in their order."""


class Stage(NamedTuple):
    """A part of a step: its own words, and what is counted in it."""

    step: str
    words: Text = Text("", "")
    unit: Literal["rows", "bytes"] = "rows"


STAGES: dict[str, Stage] = {
    "unpack": Stage("read", unit="bytes"),
    "read": Stage("read"),
    "header": Stage("header"),
    "clean": Stage("clean"),
    "check": Stage("check"),
    "encode": Stage("derive", Text("编号和排序", "numbers and order")),
    "handoffs": Stage("derive", Text("因果规则", "causal rule")),
    "consecutive-department": Stage("derive", Text("相邻规则", "consecutive rule")),
    "consecutive-person": Stage("derive", Text("相邻规则，经办人", "consecutive rule, persons")),
    "causes": Stage("derive", Text("等待原因", "causes of waiting")),
    "bottlenecks": Stage("derive", Text("判定堵点", "judging bottlenecks")),
    "keep": Stage("activate", Text("写入磁盘", "writing to disk")),
    "send": Stage("activate", Text("写入 Neo4j", "writing to Neo4j")),
    "activate": Stage("activate"),
}
"""The stages that loaders and stores report, in their order."""


class Place(NamedTuple):
    """Where a piece of work is: its step, what it is busy with, and what is counted."""

    step: str
    subject: Text
    unit: Literal["rows", "bytes"]


def place_of(stage: str) -> Place:
    """Return where a reported stage is; one that is not known has no step.

    >>> place_of("check:办件环节")
    Place(step='check', subject=Text(zh='办件环节', en='办件环节'), unit='rows')
    >>> place_of("handoffs").subject.en
    'causal rule'
    """
    key, _, subject = stage.partition(":")
    known = STAGES.get(key, Stage(""))
    return Place(known.step, Text(subject, subject) if subject else known.words, known.unit)


BEAT = 0.2  # seconds between two looks at a statement


@contextmanager
def watched(
    connection: "duckdb.DuckDBPyConnection", progress: Progress, stage: str, total: int
) -> Iterator[None]:
    """Report the share of `total` rows that DuckDB says it has done of the statements within.

    A share never falls, though each statement has its own.
    """
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")
    done = Event()

    def look() -> None:
        most = 0.0
        while not done.wait(BEAT):
            most = max(most, min(connection.query_progress(), 100.0))
            progress(stage, int(most / 100 * total), total)

    progress(stage, 0, total)
    thread = Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    progress(stage, total, total)


def by_parts(progress: Progress, stage: str, total: int, parts: int) -> Callable[[], None]:
    """Return what is to be called after each of the `parts` passes over all `total` rows.

    >>> seen = []
    >>> passed = by_parts(lambda *told: seen.append(told), "check", 10, 2)
    >>> passed(), passed(), seen
    (None, None, [('check', 0, 10), ('check', 5, 10), ('check', 10, 10)])
    """
    count = iter(range(1, parts + 1))
    progress(stage, 0, total)

    def passed() -> None:
        progress(stage, total * next(count) // parts, total)

    return passed
