"""A session as an `Event` of schema.org, for search engines and assistants."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from broadcast.board.domain.highlights import expected_end, expected_start
from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.shown import ShownSession
from broadcast.feed.public_board import PublicBoard
from conference.languages import language

FLOOR = "floor"
"""Language of the channel that carries the original."""

_SCHEMA = "https://schema.org"


class _Status(Struct, frozen=True):
    """The status of schema.org, and whether its dates differ from the announced ones."""

    name: str
    is_moved: bool = False


def describe_session(session: ShownSession, board: PublicBoard, address: str) -> Mapping[str, Any]:
    """Return the JSON-LD of a session whose page is at the absolute `address`."""
    status, event = _find_status(session), board.event
    found: dict[str, Any] = {
        "@context": _SCHEMA,
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": session.title,
        "startDate": expected_start(session).astimezone(board.zone).isoformat(),
        "endDate": expected_end(session).astimezone(board.zone).isoformat(),
        "eventStatus": f"{_SCHEMA}/{status.name}",
        "inLanguage": _list_languages(session, board),
        "location": {"@type": "Place", "name": session.room_name, "address": event.venue if event else ""},
    }
    if status.is_moved:
        announced = session.previous_start or session.starts_at
        found["previousStartDate"] = announced.astimezone(board.zone).isoformat()
    if event:
        days = {"startDate": min(event.days).isoformat(), "endDate": max(event.days).isoformat()} if event.days else {}
        place = {"@type": "Place", "name": event.venue, "address": event.venue}
        found["superEvent"] = {"@type": "Event", "name": event.name, "location": place, **days}
    return found


def _find_status(session: ShownSession) -> _Status:
    if session.phase == Phase.CANCELLED:
        return _Status("EventCancelled")
    if session.phase == Phase.POSTPONED and session.until is None:
        return _Status("EventPostponed")
    if session.previous_start or expected_start(session) != session.starts_at:
        return _Status("EventRescheduled", is_moved=True)
    return _Status("EventScheduled")


def _list_languages(session: ShownSession, board: PublicBoard) -> list[str]:
    """Return the languages that listeners can choose, or that of the title if no channel is known."""
    channels = [channel for one in board.interpretations if one.session == session.id for channel in one.channels]
    spoken = dict.fromkeys(channel.language for channel in channels if channel.language != FLOOR)
    return list(spoken) or [language(session.language).tag]
