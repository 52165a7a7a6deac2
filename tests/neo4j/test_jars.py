"""Only the listed jars are used, wherever they come from."""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.neo4j import jars
from tests.neo4j.errors import NoServerError
from tests.neo4j.fetch import SETTING, fetch
from tests.neo4j.jars import Jar, listed, provide, sha256, verify

LINE = re.compile(r"[0-9a-f]{64}  [\w.-]+:[\w.-]+:[\w.-]+(:[\w.-]+)?")


class Repository(SimpleHTTPRequestHandler):
    """Files in Maven's layout, each refused at first as by a repository asked too often."""

    asked: Counter[str]

    def do_GET(self) -> None:
        self.asked[self.path] += 1
        if self.asked[self.path] > 2:
            super().do_GET()
            return
        self.send_response(503 if self.asked[self.path] == 1 else 429)
        self.send_header("Retry-After", "0")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    kind = type("Served", (Repository,), {"asked": Counter()})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(kind, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Jar]]:
    """Serve two files as a repository would; the jars that it has, with their digests."""
    made = []
    for name, classifier in (("one", ""), ("two", "linux-x86_64")):
        jar = Jar("org.example.parts", name, "1.0", classifier, "")
        path = tmp_path / "served/org/example/parts" / name / "1.0" / jar.name
        path.parent.mkdir(parents=True)
        path.write_bytes(name.encode() * 1000)
        made.append(Jar(jar.group, name, "1.0", classifier, sha256(path)))
    with serving(tmp_path / "served") as address:
        monkeypatch.setenv(SETTING, address)
        yield made


def test_every_line_of_the_list_is_a_digest_and_exact_coordinates() -> None:
    lines = jars.LIST.read_text("utf-8").splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert len({jar.name for jar in listed()}) == len(lines) == 213


def test_jars_are_fetched_though_the_repository_is_asked_too_often(
    repository: list[Jar], tmp_path: Path
) -> None:
    folder = tmp_path / "jars"
    folder.mkdir()
    fetch(repository, folder, pauses=(0.1, 0.1))
    assert {path.name: sha256(path) for path in folder.iterdir()} == {
        jar.name: jar.sha256 for jar in repository
    }


def test_a_repository_that_has_another_file_is_refused(
    repository: list[Jar], tmp_path: Path
) -> None:
    wrong = [
        Jar(jar.group, jar.artifact, jar.version, jar.classifier, "0" * 64) for jar in repository
    ]
    folder = tmp_path / "jars"
    folder.mkdir()
    with pytest.raises(NoServerError, match="another SHA-256"):
        fetch(wrong, folder, pauses=(0.1, 0.1))
    assert list(folder.iterdir()) == []


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory, neo4j_jars: Path) -> Path:
    """Return a folder of links to the jars, each of which a test may put another file for."""
    folder = tmp_path_factory.mktemp("jars") / "neo4j"
    folder.mkdir()
    for path in neo4j_jars.iterdir():
        (folder / path.name).symlink_to(path)
    return folder


def test_a_tampered_jar_is_refused(copy: Path) -> None:
    provide(copy)  # as fetched it is taken
    path = copy / listed()[0].name
    sound = path.readlink()
    path.unlink()
    path.write_bytes(sound.read_bytes()[:-1] + b"!")
    with pytest.raises(NoServerError, match=f"{path.name} is not the listed file"):
        provide(copy)
    path.unlink()
    path.symlink_to(sound)


def test_a_jar_too_many_or_too_few_is_refused(copy: Path) -> None:
    path = copy / listed()[0].name
    path.rename(copy / "other.jar")
    with pytest.raises(NoServerError, match=r"is missing; other.jar is not in the list"):
        verify(copy)
    (copy / "other.jar").rename(path)


def test_a_repository_that_does_not_answer_is_given_up_at_once_for_all_jars(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, "http://127.0.0.1:1")
    begun = time.monotonic()
    with pytest.raises(NoServerError, match=f"could not be fetched.*{SETTING}"):
        fetch(listed(), tmp_path, pauses=(0.5, 0.5))
    assert time.monotonic() - begun < 10
