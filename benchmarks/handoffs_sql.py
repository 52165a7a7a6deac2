"""The handoffs as a good hand-written DuckDB script would derive them: the peer of our own way.

Both scripts read the encoded steps and the ruler from Parquet and write the columns of
``graph.tables.HANDOFFS``, as ``graph`` does.
"""

CONSECUTIVE = """
COPY (
  WITH steps AS (
    SELECT *, coalesce(started_us, finished_us) AS start_us
    FROM read_parquet('{encoded}/steps.parquet') WHERE department_key <> 0),
  pairs AS (
    SELECT *, lag(department_key) OVER w AS sender_key, lag(step_key) OVER w AS from_step,
           lag(finished_us) OVER w AS sent_us, lag(finished_at) OVER w AS sent_at,
           row_number() OVER (PARTITION BY case_key, department_key ORDER BY start_us, sequence) AS visit
    FROM steps WINDOW w AS (PARTITION BY case_key ORDER BY start_us, sequence)),
  placed AS (
    SELECT *, least(sent_us, start_us) AS low, start_us AS high
    FROM pairs WHERE sender_key IS NOT NULL),
  ruled AS (
    SELECT p.*,
      h.before + greatest(least(p.high % 86400000000, h.to_1), h.from_1) - h.from_1
        + greatest(least(p.high % 86400000000, h.to_2), h.from_2) - h.from_2
      - l.before - greatest(least(p.low % 86400000000, l.to_1), l.from_1) + l.from_1
        - greatest(least(p.low % 86400000000, l.to_2), l.from_2) + l.from_2 AS worked
    FROM placed p
    JOIN read_parquet('{encoded}/ruler.parquet') l ON l.day = p.low // 86400000000
    JOIN read_parquet('{encoded}/ruler.parquet') h ON h.day = p.high // 86400000000)
  SELECT step_key + 1 AS handoff_id, case_key, item_key, sender_key,
         department_key AS receiver_key, from_step, step_key AS to_step,
         nullif(stage_key, 0) AS stage_key, activity_key, sent_at,
         least(sent_at, coalesce(started_at, finished_at)) AS enabled_at, received_at,
         coalesce(started_at, finished_at) AS started_at,
         worked / 1e6 AS wait_working, (high - low) / 1e6 AS wait_calendar,
         CAST(NULL AS DOUBLE) AS transfer_working, CAST(NULL AS DOUBLE) AS transfer_calendar,
         0.0::DOUBLE AS slack_working, 0.0::DOUBLE AS slack_calendar, true AS binding,
         CAST(CASE WHEN sender_key = department_key THEN 2 WHEN visit > 1 THEN 1 ELSE 0 END AS TINYINT) AS kind,
         false AS open, CAST(if(started_us IS NULL, 2, 1) AS TINYINT) AS evidence
  FROM ruled ORDER BY handoff_id
) TO '{out}'
"""

