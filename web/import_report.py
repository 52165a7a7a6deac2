"""The import report of a load: what was read, what was refused and why, what was changed."""

from typing import Any
from urllib.parse import quote

import ibis
import pyarrow as pa
from flask import Blueprint, Response, request

from graph.errors import ParameterError
from graph.load import Load
from web.downloads import attachment
from web.importing import Imported
from web.language import language
from web.links import with_query
from web.loads import known_load
from web.pages import sturdy_page
from web.parts import parts
from web.refused_csv import refused_csv

blueprint = Blueprint("import_report", __name__)

ROWS_A_PAGE = 100
ROWS_OF_A_REFUSAL = 1000


@blueprint.get("/data/loads/<load_id>")
def show(load_id: str) -> Response:
    """Show the import report of a load, its refused rows by table and page."""
    load = known_load(load_id)
    table, skip = request.args.get("table", ""), _skip(request.args.get("skip", "0"))
    refused = _ordered(load)
    chosen = refused.filter(refused.table == table) if table else refused
    total = int(_fetch(chosen.aggregate(rows=chosen.count()))["rows"][0].as_py())
    rows = _fetch(chosen.limit(ROWS_A_PAGE, offset=skip))
    return sturdy_page(
        "import_report.html",
        shown=load,
        counts=_rows(load, "counts"),
        notes=_rows(load, "notes"),
        refused=rows.to_pylist(),
        total=total,
        skip=skip,
        table=table,
        suffix="_en" if language() == "en" else "",
        **_turning(load, table, skip, total),
    )


@blueprint.get("/data/loads/<load_id>/refused.csv")
def refused_rows(load_id: str) -> Response:
    """Return every refused row as CSV."""
    load = known_load(load_id)
    body = refused_csv(_fetch(_ordered(load)), language())
    response = Response(body, content_type="text/csv; charset=utf-8")
    name = f"xietu-refused-{load.load_id}.csv"
    response.headers["Content-Disposition"] = attachment(name)
    return response


def refused_page(imported: Imported, strict: bool) -> Response:
    """Show why an input was refused as a whole; there is no load to come back to."""
    return sturdy_page(
        "import_report.html",
        422,
        shown=None,
        counts=imported.counts.to_pylist(),
        notes=imported.notes.to_pylist(),
        refused=imported.refused.slice(0, ROWS_OF_A_REFUSAL).to_pylist(),
        total=imported.refused.num_rows,
        skip=0,
        table="",
        suffix="_en" if language() == "en" else "",
        strict=strict,
        earlier=None,
        later=None,
    )


def _ordered(load: Load) -> ibis.Table:
    """Return the refused rows in an order that is total: two requests never overlap."""
    refused = parts().store.table(load.load_id, "refused")
    return refused.order_by("table", "row", "column", "value", "reason")


def _rows(load: Load, name: str) -> list[dict[str, Any]]:
    return list(_fetch(parts().store.table(load.load_id, name)).to_pylist())


def _fetch(rows: ibis.Table) -> pa.Table:
    return parts().store.fetch(rows)


def _skip(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ParameterError(
            f"参数 skip 的值 {text!r} 不能用，应为 0 或正整数。",
            f"The value {text!r} of skip is not accepted; it is 0 or a whole number.",
            "skip",
            ("0", "100", "200"),
        )
    return int(text)


def _turning(load: Load, table: str, skip: int, total: int) -> dict[str, Any]:
    """Return the addresses of the page before and the page after."""

    def to(start: int) -> str:
        query = {"table": table} if table else {}
        path = f"/data/loads/{quote(load.load_id, safe='')}"
        return with_query(path, {**query, "skip": str(start)}) + "#refused"

    earlier = to(max(0, skip - ROWS_A_PAGE)) if skip else None
    later = to(skip + ROWS_A_PAGE) if skip + ROWS_A_PAGE < total else None
    return {"earlier": earlier, "later": later}
