"""The handoffs of a case as connectors between its lanes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from web.cases.bars import Run
from web.cases.deciding_path import Path
from web.lanes.working_axis import Axis, Place

Row = Mapping[str, Any]


class Link(NamedTuple):
    """From the end of the sender's step to where the receiver's run begins.

    `kind` is path (on the deciding path), binding (its receiver waited for it) or early (its
    receiver waited for another). `shift` counts the links beside it at the same place.
    """

    start: Place
    end: Place
    sender: int
    receiver: int
    kind: str
    shift: int


def links_of(
    found: Sequence[Run],
    tracks: Mapping[int, int],
    rows: Sequence[Row],
    axis: Axis,
    path: Path,
) -> list[Link]:
    """Return the handoffs among `rows` that join two tracks; `tracks` are those of `found`."""
    by_number = {run.number: i for i, run in enumerate(found) if run.number is not None}
    waiting = {
        (run.bars[0].department, run.start): i for i, run in enumerate(found) if run.number is None
    }
    links: list[Link] = []
    for row in rows:
        if row["kind"] != "handoff" or row["from_number"] not in by_number:
            continue
        sender = by_number[row["from_number"]]
        open_end = waiting.get((row["department"] or "", row["sent_at"]))
        receiver = by_number.get(row["number"], open_end)
        if receiver is None or tracks[sender] == tracks[receiver]:
            continue
        kind = "early" if not row["binding"] else "path" if path.has(row) else "binding"
        start, end = axis.place(row["sent_at"]), axis.place(_reached(row, found[receiver]))
        link = Link(start, end, tracks[sender], tracks[receiver], kind, 0)
        links.append(link._replace(shift=sum(_meet(link, other) for other in links)))
    return links


def _reached(row: Row, run: Run) -> datetime:
    """Return where on the receiver's run a handoff arrives: when it was sent, or all were there."""
    sent: datetime = row["sent_at"]
    return max(sent, row["enabled_at"] or run.bars[0].start)


def _meet(one: Link, other: Link) -> bool:
    """Return whether the upright parts of two links would lie over each other."""
    if one.end != other.end:
        return False
    low, high = sorted((one.sender, one.receiver))
    below, above = sorted((other.sender, other.receiver))
    return low < above and below < high
