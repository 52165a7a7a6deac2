"""The deciding path of a case: which steps decided when it was finished."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

Row = Mapping[str, Any]
NEVER = datetime.max.replace(tzinfo=UTC)


class Path(NamedTuple):
    """The steps by number, the last one first, and the open handoff at the end, if it has one."""

    numbers: tuple[int, ...]
    handoff: int | None

    def has(self, row: Row) -> bool:
        """Return whether a step, or a handoff to a step or to none yet, is on the path."""
        if row["number"] is None:
            return self.handoff is not None and row["handoff"] == self.handoff
        on_it = row["number"] in self.numbers
        return on_it and (row["kind"] == "step" or bool(row["binding"]))


def deciding(rows: Sequence[Row]) -> Path:
    """Return the path from what ended last, back by the step that was finished last before each.

    What has not ended lasts longest. `rows` are those of the question ``case``.

    Examples
    --------
    >>> def step(number, before, day):
    ...     return {"kind": "step", "number": number, "from_number": before, "handoff": None,
    ...             "finished_at": datetime(2022, 5, day, tzinfo=UTC), "started_at": None}
    >>> deciding([step(1, None, 1), step(2, 1, 2), step(3, 1, 4), step(4, 3, 5)]).numbers
    (4, 3, 1)
    """
    ends = [
        row
        for row in rows
        if row["kind"] == "step" or (row["kind"] == "handoff" and row["number"] is None)
    ]
    if not ends:
        return Path((), None)
    last = max(ends, key=_ended)
    before = {row["number"]: row["from_number"] for row in rows if row["kind"] == "step"}
    number = last["number"] if last["kind"] == "step" else last["from_number"]
    found: list[int] = []
    while number is not None and number not in found:
        found.append(number)
        number = before.get(number)
    return Path(tuple(found), last["handoff"] if last["kind"] == "handoff" else None)


def _ended(row: Row) -> tuple[datetime, datetime, int]:
    begun = row["started_at"] or row["finished_at"]
    if row["kind"] == "handoff":
        return NEVER, begun or row["sent_at"], 0
    return row["finished_at"] or NEVER, begun or NEVER, row["number"]
