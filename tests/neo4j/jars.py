"""The jars of the tests' Neo4j: exactly those of ``jars.txt``, fetched once, checked always.

Each line of the list is a SHA-256 and the coordinates of one file. Nothing is resolved: no other
version than the listed one gets in. ``python -m tests.neo4j.jars`` fetches what is missing.
"""

import hashlib
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path

from platformdirs import user_cache_path

from tests.neo4j.errors import NoServerError

LIST = Path(__file__).with_name("jars.txt")
SERVER = ("org.neo4j", "neo4j")


@dataclass(frozen=True, order=True)
class Jar:
    """One file of the server."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    @property
    def name(self) -> str:
        """Return the name of the file."""
        return "-".join(filter(None, (self.artifact, self.version, self.classifier))) + ".jar"


@cache
def listed() -> tuple[Jar, ...]:
    """Return the committed list."""
    return tuple(map(_read, LIST.read_text("utf-8").splitlines()))


@cache
def neo4j_version() -> str:
    """Return the version of Neo4j in the list."""
    return next(jar.version for jar in listed() if (jar.group, jar.artifact) == SERVER)


def cache_folder() -> Path:
    """Return where the jars are kept, outside the checkout."""
    return user_cache_path("xietu-tests", appauthor=False) / f"neo4j-{neo4j_version()}"


def provide(folder: Path | None = None) -> Path:
    """Return the folder with all jars, checked; fetch them where it is not there."""
    from tests.neo4j.fetch import fetch

    folder = folder or cache_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(folder.name + ".lock").open("w") as lock:
        flock(lock, LOCK_EX)  # a second run waits for the first
        if not folder.is_dir():
            staged = Path(tempfile.mkdtemp(prefix=folder.name + "-", dir=folder.parent))
            try:
                fetch(listed(), staged)
                verify(staged)
                staged.rename(folder)
            finally:
                shutil.rmtree(staged, ignore_errors=True)
        else:
            verify(folder)
    return folder


def verify(folder: Path) -> None:
    """Raise `NoServerError` unless the folder holds the listed files and no other."""
    wanted = {jar.name: jar.sha256 for jar in listed()}
    found = {path.name: path for path in folder.iterdir()}
    wrong = [f"{name} is missing" for name in sorted(wanted.keys() - found)]
    wrong += [f"{name} is not in the list" for name in sorted(found.keys() - wanted)]
    wrong += [
        f"{name} is not the listed file (SHA-256)"
        for name in sorted(wanted.keys() & found)
        if sha256(found[name]) != wanted[name]
    ]
    if wrong:
        raise NoServerError(
            f"The jars in {folder} are refused: {'; '.join(wrong[:5])} ({len(wrong)} in all). "
            "Delete the folder to have them fetched again."
        )


def sha256(path: Path) -> str:
    """Return the digest of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(line: str) -> Jar:
    digest, coordinates = line.split()
    group, artifact, version, *classifier = coordinates.split(":")
    return Jar(group, artifact, version, "".join(classifier), digest)


def main() -> None:
    """Fetch the jars, so that the tests find them."""
    if os.environ.get("XIETU_TEST_NEO4J_URI"):
        print("XIETU_TEST_NEO4J_URI is set: no jars are needed.")
        return
    if not cache_folder().is_dir():
        print(f"Fetching Neo4j {neo4j_version()} for the tests, once: {len(listed())} jars ...")
    try:
        print(f"Neo4j for the tests: {provide()}")
    except NoServerError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
