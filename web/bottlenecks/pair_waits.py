"""How long the waits of one pair are: the histogram, the table behind it, and their handoffs."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from queries.query import Answer
from web import figures
from web.answer_view import day_unit
from web.language import gettext
from web.links import address

Row = Mapping[str, Any]


class Bin(NamedTuple):
    """One bin of the distribution, written out; `address` has its handoffs, "" where none are."""

    wait: str
    handoffs: str
    address: str
    share: str


def distribution(row: Row, waits: Answer, only: Mapping[str, str]) -> dict[str, Any]:
    """Return the island of the histogram, in days, of the pair whose rows `only` asks for."""
    day = waits.seconds_a_day

    def days(seconds: float | None) -> float | None:
        return None if seconds is None else seconds / day

    bins = [
        {
            "low": days(one["low"]),
            "high": days(one["high"]),
            "handoffs": one["handoffs"],
            "text": _range(one, day),
            "address": _rows_of_bin(one, only),
        }
        for one in waits.rows.to_pylist()
    ]
    median, p90 = (figures.days(row[name], day) for name in ("median_wait", "p90_wait"))
    return {
        "bins": bins,
        "marks": [
            {"at": days(row["median_wait"]), "text": gettext("中位 %(days)s", days=median)},
            {"at": days(row["p90_wait"]), "text": f"P90 {p90}"},
        ]
        if bins
        else [],
        "words": {
            "describe": gettext(
                "等待分布直方图：中位数%(median)s，P90为%(p90)s", median=median, p90=p90
            ),
            "unit": day_unit(day),
            "count": gettext("交接次数"),
        },
    }


def bin_of(row: Row, waits: Answer, only: Mapping[str, str]) -> Bin:
    """Return a row of ``waits`` as a row of the table behind the histogram."""
    return Bin(
        _range(row, waits.seconds_a_day),
        figures.number(row["handoffs"]),
        _rows_of_bin(row, only),
        figures.share(row["share"]),
    )


def _rows_of_bin(row: Row, only: Mapping[str, str]) -> str:
    """Return the address of the handoffs whose wait is in the bin, "" for an empty one."""
    if not row["handoffs"]:
        return ""
    span = {"wait_from": str(int(row["low"]))}
    if row["high"] is not None:
        span["wait_to"] = str(int(row["high"]))
    return address("handoffs", only, span)


def _range(row: Row, day: int) -> str:
    low = figures.quantity(row["low"] / day)
    if row["high"] is None:
        return gettext("%(low)s以上", low=low)
    return gettext("%(low)s～%(high)s", low=low, high=figures.quantity(row["high"] / day))
