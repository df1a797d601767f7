"""Network address and browser of a login, which its person sees."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Add the columns; logins of before have neither."""
    for name in ("address", "browser"):
        op.add_column("logins", sa.Column(name, sa.String(64), nullable=False, server_default=""))
