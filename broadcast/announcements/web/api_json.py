"""JSON of planned announcements in the API (docs/api.md)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from broadcast.announcements.domain.planned import LONGEST_SHOWN_MIN, Planned, PlannedState
from broadcast.announcements.web.forms import MOST_ROOMS
from broadcast.board.domain.announcements import Destination, Level
from broadcast.feed.act_json import Moment
from conference.api.answers import CodeIn, NoteIn, SeenVersionIn


class PlannedOut(Struct, frozen=True, kw_only=True):
    """A planned announcement. `reader` is "" until a second person has read it; `version` is to be sent with an act."""

    id: str
    text: Mapping[str, str]
    subject: Mapping[str, str]
    level: Level
    rooms: tuple[str, ...] | None
    destinations: tuple[Destination, ...] | None
    publish_at: datetime | None
    expires_at: datetime | None
    shown_for_min: int | None
    is_listed: bool
    state: PlannedState
    author: str
    reader: str
    decided_at: datetime | None
    late: bool
    version: int


class PlannedListOut(Struct, frozen=True):
    """The planned announcements."""

    announcements: list[PlannedOut]


class PlannedIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A planned announcement: text by language, targets as of `announcements`, and its times.

    `expires_at` and `shown_for_min` exclude one another; neither: until withdrawn. Without `publish_at` it is a draft.
    `subject` is the heading for the press; with `is_listed` the public press page lists subject and time before the
    publication.
    """

    text: dict[str, NoteIn]
    subject: dict[str, NoteIn] = {}
    is_listed: bool = False
    level: Level = Level.INFO
    rooms: Annotated[list[CodeIn], Meta(max_length=MOST_ROOMS)] | None = None
    destinations: Annotated[list[Destination], Meta(max_length=len(Destination))] | None = None
    publish_at: Moment | None = None
    expires_at: Moment | None = None
    shown_for_min: Annotated[int, Meta(ge=1, le=LONGEST_SHOWN_MIN)] | None = None


class PlannedActIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act on a planned announcement; `change` takes the whole `content`."""

    act: Literal["change", "approve", "publish", "cancel"]
    content: PlannedIn | None = None
    version: SeenVersionIn | None = None


def planned_out(planned: Planned) -> PlannedOut:
    """Return a planned announcement."""
    announcement, timing = planned.announcement, planned.timing
    return PlannedOut(
        id=planned.id,
        text=announcement.text,
        subject=announcement.subject,
        level=announcement.level,
        rooms=announcement.rooms,
        destinations=announcement.destinations,
        publish_at=timing.publish_at,
        expires_at=timing.expires_at,
        shown_for_min=timing.shown_for_min,
        is_listed=timing.is_listed,
        state=planned.state,
        author=planned.author,
        reader=planned.reader,
        decided_at=planned.decided_at,
        late=planned.is_late,
        version=planned.version,
    )
