"""The formats in which an answer is given as bytes, by the suffix of the address."""

from collections.abc import Callable
from dataclasses import dataclass

from graph.text import Language
from queries.csv_format import to_csv
from queries.json_format import to_json
from queries.query import Answer
from queries.table_format import to_table
from queries.xlsx_format import to_xlsx

__all__ = ["FORMATS", "Format", "to_csv", "to_json", "to_table", "to_xlsx"]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write an answer, and the media type it is sent as."""

    suffix: str
    media_type: str
    write: Callable[[Answer, Language], bytes]


FORMATS = {
    "json": Format("json", "application/json", to_json),
    "csv": Format("csv", "text/csv; charset=utf-8", to_csv),
    "xlsx": Format(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx
    ),
}
