"""The classical rule: a step hands over to the next one of its case, as one Ibis expression.

Written once for every engine of tables: window functions, equality joins and arithmetic only.
"""

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from graph.calendar import DAY
from graph.calendars import Calendars
from graph.handoffs import FORWARD, INSTANT_ONLY, INTERNAL, RECEIPT, RETURN, START
from graph.tables import HANDOFFS

RULER = pa.schema(
    [("department_key", pa.int32()), ("day", pa.int64()), ("before", pa.int64())]
    + [(name, pa.int64()) for name in ("from_1", "to_1", "from_2", "to_2")]
)
"""The worked pieces of every UTC day of every department (see ``graph.calendar.Calendar``);
one department, key 0, stands for all where they share a calendar."""

STOPPED = pa.schema([("case_key", pa.int32()), ("start", pa.int64()), ("end", pa.int64())])
"""The disjoint stops of the cases, in microseconds."""


def ruler(calendars: Calendars, departments: int) -> pa.Table | None:
    """Return the calendars as a table of schema ``RULER``; None where every second counts."""
    if calendars.common.plain:
        return None
    shown = {0: calendars.common}
    if calendars.own:
        shown = {key: calendars.own.get(key, calendars.common) for key in range(departments)}
    parts = []
    for key, calendar in shown.items():
        days = np.arange(calendar.first, calendar.first + len(calendar.before))
        keys = np.full(len(days), key, np.int32)
        parts.append(pa.table([keys, days, calendar.before, *calendar.pieces.T], schema=RULER))
    return pa.concat_tables(parts)


def consecutive(
    steps: ir.Table,
    stops: ir.Table | None,
    ruler: ir.Table | None,
    *,
    own_calendars: bool = False,
    receipts: bool = True,
    action_column: bool = False,
    open_cases: bool = True,
) -> ir.Table:
    """Return the handoffs between consecutive steps, with the columns of ``HANDOFFS``.

    Parameters
    ----------
    steps : the encoded steps (``graph.encode``) in any order, with ``who``: the key of the
        department or of the person; steps without one (0) are skipped
    stops : a table of schema ``STOPPED``; None: there are none
    ruler : a table of schema ``RULER``; None: every second counts
    own_calendars : whether `ruler` has rows for every department
    receipts : whether any step has a time of receipt
    action_column : whether the load says which steps ended in a return
    open_cases : whether any case is open
    """
    pairs = _pairs(steps, action_column, open_cases)
    ends = ("middle", "high") if receipts else ("high",)
    pairs = _on_the_ruler(pairs, ends, ruler, own_calendars)
    if stops is not None:
        pairs = _less_stops(pairs, stops, ends, ruler, own_calendars)
    waited = ~pairs.open
    known = waited & pairs.received_us.notnull()
    microseconds = 1e6
    null = ibis.null("float64")
    shown = {
        "wait_working": ibis.ifelse(waited, pairs.high_worked / microseconds, null),
        "wait_calendar": ibis.ifelse(waited, pairs.high_passed / microseconds, null),
        "transfer_working": null,
        "transfer_calendar": null,
        "slack_working": ibis.literal(0.0),
        "slack_calendar": ibis.literal(0.0),
        "binding": ibis.literal(True),
        # A step receives one handoff at most, and may be the last of an open case.
        "handoff_id": 2 * ibis.coalesce(pairs.to_step, pairs.from_step)
        + pairs.to_step.isnull().cast("int64")
        + 1,
    }
    if receipts:
        shown["transfer_working"] = ibis.ifelse(known, pairs.middle_worked / microseconds, null)
        shown["transfer_calendar"] = ibis.ifelse(known, pairs.middle_passed / microseconds, null)
    return pairs.mutate(**shown).select(*HANDOFFS.names)


