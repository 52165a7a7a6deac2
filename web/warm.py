"""Asking for the pages that are opened first, so that the answers are there when somebody comes."""

from flask import Flask

PAGES = ("/", "/bottlenecks", "/network")


def warm(app: Flask) -> None:
    """Open the first pages of the active load; what they say is kept with the answers.

    What goes wrong is told to whoever opens the page.
    """
    client = app.test_client()
    for page in PAGES:
        client.get(page)
