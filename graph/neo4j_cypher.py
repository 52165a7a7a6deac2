"""Every statement that Xietu sends to Neo4j; ``docs/graph-model.md`` tells what they make.

Handoffs by the rule ``causal`` are ``HANDS_TO``, those by ``consecutive`` ``FOLLOWED_BY``; the
statements about walks are written for the first and turned into the other by `of_rule`.
"""

from typing import LiteralString

SCHEMA: dict[str, LiteralString] = {
    "xietu_one": "CREATE CONSTRAINT xietu_one IF NOT EXISTS FOR (n:Xietu) REQUIRE n.id IS UNIQUE",
    "xietu_load": "CREATE CONSTRAINT xietu_load IF NOT EXISTS FOR (n:Load) REQUIRE n.id IS UNIQUE",
    "xietu_department": "CREATE CONSTRAINT xietu_department IF NOT EXISTS FOR (n:Department) "
    "REQUIRE (n.loadId, n.id) IS UNIQUE",
    "xietu_item": "CREATE CONSTRAINT xietu_item IF NOT EXISTS FOR (n:Item) "
    "REQUIRE (n.loadId, n.id) IS UNIQUE",
    "xietu_unit": "CREATE CONSTRAINT xietu_unit IF NOT EXISTS FOR (n:Unit) "
    "REQUIRE (n.loadId, n.id) IS UNIQUE",
    "xietu_case": "CREATE CONSTRAINT xietu_case IF NOT EXISTS FOR (n:Case) "
    "REQUIRE (n.loadId, n.id) IS UNIQUE",
    "xietu_part": "CREATE CONSTRAINT xietu_part IF NOT EXISTS FOR (n:TablePart) "
    "REQUIRE (n.loadId, n.table, n.part) IS UNIQUE",
    "xietu_batch": "CREATE CONSTRAINT xietu_batch IF NOT EXISTS FOR (n:Batch) "
    "REQUIRE (n.loadId, n.rows, n.first) IS UNIQUE",
    "xietu_handoff": "CREATE INDEX xietu_handoff IF NOT EXISTS FOR (n:Handoff) "
    "ON (n.loadId, n.case)",
    "xietu_case_id": "CREATE TEXT INDEX xietu_case_id IF NOT EXISTS FOR (n:Case) ON (n.id)",
}
NAMES: LiteralString = "SHOW INDEXES YIELD name RETURN name"
"""What of `SCHEMA` is there: a constraint has an index of its name."""


def of_rule(statement: LiteralString, rule: str) -> LiteralString:
    """Return a statement about walks for a rule.

    >>> of_rule("()-[:HANDS_TO]->()", "consecutive")
    '()-[:FOLLOWED_BY]->()'
    """
    return statement.replace("HANDS_TO", "FOLLOWED_BY") if rule == "consecutive" else statement


# --- loads ----------------------------------------------------------------------------------

