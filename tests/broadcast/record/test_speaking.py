"""Statements of a record: in order of time, with the room of their session at that time."""

from dataclasses import replace
from datetime import timedelta

from broadcast.board.domain.board import Revision, session_key
from broadcast.record.entries import Happening, Record, RecordEntry
from broadcast.record.speaking import list_statements
from tests.support.board_samples import MORNING, session, speaker

MINUTE = timedelta(minutes=1)


def make_record() -> Record:
    """Return a record of a session that is moved to another room between two statements."""
    moved = session("debate", room="annex")
    first = replace(speaker("VN"), began_at=MORNING + MINUTE, ended_at=MORNING + 3 * MINUTE)
    second = replace(speaker("FR"), began_at=MORNING + 5 * MINUTE)
    entries = [
        RecordEntry(at=MORNING, what=Happening.OPENED, subject=session("debate"), session="debate"),
        RecordEntry(at=MORNING + MINUTE, what=Happening.STATEMENT, subject=first, session="debate"),
        RecordEntry(at=MORNING + 4 * MINUTE, what=Happening.MOVED, subject=moved, session="debate"),
        RecordEntry(at=MORNING + 5 * MINUTE, what=Happening.STATEMENT, subject=second, session="debate"),
    ]
    return Record(revision=Revision("ep", 4), entries=entries, board={session_key("debate"): moved})


def test_statements_have_the_room_of_their_time() -> None:
    told = [(one.speaker.id, one.room, one.ended_at) for one in list_statements(make_record())]
    assert told == [("VN", "hall", MORNING + 3 * MINUTE), ("FR", "annex", None)]
