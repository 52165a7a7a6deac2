"""The classical rule against a loop over rows, and as Spark would be asked."""

import tempfile
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import ibis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.consecutive import RULER, consecutive
from tests.checked import SHANGHAI, handoffs_of
from tests.graph.slow import SlowStep, predecessors, working_seconds

START = datetime(2022, 4, 28, 7, tzinfo=SHANGHAI)  # Thursday before the holiday of 1 May


@st.composite
def steps_of_a_log(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw finished steps with start and end over a holiday, some without a department."""
    rows = []
    for n in range(draw(st.integers(2, 9))):
        start = START + timedelta(minutes=30 * draw(st.integers(0, 400)))
        end = start + timedelta(minutes=30 * draw(st.integers(0, 60)))
        rows.append(
            {
                "case_id": draw(st.sampled_from("12")),
                "activity": draw(st.sampled_from("abc")),
                "department_id": draw(st.sampled_from(["A", "B", "C", None])),
                "started_at": start,
                "finished_at": end,
                "sequence": n + 1,
            }
        )
    return rows


SLOW_BUT_REAL = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@given(steps_of_a_log())
@SLOW_BUT_REAL
def test_the_consecutive_rule_agrees_with_a_loop_over_rows(steps: list[dict[str, Any]]) -> None:
    expected = []
    for case in "12":
        mine = [s for s in steps if s["case_id"] == case and s["department_id"]]
        mine.sort(key=lambda s: (s["started_at"], s["sequence"]))
        for before, after in pairwise(mine):
            enabled = min(before["finished_at"], after["started_at"])
            wait = working_seconds(enabled, after["started_at"])
            expected.append((case, before["department_id"], after["department_id"], wait))
    with tempfile.TemporaryDirectory() as folder:
        rows = handoffs_of(Path(folder), steps, "consecutive")
    found = [(r["case"], r["sender"], r["receiver"], r["wait_working"]) for r in rows]
    assert sorted(found) == sorted(expected)


@given(steps_of_a_log())
@SLOW_BUT_REAL
def test_the_causal_rule_agrees_with_a_loop_over_rows(steps: list[dict[str, Any]]) -> None:
    by_name = {s["sequence"]: s for s in steps}
    slow = [
        SlowStep(
            s["sequence"],
            int(s["case_id"]),
            s["activity"],
            None,
            s["started_at"].timestamp(),
            s["finished_at"].timestamp(),
            s["sequence"],
        )
        for s in steps
    ]
    expected = []
    for name, before in predecessors(slow).items():
        after = by_name[name]
        for sender in before:
            ended = by_name[before[-1]]["finished_at"]
            wait = working_seconds(ended, after["started_at"]) if sender == before[-1] else None
            slack = working_seconds(by_name[sender]["finished_at"], ended)
            who = (by_name[sender]["department_id"] or "未登记", after["department_id"] or "未登记")
            expected.append((after["case_id"], *who, wait, slack))
    with tempfile.TemporaryDirectory() as folder:
        rows = handoffs_of(Path(folder), steps)
    found = [
        (r["case"], r["sender"], r["receiver"], r["wait_working"], r["slack_working"]) for r in rows
    ]
    assert sorted(found, key=str) == sorted(expected, key=str)


ENCODED = ibis.schema(
    {
        **dict.fromkeys(
            ("step_key", "sequence", "received_us", "started_us", "finished_us"), "int64"
        ),
        **{
            f"{name}_key": "int32"
            for name in ("case", "item", "activity", "stage", "department", "person")
        },
        **{f"{name}_at": "timestamp('UTC')" for name in ("received", "started", "finished")},
        "returned": "boolean",
    }
)


@pytest.mark.parametrize("own_calendars", [False, True])
def test_the_rule_compiles_for_spark_without_an_as_of_join(own_calendars: bool) -> None:
    assert ibis.pyspark  # registers the options of that backend; no Java is started
    expression = consecutive(
        ibis.table(ENCODED, "steps"),
        ibis.table({"case_key": "int32", "start": "int64", "end": "int64"}, "stops"),
        ibis.table(ibis.Schema.from_pyarrow(RULER), "ruler"),
        "department",
        own_calendars=own_calendars,
    )
    sql = str(ibis.to_sql(expression, dialect="pyspark"))
    assert "LAG(" in sql
    assert "ASOF" not in sql.upper()
