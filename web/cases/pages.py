"""The cases, and one case with its steps and handoffs in order."""

from flask import Blueprint, Response

from graph.clock import WORKING_DAY
from queries.query import Answer
from queries.run import run, run_all
from web.answer_view import day_unit, duration
from web.arguments import raw_arguments
from web.cases import listing, tables
from web.cases import view as case_view
from web.cases.address import case_address
from web.cases.peers import peers
from web.filter_bar import filter_bar
from web.language import gettext
from web.links import PAGING, address, kept, with_query
from web.pages import page
from web.parts import parts
from web.questions import DRAWN, view

blueprint = Blueprint("cases", __name__)

MOST = "10000"


@blueprint.get("/cases")
def index() -> Response:
    """List the cases."""
    raw = raw_arguments("cases")
    answer = run(parts().store, "cases", raw, DRAWN)
    said = listing.sentences(answer, raw)
    return page(
        "cases.html",
        answer_text=said["answer"],
        basis=said["basis"],
        bar=filter_bar("cases", raw, "/cases", answer),
        heads=listing.heads(answer, raw),
        rows=listing.rows(answer, raw),
        searched=raw.get("text"),
        **view(answer, raw, "/cases"),
    )


@blueprint.get("/cases/<case_id:case_id>")
def show(case_id: str) -> Response:
    """Show one case."""
    given = {**raw_arguments("case-place"), "case": case_id}
    paging = {name: given[name] for name in PAGING if name in given}
    raw = {"limit": MOST, **paging, **kept("case", given)}
    answer = run(parts().store, "case", raw, DRAWN)
    whole = run_all(parts().store, "case", raw) if answer.total > answer.rows.num_rows else answer
    kinds = whole.rows["kind"].to_pylist()
    rows = whole.rows.to_pylist()
    day, listed = whole.seconds_a_day, case_view.whole_case(raw)
    return page(
        "case.html",
        case_id=case_id,
        steps=kinds.count("step"),
        handoffs=kinds.count("handoff"),
        between=_waiting(whole, "handoff"),
        beside_path=tables.waits_beside(rows),
        clocks=_clocks(whole, given),
        inside=_waiting(whole, "step"),
        rows_address=address("handoffs", raw, {"case": case_id}),
        neighbours=case_view.neighbours(given),
        list_address=case_view.back_to_list(given),
        lines=tables.steps(rows[:DRAWN], day, case_view.stamp_of(whole, rows)),
        natural=day != WORKING_DAY,
        year=case_view.one_year(whole, rows),
        peers=peers(rows, raw, day),
        unit=day_unit(day),
        **case_view.timeline(whole, rows, listed),
        **case_view.sentences(whole, rows, listed),
        **view(answer, raw, f"/queries/{answer.query.name}"),
    )


def _clocks(answer: Answer, given: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Return the clocks to choose from; none where the load counts all time anyway."""
    if answer.load is None or answer.load.source.calendar == "none":
        return []
    rest = {name: text for name, text in given.items() if name not in ("case", "clock")}
    natural, path = given.get("clock") == "calendar", case_address(given["case"])
    return [
        (gettext("工作时间"), with_query(path, rest), not natural),
        (gettext("自然时间"), with_query(path, {**rest, "clock": "calendar"}), natural),
    ]


def _waiting(answer: Answer, kind: str) -> str:
    """Return the waiting of the handoffs, or of the steps inside their own departments."""
    rows = zip(answer.rows["kind"].to_pylist(), answer.rows["waiting"].to_pylist(), strict=True)
    waits = [wait for of, wait in rows if of == kind and wait is not None]
    return duration(sum(waits), answer.seconds_a_day) if waits else ""
