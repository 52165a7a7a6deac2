"""One writer at a time, and one import at a time, of all processes and threads."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from graph import durable_files
from graph.errors import StoreBusyError, StoreUnavailableError

PATIENCE = 10.0  # seconds that a load which is ready waits for a short change of another process


@contextmanager
def writing(home: Path, patience: float = 0.0) -> Iterator[None]:
    """Be the only one that changes loads; raises `StoreBusyError` after `patience` seconds."""
    with _held(home, "lock", patience):
        yield


@contextmanager
def importing(home: Path) -> Iterator[None]:
    """Be the only one that imports, from reading to activating; raises `StoreBusyError`.

    Loads can be activated and deleted meanwhile.
    """
    with _held(home, "importing", 0.0):
        yield


@contextmanager
def _held(home: Path, name: str, patience: float) -> Iterator[None]:
    with ExitStack() as held:
        try:
            (home / "loads").mkdir(parents=True, exist_ok=True)
            held.enter_context(durable_files.patiently_locked(home / name, patience))
        except BlockingIOError as error:
            raise StoreBusyError(
                "另一个进程正在装载或修改数据，请等它结束后再试。",
                "Another process is loading or changing data. Try again when it is done.",
            ) from error
        except OSError as error:
            raise StoreUnavailableError(
                f"数据文件夹不可写：{home}（{error.strerror}）。"
                "请用 --home 或 XIETU_HOME 另选一个。",
                f"The data folder cannot be written: {home} ({error.strerror}). "
                "Choose another by --home or XIETU_HOME.",
            ) from error
        yield
