"""Many threads ask while loads come and go: rows or an error meant for people, nothing else."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event

import pytest

from graph.errors import XietuError
from graph.local_store import LocalStore
from queries.run import run
from tests.checked import step, write_checked

QUESTIONS = ("overview", "handovers", "handoffs", "departments", "cases", "loads")
STEPS = [
    step(str(case), activity, department, f"16 {hour}:00")
    for case in range(20)
    for activity, department, hour in (("a", "A", "10"), ("b", "B", "11"))
]


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    """Return a store of three loads, the first one active."""
    store = LocalStore(tmp_path / "home")
    checked = write_checked(tmp_path / "checked", STEPS)
    for number in range(3):
        store.add(checked, activate=number == 0)
    return store


def test_asking_while_loads_come_and_go_gives_rows_or_an_error_of_ours(
    store: LocalStore, tmp_path: Path
) -> None:
    done = Event()

    def ask(first: int) -> tuple[int, int]:
        answered = refused = 0
        for number in count(first):
            if done.wait(0.01):
                return answered, refused
            try:
                rows = run(store, QUESTIONS[number % 6], {"limit": str(1 + number % 300)}).rows
            except XietuError:
                refused += 1
            else:
                answered += rows.num_rows > 0
        raise AssertionError

    def come_and_go() -> None:
        try:
            store.add(tmp_path / "checked", activate=False)
            for load in [load for load in store.loads() if not load.active]:
                earlier = store.load()
                store.activate(load.load_id)
                done.wait(0.3)
                store.delete(earlier.load_id)
        finally:
            done.set()

    with ThreadPoolExecutor(5) as threads:
        asking = [threads.submit(ask, first) for first in range(4)]
        threads.submit(come_and_go).result()
        answers = [task.result() for task in asking]
    assert all(answered for answered, _ in answers)
    assert len(store.loads()) == 1
