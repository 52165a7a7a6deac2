"""The sentence with which the report of an import begins."""

from typing import NamedTuple

from markupsafe import Markup

from graph.errors import XietuError
from graph.load import Load
from web import figures
from web.language import gettext, language
from web.loads.report import Reason, Report, of_load, reasons, won_back

FIRST = 2
"""Kinds of reasons that the sentence names."""


class Head(NamedTuple):
    """The answer, and its shorter form."""

    answer: Markup
    short: Markup


def head(load: Load) -> Head:
    """Say of the active load what was read and refused, and what would win rows back."""
    told = _counts(load.read, load.loaded, load.refused)
    if not load.refused:
        return Head(told, Markup())
    try:
        report = of_load(load)
        more = advice(report, reasons(report))
    except XietuError:  # the page of the data comes out even where a load is broken
        return Head(told, Markup())
    return Head(told + more, told)


def report_head(report: Report, found: list[Reason], read: int, kept: int) -> Head:
    """Say the same of any report."""
    if report.load is None:
        return Head(_nothing(read, read - kept), Markup())
    told = _counts(read, kept, read - kept)
    return Head(told + advice(report, found), told) if found else Head(told, Markup())


def advice(report: Report, found: list[Reason]) -> Markup:
    """Say which reasons are the commonest and how many rows mending them wins back."""
    first = found[:FIRST]
    rows = won_back(report, [reason.kind for reason in first])
    if not rows:
        return Markup()
    names = gettext("”和“").join(_quoted(reason) for reason in first)
    text = gettext("先改“%(reasons)s”，能收回%(rows)s行。")
    return Markup(text) % {"reasons": names, "rows": _bold(rows)}


def _quoted(reason: Reason) -> str:
    """Return the kind of a reason, to stand between quotation marks."""
    kind = reason.kind_en if language() == "en" else reason.kind
    return kind.replace("“", "‘").replace("”", "’")


def _counts(read: int, kept: int, refused: int) -> Markup:
    if not refused:
        return Markup(gettext("读入%(read)s行，全部装载，没有拒收。")) % {"read": _bold(read)}
    text = gettext("读入%(read)s行，装载%(kept)s行，拒收%(refused)s行（%(share)s）。")
    return Markup(text) % {
        "read": _bold(read),
        "kept": figures.number(kept),
        "refused": _bold(refused),
        "share": _share(refused / read) if read else figures.UNKNOWN,
    }


def _share(value: float) -> str:
    """Write a share that is not nothing, though it may be less than one decimal shows.

    >>> _share(0.0001), _share(0.048), _share(0.0)
    ('<0.1%', '4.8%', '0.0%')
    """
    return "<0.1%" if 0 < value < 0.0005 else figures.share(value)


def _nothing(read: int, refused: int) -> Markup:
    text = gettext("整批没有装载：读入%(read)s行，拒收%(refused)s行。")
    return Markup(text) % {"read": _bold(read), "refused": _bold(refused)}


def _bold(count: int) -> Markup:
    return Markup("<b>{}</b>").format(figures.number(count))
