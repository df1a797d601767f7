"""The board as a page renders it before its script starts: the feed's snapshot, decoded into types."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from broadcast.board.domain.alerts import AlertKind, AlertStatus
from broadcast.board.domain.announcements import Destination
from broadcast.board.domain.board import (
    ALERT,
    ANNOUNCEMENT,
    EVENT,
    INTERPRETATION,
    RATIFICATIONS,
    SESSION,
    SPEAKERS,
    TALLY,
    Revision,
)
from broadcast.board.domain.highlights import expected_end, expected_start
from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.shown import (
    ShownAlert,
    ShownAnnouncement,
    ShownEvent,
    ShownInterpretation,
    ShownRatifications,
    ShownSession,
    ShownSpeakers,
    ShownTally,
)
from broadcast.board.domain.timing import local_day
from broadcast.feed import wire

T = TypeVar("T")

_DATED_TEXTS = {"board.since": "board.since_day", "board.at": "board.at_day"}
_PHASE_TEXTS = {
    Phase.IN_SESSION.value: "board.since",
    Phase.SUSPENDED.value: "board.since",
    Phase.ADJOURNED.value: "board.at",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicBoard:
    """A snapshot of the feed in one language. `event` and `tally` are None until a programme is loaded."""

    revision: Revision
    at: datetime
    event: ShownEvent | None
    sessions: tuple[ShownSession, ...]
    tally: ShownTally | None
    announcements: tuple[ShownAnnouncement, ...]
    interpretations: tuple[ShownInterpretation, ...] = ()
    alerts: tuple[ShownAlert, ...] = ()
    speakers: tuple[ShownSpeakers, ...] = ()
    ratifications: ShownRatifications | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The venue's time zone."""
        return ZoneInfo(self.event.timezone if self.event else "UTC")


class PhaseTime(Struct, frozen=True):
    """Text about the time of a phase: the text's key, and the value of its `{time}` placeholder, if any.

    `dated_text` is the key of the text for a time on another day, with `{day}` and `{time}`; "" if `text` takes both.
    """

    text: str
    at: datetime | None
    dated_text: str = ""


def read_snapshot(payload: bytes) -> PublicBoard:
    """Decode a snapshot of the feed.

    Raises: ValueError: `payload` is not a snapshot.
    """
    message = wire.decode_message(payload)
    if not isinstance(message, wire.Snapshot):
        raise ValueError("not a snapshot")
    return PublicBoard(
        revision=Revision(message.epoch, message.offset),
        at=message.at,
        event=next(_decode_states(message, EVENT, ShownEvent), None),
        sessions=tuple(
            sorted(_decode_states(message, SESSION, ShownSession), key=lambda s: (s.starts_at, s.order, s.id))
        ),
        tally=next(_decode_states(message, TALLY, ShownTally), None),
        announcements=tuple(_decode_states(message, ANNOUNCEMENT, ShownAnnouncement)),
        interpretations=tuple(_decode_states(message, INTERPRETATION, ShownInterpretation)),
        alerts=tuple(_decode_states(message, ALERT, ShownAlert)),
        speakers=tuple(_decode_states(message, SPEAKERS, ShownSpeakers)),
        ratifications=next(_decode_states(message, RATIFICATIONS, ShownRatifications), None),
    )


def current_announcements(board: PublicBoard, now: datetime) -> list[ShownAnnouncement]:
    """Return the announcements that the web page shows now, urgent before others, newest first."""
    current = [
        announcement
        for announcement in board.announcements
        if is_for_web(announcement) and (announcement.expires_at is None or announcement.expires_at > now)
    ]
    return sorted(
        current, key=lambda announcement: (announcement.level == "urgent", announcement.posted_at), reverse=True
    )


def current_alerts(board: PublicBoard, now: datetime) -> list[ShownAlert]:
    """Return the alerts that are shown now, newest first, by the rule of `alert_view.mjs`.

    While one is actual, no exercise and no test is shown; an all-clear waits for the alerts.
    """
    current = [alert for alert in board.alerts if alert.expires_at > now]
    first = min(map(_alert_rank, current), default=None)
    return sorted((one for one in current if _alert_rank(one) == first), key=lambda one: one.sent_at, reverse=True)


def _alert_rank(alert: ShownAlert) -> tuple[bool, bool]:
    return alert.status != AlertStatus.ACTUAL, alert.kind == AlertKind.ALL_CLEAR


def is_for_web(announcement: ShownAnnouncement) -> bool:
    """Return whether the web page shows an announcement: one for everywhere, or for the web among others."""
    if announcement.destinations is None:
        return announcement.rooms is None
    return Destination.WEB in announcement.destinations


def phase_time(session: ShownSession, now: datetime) -> PhaseTime | None:
    """Return the same text about the time of a session's phase as `session_view.mjs`, or None."""
    text, at = _PHASE_TEXTS.get(session.phase, ""), session.since
    if session.phase == Phase.SUSPENDED and session.until:
        text, at = "board.resumes_at", session.until
    elif session.phase in (Phase.DELAYED, Phase.POSTPONED):
        text, at = "board.new_time", session.until
    if text and at:
        return PhaseTime(text, at, _DATED_TEXTS.get(text, ""))
    is_waiting = session.phase in (Phase.SCHEDULED, Phase.DELAYED)
    is_due = is_waiting and expected_start(session) <= now < expected_end(session)
    return PhaseTime("board.waiting", None) if is_due else None


def programme_moments(session: ShownSession) -> list[datetime]:
    """Return when a session is in the programme: its planned start, its expected one, its resumption."""
    moments = [session.starts_at, expected_start(session)]
    if session.phase == Phase.SUSPENDED and session.until:
        moments.append(session.until)
    return moments


def belongs_to(session: ShownSession, day: str, zone: tzinfo) -> bool:
    """Return whether a session is in the programme of a day: planned for, moved to or resumed on that day."""
    return any(local_day(at, zone).isoformat() == day for at in programme_moments(session))


def _decode_states(message: wire.Snapshot, prefix: str, kind: type[T]) -> Iterator[T]:
    for key, keyed in message.keys.items():
        if key.startswith(prefix) and bytes(keyed.state) != b"null":
            yield msgspec.json.decode(keyed.state, type=kind)
