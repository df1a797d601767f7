"""Forms of planned announcements, and the announcements and times that they give."""

from datetime import date, datetime, time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from broadcast.announcements.domain.planned import LONGEST_SHOWN_MIN, Planned, Timing
from broadcast.board.domain.announcements import (
    Announcement,
    Destination,
    Level,
    Targets,
    compose_unfinished,
    with_subject,
    with_targets,
)
from broadcast.board.domain.timing import later_moment, local_day
from broadcast.board.ports import Board
from conference.web import Identifier

MOST_ROOMS = 200
"""Largest number of rooms that one announcement names."""


class PlannedForm(Struct, frozen=True, kw_only=True):
    """A planned announcement as typed: texts, level, targets, time of publication, minutes or time of expiry.

    `planned` is the one that is changed, empty for a new one, and `expected` its version. `listed` is not empty if the
    press page lists `subjects` and time before the publication.
    """

    act: Annotated[Literal["save"], Meta(extra={"error": "http_422"})] = "save"
    planned: Identifier = ""
    expected: int | None = None
    texts: Annotated[dict[str, str], Meta(extra={"prefix": "text."})] = {}
    subjects: Annotated[dict[str, str], Meta(extra={"prefix": "subject."})] = {}
    listed: Identifier = ""
    level: Level = Level.INFO
    rooms: Annotated[tuple[Identifier, ...], Meta(max_length=MOST_ROOMS)] = ()
    destinations: Annotated[tuple[Destination, ...], Meta(max_length=len(Destination))] = ()
    publish_day: date | None = None
    publish_at: time | None = None
    shown_for: Annotated[int, Meta(ge=1, le=LONGEST_SHOWN_MIN)] | None = None
    expires_day: date | None = None
    expires_at: time | None = None


class PlannedActForm(Struct, frozen=True, kw_only=True):
    """A button of a planned announcement, and its version as the operator saw it."""

    act: Annotated[Literal["approve", "publish", "cancel"], Meta(extra={"error": "http_422"})]
    planned: Identifier = ""
    expected: int | None = None


def read_moment_of_day(day: date | None, clock: time | None, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the moment of a time of the venue on a day (None: today); None without a time."""
    return None if clock is None else later_moment(day or local_day(now, zone), clock, now=now, zone=zone)


def read_timing(form: PlannedForm, *, now: datetime, zone: ZoneInfo) -> Timing:
    """Return the times of a form."""
    expires_at = read_moment_of_day(form.expires_day or form.publish_day, form.expires_at, now=now, zone=zone)
    return Timing(
        publish_at=read_moment_of_day(form.publish_day, form.publish_at, now=now, zone=zone),
        expires_at=expires_at,
        shown_for_min=form.shown_for,
        is_listed=bool(form.listed),
    )


def read_announcement(form: PlannedForm, board: Board, announcement_id: str) -> Announcement:
    """Return the announcement of a form; wordings may be missing. Raises InvalidError for one that is not accepted."""
    announcement = compose_unfinished(
        announcement_id,
        form.texts,
        languages=board.languages,
        now=board.clock.now(),
        level=form.level,
        targets=_targets_of(form),
    )
    return with_subject(announcement, form.subjects, board.languages)


def change_announcement(form: PlannedForm, board: Board, planned: Planned) -> Announcement:
    """Return the announcement of a form in place of a planned one; a prepared text stays as it is."""
    if planned.announcement.template is None:
        return read_announcement(form, board, planned.id)
    changed = with_targets(planned.announcement, form.level, _targets_of(form))
    return with_subject(changed, form.subjects, board.languages)


def _targets_of(form: PlannedForm) -> Targets:
    return Targets(rooms=form.rooms or None, destinations=form.destinations or None)
