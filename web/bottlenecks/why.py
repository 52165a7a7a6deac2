"""Why cases wait, as bars and lists of a page: of all pairs together and of each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from graph.errors import OlderLoadError
from graph.tables import UNREGISTERED
from queries.causes import OF, WORDS
from queries.query import Answer
from web import figures
from web.answer_view import day_unit
from web.every_row import every_row
from web.language import gettext, words
from web.links import address

Ends = tuple[str, str]
LOOKS = {"stopped": "stop"}
"""The name of the colour of a cause where it is not that of the cause."""


class Part(NamedTuple):
    """One cause: how long it made cases wait, and its share as a width in percent."""

    look: str
    label: str
    meaning: str
    wait: str
    share: str
    width: float
    left: float


class Why(NamedTuple):
    """The causes of some waiting; they add up to `total`."""

    parts: list[Part]
    total: str
    unit: str
    address: str
    seconds: Mapping[str, float]

    def share_of(self, cause: str) -> float:
        """Return which share of the waiting a cause makes."""
        whole = sum(self.seconds.values())
        return self.seconds.get(cause, 0.0) / whole if whole else 0.0


class Causes:
    """The answer to ``causes`` with the filters of a page."""

    def __init__(self, answer: Answer, raw: Mapping[str, str]) -> None:
        self._answer, self._raw = answer, raw
        self._of: dict[Ends, dict[str, float]] = defaultdict(dict)
        for row in answer.rows.select(["sender", "receiver", "cause", "wait"]).to_pylist():
            if row["cause"] == "stopped":
                continue  # the calendar names it too, but no clock counts it as waiting
            self._of[row["sender"], row["receiver"]][row["cause"]] = row["wait"]

    def of(self, ends: Ends) -> Why | None:
        """Return why cases wait between two; None where they did not."""
        found = self._of.get(ends)
        only = {"sender": ends[0], "receiver": ends[1]}
        return self._why(found, only) if found else None

    def of_all(self) -> Why | None:
        """Return why cases wait between registered departments; None where they did not."""
        sums: dict[str, float] = defaultdict(float)
        for ends, parts in self._of.items():
            if UNREGISTERED not in ends:
                for cause, wait in parts.items():
                    sums[cause] += wait
        return self._why(sums, {}) if sums else None

    def looks(self) -> list[tuple[str, str]]:
        """Return colour and label of the causes that are there, for a key."""
        return keys_of({cause for parts in self._of.values() for cause in parts})

    def _why(self, seconds: Mapping[str, float], only: Mapping[str, str]) -> Why:
        day, whole, left = self._answer.seconds_a_day, sum(seconds.values()), 0.0
        parts = []
        for cause in in_order(seconds):
            share = seconds[cause] / whole
            parts.append(
                Part(
                    look(cause),
                    words(WORDS[cause]),
                    meaning(cause),
                    figures.days(seconds[cause], day),
                    figures.share(share),
                    100 * share,
                    left,
                )
            )
            left += 100 * share
        rows = address("causes", self._raw, only)
        return Why(parts, figures.days(whole, day), day_unit(day), rows, dict(seconds))


def causes(raw: Mapping[str, str]) -> Causes | None:
    """Ask why the pairs of a page wait.

    None where the load is of before causes were kept, and at person level, where departments
    have no part in it.
    """
    if raw.get("level", "department") != "department":
        return None
    try:
        return Causes(every_row("causes", raw), raw)
    except OlderLoadError:
        return None


def in_order(causes: Iterable[str]) -> list[str]:
    """Return causes in the order in which bars show them.

    >>> in_order(["batching", "idle"])
    ['idle', 'batching']
    """
    return sorted(causes, key=OF["department"].index)


def keys_of(causes: Iterable[str]) -> list[tuple[str, str]]:
    """Return colour and label of some causes, for a key."""
    return [(look(cause), words(WORDS[cause])) for cause in in_order(causes)]


def look(cause: str) -> str:
    """Return the name of the colour of a cause.

    >>> look("stopped"), look("idle")
    ('stop', 'idle')
    """
    return LOOKS.get(cause, cause)


def meaning(cause: str) -> str:
    """Return in a few words what a cause is."""
    return {
        "idle": gettext("在班、有人手，仍未开始"),
        "overtaken": gettext("后到的件先办了"),
        "capacity": gettext("在办件数达到在岗人数"),
        "batching": gettext("攒到一起再办"),
        "transfer": gettext("已送出，对方未签收"),
        "unknown": gettext("缺开始时间或经办人"),
        "closed": gettext("夜间、周末和节假日"),
        "stopped": gettext("补正、特别程序等依法停表"),
    }[cause]
