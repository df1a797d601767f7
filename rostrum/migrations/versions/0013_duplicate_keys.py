"""Keys by which applications of one person are found: the folded Latin name and the folded e-mail address."""

import sqlalchemy as sa
from alembic import op

from accreditation.applications.domain.duplicates import email_key, name_key

revision = "0013"
down_revision = "0012"

_APPLICATIONS = sa.table(
    "applications", *map(sa.column, ("id", "given_name", "family_name", "email", "name_key", "email_key"))
)


def upgrade() -> None:
    """Add the columns with their indexes, and compute the keys of earlier applications."""
    op.add_column("applications", sa.Column("name_key", sa.String(200), nullable=False, server_default=""))
    op.add_column("applications", sa.Column("email_key", sa.String(254), nullable=False, server_default=""))
    connection = op.get_bind()
    for row in connection.execute(sa.select(_APPLICATIONS)).all():
        keys = {"name_key": name_key(f"{row.given_name} {row.family_name}"), "email_key": email_key(row.email)}
        connection.execute(sa.update(_APPLICATIONS).where(_APPLICATIONS.c.id == row.id).values(keys))
    for column in ("name_key", "email_key", "phone"):
        op.create_index(f"ix_applications_{column}", "applications", [column])
