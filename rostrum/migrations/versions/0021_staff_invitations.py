"""E-mail addresses and latest sign-ins of staff, and the links that set a password."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the columns of staff and the table of links."""
    op.add_column("staff", sa.Column("email", sa.String(254)))
    op.add_column("staff", sa.Column("signed_in_at", sa.String(32)))
    op.create_index("staff_email", "staff", ["email"], unique=True)
    op.create_table(
        "password_links",
        sa.Column("secret_hash", sa.String(64), primary_key=True),
        sa.Column("staff_id", sa.String(40), sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
    )
    op.create_index("password_links_staff_id", "password_links", ["staff_id"])
