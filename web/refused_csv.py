"""The refused rows as CSV for a spreadsheet, in which no cell becomes a formula."""

import csv
import io

import pyarrow as pa

from graph.text import Language, Text
from queries.formula_guard import guarded

HEADS = (
    ("table", Text("表", "Table")),
    ("row", Text("行", "Row")),
    ("column", Text("列", "Column")),
    ("value", Text("值", "Value")),
    ("reason", Text("原因", "Reason")),
    ("advice", Text("怎么改", "What to do")),
)
IN_BOTH = ("reason", "advice")
BOM = "\ufeff"


def refused_csv(refused: pa.Table, language: Language) -> bytes:
    """Write the rows of schema ``REFUSED`` in `language`, with the mark that Excel asks for."""
    suffix = "_en" if language == "en" else ""
    names = [name + suffix if name in IN_BOTH else name for name, _ in HEADS]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([head.of(language) for _, head in HEADS])
    for batch in refused.select(names).to_batches(max_chunksize=10_000):
        texts = (guarded(c) if pa.types.is_string(c.type) else c for c in batch.columns)
        writer.writerows(zip(*(column.to_pylist() for column in texts), strict=True))
    return (BOM + out.getvalue()).encode()
