"""A writer killed at any moment leaves the earlier load active and readable."""

import multiprocessing
import random
import time
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from graph.local_store import LocalStore
from tests.checked import step, write_checked
from tests.graph.writer import write

KILLS = 50
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.graph.writer"])


def start(home: Path, checked: Path) -> tuple[ForkServerProcess, Connection]:
    """Start a writer in a process of its own and return when it begins."""
    heard, said = PROCESSES.Pipe(duplex=False)
    writer = PROCESSES.Process(target=write, args=(str(home), str(checked), said))
    writer.start()
    said.close()
    assert heard.recv() == "ready"
    return writer, heard


def test_a_writer_killed_at_any_moment_leaves_the_earlier_load_readable(tmp_path: Path) -> None:
    days = [("a", "A", "10"), ("b", "B", "11")]
    steps = [step(str(c), a, d, f"16 {h}:00") for c in range(200) for a, d, h in days]
    checked = write_checked(tmp_path / "checked", steps)
    home = tmp_path / "home"
    store = LocalStore(home)
    writer, heard = start(home, checked)
    began = time.monotonic()
    active = heard.recv()
    whole = time.monotonic() - began  # how long a load takes here
    writer.join()
    moments = random.Random(20220831)
    interrupted = 0
    for _ in range(KILLS):
        writer, heard = start(home, checked)
        time.sleep(moments.uniform(0, 1.05 * whole))
        writer.kill()
        writer.join()
        heard.close()
        load = store.load()
        interrupted += load.load_id == active
        assert load.load_id >= active
        assert not store.damage(load.load_id)
        assert store.fetch(store.table(load.load_id, "steps")).num_rows == len(steps)
        active = load.load_id
    assert interrupted > 0
    assert store.add(checked).active  # the lock of a killed writer is free
    assert not list((home / "loads").glob(".incoming-*"))
