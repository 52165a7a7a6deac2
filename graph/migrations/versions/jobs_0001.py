"""Jobs and how far they are."""

import sqlalchemy as sa
from alembic import op

from graph.database import Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table of jobs."""
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("strict", sa.Boolean, nullable=False),
        sa.Column("ask_columns", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("done", sa.BigInteger, nullable=False),
        sa.Column("total", sa.BigInteger),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("started_at", Instant),
        sa.Column("stage_at", Instant),
        sa.Column("finished_at", Instant),
        sa.Column("process", sa.Integer),
        sa.Column("load_id", sa.Text),
        sa.Column("message_zh", sa.Text, nullable=False),
        sa.Column("message_en", sa.Text, nullable=False),
        sa.Column("columns", sa.JSON),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Drop the table of jobs."""
    op.drop_table("jobs")
