"""Sites over real stores, and a browser that knows no JavaScript."""

import io
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import unescape
from pathlib import Path
from types import CodeType

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.test import TestResponse

from graph.database import open_database
from graph.imported import FoundColumn, Imported
from graph.local_store import LocalStore
from graph.progress import Progress, silent
from loaders.importing import columns_of_upload, import_upload
from loaders.read import Options, read
from loaders.template import template_bytes
from tests.web.hand import Hand
from tests.web.kept_rounds import RELEASED, KeptRounds, three_rounds
from tests.world import write_world
from web.evaluation.gate import Gate
from web.jobs.importing import NO_OPTIONS
from web.jobs.queue import Jobs, Upload
from web.jobs.record import Job
from web.jobs.work import Work
from web.jobs.worker import Tools, run_jobs
from web.site import Parts, SiteSettings, make_site

LOG = """case,activity,department,end
1,受理,窗口,2022-05-09 10:00
1,审查,规划,2022-05-10 10:00
2,受理,窗口,2022-05-09 11:00
2,审查,规划,2022-05-11 11:00
"""
ROOT = Path(__file__).resolve().parents[2]
SiteOf = Callable[..., Flask]
"""Makes a site over a store, and over a gate of evaluation where one is given."""


class KeptTemplates(BytecodeCache):
    """Keeps what templates were compiled to, by their text, for all sites of a process."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self.codes[bucket.key, bucket.checksum] = bucket.code


TEMPLATES = KeptTemplates()


class Worker:
    """Does the jobs at once, in this process, with the real loaders."""

    def __init__(self, store: LocalStore) -> None:
        self.store = store
        self.jobs = Jobs(open_database(store.home), store.home)
        self.work = Work(self.jobs.engine, store.home)
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.stages: list[tuple[str, int, int | None]] = []
        self.is_at_work = True

    def __call__(self, at_once: bool) -> None:
        """Import the files that wait, unless the worker was told to rest."""
        if self.is_at_work:
            run_jobs(Tools(self.work, self.store, self.import_, self.columns))

    def import_(
        self,
        path: Path,
        *,
        strict: bool = False,
        options: Mapping[str, str] = NO_OPTIONS,
        progress: Progress = silent,
    ) -> Imported:
        """Import a file and remember what was said of it."""
        self.seen.append((path.name, dict(options)))

        def told(stage: str, done: int, total: int | None) -> None:
            self.stages.append((stage, done, total))
            progress(stage, done, total)

        return import_upload(self.store, path, strict=strict, options=options, progress=told)

    def columns(self, path: Path, options: Mapping[str, str] = NO_OPTIONS) -> Sequence[FoundColumn]:
        """Look into a file."""
        return columns_of_upload(self.store.home, path, options)


def worker_of(client: FlaskClient) -> Worker:
    """Return the worker of the site that `client` is at."""
    parts = client.application.extensions["xietu"]
    assert isinstance(parts, Parts)
    assert isinstance(parts.start_worker, Worker)
    return parts.start_worker


def parts_of(store: LocalStore) -> Parts:
    """Return what a site over a store is made of."""
    settings = SiteSettings(secret_key="for tests", max_upload_bytes=100_000, release="9.9")
    worker = Worker(store)
    return Parts(store, worker.jobs, worker, template_bytes, settings)


def site_over(store: LocalStore, rounds: Gate | None = None) -> Flask:
    """Return a site over a store."""
    site = make_site(parts_of(store), rounds)
    site.jinja_env.bytecode_cache = TEMPLATES
    return site


@pytest.fixture
def site_of() -> SiteOf:
    """Return what makes a site over a store."""
    return site_over


@pytest.fixture(scope="session")
def world_site(world: LocalStore) -> Flask:
    """Return a site that shows the small world."""
    return site_over(world)


@pytest.fixture
def browser(world_site: Flask) -> FlaskClient:
    """Return a browser on a site that shows the small world; nothing is changed through it."""
    return world_site.test_client()


@pytest.fixture
def rounds(world: LocalStore) -> KeptRounds:
    """Return three rounds of evaluation, the first of them released."""
    kept = three_rounds()
    kept.release(world.load(), RELEASED)
    return kept


@pytest.fixture
def evaluated(world: LocalStore, site_of: SiteOf, rounds: KeptRounds) -> FlaskClient:
    """Return a browser on a site with these rounds."""
    return site_of(world, rounds).test_client()


@pytest.fixture
def own_store(tmp_path: Path) -> LocalStore:
    """Return an empty store that a test may change."""
    home = tmp_path / "home"
    home.mkdir()
    return LocalStore(home)


@pytest.fixture(scope="session")
def two_loads(world: LocalStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home of a store with the small world in it twice, the later one active."""
    home = tmp_path_factory.mktemp("two") / "home"
    shutil.copytree(world.home, home)
    LocalStore(home).add(write_world(tmp_path_factory.mktemp("again")))
    return home