LOADS: LiteralString = """
MATCH (l:Load {state: 'complete'})
RETURN l.manifest, EXISTS { (:Xietu {id: 'xietu'})-[:ACTIVE_LOAD]->(l) }, l.id
"""
LOAD: LiteralString = """
MATCH (l:Load {id: $load, state: 'complete'})
RETURN l.manifest, EXISTS { (:Xietu {id: 'xietu'})-[:ACTIVE_LOAD]->(l) }, l.id
"""
ACTIVE: LiteralString = """
MATCH (:Xietu {id: 'xietu'})-[:ACTIVE_LOAD]->(l:Load) RETURN l.manifest, true, l.id
"""
UNFINISHED: LiteralString = """
MATCH (l:Load) WHERE l.state <> 'complete' RETURN l.id, l.digest, l.state ORDER BY l.id
"""
SAME: LiteralString = """
MATCH (l:Load {digest: $digest}) WHERE l.state IN ['complete', 'incoming']
RETURN l.id, l.state ORDER BY l.state, l.id
"""
BEGIN: LiteralString = """
MATCH (x:Xietu {id: 'xietu', writer: $writer})
CREATE (l:Load {
  id: $load, state: 'incoming', digest: $digest, manifest: $manifest, source: $source,
  createdAt: $created, asOf: $as_of})
RETURN l.id
"""
INCOMING: LiteralString = """
MATCH (l:Load {id: $load, state: 'incoming'}) RETURN l.id
"""
FINISH: LiteralString = """
MATCH (x:Xietu {id: 'xietu', writer: $writer})
MATCH (l:Load {id: $load, state: 'incoming'})
SET l += $counts, l.state = 'complete'
WITH l
OPTIONAL MATCH (b:Batch)-[:BATCH_OF]->(l)
DETACH DELETE b
RETURN DISTINCT l.id
"""
ACTIVATE: LiteralString = """
MATCH (x:Xietu {id: 'xietu', writer: $writer})
MATCH (l:Load {id: $load, state: 'complete'})
OPTIONAL MATCH (x)-[old:ACTIVE_LOAD]->()
DELETE old
CREATE (x)-[:ACTIVE_LOAD]->(l)
RETURN l.id
"""
HIDE: LiteralString = """
MATCH (x:Xietu {id: 'xietu', writer: $writer})
MATCH (l:Load {id: $load})
OPTIONAL MATCH (x)-[old:ACTIVE_LOAD]->(l)
DELETE old
SET l.state = 'deleting'
RETURN l.id
"""
_SWEEP_ROWS: tuple[LiteralString, ...] = (
    "MATCH (n:Handoff {loadId: $load}) WHERE n.case IS NOT NULL "
    "CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS",
    "MATCH (n:Case {loadId: $load}) WHERE n.id IS NOT NULL "
    "CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS",
    "MATCH (n:TablePart {loadId: $load}) WHERE n.table IS NOT NULL AND n.part IS NOT NULL "
    "CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10 ROWS",
    "MATCH (n:Item {loadId: $load}) WHERE n.id IS NOT NULL "
    "CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS",
    "MATCH (n:Unit {loadId: $load}) WHERE n.id IS NOT NULL "
    "CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS",
    "MATCH (n:Department {loadId: $load}) WHERE n.id IS NOT NULL "
    "CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10 ROWS",
    "MATCH (n:Batch {loadId: $load}) WHERE n.rows IS NOT NULL AND n.first IS NOT NULL "
    "CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS",
)
SWEEP: tuple[LiteralString, ...] = (
    *_SWEEP_ROWS,
    "MATCH (n:Load {id: $load}) DETACH DELETE n",
    *_SWEEP_ROWS,  # of batches that were under way: none begins once its load is gone
)
STORE_ID: LiteralString = "MATCH (x:Xietu {id: 'xietu'}) RETURN coalesce(x.storeId, '')"
NEXT_NUMBER: LiteralString = """
MATCH (x:Xietu {id: 'xietu', writer: $writer})
SET x.lastLoads = [day IN coalesce(x.lastLoads, []) WHERE NOT day STARTS WITH $day] + $id
RETURN x.lastLoads
"""
KNOWN_IDS: LiteralString = """
OPTIONAL MATCH (x:Xietu {id: 'xietu'})
OPTIONAL MATCH (l:Load)
WITH coalesce(x.lastLoads, []) AS last, collect(l.id) AS ids
RETURN last + ids
"""

# --- one writer -----------------------------------------------------------------------------

CLAIM: LiteralString = """
MERGE (x:Xietu {id: 'xietu'})
SET x.claims = coalesce(x.claims, 0) + 1, x.storeId = coalesce(x.storeId, randomUUID())
WITH x
WHERE x.writer IS NULL OR x.writer IN [$writer, $gone] OR x.writerUntil < datetime()
SET x.writer = $writer, x.writerUntil = datetime() + duration({seconds: $seconds})
RETURN x.writer
"""
RENEW: LiteralString = """
MATCH (x:Xietu {id: 'xietu', writer: $writer})
SET x.writerUntil = datetime() + duration({seconds: $seconds})
RETURN x.id
"""
WRITER: LiteralString = "MATCH (x:Xietu {id: 'xietu'}) RETURN x.writer"
RELEASE: LiteralString = """
MATCH (x:Xietu {id: 'xietu', writer: $writer})
REMOVE x.writer, x.writerUntil
RETURN x.id
"""

READ_PARTS: LiteralString = """
MATCH (n:TablePart {loadId: $load, table: $table}) WHERE n.part IS NOT NULL
RETURN n.bytes ORDER BY n.part
"""

# --- walks ----------------------------------------------------------------------------------

