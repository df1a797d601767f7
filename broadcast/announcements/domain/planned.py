"""Announcements that wait: as drafts, or for the time at which they are published."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from broadcast.board.domain.announcements import (
    Announcement,
    Level,
    is_for_press,
    missing_languages,
    missing_subjects,
)
from conference.errors import InvalidError, RuleError

LATE_AFTER = timedelta(minutes=1)
"""How long after its time an announcement that goes out is marked as late."""

LONGEST_SHOWN_MIN = 24 * 60
"""Largest number of minutes for which an announcement is shown, when it has no time of expiry."""


class PlannedState(StrEnum):
    """What became of a planned announcement; a missed one had expired before it could be published."""

    WAITING = "waiting"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    MISSED = "missed"


class Timing(Struct, frozen=True, kw_only=True):
    """When an announcement is published (None: when an operator does so), and how long it is shown.

    `expires_at` and `shown_for_min` (minutes from its publication) exclude one another; neither: until withdrawn.
    `is_listed`: the press page lists subject and time before the publication.
    """

    publish_at: datetime | None = None
    expires_at: datetime | None = None
    shown_for_min: int | None = None
    is_listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A planned announcement with its author (id and name), its second reader if any, and what became of it.

    `version` counts its changes from 1. `decided_at` is when it left the state WAITING, `is_late`: after its time.
    """

    id: str
    announcement: Announcement
    timing: Timing
    author_id: str
    author: str
    changed_at: datetime
    version: int = 1
    reader_id: str = ""
    reader: str = ""
    state: PlannedState = PlannedState.WAITING
    decided_at: datetime | None = None
    is_late: bool = False

    @property
    def is_scheduled(self) -> bool:
        """Whether it waits for its time."""
        return self.state is PlannedState.WAITING and self.timing.publish_at is not None

    @property
    def is_urgent(self) -> bool:
        """Whether it will cover other content."""
        return self.announcement.level is Level.URGENT


def check_timing(timing: Timing, now: datetime) -> None:
    """Raise InvalidError for a time that is past, or an expiry that is not after the publication.

    Codes: `announcement.publish_past`, `announcement.expiry_past`, `announcement.expiry_before`,
    `announcement.expiry_twice`.
    """
    if timing.publish_at is not None and timing.publish_at <= now:
        raise InvalidError("announcement.publish_past", {"publish_at": "announcement.publish_past"})
    if timing.expires_at is None:
        return
    if timing.shown_for_min is not None:
        raise InvalidError("announcement.expiry_twice", {"expires_at": "announcement.expiry_twice"})
    if timing.expires_at <= now:
        raise InvalidError("announcement.expiry_past", {"expires_at": "announcement.expiry_past"})
    if timing.publish_at is not None and timing.expires_at <= timing.publish_at:
        raise InvalidError("announcement.expiry_before", {"expires_at": "announcement.expiry_before"})


def check_waiting(planned: Planned) -> None:
    """Raise RuleError `announcement.decided` for one that was published, cancelled or missed."""
    if planned.state is not PlannedState.WAITING:
        raise RuleError("announcement.decided")


def check_complete(announcement: Announcement, languages: tuple[str, ...]) -> None:
    """Raise InvalidError `announcement.incomplete` with a field for each wording of text or subject that is missing.

    A prepared text is complete; a subject may be missing as a whole.
    """
    missing = () if announcement.template else missing_languages(announcement.text, languages)
    fields = {f"text.{code}": "announcement.text_missing" for code in missing}
    if announcement.subject:
        fields |= _name_missing_subjects(announcement, languages)
    if fields:
        raise InvalidError("announcement.incomplete", fields)


def check_listing(announcement: Announcement, timing: Timing, languages: tuple[str, ...]) -> None:
    """Raise InvalidError for an announcement that cannot be listed on the press page before its time.

    Codes: `announcement.listed_draft` without a time, `announcement.listed_elsewhere` for one that is not for the
    press, `announcement.incomplete` without a subject in the languages of the text.
    """
    if not timing.is_listed:
        return
    if timing.publish_at is None:
        raise InvalidError("announcement.listed_draft", {"publish_at": "announcement.listed_draft"})
    if not is_for_press(announcement):
        raise InvalidError("announcement.listed_elsewhere", {"destinations": "announcement.listed_elsewhere"})
    fields = _name_missing_subjects(announcement, languages)
    if fields:
        raise InvalidError("announcement.incomplete", fields)


def list_upcoming(waiting: Iterable[Planned], now: datetime) -> tuple[Planned, ...]:
    """Return those of the waiting announcements that the press page lists, in the same order."""
    scheduled = (one for one in waiting if one.is_scheduled and one.timing.is_listed)
    return tuple(one for one in scheduled if not is_due(one, now))


def approve(planned: Planned, *, reader_id: str, reader: str) -> Planned:
    """Return the announcement as read by a second person.

    Raises: RuleError `announcement.own_text` for its author, and as `check_waiting`.
    """
    check_waiting(planned)
    if reader_id == planned.author_id:
        raise RuleError("announcement.own_text")
    return replace(planned, reader_id=reader_id, reader=reader)


def expiry_of(timing: Timing, published_at: datetime) -> datetime | None:
    """Return until when an announcement is shown; the minutes count from its planned time, if it has one."""
    if timing.shown_for_min is None:
        return timing.expires_at
    return (timing.publish_at or published_at) + timedelta(minutes=timing.shown_for_min)


def is_due(planned: Planned, now: datetime) -> bool:
    """Return whether the time of a scheduled announcement has come."""
    at = planned.timing.publish_at
    return planned.state is PlannedState.WAITING and at is not None and at <= now


def publish(planned: Planned, now: datetime) -> Planned:
    """Return the announcement as published now; as missed if it has expired by its planned time.

    Raises: as `check_waiting`.
    """
    check_waiting(planned)
    expires_at = expiry_of(planned.timing, now)
    if expires_at is not None and expires_at <= now:
        return replace(planned, state=PlannedState.MISSED, decided_at=now, is_late=True)
    at = planned.timing.publish_at
    return replace(
        planned,
        announcement=replace(planned.announcement, posted_at=now, expires_at=expires_at),
        state=PlannedState.PUBLISHED,
        decided_at=now,
        is_late=at is not None and now > at + LATE_AFTER,
    )


def cancel(planned: Planned, now: datetime) -> Planned:
    """Return the announcement as cancelled. Raises: as `check_waiting`."""
    check_waiting(planned)
    return replace(planned, state=PlannedState.CANCELLED, decided_at=now)


def _name_missing_subjects(announcement: Announcement, languages: tuple[str, ...]) -> dict[str, str]:
    """Return the code of the problem by field, for each language in which the subject is missing."""
    return {f"subject.{code}": "announcement.subject_missing" for code in missing_subjects(announcement, languages)}