@pytest.fixture
def loaded(two_loads: Path, tmp_path: Path) -> LocalStore:
    """Return a store with two loads that a test may change."""
    return LocalStore(Path(shutil.copytree(two_loads, tmp_path / "loaded")))


@pytest.fixture
def token() -> Callable[[FlaskClient], str]:
    """Return what reads the token that a browser's forms carry."""

    def of(client: FlaskClient) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/data").text)
        assert found
        return found[1]

    return of


@pytest.fixture
def jobs(own_store: LocalStore) -> Jobs:
    """Return the jobs of a store that a test may change."""
    return Jobs(open_database(own_store.home), own_store.home)


@pytest.fixture
def work(jobs: Jobs, own_store: LocalStore) -> Work:
    """Return the worker's side of the jobs."""
    return Work(jobs.engine, own_store.home)


@pytest.fixture
def hand(own_store: LocalStore) -> Hand:
    """Return an importer to which a test can give something more to do."""
    return Hand(own_store)


@pytest.fixture
def tools(work: Work, own_store: LocalStore, hand: Hand) -> Tools:
    """Return what the worker works with, the importer of the test in it."""
    return Tools(work, own_store, hand, partial(columns_of_upload, own_store.home))


def words_of(page: str) -> str:
    """Return the words of a page as one line, without its tags."""
    body = re.sub(r"<head>.*?</head>|<svg.*?</svg>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def send_csv(
    client: FlaskClient, token: str, name: str = "log.csv", text: str = LOG, **fields: str
) -> TestResponse:
    """Upload the event log `text` as `name`."""
    file = (io.BytesIO(text.encode()), name)
    return client.post("/data/upload", data={"csrf_token": token, "file": file, **fields})


def send_job(jobs: Jobs, text: str = LOG, name: str = "log.csv", **options: str) -> Job:
    """Let a file with `text` wait for its turn."""
    with jobs.receiving() as folder:
        (folder / name).write_text(text, "utf-8")
        return jobs.add(Upload(folder / name, options))


def add_log_without_persons(store: LocalStore, folder: Path) -> str:
    """Add an event log in which no step has a person."""
    path, out = folder / "log.csv", folder / "log-checked"
    path.write_text(LOG, "utf-8")
    out.mkdir()
    read(path, out, Options())
    return store.add(out).load_id


def add_equal_pairs(store: LocalStore, folder: Path, count: int) -> None:
    """Add an event log in which `count` pairs of departments wait equally long."""
    lines = []
    for pair in range(count):
        lines.append(f"{pair},受理,甲{pair},2022-05-09 10:00")
        lines.append(f"{pair},审查,乙{pair},2022-05-09 11:00")
    add_log(store, folder, lines)


def add_log(store: LocalStore, folder: Path, lines: list[str]) -> None:
    """Add an event log of `lines` with case, activity, department and end."""
    path, out = folder / "lines.csv", folder / "lines-checked"
    path.write_text("\n".join(["case,activity,department,end", *lines]), "utf-8")
    out.mkdir()
    read(path, out, Options())
    store.add(out)