ALL_PAIRS: LiteralString = """
MATCH (u:Department {loadId: $load})-[r:HANDS_TO]->(v) WHERE u.id IS NOT NULL
RETURN u.key, v.key, r.months, r.forward, r.returned, r.forwardWaits, r.returnedWaits,
  r.forwardWaitMicros, r.returnedWaitMicros
"""
NODES: LiteralString = """
MATCH (n:Department {loadId: $load}) WHERE n.id IS NOT NULL AND n.key <> 0
RETURN n.key, n.id, n.name ORDER BY n.key
"""
NEIGHBOURHOOD: LiteralString = """
MATCH (start:Department {loadId: $load, id: $start})
CALL (start) {
  RETURN start AS node, 0 AS distance
  UNION
  MATCH (start)-[r:HANDS_TO]-(node)
  WHERE $depth > 1 AND ($all OR any(i IN range(0, size(r.months) - 1)
    WHERE $first <= r.months[i] <= $last AND $forward * r.forward[i] + $back * r.returned[i] > 0))
  RETURN DISTINCT node, 1 AS distance
  UNION
  MATCH (start)-[r:HANDS_TO]-(near)
  WHERE $depth > 2 AND ($all OR any(i IN range(0, size(r.months) - 1)
    WHERE $first <= r.months[i] <= $last AND $forward * r.forward[i] + $back * r.returned[i] > 0))
  WITH DISTINCT near
  MATCH (near)-[r:HANDS_TO]-(node)
  WHERE $all OR any(i IN range(0, size(r.months) - 1)
    WHERE $first <= r.months[i] <= $last AND $forward * r.forward[i] + $back * r.returned[i] > 0)
  RETURN DISTINCT node, 2 AS distance
}
WITH node, min(distance) AS distance
MATCH (node)-[r:HANDS_TO]-()
WITH r, min(distance) + 1 AS distance
WITH startNode(r).id AS sender, endNode(r).id AS receiver, distance, r,
  CASE WHEN $all THEN [] ELSE
    [i IN range(0, size(r.months) - 1) WHERE $first <= r.months[i] <= $last] END AS counted
WITH sender, receiver, distance,
  CASE WHEN $all THEN r.handoffs ELSE
    reduce(n = 0, i IN counted | n + $forward * r.forward[i] + $back * r.returned[i]) END
    AS handoffs,
  CASE WHEN $all THEN r.returns ELSE
    reduce(n = 0, i IN counted | n + $back * r.returned[i]) END AS returns,
  CASE WHEN $all THEN r.waits ELSE
    reduce(n = 0, i IN counted | n + $forward * r.forwardWaits[i] + $back * r.returnedWaits[i])
    END AS waits,
  CASE WHEN $all THEN r.waitMicros ELSE reduce(n = 0, i IN counted |
    n + $forward * r.forwardWaitMicros[i] + $back * r.returnedWaitMicros[i]) END AS wait
WHERE handoffs > 0
RETURN collect(sender), collect(receiver), collect(handoffs), collect(returns), collect(waits),
  collect(wait), collect(distance)
"""
"""One row of columns: thousands of rows take the driver five times as long."""
_ALONG: LiteralString = """
WITH nodes(p) AS nodes, [r IN relationships(p) |
  CASE WHEN $all THEN [r.handoffs, r.returns, r.waits, r.waitMicros] ELSE
  reduce(sum = [0, 0, 0, 0], i IN range(0, size(r.months) - 1) |
    CASE WHEN $first <= r.months[i] <= $last THEN [
      sum[0] + $forward * r.forward[i] + $back * r.returned[i],
      sum[1] + $back * r.returned[i],
      sum[2] + $forward * r.forwardWaits[i] + $back * r.returnedWaits[i],
      sum[3] + $forward * r.forwardWaitMicros[i] + $back * r.returnedWaitMicros[i]]
    ELSE sum END) END] AS links
WHERE all(link IN links WHERE link[0] > 0)
WITH [n IN nodes | n.id] AS ids, links,
  reduce(least = links[0][0], link IN links |
    CASE WHEN link[0] < least THEN link[0] ELSE least END) AS handoffs,
  reduce(n = 0, link IN links | n + link[1]) AS returns,
  CASE WHEN any(link IN links WHERE link[2] = 0) THEN null ELSE
    reduce(s = 0.0, link IN links | s + toFloat(link[3]) / link[2] / 1000000.0) END AS waiting
"""
_BY_USE: LiteralString = """
RETURN ids, handoffs, returns, waiting
ORDER BY handoffs DESC, waiting IS NULL, waiting, size(ids), ids LIMIT $most
"""
_BY_WAIT: LiteralString = """
RETURN ids, handoffs, returns, waiting
ORDER BY waiting IS NULL, waiting, handoffs DESC, size(ids), ids LIMIT $most
"""
_ROUTES: LiteralString = """
MATCH (source:Department {loadId: $load, id: $source})
MATCH (target:Department {loadId: $load, id: $target})
MATCH p = (source)-[:HANDS_TO*1..4]->(target)
WHERE all(n IN nodes(p) WHERE single(m IN nodes(p) WHERE m = n))
"""
_RINGS: LiteralString = """
MATCH (first:Department {loadId: $load}) WHERE first.id IS NOT NULL
MATCH p = (first)-[:HANDS_TO*3..4]->(first)
WHERE all(n IN nodes(p)[1..-1] WHERE n.id > first.id
  AND single(m IN nodes(p)[1..-1] WHERE m = n))
"""
ROUTES_BY_USE: LiteralString = _ROUTES + _ALONG + _BY_USE
ROUTES_BY_WAIT: LiteralString = _ROUTES + _ALONG + _BY_WAIT
RINGS: LiteralString = _RINGS + _ALONG + "WITH * WHERE returns > 0" + _BY_USE


