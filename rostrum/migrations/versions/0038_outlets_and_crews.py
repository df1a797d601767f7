"""What officers know of outlets, their focal points, letters of assignment, the people of crews, and merges."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Add the columns of outlets and the tables of crews."""
    op.add_column("outlets", sa.Column("kind", sa.String(20)))
    op.add_column("outlets", sa.Column("country", sa.String(2), nullable=False, server_default=""))
    op.add_column("outlets", sa.Column("quota", sa.Integer))
    op.add_column("outlets", sa.Column("late_places", sa.Integer, nullable=False, server_default="0"))
    op.add_column("outlets", sa.Column("late_until", sa.String(32)))
    op.add_column("outlets", sa.Column("blocked_at", sa.String(32)))
    op.add_column("outlets", sa.Column("merged_into", sa.String(48)))
    op.add_column("outlets", sa.Column("version", sa.Integer, nullable=False, server_default="0"))
    op.create_index("ix_outlets_merged_into", "outlets", ["merged_into"])
    _create_crews()
    op.create_table(
        "outlet_merges",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("source_id", sa.String(48), sa.ForeignKey("outlets.id"), nullable=False),
        sa.Column("source_name", sa.String(200), nullable=False),
        sa.Column("target_id", sa.String(48), sa.ForeignKey("outlets.id"), nullable=False, index=True),
        sa.Column("officer", sa.String(48), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("moved", sa.Text, nullable=False),
        sa.Column("undone_at", sa.String(32)),
    )


def _create_crews() -> None:
    op.create_table(
        "focal_points",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("outlet_id", sa.String(48), sa.ForeignKey("outlets.id"), nullable=False, index=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("link_generation", sa.Integer, nullable=False),
        sa.Column("invited_at", sa.String(32), nullable=False),
        sa.Column("ended_at", sa.String(32)),
    )
    op.create_table(
        "crew_letters",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("outlet_id", sa.String(48), sa.ForeignKey("outlets.id"), nullable=False, index=True),
        sa.Column("focal_point", sa.String(48), sa.ForeignKey("focal_points.id"), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("media", sa.String(8), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("filed_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "crew_letter_pages",
        sa.Column("letter_id", sa.String(48), sa.ForeignKey("crew_letters.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "crew_members",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("outlet_id", sa.String(48), sa.ForeignKey("outlets.id"), nullable=False, index=True),
        sa.Column("letter_id", sa.String(48), sa.ForeignKey("crew_letters.id"), nullable=False),
        sa.Column("typed", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("form_hash", sa.String(64), unique=True),
        sa.Column("added_at", sa.String(32), nullable=False),
        sa.Column("apply_until", sa.String(32)),
        sa.Column("replaces", sa.String(48)),
        sa.Column("version", sa.Integer, nullable=False),
    )
