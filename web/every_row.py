"""All rows of an answer, where a page must not leave one out."""

from collections.abc import Mapping

from queries.query import Answer
from queries.run import run, run_all
from web.links import kept
from web.parts import parts

MOST = "10000"


def every_row(name: str, raw: Mapping[str, str]) -> Answer:
    """Return all rows of the question `name`, with the parameters of `raw` that it knows.

    They come from the remembered answers where one page has them all.
    """
    known = kept(name, raw)
    answer = run(parts().store, name, {**known, "limit": MOST})
    return run_all(parts().store, name, known) if answer.next else answer
