"""Numbers of letters by state, and the age of the oldest that is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from conference.mail.states import LetterState
from conference.mail.tables import letters
from conference.transactions import Transaction


@dataclass(frozen=True, slots=True)
class LetterCounts:
    """Letters by state, and for how many seconds the oldest waiting one has been due (0: none)."""

    by_state: Mapping[LetterState, int]
    oldest_due_s: float


async def count_letters(transaction: Transaction, now: datetime) -> LetterCounts:
    """Count the letters of the outbox."""
    by_state = select(letters.c.state, func.count()).group_by(letters.c.state)
    rows = (await transaction.connection.execute(by_state)).all()
    due_since = func.coalesce(letters.c.tried_since, letters.c.due_at)
    waiting = select(func.min(due_since)).where(letters.c.state == LetterState.WAITING.value, due_since <= now)
    oldest: datetime | None = await transaction.connection.scalar(waiting)
    age_s = (now - oldest).total_seconds() if oldest else 0.0
    return LetterCounts({LetterState(state): count for state, count in rows}, age_s)
