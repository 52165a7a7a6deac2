"""Many ways to ask each question, found from the parameters that it declares."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

from graph.local_store import LocalStore
from queries.registry import QUERIES
from tests.queries.asked import REQUIRED

Raw = dict[str, str]
COMBINED: Mapping[str, list[Raw]] = {
    "causes": [
        {"rule": rule, **more}
        for rule in ("causal", "consecutive")
        for more in (
            {"clock": "calendar"},
            {"causes": "kronos", "level": "person", "clock": "calendar"},
        )
    ],
    "comparison": [
        {"compare": compare, "group": "{department}", "against": against}
        for compare in ("sender", "receiver")
        for against in ("", "D02,D03", "D2,D3")
    ],
    "neighbourhood": [
        {"depth": depth, "kind": kind, "from_month": "{month}", "rule": rule}
        for depth in "123"
        for kind in ("forward", "return", "")
        for rule in ("causal", "consecutive")
    ],
    "paths": [
        {"by": by, "hops": hops, "rule": rule, "kind": kind, "best": "50"}
        for by in ("handoffs", "waiting")
        for hops in "24"
        for rule in ("causal", "consecutive")
        for kind in ("forward", "")
    ],
    "rings": [
        {"rule": rule, "size": size, "to_month": month}
        for rule in ("causal", "consecutive")
        for size in "34"
        for month in ("{month}", "")
    ],
    "gatekeepers": [{"source": "", "target": ""}, {"kind": "forward"}],
    "search": [
        {"text": text, "best": best}
        for text in (
            "局",
            "j",
            "D",
            "d1",
            "{case}",
            "1",
            "许可",
            "gcsgxk",
            "自规局",
            "zgj",
            "zzz",
            "%",
            "' OR 1",
        )
        for best in ("3", "50")
    ],
}
"""What is worth asking of the questions that a server answers itself."""
OTHERWISE = {"rule": "consecutive", "level": "person", "clock": "calendar"}
ENDS = {"sender": "{sender}", "since": "{since}", "kind": "forward", "open": "no"}
AMONG = {"department": "{department}", "item": "{item}", "until": "{until}", "state": "closed"}


def sample(store: LocalStore, load_id: str) -> Raw:
    """Return ids and a month that occur in a load, by the names of the parameters."""
    rows = store.fetch(store.table(load_id, "departments").order_by("key")).to_pylist()
    departments = [row["id"] for row in rows if row["key"]]
    cases = store.table(load_id, "cases").order_by("case_id").limit(2)
    case = store.fetch(cases).to_pylist()[-1]["case_id"]
    items = store.fetch(store.table(load_id, "items").order_by("key")).to_pylist()
    month = f"{store.load(load_id).source.as_of:%Y-%m}"
    return {
        "department": departments[0],
        "source": departments[0],
        "target": departments[-1],
        "sender": departments[0],
        "item": items[-1]["id"],
        "case": case,
        "text": case[:3],
        "month": month,
        "since": f"{month}-02",
        "until": f"{month}-20",
    }


def ways(name: str, given: Mapping[str, str], filters: bool) -> Iterator[Raw]:
    """Yield parameters for a question: none, with filters and by the other rule, and `COMBINED`."""
    known = {field.name for field in fields(QUERIES[name].parameters)}
    needed = {key: given[key] for key in REQUIRED.get(name, {}) if key in given}
    yield needed
    for some in (OTHERWISE, ENDS, AMONG) if filters else ():
        if raw := {key: value.format(**given) for key, value in some.items() if key in known}:
            yield {**needed, **raw}
    for raw in COMBINED.get(name, []):
        yield {**needed, **{key: value.format(**given) for key, value in raw.items()}}
