"""One-day badges: signed and printed before a power failure, without a person. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct

from accreditation.access.entitlement import Entitlement

MAX_SET = 500
"""Maximum number of badges of one set."""

MAX_DOCUMENT = 4
"""Maximum number of characters of an identity document that are stored."""

ENTRY_PREFIX = "day_"
"""Beginning of the id of a one-day badge's entry of the roster, where a person's entry has the id of an application."""


class DayBadgeState(StrEnum):
    """State of one badge: it opens doors on its day, or it does not because it was revoked or destroyed."""

    VALID = "valid"
    REVOKED = "revoked"
    DESTROYED = "destroyed"


class DayBadgeSet(Struct, frozen=True):
    """Badges made together, for one category and one day at the venue. `id` has 16 hexadecimal digits."""

    id: str
    day: date
    entitlement: Entitlement
    count: int
    made_at: datetime
    made_by: str


class Bearer(Struct, frozen=True):
    """The person to whom a badge was given: name, outlet and the last characters of the document that was shown.

    `application_id` is the person's application, if the desk has named one; the name and the outlet are then its own.
    """

    name: str
    outlet: str = ""
    document: str = ""
    application_id: str | None = None


@dataclass(frozen=True, slots=True)
class DayBadge:
    """One badge. `bearer` is None until the desk has entered who has it; `changed_at` is when it last ceased to be
    valid."""

    id: str
    set_id: str
    number: str
    token: str
    state: DayBadgeState = DayBadgeState.VALID
    changed_at: datetime | None = None
    changed_by: str | None = None
    bearer: Bearer | None = None
    entered_at: datetime | None = None
    entered_by: str | None = None

    @property
    def is_valid(self) -> bool:
        """Whether it opens doors on its day."""
        return self.state is DayBadgeState.VALID


def entry_id(badge_id: str) -> str:
    """Return the id of the badge's entry of the roster."""
    return ENTRY_PREFIX + badge_id


def number_letters(letter: str) -> str:
    """Return the letters of the numbers of one-day badges of a category, such as `XG` of `G`."""
    return f"X{letter[0]}"


def entitlement_on(entitlement: Entitlement, day: date, zone: ZoneInfo) -> Entitlement | None:
    """Return what the category gives on one day at the venue, from midnight to midnight; None outside its validity."""
    begins, ends = (datetime.combine(day + timedelta(days=n), time.min, zone) for n in (0, 1))
    valid_from = max(begins, entitlement.valid_from)
    valid_until = min(ends, entitlement.valid_until)
    if valid_from >= valid_until:
        return None
    return replace(entitlement, valid_from=valid_from, valid_until=valid_until)


def with_state(badge: DayBadge, state: DayBadgeState, *, at: datetime, by: str) -> DayBadge:
    """Return the badge in a state in which it opens no door."""
    return replace(badge, state=state, changed_at=at, changed_by=by)


def with_bearer(badge: DayBadge, bearer: Bearer, *, at: datetime, by: str) -> DayBadge:
    """Return the badge with the person who has it."""
    return replace(badge, bearer=bearer, entered_at=at, entered_by=by)


def badges_between(badges: Sequence[DayBadge], first: str, last: str) -> list[DayBadge]:
    """Return the badges from one number to another, in their order; none when a number is not among them."""
    places = {badge.number: place for place, badge in enumerate(badges)}
    if first not in places or last not in places:
        return []
    return list(badges[places[first] : places[last] + 1])
