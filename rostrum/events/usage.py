"""What the installation uses of its event: applications, badges, grants, doors, and the sessions of the board."""

from accreditation.doors.storage.event_usage import list_used_names
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.storage import SqlBoardStore
from conference.event.changes import EventUsage
from conference.transactions import Transaction

_NOT_BEGUN = (Phase.SCHEDULED, Phase.DELAYED, Phase.POSTPONED, Phase.CANCELLED)


async def read_usage(transaction: Transaction) -> EventUsage:
    """Return what is in use now. A room is in use once a session in it has begun."""
    used = await list_used_names(transaction)
    _, entries = await SqlBoardStore().list_entries(transaction)
    states = [entry.state for entry in entries if isinstance(entry.state, Session)]
    rooms = frozenset(state.room for state in states if state.phase not in _NOT_BEGUN)
    return EventUsage(used=used | {"rooms": rooms}, has_badges=bool(used["categories"]))
