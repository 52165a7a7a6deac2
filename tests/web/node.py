"""Node as the build of the front end finds it, for tests of the scripts."""

import subprocess
from pathlib import Path

from web.build_frontend import find_node

WEB = Path(__file__).resolve().parents[2] / "web"
CLIENT = WEB / "client"


def run_node(*arguments: str) -> str:
    """Run Node in ``web/client`` and return what it prints; a failure fails the test."""
    done = subprocess.run(
        [find_node()[0], *arguments], cwd=CLIENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
