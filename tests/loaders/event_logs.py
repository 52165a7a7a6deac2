"""Small event logs written by hand, and a look at the checked tables they become."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from loaders.event_log import read_event_log
from loaders.read import Checked, Options

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n'


def event(activity: str, time: str, group: str | None = "窗口", **more: str) -> str:
    """Return an event on one line; `more` are attributes with ``_`` for ``:``."""
    found = {"concept:name": activity, "org:group": group} | {
        key.replace("_", ":"): value for key, value in more.items()
    }
    texts = "".join(
        f'<string key="{key}" value="{value}"/>' for key, value in found.items() if value
    )
    return f'<event>{texts}<date key="time:timestamp" value="{time}"/></event>\n'


def trace(name: str, *events: str, more: str = "") -> str:
    """Return a trace that begins on a line of its own."""
    return f'<trace><string key="concept:name" value="{name}"/>{more}\n{"".join(events)}</trace>\n'


def write(folder: Path, text: str, name: str = "log.xes", encoding: str = "utf-8") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def load(path: Path, **options: Any) -> Checked:
    """Read `path` into a folder beside it."""
    out = path.parent / f"checked-{len(list(path.parent.iterdir()))}"
    out.mkdir()
    return read_event_log(path, out, Options(**options))


def rows(checked: Checked, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Return columns of a checked table, row by row."""
    found = pq.read_table(checked.folder / f"{table}.parquet", columns=list(columns))
    return list(zip(*(found[column].to_pylist() for column in columns), strict=True))


def refused(checked: Checked) -> list[tuple[int | None, str | None, str | None]]:
    """Return row, column and value of each refusal."""
    return [(each.row, each.column, each.value) for each in checked.report.refusals]
