"""The words of the lanes: what each bar is called, and the names of months and holidays."""

from collections.abc import Callable
from datetime import datetime

from chinese_calendar import Holiday

from queries.causes import WORDS as CAUSES
from web import figures
from web.answer_view import duration, registered
from web.cases.bars import Bar
from web.language import gettext, language, words

Stamp = Callable[[datetime], str]
"""Writes an instant, with its year where a case has several."""
CHINESE = {holiday.value: holiday.chinese for holiday in Holiday}


def kind_words(kind: str) -> str:
    """Return what a kind of bar is called."""
    return {
        "work": gettext("办理"),
        "transfer": gettext("在途"),
        "wait": gettext("等待"),
        "inside": gettext("部门内部等待"),
        "before": gettext("首个环节之前"),
        "slack": gettext("富余"),
        "stop": gettext("停表"),
        "point": gettext("办结（只有一个时间）"),
    }[kind]


def bar_words(bar: Bar, seconds_a_day: int, stamp: Stamp) -> str:
    """Return all that is known of a bar, to be read aloud or shown beside it."""
    who = " ".join(part for part in (registered(bar.name), bar.step) if part)
    took = "" if bar.seconds is None else duration(bar.seconds, seconds_a_day)
    kind = gettext("退回后%(kind)s", kind=kind_words(bar.kind)) if bar.returned else ""
    what = kind or kind_words(bar.kind)
    said = {"who": who, "start": stamp(bar.start), "end": stamp(bar.end)}
    if bar.open:
        what += _why(bar, seconds_a_day)
        return gettext(
            "%(who)s：%(what)s，%(start)s 起，至今%(took)s，尚未结束", **said, what=what, took=took
        )
    said["what"] = " ".join(part for part in (what, took) if part) + _why(bar, seconds_a_day)
    if bar.kind == "point":
        return gettext("%(who)s：%(what)s，%(end)s", **said)
    if bar.kind == "stop":
        return gettext("%(what)s，%(start)s 至 %(end)s", **said)
    return gettext("%(who)s：%(what)s，%(start)s 至 %(end)s", **said)


def _why(bar: Bar, seconds_a_day: int) -> str:
    """Return what made most of a wait, in brackets."""
    if not bar.cause:
        return ""
    if _is_whole(bar):
        return gettext("（%(cause)s）", cause=words(CAUSES[bar.cause]))
    took = duration(bar.cause_seconds, seconds_a_day)
    return gettext("（主要是%(cause)s，%(took)s）", cause=words(CAUSES[bar.cause]), took=took)


def _is_whole(bar: Bar) -> bool:
    """Tell whether the cause of a wait took all of it."""
    return bar.seconds is not None and bar.seconds - bar.cause_seconds < 1


def short_words(bar: Bar, seconds_a_day: int) -> str:
    """Return the label of a bar: the name of a step, or why and how long something lasted."""
    if bar.kind in ("work", "point"):
        return bar.step
    kind = gettext("等待") if bar.kind in ("inside", "before") else kind_words(bar.kind)
    if bar.cause:
        cause, whole = words(CAUSES[bar.cause]), _is_whole(bar)
        kind = cause if whole else gettext("多为%(cause)s", cause=cause)
    if bar.seconds is None:
        return kind
    days = figures.days(bar.seconds, seconds_a_day)
    if bar.open:
        return gettext("%(kind)s，至今%(days)s", kind=kind, days=days)
    return f"{kind} {days}"


def holiday_words(name: str) -> str:
    """Return the name of a holiday in the language of the page."""
    return name if language() == "en" else CHINESE.get(name, name)
