"""Staff, logins, throttle and the audit log."""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
