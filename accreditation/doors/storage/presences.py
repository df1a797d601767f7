"""Presences that change without a new scan: the record of such changes, and the end of a replaced badge's presences."""

from collections.abc import Sequence

from sqlalchemy import and_, delete, insert, select

from accreditation.badges.storage.tables import badges
from accreditation.doors.storage.tables import presence_changes, presences
from conference.storage import audit
from conference.transactions import Transaction


def note_presence_change(transaction: Transaction, badge_id: str) -> None:
    """Record at the end of the transaction that the presence of the badge has changed without a new scan."""
    transaction.at_end(_add_presence_changes, badge_id)


async def _add_presence_changes(transaction: Transaction, badge_ids: Sequence[str]) -> None:
    """Add the changes under the lock of the audit trail, so that their numbers grow in the order of commits."""
    await audit.hold_end(transaction.connection)
    rows = [{"badge_id": badge_id} for badge_id in sorted(badge_ids)]
    await transaction.connection.execute(insert(presence_changes), rows)


async def end_replaced_presences(transaction: Transaction, badge_ids: Sequence[str]) -> None:
    """End every presence recorded with an earlier badge of the people who were just given these badges.

    A person who is given a badge stands at the desk, so the zones that an earlier badge was in are left.
    """
    given = badges.alias("given")
    same_person = and_(given.c.application_id == badges.c.application_id, given.c.badge_id != badges.c.badge_id)
    earlier = select(badges.c.badge_id).join(given, same_person).where(given.c.badge_id.in_(badge_ids))
    ended = delete(presences).where(presences.c.badge_id.in_(earlier)).returning(presences.c.badge_id)
    for badge_id in (await transaction.connection.scalars(ended)).all():
        note_presence_change(transaction, badge_id)
