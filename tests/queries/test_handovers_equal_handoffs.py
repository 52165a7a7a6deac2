"""Every number of ``handovers`` follows from the rows of ``handoffs``, added up by pandas."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.local_store import LocalStore
from graph.tables import CHECKED
from queries.run import run_all
from tests.queries.asked import NOBODY, ask
from tests.world import SOURCE

PAIR = ["sender", "receiver"]
DEPARTMENTS = [f"D{n}" for n in range(5)]
ITEMS = ["I0", "I1"]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    """Return a store with 200 cases of chance: ties, open ends, steps that nobody did."""
    store = LocalStore(tmp_path_factory.mktemp("busy"))
    store.add(write_chance(tmp_path_factory.mktemp("chance")))
    return store


def write_chance(folder: Path) -> Path:
    draw = np.random.default_rng(7)
    begin = datetime(2022, 5, 9, 1, tzinfo=UTC)
    steps: list[dict[str, Any]] = []
    for case in range(200):
        clock = begin + timedelta(minutes=int(draw.integers(0, 10_000)))
        for number in range(1, int(draw.integers(2, 8))):
            start = clock + timedelta(minutes=int(draw.integers(0, 4)) * 97, microseconds=number)
            clock = start + timedelta(minutes=int(draw.integers(0, 300)))
            who = int(draw.integers(-1, len(DEPARTMENTS)))
            steps.append(
                {
                    "case_id": f"c{case}",
                    "sequence": len(steps),
                    "activity": f"a{draw.integers(0, 4)}",
                    "department_id": None if who < 0 else DEPARTMENTS[who],
                    "person_id": None if who < 0 else f"p{who}{draw.integers(0, 2)}",
                    "started_at": start if draw.random() < 0.9 else None,
                    "finished_at": clock,
                }
            )
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in CHECKED}
    rows["departments"] = [{"department_id": d, "name": d} for d in DEPARTMENTS]
    rows["items"] = [{"item_id": item, "name": item} for item in ITEMS]
    rows["cases"] = [
        {"case_id": f"c{n}", "item_id": ITEMS[n % 2], "closed": n % 5 > 0} for n in range(200)
    ]
    rows["steps"] = steps
    for name, schema in CHECKED.items():
        pq.write_table(pa.Table.from_pylist(rows[name], schema=schema), folder / f"{name}.parquet")
    (folder / "source.json").write_text(SOURCE.to_json(), "utf-8")
    return folder


def expected(store: LocalStore, raw: dict[str, str]) -> list[dict[str, Any]]:
    """Add the rows of ``handoffs`` up, without any of the code of ``handovers``."""
    rows = run_all(store, "handoffs", raw).rows.to_pandas()
    pairs = [_pair(pair, part) for pair, part in rows.groupby(PAIR)]
    ranked = [p for p in pairs if NOBODY not in (p["sender"], p["receiver"])]
    others = [p for p in pairs if NOBODY in (p["sender"], p["receiver"])]
    ranked.sort(key=_order)
    others.sort(key=_order)
    total = sum(p["total_wait"] or 0 for p in ranked)
    above, place = 0.0, 0
    for pair in ranked:
        wait = pair["total_wait"]
        above += wait or 0
        known = wait is not None and total > 0
        pair["share_of_wait"] = wait / total if known else None
        pair["cumulative_share"] = above / total if known else None
        sure = wait is not None and pair["handoffs"] >= 20
        place += sure
        pair["rank"] = place if sure else None
    none = {"share_of_wait": None, "cumulative_share": None, "rank": None}
    return ranked + [p | none for p in others]


def _pair(names: Any, part: pd.DataFrame) -> dict[str, Any]:
    waits = sorted(part["wait"].dropna())
    return {
        "sender": names[0],
        "receiver": names[1],
        "handoffs": len(part),
        "cases": len(set(part["case"])),
        "total_wait": sum(waits) if waits else None,
        "mean_wait": sum(waits) / len(waits) if waits else None,
        "median_wait": _quantile(waits, 0.5),
        "p90_wait": _quantile(waits, 0.9),
        "max_wait": waits[-1] if waits else None,
        "returns": int((part["kind"] == "return").sum()),
        "open": int(part["open"].sum()),
    }


def _quantile(waits: list[float], share: float) -> float | None:
    if not waits:
        return None
    place = share * (len(waits) - 1)
    low, high = waits[int(place)], waits[min(int(place) + 1, len(waits) - 1)]
    return low + (high - low) * (place - int(place))


def _order(pair: dict[str, Any]) -> tuple[Any, ...]:
    wait = pair["total_wait"]
    rounded = -1.0 if wait is None else round(wait, 6)
    return (-rounded, -pair["handoffs"], pair["sender"], pair["receiver"])


def check(store: LocalStore, raw: dict[str, str]) -> None:
    found = ask(store, "handovers", **raw)
    wanted = expected(store, raw)
    assert [(row["sender"], row["receiver"]) for row in found] == [
        (row["sender"], row["receiver"]) for row in wanted
    ]
    for row, other in zip(found, wanted, strict=True):
        assert {key: row[key] for key in other} == {
            key: pytest.approx(value, rel=1e-9, abs=1e-5) if isinstance(value, float) else value
            for key, value in other.items()
        }


@pytest.mark.parametrize("clock", ["working", "calendar"])
@pytest.mark.parametrize("level", ["department", "person"])
@pytest.mark.parametrize("rule", ["causal", "consecutive"])
def test_by_every_rule_level_and_clock(busy: LocalStore, rule: str, level: str, clock: str) -> None:
    check(busy, {"rule": rule, "level": level, "clock": clock})


def test_ranks_have_no_gaps_and_pass_over_pairs_with_fewer_than_20_handoffs(
    busy: LocalStore,
) -> None:
    rows = ask(busy, "handovers")
    places = [row["rank"] for row in rows if row["rank"] is not None]
    few = [row for row in rows if row["handoffs"] < 20]

    assert places == list(range(1, len(places) + 1)) != []
    assert few
    assert {row["rank"] for row in few} == {None}
    assert rows.index(few[0]) < max(place for place, row in enumerate(rows) if row["rank"])
    registered = [row for row in rows if NOBODY not in (row["sender"], row["receiver"])]
    assert sum(row["share_of_wait"] or 0 for row in registered) == pytest.approx(1)
    ranked = [row for row in rows if row["rank"]]
    assert ask(busy, "handovers", sort="rank")[: len(ranked)] == ranked


DAYS = st.sampled_from(["2022-05-09", "2022-05-11", "2022-05-12T13:00:00", "2022-05-14"])
RAW = st.fixed_dictionaries(
    {},
    optional={
        "rule": st.sampled_from(["causal", "consecutive"]),
        "clock": st.sampled_from(["working", "calendar"]),
        "kind": st.sampled_from(["forward", "return", "internal"]),
        "since": DAYS,
        "item": st.sampled_from(ITEMS),
        "department": st.sampled_from([*DEPARTMENTS, NOBODY]),
        "sender": st.sampled_from([*DEPARTMENTS, NOBODY]),
        "receiver": st.sampled_from(DEPARTMENTS),
    },
)


@settings(max_examples=12, deadline=None)
@given(raw=RAW)
def test_under_any_filters(busy: LocalStore, raw: dict[str, str]) -> None:
    check(busy, raw)


def test_the_rows_that_match_are_those_of_the_filters(busy: LocalStore) -> None:
    everything = run_all(busy, "handoffs", {}).rows.to_pandas()
    raw = {"item": "I1", "sender": "D2", "receiver": "D3"}
    found = {row["handoff"] for row in ask(busy, "handoffs", **raw)}
    keep = (everything["item"] == "I1") & (everything["sender"] == "D2")
    keep &= everything["receiver"] == "D3"
    assert found == set(everything["handoff"][keep])
    assert 0 < len(found) < len(everything)


@pytest.mark.parametrize("rule", ["causal", "consecutive"])
def test_a_department_is_found_on_either_side(busy: LocalStore, rule: str) -> None:
    everything = run_all(busy, "handoffs", {"rule": rule}).rows.to_pandas()
    keep = (everything["sender"] == "D2") | (everything["receiver"] == "D2")
    found = {row["handoff"] for row in ask(busy, "handoffs", rule=rule, department="D2")}
    assert found == set(everything["handoff"][keep])
    assert 0 < len(found) < len(everything)


def test_between_persons_a_department_is_that_of_its_people(busy: LocalStore) -> None:
    everything = run_all(busy, "handoffs", {"level": "person"}).rows.to_pandas()
    ours = everything[["sender", "receiver"]].isin(["p20", "p21"]).any(axis=1)
    found = {row["handoff"] for row in ask(busy, "handoffs", level="person", department="D2")}
    assert found == set(everything["handoff"][ours])
    assert found


def test_the_waits_of_pairs_departments_items_and_cases_add_up_to_the_same(
    busy: LocalStore,
) -> None:
    names = {
        "handovers": "total_wait",
        "departments": "waiting_before",
        "items": "total_wait",
        "cases": "waiting",
        "handoffs": "wait",
    }
    totals = {
        name: sum(row[column] or 0 for row in ask(busy, name)) for name, column in names.items()
    }
    waiting = {row["name"]: row["value"] for row in ask(busy, "overview")}["waiting"]
    assert waiting > 0
    assert list(totals.values()) == pytest.approx([waiting] * len(totals))


def test_the_answer_is_the_same_whenever_it_is_asked_for(busy: LocalStore) -> None:
    first = ask(busy, "handovers", level="person")
    assert all(ask(busy, "handovers", level="person") == first for _ in range(2))
