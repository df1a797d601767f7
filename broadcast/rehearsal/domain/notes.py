"""Notes that staff write while a rehearsal runs, and the debrief list that is made of them."""

from dataclasses import dataclass
from datetime import date, datetime

from msgspec import Struct

LONGEST_TEXT = 2000
LONGEST_OWNER = 120


class Note(Struct, frozen=True, kw_only=True):
    """A note on a session and perhaps on a cue of its script. `shown_at` is the time of the rehearsal's clock."""

    id: str
    rehearsal_id: str
    session_id: str
    cue_id: str
    text: str
    written_by: str
    written_by_name: str
    shown_at: datetime
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DebriefItem:
    """What is to be done after a rehearsal, by which person or team, until which day.

    `note_id` is the note that it was made from, "" for a typed item. `version` counts its changes.
    """

    id: str
    rehearsal_id: str
    note_id: str
    text: str
    owner: str
    deadline: date | None
    created_at: datetime
    created_by_name: str
    done_at: datetime | None = None
    done_by_name: str = ""
    version: int = 1

    def is_overdue(self, today: date) -> bool:
        """Whether the item is not done and its day has passed."""
        return self.done_at is None and self.deadline is not None and self.deadline < today
