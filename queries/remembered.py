"""Pages of answers that were asked for lately: a load never changes, so neither do they."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from weakref import WeakKeyDictionary

import pyarrow as pa

from graph.store import GraphStore

Page = tuple[pa.Table, int]
"""The rows of one page, and how many rows there are in all."""

MOST_PAGES = 128
MOST_BYTES = 2**20  # of one page

_lock = Lock()
_pages: WeakKeyDictionary[GraphStore, OrderedDict[Hashable, Page]] = WeakKeyDictionary()


def remembered(store: GraphStore, key: Hashable, ask: Callable[[], Page]) -> Page:
    """Return the page kept under `key`, or ask for it and keep it unless it is large."""
    with _lock:
        pages = _pages.setdefault(store, OrderedDict())
        if key in pages:
            pages.move_to_end(key)
            return pages[key]
    page = ask()
    if page[0].nbytes <= MOST_BYTES:
        with _lock:
            pages[key] = page
            while len(pages) > MOST_PAGES:
                pages.popitem(last=False)
    return page
