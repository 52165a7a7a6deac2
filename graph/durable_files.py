"""Files that are on disk when they are said to be, whole or not at all."""

import os
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Write a text and wait until it is on disk."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, text: str) -> None:
    """Write a small file so that a reader finds the earlier text or the later one."""
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    write(beside, text)
    beside.replace(path)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Wait until the tables in a folder, and its entries, are on disk."""
    for path in [*folder.glob("*.parquet"), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
