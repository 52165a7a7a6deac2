"""A served home: the application as a user starts it, on a port of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from tests.neo4j.server import free_port

PATIENCE = 40  # seconds to end in
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Served:
    """The address of a running site, without a slash at its end, and the folder of its state."""

    url: str
    home: Path
    process: "subprocess.Popen[bytes]"

    def ask(self, name: str, **parameters: object) -> list[dict[str, Any]]:
        """Return the rows of a question, as the site answers them."""
        query = "&".join(f"{key}={quote(str(value))}" for key, value in parameters.items())
        with urlopen(f"{self.url}/queries/{name}.json?{query}", timeout=30) as answer:
            rows: list[dict[str, Any]] = json.load(answer)["rows"]
            return rows

    def read(self, address: str) -> str:
        """Return the HTML of a page."""
        with urlopen(f"{self.url}{address}", timeout=30) as answer:
            return str(answer.read().decode())

    def kill(self) -> None:
        """End the server and its children at once, as a loss of power does; not the worker."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def serve(home: Path) -> Iterator[Served]:
    """Serve `home` until the end of the block."""
    port = free_port()
    command = [sys.executable, "-m", "app", "--home", str(home), "serve", "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            yield Served(_answering(f"http://127.0.0.1:{port}", process), home, process)
        finally:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask a server to end, and fail where it does not."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise


def _answering(url: str, process: "subprocess.Popen[bytes]") -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"{url}/healthz", timeout=5):
                return url
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    process.kill()
    said = process.stderr.read().decode() if process.stderr else ""
    raise RuntimeError(f"the site did not answer: {said}")
