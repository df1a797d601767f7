"""Files that are made when a letter is sent, and decisions that are shown to applicants later."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Add the enclosure of a letter with its texts, and the release of a decision with what is shown until then."""
    op.add_column("letters", sa.Column("encloses", sa.String(40), nullable=False, server_default=""))
    op.add_column("letters", sa.Column("enclosing_text", sa.Text, nullable=False, server_default=""))
    op.add_column("letters", sa.Column("enclosing_html", sa.Text, nullable=False, server_default=""))
    op.add_column("applications", sa.Column("withheld", sa.Text))
    op.add_column("applications", sa.Column("withheld_until", sa.String(32)))
    op.create_index("ix_applications_withheld", "applications", ["withheld_until"])
