"""Files that are on disk when they are said to be, whole or not at all, and locks on them."""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_BEAT = 0.05  # seconds between two looks at a lock


def write(path: Path, text: str, mode: int = 0o666) -> None:
    """Write a text and wait until it is on disk; a new file has `mode` less the umask."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, text: str, mode: int = 0o666) -> None:
    """Write a small file so that a reader finds the earlier text or the later one."""
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    write(beside, text, mode)
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


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock on a file, which the system frees if the process dies.

    Raises `BlockingIOError` at once where another process (or thread) holds it.
    """
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


@contextmanager
def patiently_locked(path: Path, patience: float = 60.0) -> Iterator[None]:
    """Hold the lock on a file, for which another process may have to be waited.

    Raises `BlockingIOError` where it is not free within `patience` seconds.
    """
    until = time.monotonic() + patience
    with path.open("a") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise
                time.sleep(_BEAT)
        yield
