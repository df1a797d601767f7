"""What a device must know of the event to decide on its own, as it is sent (docs/doors.md)."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from accreditation.badges.audience import audience_of
from accreditation.doors.actions.roster import Trust
from accreditation.doors.web.device_json import moment
from conference.event import Category, Event, Zone
from conference.languages import Text

DIGITS = 16
"""Of a digest: enough to tell two plans apart; nobody gains by a clash."""


@dataclass(frozen=True)
class EventPlan:
    """The part of the plan that the event's data say; it changes only when the program is started again."""

    event: Event

    @cached_property
    def values(self) -> dict[str, Any]:
        """As JSON values."""
        event, audience = self.event, audience_of(self.event)
        return {
            "audience": audience.claim,
            "event_mark": audience.event_mark,
            "time_zone": event.timezone,
            "event": _text(event.short_name),
            "stale_after_s": event.list_stale_after_s,
            "stale_policy": event.list_stale_policy,
            "closings": [moment(closing) for closing in event.closings],
            "zones": [_zone(zone) for zone in event.zones],
            "doors": [
                {"id": door.id, "name": _text(door.name), "zone": door.zone, "way": door.way} for door in event.doors
            ],
            "categories": [_category(category) for category in event.categories],
            "functions": [{"code": function.code, "name": _text(function.name)} for function in event.functions],
        }

    @cached_property
    def digest(self) -> str:
        """What tells this plan from another. Entitlements are in it: when they change, every line may."""
        return _digest(self.values)

    def digest_with(self, trust: Trust) -> str:
        """The digest of the whole plan: the event's part, a point, and whom devices are to believe."""
        return f"{self.digest}.{_digest([keys_json(trust), supervisors_json(trust)])}"

    def is_of(self, digest: str) -> bool:
        """Whether a device with this digest has the event's part as it is."""
        return digest.partition(".")[0] == self.digest


def keys_json(trust: Trust) -> list[dict[str, Any]]:
    """The keys that sign badges."""
    return [{"id": key.id, "key_id": key.key_id, "point": base64.b64encode(key.point).decode()} for key in trust.keys]


def supervisors_json(trust: Trust) -> list[dict[str, str]]:
    """The supervisors who may set a refusal aside."""
    return [{"id": one.id, "name": one.name, "salt": one.salt, "check": one.check} for one in trust.supervisors]


def _digest(values: object) -> str:
    return hashlib.sha256(msgspec.json.encode(values, order="sorted")).hexdigest()[:DIGITS]


def _text(text: Text) -> dict[str, str]:
    return dict(text)


def _zone(zone: Zone) -> dict[str, Any]:
    return {
        "code": zone.code,
        "bit": zone.bit,
        "mark": zone.mark,
        "name": _text(zone.name),
        "within": zone.within,
        "capacity": zone.capacity,
        "passback": zone.passback,
        "passback_s": zone.passback_s,
    }


def _category(category: Category) -> dict[str, Any]:
    return {
        "code": category.code,
        "letter": category.letter,
        "colour": category.colour,
        "name": _text(category.name),
        "zones": category.zones,
        "valid_from": moment(category.valid_from),
        "valid_until": moment(category.valid_until),
        "hours": [
            {
                "zones": hours.zones,
                "valid_from": moment(hours.valid_from),
                "valid_until": moment(hours.valid_until),
            }
            for hours in category.hours
        ],
    }
