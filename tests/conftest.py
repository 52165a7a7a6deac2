"""What all tests share."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder with the published logs and reference results, or skip the test."""
    folder = Path(os.environ.get("XIETU_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the published event logs are not on this machine (set XIETU_SHARED)")
    return folder
