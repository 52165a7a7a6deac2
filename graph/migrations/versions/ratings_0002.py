"""Ratings of departments by each other, raters apart from answers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _to(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.id", ondelete="CASCADE")


def upgrade() -> None:
    """Make the tables of ratings."""
    op.create_table(
        "rating_rounds",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("store", sa.Text, nullable=False),
        sa.Column("load_id", sa.Text, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Index("ix_rating_rounds_load", "store", "load_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rating_raters",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("round_key", sa.String(32), _to("rating_rounds"), nullable=False, index=True),
        sa.Column("department_id", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rating_answers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("rater_key", sa.String(32), _to("rating_raters"), nullable=False, index=True),
        sa.Column("dimension", sa.Text, nullable=False),
        sa.Column("ratee_id", sa.Text, nullable=False),
        sa.Column("score", sa.Float),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop the tables of ratings."""
    for name in ("answers", "raters", "rounds"):
        op.drop_table(f"rating_{name}")
