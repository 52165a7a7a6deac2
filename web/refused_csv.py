"""The refused rows as CSV for a spreadsheet, in which no cell becomes a formula."""

import csv
import io
from typing import Any

import pyarrow as pa

from graph.text import Language, Text

HEADS = (
    ("table", Text("表", "Table")),
    ("row", Text("行", "Row")),
    ("column", Text("列", "Column")),
    ("value", Text("值", "Value")),
    ("reason", Text("原因", "Reason")),
    ("advice", Text("怎么改", "What to do")),
)
IN_BOTH = ("reason", "advice")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"


def refused_csv(refused: pa.Table, language: Language) -> bytes:
    """Write the rows of schema ``REFUSED`` in `language`, with the mark that Excel asks for."""
    suffix = "_en" if language == "en" else ""
    names = [name + suffix if name in IN_BOTH else name for name, _ in HEADS]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([head.of(language) for _, head in HEADS])
    for batch in refused.select(names).to_batches(max_chunksize=10_000):
        columns = [[escaped(value) for value in column.to_pylist()] for column in batch.columns]
        writer.writerows(zip(*columns, strict=True))
    return (BOM + out.getvalue()).encode()


def escaped(value: Any) -> Any:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    >>> escaped("=1+1"), escaped("部门"), escaped(-3)
    ("'=1+1", '部门', -3)
    """
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA) else value
