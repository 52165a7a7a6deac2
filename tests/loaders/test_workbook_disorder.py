"""Whatever the cells hold, the load ends with a report that adds up, or with a clear error."""

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import networkx as nx
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import InputError
from graph.tables import CHECKED
from loaders.dictionary import dictionary
from loaders.predecessors import check_predecessors
from loaders.read import Options
from loaders.report import ImportReport
from loaders.rows import Rows
from loaders.workbook import read_workbook
from tests.loaders.workbook_files import city, write_csv, write_xlsx

WORDS = st.sampled_from(
    ["", "—", "合计", "D02", "C1", "I1", "1", "0", "2、3", "99", "1E+17", "2022-03-05", "2022年3月", "待办",
     "已办", "退回", "13912345678", "\u200b", "水利局", "不明", "-1", "注：略", "2022-03-02 10:00"]
)  # fmt: skip
CELLS = WORDS | st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=6
)
TYPED = WORDS | st.floats(-1e18, 1e18) | st.dates(dt.date(1901, 1, 1)) | st.booleans()
PLACES = st.tuples(st.sampled_from(sorted(city())), st.integers(0, 6), st.integers(0, 12))


def check(folder: Path, path: Path) -> None:
    out = folder / "out"
    out.mkdir()
    try:
        checked = read_workbook(path, out, Options())
    except InputError as error:
        assert error.text.zh and error.text.en
        return
    rows = {name: pq.read_table(out / f"{name}.parquet") for name in CHECKED}
    assert all(rows[name].schema.equals(schema) for name, schema in CHECKED.items())
    loaded = {row["table"]: row["loaded"] for row in rows["counts"].to_pylist()}
    assert loaded["办件环节"] == len(rows["steps"])
    assert loaded["办件"] == len(rows["cases"])
    assert checked.report.total_refused == sum(rows["counts"]["refused"].to_pylist())
    assert set(rows["steps"]["case_id"].to_pylist()) <= set(rows["cases"]["case_id"].to_pylist())
    ids = set(rows["departments"]["department_id"].to_pylist())
    assert set(rows["steps"]["department_id"].to_pylist()) <= ids


def disordered(changes: list[tuple[tuple[str, int, int], Any]]) -> dict[str, list[list[Any]]]:
    sheets = city()
    for (sheet, row, place), value in changes:
        rows = sheets[sheet]
        if row < len(rows) and place < len(rows[row]):
            rows[row][place] = value
    return sheets


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PLACES, CELLS), min_size=1, max_size=6))
def test_csv_in_disorder(changes: list[tuple[tuple[str, int, int], Any]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        check(folder, write_csv(folder / "city", disordered(changes)))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(PLACES, TYPED), min_size=1, max_size=6))
def test_a_workbook_in_disorder(changes: list[tuple[tuple[str, int, int], Any]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        check(folder, write_xlsx(folder / "book.xlsx", disordered(changes)))


STEPS = st.lists(
    st.tuples(st.sampled_from("AB"), st.lists(st.integers(1, 6), max_size=3), st.booleans()),
    max_size=8,
)


@given(STEPS)
def test_accepted_predecessors_are_there_and_make_no_cycle(
    drawn: list[tuple[str, list[int], bool]],
) -> None:
    """Against a plain graph: a row stays if all it reaches is there, accepted and acyclic."""
    numbers: dict[str, int] = {"A": 0, "B": 0}
    steps = []
    for case, named, refused in drawn:
        numbers[case] += 1
        steps.append((case, numbers[case], sorted(set(named)), refused))
    rows = _rows(steps)
    check_predecessors(rows)
    assert rows.accepted.tolist() == _expected(steps)


def _rows(steps: list[tuple[str, int, list[int], bool]]) -> Rows:
    table = dictionary().table("case_steps")
    rows = Rows(table, ImportReport(), np.arange(2, len(steps) + 2), {})
    rows.values = {
        "case_id": pa.array([case for case, *_ in steps], pa.string()),
        "step_no": pa.array([number for _, number, *_ in steps], pa.int64()),
        "prev_steps": pa.array([named or None for *_, named, _ in steps], pa.list_(pa.int32())),
    }
    rows.accepted = np.array([not refused for *_, refused in steps], dtype=bool)
    return rows


def _expected(steps: list[tuple[str, int, list[int], bool]]) -> list[bool]:
    G = nx.DiGraph()  # noqa: N806
    lost = set()
    for case, number, named, refused in steps:
        G.add_node((case, number))
        G.add_edges_from(((case, number), (case, other)) for other in named)
        if refused:
            lost.add((case, number))
    there = {(case, number) for case, number, *_ in steps}
    alive = G.subgraph(there - lost)
    cyclic = {
        node
        for part in nx.strongly_connected_components(alive)
        if len(part) > 1 or any(alive.has_edge(node, node) for node in part)
        for node in part
    }
    bad = lost | cyclic | (set(G) - there)
    return [
        node not in bad and not (nx.descendants(G, node) & bad)
        for node in ((case, number) for case, number, *_ in steps)
    ]
