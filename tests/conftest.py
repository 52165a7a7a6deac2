"""What all tests share."""

import os
from pathlib import Path

import pytest

from graph.local_store import LocalStore
from tests.world import write_world

ROOT = Path(__file__).resolve().parent.parent


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
