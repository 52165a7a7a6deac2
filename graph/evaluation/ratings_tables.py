"""The tables of ratings: who answered stands apart from what was answered.

A rater has another random key in each dimension of each round of each load; answers have random
ids, are written by these and carry no time, so that neither order nor key tells who gave which.
"""

import sqlalchemy as sa

from graph.database import metadata

ROUNDS = sa.Table(
    "rating_rounds",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("store", sa.Text, nullable=False),
    sa.Column("load_id", sa.Text, nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Index("ix_rating_rounds_load", "store", "load_id"),
    sqlite_with_rowid=False,
)

RATERS = sa.Table(
    "rating_raters",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column(
        "round_key", sa.ForeignKey(ROUNDS.c.id, ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("department_id", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

ANSWERS = sa.Table(
    "rating_answers",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column(
        "rater_key", sa.ForeignKey(RATERS.c.id, ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("dimension", sa.Text, nullable=False),
    sa.Column("ratee_id", sa.Text, nullable=False),
    sa.Column("score", sa.Float),  # null: 不了解
    sqlite_with_rowid=False,
)
