"""Answers that were asked for before: a load never changes, so neither do they.

They are kept in memory and, where asking took a while, in a folder of the store, so that a server
that is started anew, or another one beside it, need not ask again::

    HOME/answers/L20220901-01/6f0c….parquet      one page of one answer

The folder can be deleted at any time.
"""

import os
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

import pyarrow as pa
import pyarrow.parquet as pq

from graph.load import Load, digest_of
from graph.store import GraphStore

Page = tuple[pa.Table, int]
"""The rows of one page, and how many rows there are in all."""

MOST_PAGES = 128
MOST_BYTES = 2**25  # of one page
MOST_MEMORY = 2**28  # bytes of all pages of a store
MOST_FILES = 500  # of one load
SLOW = 0.05  # seconds; what is answered faster need not be kept in a file
TOTAL = b"total"

_lock = Lock()
_Kept = OrderedDict[Hashable, tuple[Page, int]]  # with its bytes, which take a while to count
_pages: WeakKeyDictionary[GraphStore, _Kept] = WeakKeyDictionary()


def remembered(store: GraphStore, load: Load, key: Hashable, ask: Callable[[], Page]) -> Page:
    """Return the page of an answer about `load` kept under `key`, or ask for it and keep it.

    Large pages are not kept.
    """
    key = (load.load_id, digest_of(load), key)
    with _lock:
        pages = _pages.setdefault(store, OrderedDict())
        if key in pages:
            pages.move_to_end(key)
            return pages[key][0]
    path = _path(store, load, key)
    page = _read(path) or _asked(ask, path)
    size = page[0].nbytes
    if size <= MOST_BYTES:
        with _lock:
            pages[key] = page, size
            while len(pages) > MOST_PAGES or sum(kept for _, kept in pages.values()) > MOST_MEMORY:
                pages.popitem(last=False)
    return page


def _path(store: GraphStore, load: Load, key: Hashable) -> Path:
    """Return the file of an answer: another one for other tables, and for another release."""
    name = sha256(repr((_release(), key)).encode()).hexdigest()[:32]
    return store.home / "answers" / load.load_id / f"{name}.parquet"


@cache
def _release() -> str:
    """Return what tells this code from any other."""
    found = sha256()
    for package in ("graph", "queries"):
        for path in sorted((Path(__file__).parents[1] / package).rglob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()


def _read(path: Path) -> Page | None:
    """Return the page in a file; None where there is none that can be read."""
    with suppress(OSError, pa.ArrowException, KeyError, ValueError):
        table = pq.read_table(path, memory_map=False)
        metadata = dict(table.schema.metadata)
        return table.replace_schema_metadata(), int(metadata[TOTAL])
    return None


def _asked(ask: Callable[[], Page], path: Path) -> Page:
    began = time.monotonic()
    page = ask()
    if time.monotonic() - began > SLOW and page[0].nbytes <= MOST_BYTES:
        with suppress(OSError):  # an answer is right whether it can be kept or not
            _write(path, page)
    return page


def _write(path: Path, page: Page) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    pq.write_table(page[0].replace_schema_metadata({TOTAL: str(page[1])}), beside)
    beside.replace(path)
    files = sorted(path.parent.glob("*.parquet"), key=lambda one: one.stat().st_mtime)
    for old in files[:-MOST_FILES]:
        old.unlink(missing_ok=True)
