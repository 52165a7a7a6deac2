"""Sites over real stores, and a browser that knows no JavaScript."""

import io
import re
import shutil
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.local_store import LocalStore
from loaders.read import Options, read
from tests.world import write_world
from web.importing import NO_OPTIONS, Imported
from web.site import SiteSettings, make_site

LOG = """case,activity,department,end
1,受理,窗口,2022-05-09 10:00
1,审查,规划,2022-05-10 10:00
2,受理,窗口,2022-05-09 11:00
2,审查,规划,2022-05-11 11:00
"""
ROOT = Path(__file__).resolve().parents[2]
SiteOf = Callable[[LocalStore], Flask]


class Importer:
    """Imports with the real loaders, as the application does."""

    def __init__(self, store: LocalStore, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.seen: list[tuple[str, dict[str, str]]] = []

    def __call__(
        self, path: Path, *, strict: bool = False, options: Mapping[str, str] = NO_OPTIONS
    ) -> Imported:
        self.seen.append((path.name, dict(options)))
        out = self.folder / f"checked-{len(self.seen)}"
        out.mkdir()
        checked = read(path, out, Options(end=options.get("end")))
        report = checked.report
        load = None if strict and report.total_refused else self.store.add(out)
        return Imported(load, report.refused_table(), report.notes_table(), report.counts_table())


@pytest.fixture
def site_of(tmp_path: Path) -> SiteOf:
    """Return what makes a site over a store."""

    def make(store: LocalStore) -> Flask:
        settings = SiteSettings(secret_key="for tests", max_upload_bytes=100_000, release="9.9")
        return make_site(store, Importer(store, tmp_path), settings)

    return make


@pytest.fixture
def browser(world: LocalStore, site_of: SiteOf) -> FlaskClient:
    """Return a browser on a site that shows the small world; nothing is changed through it."""
    return site_of(world).test_client()


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
