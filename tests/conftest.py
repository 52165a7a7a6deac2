"""What all tests share."""

import gc
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import pytest
from hypothesis import settings

from graph.local_store import LocalStore
from loaders.importing import import_file, options_of
from loaders.sample_city import generate
from tests.neo4j import run
from tests.neo4j.fixtures import empty_neo4j, neo4j_jars, neo4j_server
from tests.ratings import two_rounds, with_ratings
from tests.world import write_world

if TYPE_CHECKING:
    from tests.distribution import Distribution

__all__ = ["empty_neo4j", "neo4j_jars", "neo4j_server"]

settings.register_profile("no deadline", deadline=None)  # machines are slow at times
settings.load_profile("no deadline")

# Collected less often: what is collected and imported here is much, and most of it stays.
gc.set_threshold(50_000, 20, 100)

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """Name the folder of this run's Neo4j server, once for all workers."""
    if not hasattr(config, "workerinput"):
        run.begin()
        # Else every program that a test starts compiles all of this anew.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End that server, if a test asked for it."""
    if not hasattr(config, "workerinput"):
        run.end()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> "Distribution | None":
    """Give files to workers in an order of our own."""
    from tests.distribution import Distribution

    return Distribution(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes long, where several workers share the tests."""
    if hasattr(config, "workerinput"):
        from tests.distribution import in_order

        items[:] = in_order(items)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder with the published logs and reference results, or skip the test."""
    folder = Path(os.environ.get("XIETU_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the published event logs are not on this machine (set XIETU_SHARED)")
    return folder


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    """Return a store in which the small world of ``tests/world.py`` is the active load."""
    store = LocalStore(tmp_path_factory.mktemp("home"))
    store.add(write_world(tmp_path_factory.mktemp("checked")))
    return store


@pytest.fixture(scope="session")
def rated_world(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    """Return a store with the small world and two rounds of evaluation."""
    store = LocalStore(tmp_path_factory.mktemp("rated-home"))
    checked = write_world(tmp_path_factory.mktemp("rated"))
    store.add(with_ratings(checked, *two_rounds()))
    return store


@pytest.fixture(scope="session")
def world_and_city(world: LocalStore, tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    """Return a store with the small world and, active, the small synthetic city; none adds to it.

    It is made once for all tests of a process that only read it.
    """
    folder = tmp_path_factory.mktemp("city")
    shutil.copytree(world.home, folder / "home", ignore=shutil.ignore_patterns("answers"))
    store = LocalStore(folder / "home")
    generate(folder / "city", scale="small")
    import_file(store, folder / "city", options_of({}, folder / "home"))
    return store


@pytest.fixture
def compiles_for_spark(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Ibis write for Spark, also in a process that was started without a file.

    The client of Spark takes such a process for a doctest of its own and ends it.
    """
    if not hasattr(sys.modules["__main__"], "__file__"):
        monkeypatch.setattr(sys.modules["__main__"], "__file__", __file__, raising=False)
    _ = ibis.pyspark  # registers its options
