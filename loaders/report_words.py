"""The import report on a terminal."""

from collections.abc import Iterator

import pyarrow as pa
from rich.console import Console
from rich.table import Table

from graph.text import Language

MOST = 20  # refused rows shown; all of them are in the file


def print_report(
    console: Console, counts: pa.Table, notes: pa.Table, refused: pa.Table, language: Language
) -> None:
    """Print counts, notes and the first refused rows (tables of ``graph.tables``)."""
    english = language == "en"
    heads = ("table", "read", "loaded", "refused") if english else ("表", "读入", "装载", "拒收")
    table = Table(*heads)
    for row in counts.to_pylist():
        figures = (f"{row[name]:,}" for name in ("read", "loaded", "refused"))
        table.add_row(row["table"], *figures)
    console.print(table)
    for line in _lines(notes, refused.slice(0, MOST), "_en" if english else ""):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    more = refused.num_rows - MOST
    if more > 0:
        zh = f"另有 {more:,} 行被拒，用 --report 文件.csv 另存全部。"
        console.print(f"{more:,} more; save all with --report FILE.csv." if english else zh)


def _lines(notes: pa.Table, refused: pa.Table, suffix: str) -> Iterator[str]:
    for row in notes.to_pylist():
        count = f"×{row['rows']:,}" if row["rows"] else None
        note, advice = row[f"note{suffix}"], row[f"advice{suffix}"]
        yield "· " + " · ".join(
            word for word in (row["table"], row["column"], note, count, advice) if word
        )
    for row in refused.to_pylist():
        place = (row["table"], row["row"], row["column"], row["value"])
        words = (*place, row[f"reason{suffix}"], row[f"advice{suffix}"])
        yield "✗ " + " · ".join(str(word) for word in words if word not in (None, ""))
