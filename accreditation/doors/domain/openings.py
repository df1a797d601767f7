"""What a refused badge opens: when it opens the door's zone, or else which zones it opens. Pure.

`static/rules/openings.mjs` is the same function; `tests/vectors` keep both equal.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from accreditation.access.rules import DoorRule, GrantRecord, Window
from accreditation.doors.domain.doors import BadgeRecord, PresentedToken, Verdict, is_of_category


class Opening(Struct, frozen=True):
    """Next moment from which the badge opens the door's zone, and the codes of other zones that it opens."""

    at: datetime | None = None
    zones: tuple[str, ...] = ()


def find_opening(
    verdict: Verdict, token: PresentedToken, badge: BadgeRecord, door: DoorRule, *, now: datetime
) -> Opening | None:
    """Return what a badge opens that came too early, at a wrong time or to a wrong zone; None for other verdicts."""
    if verdict is Verdict.NOT_YET_VALID:
        return Opening(max(badge.valid_from, token.valid_from or badge.valid_from))
    if verdict is Verdict.OUTSIDE_HOURS:
        until = min(badge.valid_until, token.valid_until or badge.valid_until)
        starts = (window.valid_from for window in _windows_of(token, badge, door))
        return Opening(min((start for start in starts if now < start < until), default=None))
    return Opening(zones=_list_other_zones(badge, door, now)) if verdict is Verdict.WRONG_ZONE else None


def _windows_of(token: PresentedToken, badge: BadgeRecord, door: DoorRule) -> Iterator[Window]:
    if is_of_category(token, badge, door):
        yield from badge.hours
    yield from (grant.window for grant in badge.grants if door.zone in grant.zones and _has_entries(grant))


def _list_other_zones(badge: BadgeRecord, door: DoorRule, now: datetime) -> tuple[str, ...]:
    granted = [grant.zones for grant in badge.grants if grant.window.holds(now) and _has_entries(grant)]
    return tuple(sorted(badge.zones.union(*granted) - {door.zone}))


def _has_entries(grant: GrantRecord) -> bool:
    return grant.entries is None or grant.used < grant.entries
