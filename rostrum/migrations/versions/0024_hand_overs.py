"""Records of hand-overs: who handed a badge over, how the person was identified, and who took it for its holder."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Add the column; of earlier hand-overs only the time is known."""
    op.add_column("badges", sa.Column("hand_over", sa.Text))
