"""The ratings among the checked tables of a load: a loader writes them, a store reads them once.

``ratings.parquet`` holds the answers of all rounds, ``rounds.json`` what is known of each round.
No store keeps either: they go into the relational database.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from graph.evaluation.ratings import Ratings, answers_of, facts_of, ratings_of

RATINGS = pa.schema(
    [
        pa.field("round_id", pa.string(), nullable=False),
        pa.field("rater_id", pa.string(), nullable=False),
        pa.field("ratee_id", pa.string(), nullable=False),
        pa.field("dimension", pa.string(), nullable=False),
        pa.field("score", pa.float64()),  # null: 不了解
    ]
)
ANSWERS, ROUNDS = "ratings.parquet", "rounds.json"


def write_ratings(folder: Path, rounds: Sequence[Ratings]) -> None:
    """Write the ratings of a load beside its checked tables."""
    rows = [
        {"round_id": one.round_id, "rater_id": i, "ratee_id": j, "dimension": k, "score": score}
        for one in rounds
        for k, i, j, score in answers_of(one)
    ]
    pq.write_table(pa.Table.from_pylist(rows, RATINGS), folder / ANSWERS)
    facts = [facts_of(one) for one in rounds]
    (folder / ROUNDS).write_text(json.dumps(facts, ensure_ascii=False, indent=1), "utf-8")


def read_ratings(folder: Path) -> Sequence[Ratings]:
    """Return the ratings among checked tables; none where the load brings none."""
    if not (folder / ANSWERS).is_file():
        return ()
    rows = pq.read_table(folder / ANSWERS).to_pylist()
    order = ("dimension", "rater_id", "ratee_id", "score")
    return [
        ratings_of(
            facts,
            (tuple(row[n] for n in order) for row in rows if row["round_id"] == facts["round_id"]),
        )
        for facts in json.loads((folder / ROUNDS).read_text("utf-8"))
    ]
