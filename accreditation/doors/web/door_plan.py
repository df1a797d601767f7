"""The plan: what a device needs of the event to decide, as it is sent (docs/doors.md)."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import msgspec
from msgspec import UNSET, Struct, UnsetType

from accreditation.badges.audience import audience_of
from accreditation.doors.actions.roster import Trust
from accreditation.doors.web.device_values import format_moment
from accreditation.grants.admitting_days import admitting_days
from conference.event import BadgeDesk, Category, Event, Zone
from conference.languages import LANGUAGES, Text
from conference.texts.dates import format_date

DIGEST_DIGITS = 16
"""Hexadecimal digits of a digest: it tells two plans apart and protects nothing."""


class ZoneOut(Struct, frozen=True):
    """A zone of the plan."""

    code: str
    bit: int
    mark: str
    name: dict[str, str]
    within: str | None
    capacity: int | None
    passback: str
    passback_s: int | None


class DoorOut(Struct, frozen=True):
    """A door of the plan."""

    id: str
    name: dict[str, str]
    zone: str
    way: str


class HoursOut(Struct, frozen=True):
    """A window in which a category opens some zones."""

    zones: tuple[str, ...]
    valid_from: str
    valid_until: str


class CategoryOut(Struct, frozen=True):
    """A category of badges of the plan."""

    code: str
    letter: str
    colour: str
    name: dict[str, str]
    zones: tuple[str, ...]
    valid_from: str
    valid_until: str
    hours: list[HoursOut]


class FunctionOut(Struct, frozen=True):
    """A function of members of the press, for the app's display."""

    code: str
    name: dict[str, str]


class SupervisorOut(Struct, frozen=True):
    """A supervisor who may override a refusal, with the check of the PIN."""

    id: str
    name: str
    salt: str
    check: str


class KeyOut(Struct, frozen=True):
    """A public key that signs badges; `point` is base64."""

    id: str
    key_id: int
    point: str


class DeskHoursOut(Struct, frozen=True):
    """Opening hours of the badge desk on one day."""

    opens_at: str
    closes_at: str


class DeskOut(Struct, frozen=True):
    """Where and when badges are handed over."""

    place: dict[str, str]
    hours: list[DeskHoursOut]


class PlanOut(Struct, frozen=True, kw_only=True):
    """The plan; the event's part has no supervisors."""

    audience: str
    event_mark: str
    time_zone: str
    event: dict[str, str]
    stale_after_s: int
    stale_policy: str
    closings: list[str]
    days: dict[str, dict[str, str]]
    zones: list[ZoneOut]
    doors: list[DoorOut]
    categories: list[CategoryOut]
    functions: list[FunctionOut]
    desk: DeskOut | None
    supervisors: list[SupervisorOut] | UnsetType = UNSET


@dataclass(frozen=True)
class EventPlan:
    """The event's part of the plan; it does not change while the program runs."""

    event: Event

    @cached_property
    def values(self) -> PlanOut:
        """The event's part as JSON values."""
        event, audience = self.event, audience_of(self.event)
        return PlanOut(
            audience=audience.claim,
            event_mark=audience.event_mark,
            time_zone=event.timezone,
            event=dict(event.short_name),
            stale_after_s=event.list_stale_after_s,
            stale_policy=event.list_stale_policy,
            closings=[format_moment(closing) for closing in event.closings],
            days=_days_out(event),
            zones=[_zone_out(zone) for zone in event.zones],
            doors=[DoorOut(door.id, _copy_text(door.name), door.zone, door.way) for door in event.doors],
            categories=[_category_out(category) for category in event.categories],
            functions=[FunctionOut(function.code, _copy_text(function.name)) for function in event.functions],
            desk=None if event.desk is None else _desk_out(event.desk),
        )

    @cached_property
    def digest(self) -> str:
        """Digest of the event's part. It covers entitlements: when they change, every roster entry may change."""
        return _digest_of(self.values)

    def digest_with(self, trust: Trust) -> str:
        """Return the digest of the whole plan: that of the event's part, a point, that of keys and supervisors."""
        return f"{self.digest}.{_digest_of([keys_out(trust), supervisors_out(trust)])}"

    def is_of(self, digest: str) -> bool:
        """Whether a device with this digest has the event's part as it is now."""
        return digest.partition(".")[0] == self.digest


def keys_out(trust: Trust) -> list[KeyOut]:
    """Return the keys that sign badges."""
    return [KeyOut(key.id, key.key_id, base64.b64encode(key.point).decode()) for key in trust.keys]


def supervisors_out(trust: Trust) -> list[SupervisorOut]:
    """Return the supervisors who may override a refusal."""
    return [SupervisorOut(one.id, one.name, one.salt, one.check) for one in trust.supervisors]


def _digest_of(values: object) -> str:
    return hashlib.sha256(msgspec.json.encode(values, order="sorted")).hexdigest()[:DIGEST_DIGITS]


def _copy_text(text: Text) -> dict[str, str]:
    return dict(text)


def _desk_out(desk: BadgeDesk) -> DeskOut:
    hours = [DeskHoursOut(format_moment(one.opens_at), format_moment(one.closes_at)) for one in desk.hours]
    return DeskOut(_copy_text(desk.place), hours)


def _days_out(event: Event) -> dict[str, dict[str, str]]:
    """Return the days on which badges admit as they are written in each language, by date."""
    days = admitting_days(event)
    dates = [date.fromordinal(day) for day in range(days.valid_from.toordinal(), days.valid_until.toordinal())]
    return {
        day.isoformat(): {code: format_date(code, day, year=False, weekday=True) for code in LANGUAGES} for day in dates
    }


def _zone_out(zone: Zone) -> ZoneOut:
    return ZoneOut(
        code=zone.code,
        bit=zone.bit,
        mark=zone.mark,
        name=_copy_text(zone.name),
        within=zone.within,
        capacity=zone.capacity,
        passback=zone.passback,
        passback_s=zone.passback_s,
    )


def _category_out(category: Category) -> CategoryOut:
    return CategoryOut(
        code=category.code,
        letter=category.letter,
        colour=category.colour,
        name=_copy_text(category.name),
        zones=tuple(category.zones),
        valid_from=format_moment(category.valid_from),
        valid_until=format_moment(category.valid_until),
        hours=[
            HoursOut(tuple(hours.zones), format_moment(hours.valid_from), format_moment(hours.valid_until))
            for hours in category.hours
        ],
    )
