"""Values that a filter can have, so that nobody has to know ids by heart."""

from queries.query import Answer
from web.forms import NO_SUGGESTIONS, Suggestions
from web.parts import parts

MOST = 500
"""With more values than these a list helps nobody."""


def suggestions(answer: Answer) -> Suggestions:
    """Return the items, the departments and the persons of the load that `answer` is from."""
    if answer.load is None:
        return NO_SUGGESTIONS
    load_id = answer.load.load_id
    departments = _nodes(load_id, "departments")
    persons = answer.parameters.get("level") == "person"
    ends = _nodes(load_id, "persons") if persons else departments
    return {
        "item": _nodes(load_id, "items"),
        "department": departments,
        "sender": ends,
        "receiver": ends,
        "source": departments,
        "target": departments,
    }


def _nodes(load_id: str, table: str) -> tuple[tuple[str, str], ...]:
    nodes = parts().store.table(load_id, table)
    nodes = nodes.filter(nodes.key != 0).order_by("id").limit(MOST + 1)
    rows = parts().store.fetch(nodes).to_pylist()
    if len(rows) > MOST:
        return ()
    return tuple((row["id"], "" if row["name"] == row["id"] else row["name"]) for row in rows)
