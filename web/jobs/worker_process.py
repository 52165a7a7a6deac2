"""Start the worker as a process of its own: a crash of it does not take the site down."""

import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence

PAUSE = 3.0  # seconds until a worker that was started should be at work


def starter(command: Sequence[str], environment: Mapping[str, str]) -> Callable[[bool], None]:
    """Return what starts a worker, at once or at most every few seconds.

    The process outlives the site, in a session of its own: what it began it ends.
    """
    lock = threading.Lock()
    last = [-PAUSE]

    def start(at_once: bool) -> None:
        with lock:
            if not at_once and time.monotonic() < last[0] + PAUSE:
                return
            last[0] = time.monotonic()
        process = subprocess.Popen(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        threading.Thread(target=process.wait, daemon=True).start()

    return start
