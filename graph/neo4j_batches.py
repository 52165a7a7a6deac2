"""The statements that keep the rows of a load in Neo4j, batch by batch.

A batch and its ``Batch`` node are one transaction, and no two batches can be the same: what the
driver sends again, because it did not hear that it was committed, is refused. Rows name their
departments and items by key, the place in the lists ``$departments`` and ``$items`` of where the
server has them: a look-up a row in an index takes a third longer.
"""

import re
from typing import LiteralString

from graph.neo4j_cypher import of_rule

_INSTANT = re.compile(r"instant\((row\[\d+\])\)")


def _with_instants(statement: LiteralString) -> LiteralString:
    """Return a statement in which instants come as microseconds since 1970.

    The driver takes a hundred times longer over an instant than over a number.
    """
    written = r"CASE WHEN \1 IS NOT NULL THEN $epoch + duration({microseconds: \1}) END"
    return _INSTANT.sub(written, statement)


_BATCH: LiteralString = """
MATCH (:Xietu {id: 'xietu', writer: $writer})
MATCH (l:Load {id: $load, state: 'incoming'})
CREATE (:Batch {loadId: $load, rows: 'kind', first: $first, count: size($rows)})-[:BATCH_OF]->(l)
"""
_EACH: LiteralString = "WITH *\nUNWIND $rows AS row"
_DEPARTMENTS: LiteralString = """
CREATE (:Department {
  loadId: $load, key: row[0], id: row[1], name: row[2], initials: row[3],
  shortNames: row[4], shortInitials: row[5]})
RETURN count(*)
"""
_ITEMS: LiteralString = """
CREATE (:Item {loadId: $load, key: row[0], id: row[1], name: row[2], initials: row[3]})
RETURN count(*)
"""
_UNITS: LiteralString = """
MATCH (department:Department) WHERE elementId(department) = $departments[row[4]]
CREATE (:Unit {loadId: $load, key: row[0], id: row[1], name: row[2], initials: row[3]})
  -[:PART_OF]->(department)
RETURN count(*)
"""
_CASES: LiteralString = """
MATCH (item:Item) WHERE elementId(item) = $items[row[1]]
CREATE (:Case {
  loadId: $load, id: row[0], startedAt: instant(row[2]), finishedAt: instant(row[3]),
  closed: row[4], throughputSeconds: row[5]})-[:OF_ITEM]->(item)
RETURN count(*)
"""
_HANDOFFS: LiteralString = """
MATCH (sender:Department) WHERE elementId(sender) = $departments[row[1]]
MATCH (receiver:Department) WHERE elementId(receiver) = $departments[row[2]]
MATCH (item:Item) WHERE elementId(item) = $items[row[3]]
CREATE (sender)<-[:FROM_DEPARTMENT]-(h:Handoff {
  loadId: $load, number: row[0], case: row[4], activity: row[5], kind: row[6], open: row[7],
  binding: row[8], sentAt: instant(row[9]), enabledAt: instant(row[10]),
  receivedAt: instant(row[11]), startedAt: instant(row[12]), waitSeconds: row[13]})
  -[:TO_DEPARTMENT]->(receiver)
CREATE (h)-[:OF_ITEM]->(item)
RETURN count(*)
"""
_PAIRS: LiteralString = """
MATCH (sender:Department) WHERE elementId(sender) = $departments[row[0]]
MATCH (receiver:Department) WHERE elementId(receiver) = $departments[row[1]]
CREATE (sender)-[:HANDS_TO {
  handoffs: row[2], returns: row[3], waits: row[4], waitSeconds: row[5],
  medianWaitSeconds: row[6], months: row[7], forward: row[8], returned: row[9],
  forwardWaits: row[10], returnedWaits: row[11], forwardWaitMicros: row[12],
  returnedWaitMicros: row[13], waitMicros: row[14]}]->(receiver)
RETURN count(*)
"""
_PARTS: LiteralString = """
CREATE (:TablePart {loadId: $load, table: row[0], part: row[1], bytes: row[2]})
RETURN count(*)
"""
BATCHES: dict[str, LiteralString] = {
    kind: _BATCH.replace("kind", kind) + _EACH + _with_instants(rows)
    for kind, rows in (
        ("departments", _DEPARTMENTS),
        ("items", _ITEMS),
        ("units", _UNITS),
        ("cases", _CASES),
        ("handoffs", _HANDOFFS),
        ("causal", _PAIRS),
        ("consecutive", of_rule(_PAIRS, "consecutive")),
        ("parts", _PARTS),
    )
}
"""What keeps each kind of row, in the order in which they are sent."""

PLACES: tuple[LiteralString, LiteralString] = (
    "MATCH (n:Department {loadId: $load}) WHERE n.id IS NOT NULL RETURN n.key, elementId(n)",
    "MATCH (n:Item {loadId: $load}) WHERE n.id IS NOT NULL RETURN n.key, elementId(n)",
)
"""Where the server has the departments and the items."""

DONE: LiteralString = """
MATCH (b:Batch {loadId: $load}) WHERE b.rows IS NOT NULL AND b.first IS NOT NULL
RETURN b.rows, b.first, b.count ORDER BY b.rows, b.first
"""
COUNTS: LiteralString = """
RETURN
  COUNT { (:Department {loadId: $load}) },
  COUNT { (:Item {loadId: $load}) },
  COUNT { MATCH (n:Unit {loadId: $load}) WHERE n.id IS NOT NULL },
  COUNT { MATCH (n:Case {loadId: $load}) WHERE n.id IS NOT NULL },
  COUNT { MATCH (n:Handoff {loadId: $load}) WHERE n.case IS NOT NULL },
  COUNT { (:Department {loadId: $load})-[:HANDS_TO]->() },
  COUNT { (:Department {loadId: $load})-[:FOLLOWED_BY]->() },
  COUNT { (:TablePart {loadId: $load}) }
"""