CAUSAL = [
    # the oracle: activities seen in both orders and not as a short loop
    """CREATE TEMP TABLE steps AS
       SELECT *, coalesce(started_us, finished_us) AS start_us
       FROM read_parquet('{encoded}/steps.parquet')""",
    """CREATE TEMP TABLE pairs AS
       SELECT a, b, count(*) AS n, count(*) FILTER (a = c) AS loops FROM (
         SELECT activity_key AS a, lead(activity_key) OVER w AS b, lead(activity_key, 2) OVER w AS c
         FROM steps WINDOW w AS (PARTITION BY case_key ORDER BY finished_us, sequence))
       WHERE b IS NOT NULL GROUP BY ALL""",
    """CREATE TEMP TABLE parallel AS
       SELECT x.a, x.b FROM pairs x JOIN pairs y ON x.a = y.b AND x.b = y.a
       WHERE x.a <> x.b AND abs(x.n - y.n) / (x.n + y.n + 1) < 0.9
         AND (x.loops + y.loops) / (x.loops + y.loops + 1) < 0.9""",
    # candidates, and what is before a candidate of its own
    """CREATE TEMP TABLE candidates AS
       SELECT y.step_key AS y, x.step_key AS x
       FROM steps x JOIN steps y
         ON x.case_key = y.case_key AND y.finished_us < x.finished_us AND y.finished_us <= x.start_us
       ANTI JOIN parallel p ON p.a = y.activity_key AND p.b = x.activity_key""",
    """CREATE TEMP TABLE ancestors AS
       SELECT y, x FROM candidates UNION
       SELECT a.y, b.x FROM candidates a JOIN candidates b ON a.x = b.y""",
    """CREATE TEMP TABLE covered AS
       SELECT DISTINCT a.y, c.x FROM ancestors a JOIN candidates c ON a.x = c.y""",
    """CREATE TEMP TABLE predecessors AS
       SELECT c.y, c.x, row_number() OVER (PARTITION BY c.x ORDER BY c.y DESC) = 1 AS binding
       FROM candidates c ANTI JOIN covered v ON c.y = v.y AND c.x = v.x""",
    """CREATE TEMP TABLE first_visit AS
       SELECT case_key, department_key, min(step_key) AS step_key, arg_min(finished_us, step_key) AS ended
       FROM steps GROUP BY ALL""",
    """COPY (
      WITH bound AS (
        SELECT p.x, y.finished_us AS enabled_us, y.finished_at AS enabled_at
        FROM predecessors p JOIN steps y ON y.step_key = p.y WHERE p.binding),
      rows AS (
        SELECT p.y, p.x, p.binding, s.department_key AS sender_key, s.finished_us AS sent_us,
               s.finished_at AS sent_at, r.*, b.enabled_us, b.enabled_at,
               f.step_key < p.x AND f.ended <= r.start_us AS back
        FROM predecessors p JOIN steps s ON s.step_key = p.y JOIN steps r ON r.step_key = p.x
        JOIN bound b ON b.x = p.x
        JOIN first_visit f ON f.case_key = r.case_key AND f.department_key = r.department_key),
      ruled AS (
        SELECT w.*,
          h.before + greatest(least(w.start_us % 86400000000, h.to_1), h.from_1) - h.from_1
            + greatest(least(w.start_us % 86400000000, h.to_2), h.from_2) - h.from_2 AS high,
          l.before + greatest(least(w.enabled_us % 86400000000, l.to_1), l.from_1) - l.from_1
            + greatest(least(w.enabled_us % 86400000000, l.to_2), l.from_2) - l.from_2 AS low,
          e.before + greatest(least(w.sent_us % 86400000000, e.to_1), e.from_1) - e.from_1
            + greatest(least(w.sent_us % 86400000000, e.to_2), e.from_2) - e.from_2 AS early
        FROM rows w
        JOIN read_parquet('{encoded}/ruler.parquet') h ON h.day = w.start_us // 86400000000
        JOIN read_parquet('{encoded}/ruler.parquet') l ON l.day = w.enabled_us // 86400000000
        JOIN read_parquet('{encoded}/ruler.parquet') e ON e.day = w.sent_us // 86400000000)
      SELECT row_number() OVER (ORDER BY x, y) AS handoff_id, case_key, item_key, sender_key,
             department_key AS receiver_key, y AS from_step, x AS to_step,
             nullif(stage_key, 0) AS stage_key, activity_key, sent_at, enabled_at, received_at,
             coalesce(started_at, finished_at) AS started_at,
             if(binding, (high - low) / 1e6, NULL) AS wait_working,
             if(binding, (start_us - enabled_us) / 1e6, NULL) AS wait_calendar,
             CAST(NULL AS DOUBLE) AS transfer_working, CAST(NULL AS DOUBLE) AS transfer_calendar,
             (low - early) / 1e6 AS slack_working, (enabled_us - sent_us) / 1e6 AS slack_calendar,
             binding,
             CAST(CASE WHEN sender_key = department_key THEN 2 WHEN back THEN 1 ELSE 0 END AS TINYINT) AS kind,
             false AS open, CAST(if(started_us IS NULL, 2, 1) AS TINYINT) AS evidence
      FROM ruled ORDER BY handoff_id
    ) TO '{out}'""",
]
"""The same definition by joins; two rounds of ancestors close the relation on this log."""
