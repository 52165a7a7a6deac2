"""The answer of 堵点 in words: how few pairs carry most of the waiting."""

from typing import Any

from markupsafe import Markup

from queries.query import Answer
from web import figures
from web.answer_view import duration, registered
from web.bottlenecks.findings import Concentration
from web.bottlenecks.why import Why
from web.language import gettext, strong


def sentences(
    whole: Answer, found: Concentration | None, why: Why | None, suspects: int | None
) -> dict[str, Any]:
    """Return the answer of 堵点, long and short, and what it rests on.

    `suspects` is how many pairs are called suspected, None where that was not judged.
    """
    if found is None:
        return {
            "answer_text": gettext("没有可以排名的等待。"),
            "short": "",
            "basis": gettext("没有交接符合条件，或等待都是零。"),
        }
    count, wait = figures.number(found.pairs), duration(found.wait, whole.seconds_a_day)
    share = figures.share(found.share)
    few = found.reached and found.pairs < found.all_pairs
    says = (
        strong(
            gettext("先看前%(count)s对：合计%(wait)s，占%(share)s。"),
            count=count,
            wait=wait,
            share=share,
        )
        if few
        else strong(gettext("共%(count)s对，合计等待%(wait)s。"), count=count, wait=wait)
    )
    says += _causes(why) if why else ""
    persons = whole.parameters.get("level") == "person"
    all_pairs = figures.number(found.all_pairs)
    return {
        "answer_text": says,
        "short": strong(gettext("前%(count)s对占%(share)s。"), count=count, share=share)
        if few
        else "",
        "basis": " ".join(
            (
                gettext(
                    "等得最久：%(sender)s送%(receiver)s，占%(share)s。",
                    sender=registered(found.first["sender_name"]),
                    receiver=registered(found.first["receiver_name"]),
                    share=figures.share(found.first["share_of_wait"]),
                ),
                gettext("全部%(pairs)s对经办人交接；", pairs=all_pairs)
                if persons
                else gettext("全部%(pairs)s对部门交接；", pairs=all_pairs),
                _verdict(suspects),
            )
        ),
    }


def _verdict(suspects: int | None) -> str:
    """Say how many pairs are called suspected; None where that was not judged."""
    if suspects is None:
        return gettext("结论均待核实。")
    if not suspects:
        return gettext("没有一对明显久于同类，够不上疑似堵点。")
    return gettext("疑似堵点%(count)s对，待核实。", count=figures.number(suspects))


def _causes(why: Why) -> Markup:
    """Name the two causes that make most of the waiting."""
    first, *others = sorted(why.parts, key=lambda part: -part.width)
    if not others and "unknown" in why.seconds:
        return Markup(gettext("只记了一个时间或没有登记经办人，分不出为什么等。"))
    if not others:
        return strong(gettext("都是因为%(cause)s。"), cause=first.label)
    return strong(
        gettext("原因里%(first)s占%(share)s，%(second)s占%(other)s。"),
        {"second": others[0].label, "other": others[0].share},
        first=first.label,
        share=first.share,
    )
