"""Alerts as the Common Alerting Protocol defines them (OASIS CAP 1.2), and the rules that its schema cannot state.

The names of fields are those of the standard in Python's spelling; texts are as the issuer wrote them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from conference.errors import InvalidError

FIRST_LANGUAGE = "en-US"
"""Language of an info block that names none (CAP 1.2 §3.2.2)."""

_NOT_IN_NAMES = re.compile(r"[\s,<&]")
"""Characters that identifiers and senders must not have (CAP 1.2 §3.2.1): references separate them."""

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_LEAST_POLYGON_POINTS = 4


class Status(StrEnum):
    """Whether to act on an alert."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class MessageType(StrEnum):
    """What an alert is to the ones that it refers to."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class Scope(StrEnum):
    """For whom an alert is meant."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


class Category(StrEnum):
    """What an alert is about."""

    GEO = "Geo"
    MET = "Met"
    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


class ResponseType(StrEnum):
    """What people are asked to do."""

    SHELTER = "Shelter"
    EVACUATE = "Evacuate"
    PREPARE = "Prepare"
    EXECUTE = "Execute"
    AVOID = "Avoid"
    MONITOR = "Monitor"
    ASSESS = "Assess"
    ALL_CLEAR = "AllClear"
    NONE = "None"


class Urgency(StrEnum):
    """How soon people must act."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class Severity(StrEnum):
    """How dangerous the event is."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    """How certain the event is."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


class Reference(Struct, frozen=True):
    """Another alert: its sender, its identifier, and when it was sent."""

    sender: str
    identifier: str
    sent: datetime


class NamedValue(Struct, frozen=True):
    """A value with the name of its list: an event code, a parameter, a geocode."""

    name: str
    value: str


class Point(Struct, frozen=True):
    """A place in degrees of latitude and longitude (WGS 84)."""

    latitude: Decimal
    longitude: Decimal


class Circle(Struct, frozen=True):
    """A circle with its radius in kilometres."""

    centre: Point
    radius_km: Decimal


class Area(Struct, frozen=True, kw_only=True):
    """Where an alert applies: a text, shapes and codes that belong together. Heights are in feet above sea level."""

    description: str
    polygons: tuple[tuple[Point, ...], ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[NamedValue, ...] = ()
    altitude: Decimal | None = None
    ceiling: Decimal | None = None


class Resource(Struct, frozen=True, kw_only=True):
    """A file that belongs to an alert: by its address, or within (`content` as base64). `size` is in bytes."""

    description: str
    mime_type: str
    size: int | None = None
    uri: str = ""
    content: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What an alert says in one language. "" and None: not given."""

    categories: tuple[Category, ...]
    event: str
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    language: str = FIRST_LANGUAGE
    responses: tuple[ResponseType, ...] = ()
    audience: str = ""
    event_codes: tuple[NamedValue, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[NamedValue, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One message of CAP 1.2. "" : not given."""

    identifier: str
    sender: str
    sent: datetime
    status: Status
    message_type: MessageType
    scope: Scope
    source: str = ""
    restriction: str = ""
    addresses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: tuple[str, ...] = ()
    infos: tuple[Info, ...] = ()


def check_alert(alert: Alert) -> None:
    """Check the rules of CAP 1.2 that concern several fields, or the form of a text.

    Raises: InvalidError `cap.rule` with the code of its rule for each field that breaks one; the path of a field is
    that of the file: `info[1].area[0].polygon`.
    """
    problems = dict([*_check_envelope(alert), *_check_infos(alert)])
    if problems:
        raise InvalidError("cap.rule", problems)


def _check_envelope(alert: Alert) -> Iterator[tuple[str, str]]:
    for name, value in (("identifier", alert.identifier), ("sender", alert.sender)):
        if not value or _NOT_IN_NAMES.search(value):
            yield name, "cap.name_characters"
    if alert.scope is Scope.RESTRICTED and not alert.restriction:
        yield "restriction", "cap.restriction_missing"
    if alert.scope is Scope.PRIVATE and not alert.addresses:
        yield "addresses", "cap.addresses_missing"
    if alert.message_type is not MessageType.ALERT and not alert.references:
        yield "references", "cap.references_missing"
    if alert.message_type in (MessageType.ALERT, MessageType.UPDATE) and not alert.infos:
        yield "info", "cap.info_missing"


def _check_infos(alert: Alert) -> Iterator[tuple[str, str]]:
    for number, info in enumerate(alert.infos):
        path = f"info[{number}]"
        if not _LANGUAGE_TAG.fullmatch(info.language):
            yield f"{path}.language", "cap.not_language"
        if not info.categories:
            yield f"{path}.category", "cap.field_missing"
        if info.expires is not None and info.expires <= (info.effective or alert.sent):
            yield f"{path}.expires", "cap.expires_before"
        for index, area in enumerate(info.areas):
            yield from _check_area(area, f"{path}.area[{index}]")


def _check_area(area: Area, path: str) -> Iterator[tuple[str, str]]:
    for polygon in area.polygons:
        if len(polygon) < _LEAST_POLYGON_POINTS or polygon[0] != polygon[-1]:
            yield f"{path}.polygon", "cap.polygon_open"
    points = [point for polygon in area.polygons for point in polygon] + [circle.centre for circle in area.circles]
    if not all(abs(point.latitude) <= 90 and abs(point.longitude) <= 180 for point in points):
        yield f"{path}.polygon", "cap.not_place"
    if any(circle.radius_km < 0 for circle in area.circles):
        yield f"{path}.circle", "cap.not_place"
    if area.ceiling is not None and area.altitude is None:
        yield f"{path}.ceiling", "cap.altitude_missing"
