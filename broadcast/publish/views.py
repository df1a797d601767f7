"""What public pages show of the board: a session with what belongs to it, a room with its sessions."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from broadcast.board.domain.highlights import Highlights, find_highlights
from broadcast.board.domain.shown import ShownInterpretation, ShownSession, ShownSpeakers
from broadcast.feed.public_board import PublicBoard


class SessionView(Struct, frozen=True, kw_only=True):
    """What the page of a session shows of the board; `previous` and `following` are those in the same room.

    `former_room` is the name of the room that it was moved from, "" if it was not.
    """

    session: ShownSession
    speakers: ShownSpeakers | None
    interpretation: ShownInterpretation | None
    previous: ShownSession | None
    following: ShownSession | None
    former_room: str


class RoomView(Struct, frozen=True, kw_only=True):
    """What the page of a room shows of the board: its sessions in the order of the programme."""

    id: str
    name: str
    highlights: Highlights
    sessions: Sequence[ShownSession]


def find_session(board: PublicBoard, session_id: str) -> SessionView | None:
    """Return the view of a session, None if the public board has none with this id."""
    session = next((one for one in board.sessions if one.id == session_id), None)
    if session is None:
        return None
    neighbours = [one for one in board.sessions if one.room == session.room]
    place = neighbours.index(session)
    return SessionView(
        session=session,
        speakers=next((one for one in board.speakers if one.session == session_id), None),
        interpretation=next((one for one in board.interpretations if one.session == session_id), None),
        previous=neighbours[place - 1] if place else None,
        following=neighbours[place + 1] if place + 1 < len(neighbours) else None,
        former_room=_name_room(board, session.previous_room) if session.previous_room else "",
    )


def _name_room(board: PublicBoard, room_id: str) -> str:
    names = {room.id: room.name for room in board.event.rooms} if board.event else {}
    return names.get(room_id, room_id)


def find_room(board: PublicBoard, room_id: str, now: datetime) -> RoomView | None:
    """Return the view of a room at `now`, None if the public board has neither the room nor a session in it."""
    sessions = [one for one in board.sessions if one.room == room_id]
    names = {one.room: one.room_name for one in sessions}
    names.update({room.id: room.name for room in board.event.rooms} if board.event else {})
    if room_id not in names:
        return None
    highlights = find_highlights(sessions, now=now, zone=board.zone)
    return RoomView(id=room_id, name=names[room_id], highlights=highlights, sessions=sessions)
