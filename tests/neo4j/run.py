"""One server for all processes of a test run: started by the first that asks, ended with the run.

A process of its own looks after the server (``python -m tests.neo4j.run FOLDER OWNER``): the
worker that asked first may end before the others, and a killed run must leave nothing behind.
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict
from fcntl import LOCK_EX, flock
from pathlib import Path
from threading import Thread
from types import FrameType

from tests.neo4j.errors import NoServerError
from tests.neo4j.ready import Address
from tests.neo4j.server import STOP_SECONDS, Server

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER, OWNER = "XIETU_TEST_NEO4J_RUN", "XIETU_TEST_NEO4J_OWNER"  # told to the workers
STARTS = 900.0  # seconds: the jars may have to be fetched


def begin() -> None:
    """Name the folder of this run; nothing is made before somebody asks for the server."""
    name = f"xietu-neo4j-{secrets.token_hex(8)}"
    os.environ[FOLDER] = str(Path(tempfile.gettempdir()) / name)
    os.environ[OWNER] = str(os.getpid())


def end() -> None:
    """End the server of this run, if one was started."""
    folder = Path(os.environ.pop(FOLDER))
    if (folder / "pid").exists():
        with suppress(ProcessLookupError):
            os.kill(int((folder / "pid").read_text("utf-8")), signal.SIGTERM)
        limit = time.monotonic() + STOP_SECONDS + 10
        while folder.exists() and time.monotonic() < limit:
            time.sleep(0.1)
    shutil.rmtree(folder, ignore_errors=True)


def address() -> Address:
    """Return where the server of this run is, after starting it where nobody has."""
    folder = Path(os.environ[FOLDER])
    folder.mkdir(mode=0o700, exist_ok=True)
    with turn("start"):
        if not (folder / "answer").exists():
            _start(folder)
    answer = json.loads((folder / "answer").read_text("utf-8"))
    if "failure" in answer:
        raise NoServerError(answer["failure"])
    return Address(**answer)


class turn:  # noqa: N801 (used as a function is)
    """Hold one lock of this run while inside the block."""

    def __init__(self, name: str) -> None:
        self._path = Path(os.environ[FOLDER]) / f"{name}.lock"

    def __enter__(self) -> None:
        self._file = self._path.open("w")
        flock(self._file, LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _start(folder: Path) -> None:
    with (folder / "out.txt").open("w+b") as out:
        command = [sys.executable, "-m", "tests.neo4j.run", str(folder), os.environ[OWNER]]
        subprocess.run(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=True
        )
        limit = time.monotonic() + STARTS
        while not (folder / "answer").exists():
            if not folder.exists() or time.monotonic() > limit:
                out.seek(0)
                raise NoServerError(out.read().decode("utf-8", "replace"))
            time.sleep(0.1)


def look_after(folder: Path, owner: int) -> None:
    """Start a server, say where it is, and end it when told so (SIGTERM) or the owner is gone."""
    server = None
    (folder / "pid").write_text(str(os.getpid()), "utf-8")
    Thread(target=_watch, args=[owner], daemon=True).start()
    try:
        try:
            server = Server(folder / "server")
            server.start()
            _say(folder, asdict(server.address))
        except NoServerError as error:
            _say(folder, {"failure": str(error)})
        while True:
            signal.pause()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if server:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _say(folder: Path, answer: dict[str, str]) -> None:
    (folder / "answer.new").write_text(json.dumps(answer), "utf-8")
    (folder / "answer.new").rename(folder / "answer")


def _watch(owner: int) -> None:
    """Tell this process to end when the owner is gone, be it before the server is ready."""
    with suppress(ProcessLookupError):
        while True:
            os.kill(owner, 0)
            time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


def _told(_: int, __: FrameType | None) -> None:
    sys.exit()


if __name__ == "__main__":
    if os.fork():
        os._exit(0)  # who asked goes on; the other half is nobody's child
    os.setsid()
    signal.signal(signal.SIGTERM, _told)
    look_after(Path(sys.argv[1]), int(sys.argv[2]))