def _pairs(steps: ir.Table, action_column: bool, open_cases: bool) -> ir.Table:
    steps = steps.mutate(
        start_us=ibis.coalesce(steps.started_us, steps.finished_us),
        time_us=ibis.coalesce(steps.started_us, steps.finished_us, steps.received_us),
    ).filter(ibis._.who != 0)
    in_case = ibis.window(group_by="case_key", order_by=["time_us", "sequence"])
    by_same = ibis.window(group_by=["case_key", "who"], order_by=["time_us", "sequence"])
    steps = steps.mutate(
        sender_key=steps.who.lag(1).over(in_case),
        from_step=steps.step_key.lag(1).over(in_case),
        sent_us=steps.finished_us.lag(1).over(in_case),
        sent=steps.finished_at.lag(1).over(in_case),
        sent_back=steps.returned.lag(1).over(in_case),
        visit=ibis.row_number().over(by_same),
    )
    pairs = _between(steps.filter(steps.sender_key.notnull()), action_column)
    return pairs.union(_open_ends(steps, in_case).select(*pairs.columns)) if open_cases else pairs


def _between(pairs: ir.Table, action_column: bool) -> ir.Table:
    """Return the handoffs from each step to the one after it."""
    back = pairs.sent_back.fill_null(False) if action_column else pairs.visit > 0
    # A step enables none before it ends, and none after the start of the next one.
    enabled_us = _earlier(pairs.sent_us, pairs.start_us, pairs.time_us)
    started_at = ibis.coalesce(pairs.started_at, pairs.finished_at)
    enabled_at = _earlier(pairs.sent, started_at, ibis.coalesce(started_at, pairs.received_at))
    start_us = ibis.coalesce(pairs.start_us, enabled_us)
    kind = ibis.cases((pairs.sender_key == pairs.who, INTERNAL), (back, RETURN), else_=FORWARD)
    has_start = pairs.started_us.notnull() | pairs.finished_us.isnull()
    evidence = ibis.cases(
        (~has_start, INSTANT_ONLY), (pairs.received_us.notnull(), RECEIPT), else_=START
    )
    arrived = ibis.coalesce(pairs.received_us, enabled_us)
    return pairs.select(
        "case_key", "item_key", "sender_key", "from_step", "department_key", "received_at",
        "received_us", receiver_key=pairs.who, to_step=pairs.step_key,
        stage_key=pairs.stage_key.nullif(0), activity_key=pairs.activity_key,
        sent_at=ibis.coalesce(pairs.sent, enabled_at), enabled_at=enabled_at,
        started_at=started_at, open=pairs.start_us.isnull(),
        kind=kind.cast("int8"), evidence=evidence.cast("int8"),
        low=enabled_us, high=start_us,
        middle=ibis.greatest(enabled_us, ibis.least(arrived, start_us)),
    )  # fmt: skip


def _open_ends(steps: ir.Table, in_case: ibis.Value) -> ir.Table:
    """Return an open handoff to nobody known from the last step of each open case at rest."""
    whole = ibis.window(group_by="case_key")
    steps = steps.mutate(
        next_step=steps.step_key.lead(1).over(in_case),
        unfinished=steps.finished_us.isnull().cast("int64").sum().over(whole),
    )
    ends = steps.filter(~steps.closed & steps.next_step.isnull() & (steps.unfinished == 0))
    nobody, now = ibis.literal(0, "int32"), ends.finished_us
    return ends.select(
        "case_key", "item_key", sender_key=ends.who, from_step=ends.step_key,
        department_key=nobody, receiver_key=nobody, to_step=ibis.null("int64"),
        received_at=ibis.null(ends.received_at.type()), received_us=ibis.null("int64"),
        stage_key=ibis.null("int32"), activity_key=ibis.null("int32"),
        sent_at=ends.finished_at, enabled_at=ends.finished_at,
        started_at=ibis.null(ends.started_at.type()), open=ibis.literal(True),
        kind=ibis.literal(FORWARD, "int8"), evidence=ibis.literal(INSTANT_ONLY, "int8"),
        low=now, middle=now, high=now,
    )  # fmt: skip


