"""Which worker runs which tests, where pytest-xdist has several (``--dist loadfile``).

The tests of a file stay together, so that what a module sets up is set up once. Those that need
the one database of the Neo4j server go to one worker: two would wait for each other. So do those
that look at the served city with a browser: it is made and served once. What takes long begins
early, and the many small files come last, so that all workers end at the same time.
"""

from collections.abc import Iterable

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

ON_THE_DATABASE = (
    "tests/contract/test_commands.py",
    "tests/contract/test_every_question.py",
    "tests/contract/test_every_method.py",
    "tests/contract/test_evaluation.py",
    "tests/contract/test_plans.py",
    "tests/contract/test_publishing.py",
    "tests/contract/test_ratings.py",
    "tests/neo4j/test_graph_model.py",
    "tests/neo4j/test_server.py",
)
"""The files with tests that ask for ``empty_neo4j``; one left out waits for its turn."""
BROWSER = "tests/browser/"
FIRST = (
    *ON_THE_DATABASE,
    "tests/test_style.py",
    BROWSER,
    "tests/contract/",
    "tests/test_app.py",
    "tests/web/test_killed_jobs.py",
    "tests/",
)
"""What begins early, in this order; doctests come last."""


class Distribution(LoadFileScheduling):  # type: ignore[misc]  # is not typed
    """Gives files to workers in the order of the collection."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        if file.startswith(BROWSER):
            return BROWSER
        return "database" if file in ON_THE_DATABASE else file


def in_order(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return the tests of the files that take long before the others."""
    return sorted(items, key=lambda item: _place(item.nodeid))


def _place(nodeid: str) -> int:
    return next((at for at, name in enumerate(FIRST) if nodeid.startswith(name)), len(FIRST))
