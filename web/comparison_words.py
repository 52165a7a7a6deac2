"""What the page of a comparison says: which sides are compared, and what changed most."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import Markup

from queries.comparison import Parameters, periods_of
from queries.parameters import parse
from queries.query import Answer
from queries.walking import listed
from web import figures
from web.answer_view import Head, Table, duration, registered, shown_columns
from web.every_row import every_row
from web.language import gettext, language, strong
from web.parts import parts
from web.suggestions import suggestions

Row = Mapping[str, Any]
NAMED = 2
"""Members of a group that are named; of more the first one is, with how many there are."""


class Sides(NamedTuple):
    """What is compared with what, as a page calls them in a sentence and in the head of a table."""

    before: str
    now: str
    heads: tuple[str, str]


def compared(answer: Answer, raw: Mapping[str, str], shown: Table) -> dict[str, Any]:
    """Return the table with its sides in the heads, and what the page says above it."""
    asked = _parameters(answer, raw)
    sides = _sides(answer, asked)
    every = {name: text for name, text in raw.items() if name not in ("limit", "after")}
    rows = every_row("comparison", every).rows.to_pylist()
    return {
        "table": replace(shown, heads=_heads(answer, shown, sides)),
        "says": _says(rows, asked.compare, sides, answer.seconds_a_day),
        "told": " ".join((_told(sides), _counts(rows))),
    }


def _told(sides: Sides) -> str:
    return gettext("对照：%(before)s；本方：%(now)s。", before=sides.before, now=sides.now)


def _parameters(answer: Answer, raw: Mapping[str, str]) -> Parameters:
    assert answer.load is not None  # a comparison is of a load
    return parse(Parameters, raw, answer.load.source.timezone)


def _sides(answer: Answer, asked: Parameters) -> Sides:
    if asked.compare == "period":
        return _periods(answer, asked)
    names = dict(suggestions(answer)["item" if asked.compare == "item" else "department"])
    against = _group(asked.against, names) if asked.against else gettext("其余全部")
    group = _group(asked.group, names)
    return Sides(against, group, (against, group))


def _periods(answer: Answer, asked: Parameters) -> Sides:
    assert answer.load is not None
    zone = ZoneInfo(answer.load.source.timezone)
    found = periods_of(parts().store, answer.load, asked)
    if found is None:
        words = (gettext("前一段"), gettext("本段"))
        return Sides(*words, words)
    first, since, until = (at.astimezone(zone) for at in found)
    same = first.year == until.year
    before, now = (_days(*span) for span in ((first, since), (since, until)))
    return Sides(before, now, (_days(first, since, not same), _days(since, until, not same)))


def _days(since: datetime, until: datetime, year: bool = True) -> str:
    """Return the days from `since` to before `until`."""
    last = max(since, until - timedelta(microseconds=1))
    return figures.day_range(since.date(), last.date(), language(), year)


def _group(ids: str | None, names: Mapping[str, str]) -> str:
    members = [registered(names.get(one) or one) for one in listed(ids)]
    if len(members) > NAMED:
        return gettext("%(first)s等%(count)s个", first=members[0], count=len(members))
    return gettext("、").join(members)


def _heads(answer: Answer, shown: Table, sides: Sides) -> list[Head]:
    """Return the heads: those of counts and means with their side instead of 对照 and 本方."""
    before, now = sides.heads
    of = {
        "waits_before": (gettext("次数"), before),
        "waits": (gettext("次数"), now),
        "mean_before": (gettext("平均等待"), before),
        "mean_wait": (gettext("平均等待"), now),
    }
    heads = []
    for column, head in zip(shown_columns(answer), shown.heads, strict=True):
        label, side = of.get(column.name, (head.label, ""))
        heads.append(head._replace(label=label, side=side))
    return heads


def _says(rows: Sequence[Row], compare: str, sides: Sides, day: int) -> Markup:
    """Say which change that is more than chance weighs most, or that there is none."""
    tested = sum(row["p"] is not None for row in rows)
    found = [row for row in rows if row["change"] in ("slower", "faster")]
    if not tested:
        return Markup(strong(gettext("没有一对两边都有10次以上的等待，比不出变化。")))
    if not found:
        none = gettext("比较了%(tested)s对，经多重比较校正后没有一对有显著变化。")
        return strong(none, tested=figures.number(tested))
    most = max(found, key=lambda row: abs(row["difference"]) * row["waits"])
    return _periods_say(most, day) if compare == "period" else _groups_say(most, sides, day)


def _counts(rows: Sequence[Row]) -> str:
    """Say of how many that could be compared how many changed."""
    return gettext(
        "比较了%(tested)s对，显著变慢的%(slower)s对，变快的%(faster)s对；其余%(scarce)s对样本不足。",
        tested=figures.number(sum(row["p"] is not None for row in rows)),
        slower=figures.number(sum(row["change"] == "slower" for row in rows)),
        faster=figures.number(sum(row["change"] == "faster" for row in rows)),
        scarce=figures.number(sum(row["change"] == "scarce" for row in rows)),
    )


def _periods_say(row: Row, day: int) -> Markup:
    text = (
        gettext(
            "%(who)s的平均等待从%(before)s增至%(now)s（多%(more)s，95%%区间%(range)s），"
            "经多重比较校正后仍显著。"
        )
        if row["difference"] > 0
        else gettext(
            "%(who)s的平均等待从%(before)s降至%(now)s（少%(more)s，95%%区间%(range)s），"
            "经多重比较校正后仍显著。"
        )
    )
    return _filled(text, row, {}, day)


def _groups_say(row: Row, sides: Sides, day: int) -> Markup:
    text = (
        gettext(
            "%(who)s的平均等待，%(group)s为%(now)s，%(against)s为%(before)s"
            "（多%(more)s，95%%区间%(range)s），经多重比较校正后仍显著。"
        )
        if row["difference"] > 0
        else gettext(
            "%(who)s的平均等待，%(group)s为%(now)s，%(against)s为%(before)s"
            "（少%(more)s，95%%区间%(range)s），经多重比较校正后仍显著。"
        )
    )
    return _filled(text, row, {"group": sides.now, "against": sides.before}, day)


def _filled(text: str, row: Row, more: Mapping[str, str], day: int) -> Markup:
    sign = 1 if row["difference"] > 0 else -1
    low, high = sorted(sign * row[name] for name in ("difference_low", "difference_high"))
    plain = {
        **more,
        "who": _who(row),
        "more": figures.days(abs(row["difference"]), day),
        "range": figures.between(figures.days(low, day), figures.days(high, day), language()),
    }
    before, now = (figures.days(row["mean_before"], day), duration(row["mean_wait"], day))
    return strong(text, plain, before=before, now=now)


def _who(row: Row) -> str:
    sender, receiver = row["sender_name"], row["receiver_name"]
    if not sender:
        return gettext("送%(receiver)s的件", receiver=registered(receiver))
    if not receiver:
        return gettext("%(sender)s送出的件", sender=registered(sender))
    return f"{registered(sender)}→{registered(receiver)}"
