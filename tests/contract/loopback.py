"""A load that went through the encoding for Neo4j and back, without a server between.

What a store on a server gets from it is rebuilt here from what the driver's own codec packed and
unpacked: the files from their parts, the walks from the rows of pairs, the search from the nodes.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa

from graph import durable_files
from graph.load import Load
from graph.local_store import LocalStore
from graph.neo4j_rows import LoadRows, batches
from graph.pairs import MONTHLY, Which, links, network_of
from graph.progress import Progress, silent
from graph.search import Found, ordered, search
from graph.store import ALL
from graph.walks import NetworkWalks, Walks

CODEC: Any = import_module("neo4j._codec.packstream.v1")  # not declared for type checkers
Rows = list[list[Any]]


def through_the_codec(values: Any) -> Any:
    """Return what the other side of a connection reads."""
    packed = CODEC.PackableBuffer()
    CODEC.Packer(packed).pack(values)
    return CODEC.Unpacker(CODEC.UnpackableBuffer(packed.data)).unpack()


def received(load: Load, folder: Path) -> Mapping[str, Rows]:
    """Return the rows of each kind as a server receives them."""
    return {
        kind: [row for some in batches(rows(0), size) for row in through_the_codec(some)]
        for kind, (_, size, rows) in LoadRows(load, folder).kinds().items()
    }


class LoopbackStore(LocalStore):
    """An embedded store whose loads have been sent to nobody and come back."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self._built = LocalStore(home / "built")
        self._rows = lru_cache(maxsize=8)(self._receive)

    def add(self, checked: Path, *, activate: bool = True, progress: Progress = silent) -> Load:
        load = self._built.add(checked, progress=progress)
        return self.publish(self._built, load.load_id, activate=activate)

    def publish(
        self, local: LocalStore, load_id: str, *, activate: bool = True, progress: Progress = silent
    ) -> Load:
        """Keep a load of another store under its id; no part of its files is taken from there."""
        load, folder = local.load(load_id), self._loads / load_id
        folder.mkdir(parents=True)
        for name, part, content in received(load, local.home / "loads" / load_id)["parts"]:
            with (folder / f"{name}.parquet").open("ab") as file:
                assert file.tell() == part * 1_000_000
                file.write(content)
        (folder / "manifest.json").write_text(through_the_codec(load.to_json()), "utf-8")
        if not self._name():
            durable_files.replace(self.home / "store_id", "loopback")
        self.ratings.keep(load_id, local.ratings.rounds(load_id))
        if activate:
            durable_files.replace(self.home / "active", load_id)
        return self.load(load_id)

    def walks(self, load_id: str, rule: str = "causal", which: Which = ALL) -> Walks:
        rows = self._rows(self.load(load_id).load_id)
        ids = {key: node for key, node, *_ in rows["departments"]}
        names = {node: name for key, node, name, *_ in rows["departments"] if key}
        return NetworkWalks(network_of(links(_monthly(rows[rule]), ids, which), names))

    def search(self, load_id: str, text: str, most: int = 20) -> Sequence[Found]:
        rows = self._rows(self.load(load_id).load_id)
        found: list[Found] = []
        for kind in ("department", "item"):
            nodes = [
                (node, name, short) for key, node, name, _, short, _ in rows[f"{kind}s"] if key
            ]
            found += search(text, kind, nodes)
        items = {key: name for key, _, name, *_ in rows["items"]}
        cases = {case: items[item] for case, item, *_ in rows["cases"]}
        by_id = search(text, "case", ((case, case, ()) for case in cases))
        found += [one._replace(name=cases[one.id]) for one in by_id if one.how != "initials"]
        return ordered(found, most)

    def _receive(self, load_id: str) -> Mapping[str, Rows]:
        return received(self.load(load_id), self._loads / load_id)


def _monthly(pairs: Rows) -> pa.Table:
    rows = [
        dict(zip(MONTHLY.names, (sender, receiver, *month), strict=True))
        for sender, receiver, _, _, _, _, _, *months, _ in pairs
        for month in zip(*months, strict=True)
    ]
    order = [(name, "ascending") for name in MONTHLY.names[:3]]
    return pa.Table.from_pylist(rows, schema=MONTHLY).sort_by(order)
