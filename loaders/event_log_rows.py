"""The rows of an event log, wherever they lie, as something DuckDB can select from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from graph.errors import InputError

MEMORY = "1GB"
SHOWN = 80


@dataclass(frozen=True, slots=True)
class Rows:
    """What can be selected from: `columns` gives SQL name and DuckDB type of each column.

    `position` is SQL for the place of a row, from 0; `place` for what the report calls its row.
    """

    connection: duckdb.DuckDBPyConnection
    relation: str
    columns: Mapping[str, tuple[str, str]]
    position: str
    place: str

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the file."""
        return tuple(self.columns)


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a database in `folder` that needs little memory and nothing from the network."""
    connection = duckdb.connect(
        folder / "rows.duckdb",
        config={
            "memory_limit": MEMORY,
            "temp_directory": str(folder / "spill"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    connection.execute("SET enable_progress_bar = false")
    return connection


def one(
    connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()
) -> tuple[Any, ...]:
    """Return the first row that `query` finds, empty if there is none; nothing stays open."""
    rows: list[tuple[Any, ...]] = connection.execute(query, list(values)).fetchall()
    return rows[0] if rows else ()


def brief(text: str) -> str:
    """Return what a report shows of `text`: one line of at most `SHOWN` signs."""
    line = " ".join(text[: 2 * SHOWN].split())
    return line if len(line) <= SHOWN and len(text) <= 2 * SHOWN else line[: SHOWN - 1] + "…"


def literal(text: str) -> str:
    """Return `text` as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Return `name` as an SQL name."""
    return '"' + name.replace('"', '""') + '"'


def no_rows(path: Path) -> InputError:
    """Return the error of a table without rows."""
    return InputError(
        f"{path.name} 中没有任何数据行。请检查导出的内容和条件。",
        f"{path.name} holds no rows. Check what was exported.",
    )


def check_kinds(rows: Rows, mapping: Mapping[str, str], file: str) -> None:
    """Refuse columns that are lists, structures or bytes for any role."""
    for role, column in mapping.items():
        kind = rows.columns[column][1]
        if kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION", "BLOB")):
            raise InputError(
                f"{file} 的列“{column}”的类型是 {brief(kind)}，不能用作 --{role}。"
                "请改用文本列，或导出为每格一个 UTF-8 文本。",
                f"Column “{column}” of {file} is of type {brief(kind)} and cannot be the {role}. "
                "Name a column of text, or export it as one UTF-8 text a cell.",
            )


def parquet_rows(path: Path, connection: duckdb.DuckDBPyConnection) -> Rows:
    """Return the rows of a Parquet file."""
    try:
        count = pq.read_metadata(path).num_rows
        relation = f"read_parquet({literal(str(path))}, file_row_number = true)"
        kinds = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    except (pa.ArrowInvalid, OSError, duckdb.Error) as error:
        raise InputError(
            f"{path.name} 不是可读的 Parquet 文件，可能不完整。请重新导出。",
            f"{path.name} is not a Parquet file that can be read; it may be cut off. Export it "
            "again.",
        ) from error
    if not count:
        raise no_rows(path)
    columns = {name: (quoted(name), kind) for name, kind, *_ in kinds if name != "file_row_number"}
    return Rows(connection, relation, columns, "file_row_number", "file_row_number + 1")
