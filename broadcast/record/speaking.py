"""Who spoke when, from the record: one row for each statement and right of reply."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from broadcast.board.domain.board import session_key
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.speakers import Speaker
from broadcast.record.entries import Record


class Statement(Struct, frozen=True, kw_only=True):
    """A speaker who had the floor of a session in `room`; `ended_at` is None while the speaker has it."""

    began_at: datetime
    ended_at: datetime | None
    room: str
    session: Session
    speaker: Speaker


def list_statements(record: Record) -> Iterator[Statement]:
    """Return the statements by time."""
    rooms: dict[str, str] = {}
    for entry in record.entries:
        match entry.subject:
            case Session() as session:
                rooms[session.id] = session.room
            case Speaker() as speaker:
                found = record.board[session_key(entry.session)]
                if isinstance(found, Session):
                    room = rooms.get(found.id, found.room)
                    yield Statement(
                        began_at=entry.at, ended_at=speaker.ended_at, room=room, session=found, speaker=speaker
                    )
