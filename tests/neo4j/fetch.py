"""Fetching jars by their coordinates: by Maven where it is there, else one by one.

Where from is for Maven to know (its settings, with their mirrors); without Maven it is what jgo
takes by default, or the repository named by ``XIETU_TEST_MAVEN``.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tests.neo4j.errors import NoServerError
from tests.neo4j.jars import Jar, sha256

if TYPE_CHECKING:
    from jgo.maven import MavenContext

SETTING = "XIETU_TEST_MAVEN"
PAUSES = (5, 20, 60)  # seconds; repositories answer 429 to bursts
THREADS = 3
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"


def fetch(jars: Iterable[Jar], folder: Path, pauses: tuple[float, ...] = PAUSES) -> None:
    """Put the jars into the folder; raise `NoServerError` where they are not to be had."""
    base = os.environ.get(SETTING, "")
    with tempfile.TemporaryDirectory(prefix="xietu-jars-") as work:
        if not base and shutil.which("mvn"):
            pom = Path(work) / "pom.xml"
            pom.write_text(pom_of(jars), "utf-8")
            _patiently(partial(run_maven, pom, folder), pauses)
        else:
            _one_by_one(jars, folder, Path(work), base, pauses)


def pom_of(jars: Iterable[Jar], transitive: bool = False) -> str:
    """Return a Maven project that depends on these files and, unless told so, on no other."""
    dependencies = "".join(_dependency(jar, transitive) for jar in jars)
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        "<groupId>xietu</groupId><artifactId>neo4j-for-tests</artifactId><version>1</version>"
        f"<packaging>pom</packaging><dependencies>{dependencies}</dependencies></project>"
    )


def run_maven(pom: Path, folder: Path, *options: str) -> None:
    """Let Maven copy what the project depends on into the folder."""
    command = ["mvn", "-q", "-B", "-ntp", "-f", str(pom), PLUGIN, f"-DoutputDirectory={folder}"]
    command += [f"-Dmaven.artifact.threads={THREADS}"]
    command += [f"-Dmaven.repo.local={pom.parent / 'repository'}", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise OSError(f"mvn: {(done.stdout + done.stderr).strip()[-800:]}")


def _dependency(jar: Jar, transitive: bool) -> str:
    fields = {"groupId": jar.group, "artifactId": jar.artifact, "version": jar.version}
    fields |= {"classifier": jar.classifier} if jar.classifier else {}
    inner = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in fields.items())
    if not transitive:
        every = "<groupId>*</groupId><artifactId>*</artifactId>"
        inner += f"<exclusions><exclusion>{every}</exclusion></exclusions>"
    return f"<dependency>{inner}<scope>runtime</scope></dependency>"


def _one_by_one(
    jars: Iterable[Jar], folder: Path, work: Path, base: str, pauses: tuple[float, ...]
) -> None:
    from jgo.maven import MavenContext

    remote = {"maven": base.rstrip("/")} if base else None
    context = MavenContext(repo_cache=work, remote_repos=remote, timeout=60)
    given_up = Event()
    with ThreadPoolExecutor(THREADS) as pool:
        tasks = [
            pool.submit(_patiently, partial(_fetch_one, context, jar, folder), pauses, given_up)
            for jar in jars
        ]
        try:
            for task in tasks:
                task.result()
        finally:
            given_up.set()  # told to end, or done


def _fetch_one(context: "MavenContext", jar: Jar, folder: Path) -> None:
    component = context.project(jar.group, jar.artifact).at_version(jar.version)
    artifact = component.artifact(classifier=jar.classifier)
    if left := artifact.cached_path:  # where a connection broke
        left.unlink(missing_ok=True)
    path = artifact.resolve()
    if sha256(path) != jar.sha256:
        raise OSError(f"{jar.name} came with another SHA-256 than the list has")
    shutil.move(path, folder / jar.name)


def _patiently(
    attempt: Callable[[], None], pauses: tuple[float, ...], given_up: Event | None = None
) -> None:
    given_up = given_up or Event()
    for pause in (*pauses, None):
        if given_up.is_set():
            return None  # another one has said why
        try:
            return attempt()
        except (OSError, RuntimeError, subprocess.TimeoutExpired) as error:  # jgo's, requests'
            if pause is None:
                given_up.set()
                raise NoServerError(_advice(error)) from error
            given_up.wait(pause)
    return None


def _advice(error: BaseException) -> str:
    return (
        f"The jars of Neo4j for the tests could not be fetched: {error}. Install Maven with access "
        f"to a repository, or set {SETTING} to the address of a repository in Maven's layout, or "
        "XIETU_TEST_NEO4J_URI (with _USER and _PASSWORD) to a Neo4j server that tests may fill "
        "and empty."
    )
