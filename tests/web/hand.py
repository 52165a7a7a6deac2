"""A job worker's importer that does something more while it works."""

from collections.abc import Iterator
from pathlib import Path

from graph.errors import StoreBusyError
from graph.imported import Imported
from graph.local_store import LocalStore
from graph.progress import Progress, silent
from loaders.importing import import_upload
from web.jobs.importing import NO_OPTIONS


class Hand:
    """Imports as the worker does, and does something more at a stage of it."""

    def __init__(self, store: LocalStore) -> None:
        self.store = store
        self.at: dict[str, Iterator[None]] = {}
        self.stages: list[str] = []
        self.busy = 0

    def __call__(
        self,
        path: Path,
        *,
        strict: bool = False,
        options: object = NO_OPTIONS,
        progress: Progress = silent,
    ) -> Imported:
        if self.busy:
            self.busy -= 1
            raise StoreBusyError("忙", "busy")

        def told(stage: str, done: int, total: int | None) -> None:
            self.stages.append(stage)
            next(self.at.pop(stage, iter(())), None)
            progress(stage, done, total)

        return import_upload(self.store, path, strict=strict, options=options, progress=told)  # type: ignore[arg-type]
