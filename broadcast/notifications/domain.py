"""Followers of sessions, and what they are told of a session. Pure."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from broadcast.board.domain.highlights import expected_end, expected_start
from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.shown import ShownSession

KEPT_AFTER = timedelta(days=2)
"""How long followers of a session are stored after its day, and all after the last day of the event."""

IMMINENT = timedelta(days=1)
"""Changes of sessions that begin within this time are sent with high urgency."""

SHORTEST_TTL, LONGEST_TTL = timedelta(minutes=15), timedelta(days=1)
"""How long a push service may keep a message for a device that is off: until the session's end, within these."""

_WITHOUT_HOURS = frozenset({Phase.IN_SESSION, Phase.ADJOURNED, Phase.CANCELLED})
"""Phases in which another planned time is no news."""


class News(StrEnum):
    """Kind of change that followers are told of."""

    PHASE = "phase"
    RESUMED = "resumed"
    TIME = "time"
    ROOM = "room"
    TIME_AND_ROOM = "time_and_room"


class SessionState(Struct, frozen=True):
    """The part of a session whose changes are told. `at`: its start, or its resumption while it is suspended."""

    phase: str
    room: str
    at: datetime | None

    def to_text(self) -> str:
        """Return the state as text; equal states have equal texts."""
        return msgspec.json.encode(self).decode()


class Subscription(Struct, frozen=True, kw_only=True):
    """A browser at its push service: address, public key and shared secret, both in base64url (RFC 8291)."""

    endpoint: str
    public_key: str
    secret: str

    @property
    def device(self) -> str:
        """The digest by which followers of one browser are found."""
        return device_of(self.endpoint)


def device_of(endpoint: str) -> str:
    """Return the digest of the address of a browser at its push service."""
    return hashlib.sha256(endpoint.encode()).hexdigest()


def state_of(session: ShownSession) -> SessionState:
    """Return the state of a session of which followers are told."""
    at: datetime | None = expected_start(session)
    if session.phase == Phase.SUSPENDED or (session.phase == Phase.POSTPONED and session.until is None):
        at = session.until
    return SessionState(session.phase, session.room, at)


def read_state(text: str) -> SessionState:
    """Return a state from its text."""
    return msgspec.json.decode(text, type=SessionState)


def find_news(told: SessionState, state: SessionState) -> News | None:
    """Return what followers are told who know `told`; None for nothing, as of an adjournment."""
    if state.phase == Phase.ADJOURNED:
        return None
    if state.phase != told.phase:
        is_resumed = (told.phase, state.phase) == (Phase.SUSPENDED, Phase.IN_SESSION)
        return News.RESUMED if is_resumed else News.PHASE
    is_elsewhere = state.room != told.room and state.phase != Phase.CANCELLED
    if state.at != told.at and state.phase not in _WITHOUT_HOURS:
        return News.TIME_AND_ROOM if is_elsewhere else News.TIME
    return News.ROOM if is_elsewhere else None


def time_to_live(session: ShownSession, now: datetime) -> timedelta:
    """Return how long a push service may keep a message about a session."""
    return min(max(expected_end(session) - now, SHORTEST_TTL), LONGEST_TTL)


def urgency_of(session: ShownSession, now: datetime) -> str:
    """Return the urgency of a message about a session (RFC 8030 §5.3)."""
    return "high" if expected_start(session) - now <= IMMINENT else "normal"


def topic_of(session_id: str) -> str:
    """Return the topic of a session's messages, of which a push service keeps the newest (RFC 8030 §5.4)."""
    return hashlib.sha256(session_id.encode()).hexdigest()[:32]


def is_served_by(endpoint: str, services: Collection[str]) -> bool:
    """Whether an address is one of these hosts, or of a host below one of them."""
    host = urlsplit(endpoint).hostname or ""
    return any(host == service or host.endswith(f".{service}") for service in services)
