"""Numbers of letters by state, and the age of the oldest that is due, also as metrics."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from prometheus_client import CollectorRegistry
from sqlalchemy import func, select

from conference.mail.states import LetterState
from conference.mail.tables import letters
from conference.metrics import Family
from conference.transactions import Transaction


class LetterCounts(Struct, frozen=True):
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


LETTERS = Family(
    name="rostrum_letters",
    kind="gauge",
    help="Letters of the outbox, by state; counted by each node with the part `desk`.",
    labels=("state",),
)
OLDEST_DUE = Family(
    name="rostrum_letters_oldest_due_seconds",
    kind="gauge",
    help="For how long the oldest letter that waits has been due; 0: none is.",
)
FAMILIES = (LETTERS, OLDEST_DUE)


class LetterMetrics:
    """Metrics of letters, as of the latest count."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._letters, self._oldest = LETTERS.gauge(registry), OLDEST_DUE.gauge(registry)

    def show(self, counts: LetterCounts) -> None:
        """Show these numbers from now on."""
        for state in LetterState:
            self._letters.labels(state.value).set(counts.by_state.get(state, 0))
        self._oldest.set(counts.oldest_due_s)
