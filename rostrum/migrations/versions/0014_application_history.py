"""History of applications: their steps, what a correction changed, and the photos that it replaced."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Create the tables, and add the topics that were corrected since an agency's last finding."""
    for agency in ("accreditation", "security"):
        op.add_column("applications", sa.Column(f"{agency}_corrected", sa.String(80)))
    op.create_table(
        "application_history",
        sa.Column("application_id", sa.String(48), _of_application(), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("agency", sa.String(20)),
        sa.Column("officer", sa.String(48)),
        sa.Column("details", sa.Text, nullable=False),
    )
    op.create_table(
        "replaced_photos",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("application_id", sa.String(48), _of_application(), nullable=False, index=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("jpeg", sa.LargeBinary, nullable=False),
        sa.Column("thumbnail", sa.LargeBinary, nullable=False),
    )


def _of_application() -> sa.ForeignKey:
    return sa.ForeignKey("applications.id", ondelete="CASCADE")