def _earlier(sent: ir.Value, start: ir.Value, otherwise: ir.Value) -> ir.Value:
    """Return the earlier of two instants, the one that is known, or `otherwise`."""
    return ibis.coalesce(ibis.least(sent, start), sent, start, otherwise)


def _on_the_ruler(
    pairs: ir.Table, ends: tuple[str, ...], ruler: ir.Table | None, own_calendars: bool
) -> ir.Table:
    """Add the working and calendar microseconds from ``low`` to each of the `ends`."""
    for name in ("low", *ends):
        pairs = _with_position(pairs, name, ruler, own_calendars)
    worked = {f"{name}_worked": pairs[f"{name}_position"] - pairs.low_position for name in ends}
    passed = {f"{name}_passed": pairs[name] - pairs.low for name in ends}
    return pairs.mutate(**worked, **passed)


def _with_position(
    table: ir.Table, instant: str, ruler: ir.Table | None, own_calendars: bool
) -> ir.Table:
    """Add the working microseconds from the epoch to `instant` (one equality join)."""
    if ruler is None:
        return table.mutate(**{f"{instant}_position": table[instant]})
    days = ruler.rename({f"{instant}_{name}": name for name in RULER.names})
    on = [(table[instant] // DAY).cast("int64") == days[f"{instant}_day"]]
    if own_calendars:
        on.append(table.department_key == days[f"{instant}_department_key"])
    joined = table.join(days, on)
    inside = joined[instant] - joined[f"{instant}_day"] * DAY
    position = joined[f"{instant}_before"]
    for piece in ("1", "2"):
        low, high = joined[f"{instant}_from_{piece}"], joined[f"{instant}_to_{piece}"]
        position = position + ibis.greatest(ibis.least(inside, high), low) - low
    return joined.select(*table.columns, **{f"{instant}_position": position})


def _less_stops(
    pairs: ir.Table,
    stops: ir.Table,
    ends: tuple[str, ...],
    ruler: ir.Table | None,
    own_calendars: bool,
) -> ir.Table:
    """Take the stopped time out of every wait and of its part before receipt."""
    cut = _stopped_parts(pairs, stops, ends)
    for name in ("stop_low", *(f"stop_{end}" for end in ends)):
        cut = _with_position(cut, name, ruler, own_calendars)
    sums = {}
    for end in ends:
        worked = cut[f"stop_{end}_position"] - cut.stop_low_position
        sums[f"{end}_stopped_worked"] = worked.sum()
        sums[f"{end}_stopped_passed"] = (cut[f"stop_{end}"] - cut.stop_low).sum()
    stopped = cut.group_by(stopped_step="to_step").agg(**sums)
    joined = pairs.left_join(stopped, pairs.to_step == stopped.stopped_step)
    less = {
        f"{end}_{kind}": joined[f"{end}_{kind}"] - joined[f"{end}_stopped_{kind}"].fill_null(0)
        for end in ends
        for kind in ("worked", "passed")
    }
    return joined.mutate(**less).drop(*stopped.columns)


def _stopped_parts(pairs: ir.Table, stops: ir.Table, ends: tuple[str, ...]) -> ir.Table:
    """Return the part of every stop that lies in a wait, cut at each of the `ends`."""
    stops = stops.select(stop_case="case_key", stop_start="start", stop_end="end")
    both = pairs.join(stops, pairs.case_key == stops.stop_case)
    both = both.mutate(stop_low=ibis.greatest(both.low, both.stop_start))
    cut = both.filter(both.stop_low < ibis.least(both.high, both.stop_end))
    # A part that begins after an end has no length there.
    cuts = {
        f"stop_{end}": ibis.greatest(cut.stop_low, ibis.least(cut[end], cut.stop_end))
        for end in ends
    }
    return cut.select("to_step", "department_key", "stop_low", **cuts)
