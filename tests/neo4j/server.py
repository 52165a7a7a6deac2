"""One Neo4j server of the tests' own: in a folder of its own, gone without a trace when stopped."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from tests.neo4j.errors import NoServerError
from tests.neo4j.jars import provide
from tests.neo4j.java import find_java
from tests.neo4j.ready import About, Address, wait

USER = "neo4j"
SERVER = "org.neo4j.server.CommunityEntryPoint"
ADMIN = "org.neo4j.cli.AdminTool"
STOP_SECONDS = 60
OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
FLAGS = (
    "-Xms512m",
    "-Xmx512m",
    "-Dfile.encoding=UTF-8",
    "-XX:+ExitOnOutOfMemoryError",
    "--enable-native-access=ALL-UNNAMED",
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED),
)
CONFIGURATION = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.pagecache.size=256m
dbms.security.auth_enabled=true
dbms.security.allow_csv_import_from_file_urls={csv}
dbms.usage_report.enabled=false
client.allow_telemetry=false
server.bolt.telemetry.enabled=false
db.transaction.timeout=120s
db.lock.acquisition.timeout=30s
db.tx_log.preallocate=false
internal.dbms.bolt.netty_server_shutdown_quiet_period=0
"""
QUICK = ("-XX:TieredStopAtLevel=1",)  # 40 % less processor time at the start, slower later


class Server:
    """A server whose files are in a folder that must not exist yet.

    ``start`` may be called again after ``kill`` or ``stop(keep=True)``, as after a power cut;
    the address stays. ``settings`` are lines added to neo4j.conf, ``java`` more options of Java
    (``()`` where speed is measured), ``csv`` allows LOAD CSV from files.
    """

    def __init__(
        self, folder: Path, settings: str = "", csv: bool = False, java: tuple[str, ...] = QUICK
    ) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None
        self._java, self._jars = [*find_java(), *FLAGS, *java], provide()
        port = free_port()
        self.address = Address(f"bolt://127.0.0.1:{port}", USER, secrets.token_hex(16))
        folder.mkdir(mode=0o700, parents=True)
        (folder / "conf").mkdir()
        text = CONFIGURATION.format(port=port, csv=str(csv).lower()) + settings
        (folder / "conf" / "neo4j.conf").write_text(text, "utf-8")
        self._set_password()

    def start(self) -> About:
        """Start the server and wait until it answers."""
        with (self.folder / "out.txt").open("ab") as out:
            self.process = subprocess.Popen(
                [
                    *_with_parent(),
                    *self._run(SERVER),
                    f"--home-dir={self.folder}",
                    f"--config-dir={self.folder / 'conf'}",
                    "--console-mode",
                ],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,  # Ctrl-C in the terminal is for the tests
            )
        process = self.process
        try:
            return wait(self.address, alive=lambda: process.poll() is None)
        except NoServerError as error:
            said = (self.folder / "out.txt").read_text("utf-8", "replace")[-2000:]
            self.stop()
            raise NoServerError(f"{error}\n{said}") from error
        except BaseException:
            self.stop()
            raise

    def stop(self, keep: bool = False) -> None:
        """End the server as an administrator would, and remove its folder unless told not to."""
        self._end(signal.SIGTERM)
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self) -> None:
        """End the server as a power cut would; its files stay."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Let the server stand still, all of it: its threads stop one by one."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED)

    def thaw(self) -> None:
        """Let the server go on."""
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def _run(self, program: str) -> list[str]:
        return [*self._java, "-cp", f"{self._jars}/*", program]

    def _set_password(self) -> None:
        done = subprocess.run(
            [*self._run(ADMIN), "dbms", "set-initial-password", self.address.password],
            env={
                **os.environ,
                "NEO4J_HOME": str(self.folder),
                "NEO4J_CONF": str(self.folder / "conf"),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise NoServerError(f"No password could be set: {(done.stdout + done.stderr)[-2000:]}")


def _with_parent() -> list[str]:
    """Return what ends the server with the process that started it, where there is such a thing."""
    program = shutil.which("setpriv")
    return [program, "--pdeathsig", "TERM"] if program else []


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
