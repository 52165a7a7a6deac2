"""The import report: what was read, what was refused and why, what was changed."""

from typing import Any

import ibis
from flask import Blueprint, Response, request

from graph.errors import JobNotFoundError, ParameterError
from graph.load import Load
from web.downloads import attachment
from web.language import gettext, language
from web.links import with_query
from web.loads.refused_files import WRITERS
from web.loads.report import SHOWN, Chosen, Report, fetch, of_job, of_load, reasons, source_cells
from web.loads.report_words import report_head
from web.pages import sturdy_page
from web.parts import parts

blueprint = Blueprint("import_report", __name__)

ROWS_A_PAGE = 25
MOST_REASONS = 12


@blueprint.get("/data/loads/<load_id>")
def show(load_id: str) -> Response:
    """Show the import report of a load, its refused rows by table, reason and page."""
    return report_page(of_load(known_load(load_id)))


@blueprint.get("/data/loads/<load_id>/refused.<any(csv,xlsx):form>")
def refused_rows(load_id: str, form: str) -> Response:
    """Return the refused rows that are chosen, or all, as a file."""
    return _file(of_load(known_load(load_id)), load_id, form)


@blueprint.get("/data/jobs/<int:job_id>/refused.<any(csv,xlsx):form>")
def refused_rows_of_job(job_id: int, form: str) -> Response:
    """Return the refused rows of a file that gave no load, as a file."""
    report = of_job(parts().jobs.get(job_id))
    if report is None:
        raise JobNotFoundError(
            f"任务 {job_id} 没有导入报告。", f"The job {job_id} has no import report."
        )
    return _file(report, f"job-{job_id}", form)


def _file(report: Report, name: str, form: str) -> Response:
    write, kind = WRITERS[form]
    rows = fetch(report.listed(_chosen()).select(SHOWN))
    response = Response(write(rows, language()), content_type=kind)
    response.headers["Content-Disposition"] = attachment(f"xietu-refused-{name}.{form}")
    return response


def known_load(load_id: str) -> Load:
    """Return the load of that id; raises `LoadNotFoundError`."""
    return parts().store.load(load_id)


def report_page(report: Report) -> Response:
    """Render a report, with the rows that the address chooses."""
    chosen, skip = _chosen(), _skip(request.args.get("skip", "0"))
    found, counts, notes = (
        reasons(report, chosen.table),
        report.rows("counts"),
        report.rows("notes"),
    )
    refused = report.listed(chosen)
    total = int(fetch(refused.aggregate(rows=refused.count()))["rows"][0].as_py())
    read, kept = (sum(row[name] for row in counts) for name in ("read", "loaded"))
    return sturdy_page(
        "import_report.html",
        report=report,
        shown=report.load,
        job=report.job,
        says=report_head(report, reasons(report), read, kept),
        counts=counts,
        noted={row["table"]: sum(n["table"] == row["table"] for n in notes) for row in counts},
        notes=notes,
        reasons=found[:MOST_REASONS],
        more_reasons=found[MOST_REASONS:],
        most=max((reason.all for reason in found), default=0),
        refused=_page(refused, skip),
        total=total,
        skip=skip,
        chosen=chosen,
        chips=_chips(report, chosen),
        files=_files(report, chosen),
        opened=_opened(report),
        suffix="_en" if language() == "en" else "",
        to=lambda **query: _address(report, chosen, **query),
        **_turning(report, chosen, skip, total),
    )


def _chosen() -> Chosen:
    return Chosen(request.args.get("table", ""), request.args.get("reason", ""))


def _page(refused: ibis.Table, skip: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = fetch(refused.limit(ROWS_A_PAGE, offset=skip)).to_pylist()
    return found


def _opened(report: Report) -> dict[str, Any] | None:
    """Return the row of the file that is asked for, with its cells."""
    table, row = request.args.get("of", ""), request.args.get("row", "")
    if not (table and row.isascii() and row.isdigit() and len(row) < 19):
        return None
    cells, at = source_cells(report, table, int(row))
    return {"table": table, "row": int(row), "cells": cells, "at": at}


def _address(report: Report, chosen: Chosen, **query: str) -> str:
    """Return the report with its rows chosen otherwise; an empty value takes a choice back."""
    now = {"table": chosen.table, "reason": chosen.kind}
    kept = {key: text for key, text in {**now, **query}.items() if text}
    return with_query(report.address, kept) + "#refused"


def _chips(report: Report, chosen: Chosen) -> list[tuple[str, str, str]]:
    """Return the choices made, each with the address that takes it back."""
    chips = []
    if chosen.table:
        chips.append((gettext("表"), chosen.table, _address(report, chosen, table="")))
    if chosen.kind:
        word = chosen.kind if language() == "zh" else _english(report, chosen.kind)
        chips.append((gettext("原因"), word, _address(report, chosen, reason="")))
    return chips


def _english(report: Report, kind: str) -> str:
    found = fetch(report.refused(Chosen(kind=kind)).select("root_en").limit(1)).to_pylist()
    return str(found[0]["root_en"]) if found else kind


def _files(report: Report, chosen: Chosen) -> list[tuple[str, str]]:
    """Return the downloads: of the chosen rows, and where these are not all, of all."""
    base = f"{report.address}/refused"
    query = {k: v for k, v in (("table", chosen.table), ("reason", chosen.kind)) if v}
    if not query:
        return [
            (gettext("下载拒收行 Excel"), f"{base}.xlsx"),
            (gettext("CSV"), f"{base}.csv"),
        ]
    return [
        (gettext("下载这些行 Excel"), with_query(f"{base}.xlsx", query)),
        (gettext("CSV"), with_query(f"{base}.csv", query)),
        (gettext("全部拒收行 Excel"), f"{base}.xlsx"),
    ]


def _skip(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ParameterError(
            f"参数 skip 的值 {text!r} 不能用，应为 0 或正整数。",
            f"The value {text!r} of skip is not accepted; it is 0 or a whole number.",
            "skip",
            ("0", str(ROWS_A_PAGE), str(2 * ROWS_A_PAGE)),
        )
    return int(text)


def _turning(report: Report, chosen: Chosen, skip: int, total: int) -> dict[str, Any]:
    """Return the addresses of the page before and the page after."""

    def to(start: int) -> str:
        return _address(report, chosen, skip=str(start) if start else "")

    earlier = to(max(0, skip - ROWS_A_PAGE)) if skip else None
    later = to(skip + ROWS_A_PAGE) if skip + ROWS_A_PAGE < total else None
    return {"earlier": earlier, "later": later}
