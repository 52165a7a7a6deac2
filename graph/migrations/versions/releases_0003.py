"""Released figures of mutual evaluation, and the log of what was done with a round."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of releases."""
    op.create_table(
        "evaluation_releases",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("round_id", sa.Text, nullable=False, index=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("figures", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "evaluation_documents",
        sa.Column(
            "release_id",
            sa.Text,
            sa.ForeignKey("evaluation_releases.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("department_id", sa.Text, primary_key=True),
        sa.Column("figures", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "evaluation_log",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("round_id", sa.Text, nullable=False, index=True),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("release_id", sa.Text),
        sa.Column("who", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables of releases."""
    for name in ("log", "documents", "releases"):
        op.drop_table(f"evaluation_{name}")
