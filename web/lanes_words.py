"""The words of the lanes: what each bar is called, and the names of months and holidays."""

from chinese_calendar import Holiday

from web import figures
from web.answer_view import duration, registered
from web.case_bars import Bar
from web.language import gettext, language

KINDS = ("work", "transfer", "wait", "stop")
CHINESE = {holiday.value: holiday.chinese for holiday in Holiday}


def kind_words(kind: str) -> str:
    """Return what a kind of bar is called."""
    return {
        "work": gettext("办理"),
        "transfer": gettext("在途"),
        "wait": gettext("等待"),
        "stop": gettext("停表"),
        "point": gettext("办结（只有一个时间）"),
    }[kind]


def bar_words(bar: Bar, seconds_a_day: int, zone: str) -> str:
    """Return all that is known of a bar, to be read aloud or shown beside it."""
    who = " ".join(part for part in (registered(bar.name), bar.step) if part)
    took = "" if bar.seconds is None else duration(bar.seconds, seconds_a_day)
    kind = gettext("退回后%(kind)s", kind=kind_words(bar.kind)) if bar.returned else ""
    what = " ".join(part for part in (kind or kind_words(bar.kind), took) if part)
    start, end = figures.short_instant(bar.start, zone), figures.short_instant(bar.end, zone)
    if bar.kind == "point":
        return gettext("%(who)s：%(what)s，%(end)s", who=who, what=what, end=end)
    if bar.open:
        return gettext("%(who)s：%(what)s，%(start)s 起，尚未结束", who=who, what=what, start=start)
    if bar.kind == "stop":
        return gettext("%(what)s，%(start)s 至 %(end)s", what=what, start=start, end=end)
    return gettext(
        "%(who)s：%(what)s，%(start)s 至 %(end)s", who=who, what=what, start=start, end=end
    )


def short_words(bar: Bar, seconds_a_day: int) -> str:
    """Return the label of a bar: the name of a step, or how long something lasted."""
    if bar.kind in ("work", "point"):
        return bar.step
    if bar.open:
        return gettext("%(kind)s未结束", kind=kind_words(bar.kind))
    if bar.seconds is None:
        return kind_words(bar.kind)
    return f"{kind_words(bar.kind)} {figures.days(bar.seconds, seconds_a_day)}"


def holiday_words(name: str) -> str:
    """Return the name of a holiday in the language of the page."""
    return name if language() == "en" else CHINESE.get(name, name)
