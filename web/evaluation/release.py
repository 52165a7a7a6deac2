"""Releasing a round to the departments, taking it back, and the log of both."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from graph.evaluation.releases import Entry
from graph.text import Text
from queries.evaluation_cautions import cautions, refuse_unfinished
from queries.evaluation_words import TITLES
from web import figures
from web.evaluation.design_view import held_rows
from web.evaluation.files import TABLES, listed
from web.evaluation.gate import WHO, gate, known_round
from web.evaluation.listing import Listing
from web.evaluation.splits import audit_facts
from web.evaluation.states import round_frame
from web.language import gettext, words
from web.pages import page
from web.parts import parts

blueprint = Blueprint(
    "evaluation_release", __name__, url_prefix="/evaluation/rounds/<evaluation_id:round_id>"
)
CLOSED = "closed"
"""The box of the form: all ratings are in."""
TICK = Text(
    "评分已经收齐的，请返回上一页，勾选“评分已经收齐”。",
    "If all ratings are in, go back and tick “All ratings are in”.",
)


@blueprint.get("/release")
def ask(round_id: str) -> Response:
    """Show what the audit of a release now finds, and ask before the round is released."""
    state, load = known_round(round_id), parts().store.load()
    report = gate().draft(load, round_id)[0]
    return page(
        "evaluation_release.html",
        **round_frame(state, ""),
        audit=audit_facts(report),
        held=held_rows(report),
        cautions=[words(each) for each in cautions(report)],
        has_news=gate().has_news(load, round_id),
        unfinished=CLOSED if report.round.is_unfinished else "",
        titles={name: words(each) for name, each in TITLES.items()},
    )


@blueprint.post("/release")
def release(round_id: str) -> AnyResponse:
    """Release the round: its figures are frozen and departments may see theirs.

    Before its period is over only with the word that all ratings are in (P5).
    """
    known_round(round_id)
    load = parts().store.load()
    if not request.form.get(CLOSED):
        refuse_unfinished(gate().draft(load, round_id)[0], TICK)
    gate().release(load, round_id, WHO)
    flash(gettext("已发布 %(round)s，数字已冻结。", round=round_id))
    return redirect(url_for("evaluation_departments.index", round_id=round_id), 303)


@blueprint.get("/withdraw")
def ask_to_withdraw(round_id: str) -> Response:
    """Ask before the figures of the round are taken back."""
    return page("evaluation_withdraw.html", **round_frame(known_round(round_id), ""))


@blueprint.post("/withdraw")
def withdraw(round_id: str) -> AnyResponse:
    """Take the figures of the round back."""
    known_round(round_id)
    gate().withdraw(round_id, WHO)
    flash(gettext("已撤回 %(round)s，部门不再能看到这一期。", round=round_id))
    return redirect(url_for(".log", round_id=round_id), 303)


@blueprint.get("/log")
def log(round_id: str) -> Response:
    """Show when the round was released and withdrawn."""
    rows = [_entry(each) for each in gate().log(round_id)]
    return page("evaluation_log.html", **round_frame(known_round(round_id), "log"), rows=rows)


@blueprint.get(f"/log.<{TABLES}:form>")
def log_file(round_id: str, form: str) -> Response:
    """Give the log of the round as a file."""
    about = known_round(round_id).round
    heads = [
        ("at", gettext("时间")),
        ("action", gettext("操作")),
        ("release", gettext("发布编号")),
        ("who", gettext("谁")),
    ]
    rows = [[*_entry(each)] for each in gate().log(round_id)]
    return listed(Listing(gettext("发布记录"), heads, [[*row] for row in rows]), form,
                  about.synthetic)  # fmt: skip


def _entry(one: Entry) -> tuple[str, str, str, str]:
    said = {
        "released": gettext("发布"),
        "withdrawn": gettext("撤回"),
        "viewed": gettext("看监督报告"),
        "delivered": gettext("写出部门报告"),
    }
    return (
        figures.instant(one.at),
        said[one.action],
        one.release_id or gettext("草稿"),
        one.who or figures.UNKNOWN,
    )
