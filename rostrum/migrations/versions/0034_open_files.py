"""Files that officers have open, and the reasons of refusals and revocations in the history of applications."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

_audit_log = sa.table("audit_log", sa.column("action"), sa.column("subject"), sa.column("details"))
_history = sa.table(
    "application_history", sa.column("application_id"), sa.column("version"), sa.column("details", sa.Text)
)
_WITH_REASON = ("accreditation:application:checked", "accreditation:application:revoked")


def upgrade() -> None:
    """Create the table of open files; copy the reason of each earlier step from the audit log."""
    op.create_table(
        "open_files",
        sa.Column("application_id", sa.String(48), _of_application(), primary_key=True),
        sa.Column("officer", sa.String(48), primary_key=True, index=True),
        sa.Column("agency", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("opened_at", sa.String(32), nullable=False),
        sa.Column("seen_at", sa.String(32), nullable=False),
    )
    _copy_reasons()


def _of_application() -> sa.ForeignKey:
    return sa.ForeignKey("applications.id", ondelete="CASCADE")


def _copy_reasons() -> None:
    connection = op.get_bind()
    entries = connection.execute(sa.select(_audit_log).where(_audit_log.c.action.in_(_WITH_REASON))).all()
    for entry in entries:
        details = json.loads(entry.details)
        if not details.get("reason"):
            continue
        this = sa.and_(_history.c.application_id == entry.subject, _history.c.version == details.get("version"))
        step = connection.scalar(sa.select(_history.c.details).where(this))
        if step is not None:
            with_reason = json.dumps({**json.loads(step), "reason": details["reason"]}, ensure_ascii=False)
            connection.execute(sa.update(_history).where(this).values(details=with_reason))
