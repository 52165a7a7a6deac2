"""Bottlenecks of the small synthetic city, where it is known what was planted."""

import pytest

from graph.bottlenecks import findings
from graph.local_store import LocalStore
from graph.tables import bottleneck_table
from loaders.importing import import_file, options_of
from loaders.sample_city import generate
from queries import bottlenecks
from queries.bottleneck_words import sentence
from queries.bottlenecks import Parameters
from tests.queries.asked import ask

TABLE = bottleneck_table("causal", "working")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    folder = tmp_path_factory.mktemp("city")
    generate(folder / "city", scale="small", effect=4)
    store = LocalStore(folder / "home")
    import_file(store, folder / "city", options_of({}, folder / "home"))
    return store


def test_the_planted_pair_and_department_are_first_and_suspected(city: LocalStore) -> None:
    edge, node = (ask(city, "bottlenecks", kind=kind)[0] for kind in ("edge", "node"))
    assert (edge["sender"], edge["receiver"], edge["stage"]) == ("D01", "D02", "征求意见")
    assert (node["department"], node["stage"]) == ("D03", "审查")
    assert edge["suspect"] and edge["grade"] == "A" and edge["rank"] == 1
    assert edge["ratio"] > 2 < edge["deviation"]
    assert edge["share_low"] < edge["share"] < edge["share_high"]


def test_planted_returns_are_first(city: LocalStore) -> None:
    row = ask(city, "bottlenecks", kind="return")[0]
    assert (row["sender"], row["receiver"], row["unit"]) == ("D05", "D01", "")
    assert row["score"] == round(row["rate"] * row["handoffs"])
    assert row["mean"] is None
    handoffs = [r for r in ask(city, "handoffs") if r["binding"] and r["wait"] is not None]
    got = [r for r in handoffs if (r["sender"], r["receiver"]) == ("D01", "D05")]
    back = [r for r in handoffs if (r["sender"], r["receiver"]) == ("D05", "D01")]
    assert row["handoffs"] == len(got)
    assert row["score"] == sum(r["kind"] == "return" for r in back)


def test_a_decoy_is_never_suspected(city: LocalStore) -> None:
    suspects = [row for row in ask(city, "bottlenecks") if row["suspect"]]
    assert not [row for row in suspects if {"D09", "D18"} & {row["sender"], row["receiver"]}]
    scarce = [row for row in ask(city, "bottlenecks", kind="edge") if row["receiver"] == "D18"]
    assert [(row["grade"], row["rank"]) for row in scarce] == [("scarce", None)] * len(scarce)
    assert scarce


def test_what_is_read_is_what_is_computed(city: LocalStore) -> None:
    load = city.load()
    assert load.rows[TABLE] > 0
    parameters = Parameters()
    kept = city.fetch(city.table(load.load_id, TABLE))
    handoffs = bottlenecks._handoffs(city, load, parameters)
    steps = bottlenecks._steps(city, load, parameters)
    assert findings(handoffs, steps, "Asia/Shanghai").to_pylist() == kept.to_pylist()


def test_choosing_among_the_findings_changes_none(city: LocalStore) -> None:
    whole = ask(city, "bottlenecks")
    for name in ("sender", "receiver"):
        assert ask(city, "bottlenecks", **{name: "D02"}) == [r for r in whole if r[name] == "D02"]
    ends = ("sender", "receiver", "department")
    of_one = [row for row in whole if "D02" in [row[end] for end in ends]]
    assert ask(city, "bottlenecks", department="D02") == of_one
    kinds = [row["kind"] for row in whole]
    assert kinds == sorted(kinds, key=["edge", "node", "return", "change", "chain"].index)


def test_a_window_or_an_item_is_judged_for_itself(city: LocalStore) -> None:
    whole, part = (
        ask(city, "bottlenecks", kind="edge"),
        ask(city, "bottlenecks", kind="edge", since="2022-05-01"),
    )
    assert sum(r["handoffs"] for r in part) < sum(r["handoffs"] for r in whole)
    assert sum(row["share"] for row in part) == pytest.approx(1)
    calendar = ask(city, "bottlenecks", kind="edge", clock="calendar")
    assert calendar[0]["mean"] > whole[0]["mean"]


@pytest.mark.parametrize("kind", ["edge", "node", "return", "change", "chain"])
def test_where_nothing_is_handed_over_nothing_is_found(kind: str, city: LocalStore) -> None:
    assert ask(city, "bottlenecks", kind=kind, since="2030-01-01") == []


def test_persons_can_be_judged(city: LocalStore) -> None:
    rows = ask(city, "bottlenecks", level="person", kind="node")
    assert rows and all(row["department"] and row["sender"] is None for row in rows)


def test_the_small_world_has_too_few_to_say(world: LocalStore) -> None:
    rows = ask(world, "bottlenecks")
    assert {row["grade"] for row in rows} == {"scarce"}
    assert not any(row["suspect"] or row["rank"] for row in rows)
    assert all(row["sentence"].endswith("样本不足。") for row in rows)


def test_a_sentence_holds_the_figures_of_its_row(city: LocalStore) -> None:
    for row in ask(city, "bottlenecks"):
        zh, en = row["sentence"], row["sentence_en"]
        names = [row[f"{end}_name"] for end in ("sender", "receiver", "department")]
        assert all(name in zh and name in en for name in names if name)
        assert "None" not in zh + en and "nan" not in zh + en
        assert ("疑似堵点" in zh) == row["suspect"]
    edge = ask(city, "bottlenecks", kind="edge")[0]
    assert f"{edge['share']:.1%}" in edge["sentence"]
    said = sentence(edge, 28_800, {"idle": 0.61, "transfer": 0.2}).zh
    assert "其中 61% 时间对方部门有空闲能力但未办理" in said
    said = sentence(edge, 28_800, {"idle": 0.02, "transfer": 0.2}).zh
    assert "其中 20% 时间已送出而对方未签收" in said
    firm = sentence({**edge, "rank": 1, "rank_low": 1, "rank_high": 1}, 28_800)
    assert "在交接对中稳居第 1；" in firm.zh and "; firmly rank 1 of its kind:" in firm.en


def test_a_small_rise_is_told_with_figures_that_differ(city: LocalStore) -> None:
    change = {**ask(city, "bottlenecks", kind="change")[0], "since": "2022-06"}
    said = sentence({**change, "mean_before": 23_000.0, "mean": 24_000.0}, 28_800)
    assert "自2022年6月起平均等待由 0.80 个工作日升至 0.83 个工作日" in said.zh
    assert "waits 0.83 working days on average since June 2022, 0.80 before" in said.en