_LENGTHS: dict[int, LiteralString] = {1: "*1..1", 2: "*1..2", 3: "*1..3", 4: "*1..4"}
_SIZES: dict[int, LiteralString] = {3: "*3..3", 4: "*3..4"}


def of_length(statement: LiteralString, most: int) -> LiteralString:
    """Return a statement about routes or rings for at most so many handoffs.

    >>> of_length("()-[:X*1..4]->()", 2), of_length("()-[:X*3..4]->()", 3)
    ('()-[:X*1..2]->()', '()-[:X*3..3]->()')
    """
    lengths = _LENGTHS.get(most, "*1..4")
    return statement.replace("*1..4", lengths).replace("*3..4", _SIZES.get(most, "*3..4"))


SEARCH: LiteralString = """
CALL () {
  MATCH (n:Department {loadId: $load}) WHERE n.id IS NOT NULL AND n.key <> 0
  WITH n, [each IN [n.id, n.name] + coalesce(n.shortNames, []) | toLower(each)] AS texts
  WHERE any(each IN texts + [n.initials] + coalesce(n.shortInitials, []) WHERE each CONTAINS $text)
  RETURN 0 AS kind, n.id AS node, n.name AS called,
    CASE WHEN $text IN texts THEN 0
      WHEN any(each IN texts WHERE each STARTS WITH $text) THEN 1
      WHEN any(each IN texts WHERE each CONTAINS $text) THEN 2 ELSE 3 END AS how
  UNION ALL
  MATCH (n:Item {loadId: $load}) WHERE n.id IS NOT NULL
  WITH n, toLower(n.id) AS id, toLower(n.name) AS name
  WHERE id CONTAINS $text OR name CONTAINS $text OR n.initials CONTAINS $text
  RETURN 1 AS kind, n.id AS node, n.name AS called,
    CASE WHEN id = $text OR name = $text THEN 0
      WHEN id STARTS WITH $text OR name STARTS WITH $text THEN 1
      WHEN id CONTAINS $text OR name CONTAINS $text THEN 2 ELSE 3 END AS how
  UNION ALL
  MATCH (n:Case {loadId: $load}) WHERE n.id IS NOT NULL
  WITH n, toLower(n.id) AS id
  WHERE id CONTAINS $text
  WITH n, CASE WHEN id = $text THEN 0 WHEN id STARTS WITH $text THEN 1 ELSE 2 END AS how
  ORDER BY how, n.id LIMIT $most
  MATCH (n)-[:OF_ITEM]->(item)
  RETURN 2 AS kind, n.id AS node, item.name AS called, how
}
RETURN kind, node, called, how ORDER BY how, kind, node LIMIT $most
"""
