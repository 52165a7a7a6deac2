"""What a site is made of, reachable from every request."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from graph.errors import NoActiveLoadError
from graph.load import Load
from graph.store import GraphStore
from web.jobs.queue import Jobs


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """Settings of the site, each with a safe default but the secret key.

    ``allowed_hosts`` are the host names (without port) under which the site answers.
    """

    secret_key: str
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    max_upload_bytes: int = 200 * 1024 * 1024
    release: str = "0.1.0"


@dataclass(frozen=True, slots=True)
class Parts:
    """The store that answers, the jobs, what sees to it that they are done, and the settings.

    ``start_worker(at_once)`` starts a worker; not at once, it does so at most every few seconds.
    ``template`` returns the blank workbook.
    """

    store: GraphStore
    jobs: Jobs
    start_worker: Callable[[bool], None]
    template: Callable[[], bytes]
    settings: SiteSettings


def install(app: Flask, parts: Parts) -> None:
    """Give `app` its parts."""
    app.extensions["xietu"] = parts


def parts() -> Parts:
    """Return the parts of the site that handles this request."""
    return cast(Parts, current_app.extensions["xietu"])


def active_load() -> Load | None:
    """Return the active load, or None where nothing is active."""
    try:
        return parts().store.load()
    except NoActiveLoadError:
        return None
