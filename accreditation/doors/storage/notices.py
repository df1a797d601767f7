"""Store of notices."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from accreditation.doors.ports.devices import Notice
from accreditation.doors.storage.tables import notices
from conference.transactions import Transaction


class SqlNotices:
    """`accreditation.doors.ports.devices.NoticeStore` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, notice: Notice) -> None:
        """Add a notice."""
        row = {
            "id": notice.id,
            "text": notice.text,
            "badge_id": notice.badge_id,
            "doors": list(notice.doors),
            "posted_by": notice.posted_by,
            "posted_at": notice.posted_at,
            "expires_at": notice.expires_at,
        }
        await transaction.connection.execute(insert(notices).values(row))

    async def save_end(self, transaction: Transaction, notice_id: str, *, at: datetime) -> Notice | None:
        """End a notice and return it; None when it has ended or does not exist."""
        stands = (notices.c.id == notice_id) & notices.c.ended_at.is_(None)
        ended = await transaction.connection.execute(update(notices).where(stands).values(ended_at=at))
        if ended.rowcount != 1:
            return None
        row = (await transaction.connection.execute(select(notices).where(notices.c.id == notice_id))).one()
        return _row_to_notice(row)

    async def list_active(self, transaction: Transaction, *, now: datetime) -> list[Notice]:
        """List the notices that have neither ended nor expired, oldest first."""
        wanted = select(notices).where(notices.c.ended_at.is_(None), notices.c.expires_at > now)
        rows = await transaction.connection.execute(wanted.order_by(notices.c.posted_at, notices.c.id))
        return [_row_to_notice(row) for row in rows]


def _row_to_notice(row: Row[Any]) -> Notice:
    return Notice(
        id=row.id,
        text=row.text,
        badge_id=row.badge_id,
        doors=tuple(row.doors),
        posted_by=row.posted_by,
        posted_at=row.posted_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
    )
