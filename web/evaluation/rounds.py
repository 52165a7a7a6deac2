"""互评: the rounds that the load has, and how scores are made and kept confidential."""

from dataclasses import fields
from typing import NamedTuple

from flask import Blueprint, Response

from graph.evaluation.rules import FILE, Rules
from web.evaluation.files import TABLES, listed
from web.evaluation.gate import gate, rounds
from web.evaluation.listing import Listing
from web.evaluation.privacy_rules import privacy_rules
from web.evaluation.states import round_row
from web.language import gettext, words
from web.pages import page, sturdy_page

blueprint = Blueprint("evaluation", __name__)


class Threshold(NamedTuple):
    """A threshold: what it is, its value now and by default, its name in the file, its source."""

    label: str
    value: str
    default: str
    name: str
    source: str


@blueprint.get("/evaluation")
def index() -> Response:
    """List the rounds of evaluation."""
    rows = [round_row(each) for each in rounds()]
    released = sum(row.state == "released" for row in rows)
    return page("evaluations.html", rows=rows, released=released)


@blueprint.get(f"/evaluation.<{TABLES}:form>")
def index_file(form: str) -> Response:
    """List the rounds of evaluation as a file."""
    found = rounds()
    heads = [
        ("round", gettext("期次")),
        ("period", gettext("起止日期")),
        ("departments", gettext("参评部门")),
        ("state", gettext("状态")),
        ("released_at", gettext("发布时间")),
    ]
    rows = [round_row(each) for each in found]
    table = [[row.id, row.period, row.departments, row.light[1], row.released_at] for row in rows]
    synthetic = any(each.round.synthetic for each in found)
    return listed(Listing(gettext("互评"), heads, [[*row] for row in table]), form, synthetic)


@blueprint.get("/evaluation/method")
def method() -> Response:
    """Say how scores are made, what is kept confidential, and which thresholds are in force."""
    return sturdy_page(
        "evaluation_method.html", rules=privacy_rules(), thresholds=thresholds(), file=FILE
    )


@blueprint.get(f"/evaluation/method.<{TABLES}:form>")
def method_file(form: str) -> Response:
    """Give the thresholds as a file."""
    heads = [
        ("label", gettext("阈值")),
        ("value", gettext("现用")),
        ("default", gettext("默认")),
        ("name", gettext("名称")),
        ("source", gettext("依据")),
    ]
    rows = [[*each] for each in thresholds()]
    return listed(Listing(gettext("阈值"), heads, [[*row] for row in rows]), form, False)


def thresholds() -> list[Threshold]:
    """Return every threshold, as it is in force."""
    now, usual = gate().rules(), Rules()
    return [
        Threshold(
            words(each.metadata["text"]),
            f"{getattr(now, each.name):g}",
            f"{getattr(usual, each.name):g}",
            each.name,
            words(each.metadata["source"]),
        )
        for each in fields(Rules)
    ]
