"""Presences that end because a badge was replaced."""

from collections.abc import Sequence

from sqlalchemy import and_, delete, select

from accreditation.badges.storage.tables import badges
from accreditation.doors.storage.tables import presences
from conference.transactions import Transaction


async def end_replaced_presences(transaction: Transaction, badge_ids: Sequence[str]) -> None:
    """End every presence recorded with an earlier badge of the people who were just given these badges.

    A person who is given a badge stands at the desk, so the zones that an earlier badge was in are left.
    """
    given = badges.alias("given")
    same_person = and_(given.c.application_id == badges.c.application_id, given.c.badge_id != badges.c.badge_id)
    earlier = select(badges.c.badge_id).join(given, same_person).where(given.c.badge_id.in_(badge_ids))
    await transaction.connection.execute(delete(presences).where(presences.c.badge_id.in_(earlier)))
