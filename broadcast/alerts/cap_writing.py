"""Writing of CAP 1.2 files, with the elements in the order of its schema."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from broadcast.alerts.cap_reading import NAMESPACE
from broadcast.alerts.domain.cap import Alert, Area, Circle, Info, NamedValue, Point, Reference, Resource, check_alert
from conference.errors import InvalidError

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

CONTENT_TYPE = "application/cap+xml"


def write_alert(alert: Alert) -> bytes:
    """Return an alert as a file in UTF-8.

    Raises: InvalidError as `check_alert`, and `cap.rule` with `cap.characters` for each element whose text has
    characters that XML cannot hold.
    """
    check_alert(alert)
    root = Element("alert", xmlns=NAMESPACE)
    for name, value in _list_envelope(alert):
        _add_text(root, name, value)
    for info in alert.infos:
        _add_info(SubElement(root, "info"), info)
    unwritable = {one.tag: "cap.characters" for one in root.iter() if _NOT_XML.search(one.text or "")}
    if unwritable:
        raise InvalidError("cap.rule", unwritable)
    indent(root)
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def format_time(moment: datetime) -> str:
    """Return a time to the second in the form of CAP: with a numeric offset, `-00:00` for UTC (CAP 1.2 §3.3.2)."""
    text = moment.isoformat(timespec="seconds")
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}-00:00" if moment.utcoffset() == timedelta() else text


def _list_envelope(alert: Alert) -> list[tuple[str, str]]:
    return [
        ("identifier", alert.identifier),
        ("sender", alert.sender),
        ("sent", format_time(alert.sent)),
        ("status", alert.status),
        ("msgType", alert.message_type),
        ("source", alert.source),
        ("scope", alert.scope),
        ("restriction", alert.restriction),
        ("addresses", _join_quoted(alert.addresses)),
        *(("code", code) for code in alert.codes),
        ("note", alert.note),
        ("references", " ".join(map(_format_reference, alert.references))),
        ("incidents", _join_quoted(alert.incidents)),
    ]


def _add_info(element: Element, info: Info) -> None:
    for name, value in (
        ("language", info.language),
        *(("category", one) for one in info.categories),
        ("event", info.event),
        *(("responseType", one) for one in info.responses),
        ("urgency", info.urgency),
        ("severity", info.severity),
        ("certainty", info.certainty),
        ("audience", info.audience),
    ):
        _add_text(element, name, value)
    _add_named_values(element, "eventCode", info.event_codes)
    for name, value in (
        ("effective", _format_optional(info.effective)),
        ("onset", _format_optional(info.onset)),
        ("expires", _format_optional(info.expires)),
        ("senderName", info.sender_name),
        ("headline", info.headline),
        ("description", info.description),
        ("instruction", info.instruction),
        ("web", info.web),
        ("contact", info.contact),
    ):
        _add_text(element, name, value)
    _add_named_values(element, "parameter", info.parameters)
    for resource in info.resources:
        _add_resource(SubElement(element, "resource"), resource)
    for area in info.areas:
        _add_area(SubElement(element, "area"), area)


def _add_resource(element: Element, resource: Resource) -> None:
    for name, value in (
        ("resourceDesc", resource.description),
        ("mimeType", resource.mime_type),
        ("size", "" if resource.size is None else str(resource.size)),
        ("uri", resource.uri),
        ("derefUri", resource.content),
        ("digest", resource.digest),
    ):
        _add_text(element, name, value)


def _add_area(element: Element, area: Area) -> None:
    _add_text(element, "areaDesc", area.description)
    for polygon in area.polygons:
        _add_text(element, "polygon", " ".join(map(_format_point, polygon)))
    for circle in area.circles:
        _add_text(element, "circle", _format_circle(circle))
    _add_named_values(element, "geocode", area.geocodes)
    for name, height in (("altitude", area.altitude), ("ceiling", area.ceiling)):
        _add_text(element, name, "" if height is None else _format_number(height))


def _add_named_values(element: Element, name: str, values: Iterable[NamedValue]) -> None:
    for one in values:
        child = SubElement(element, name)
        _add_text(child, "valueName", one.name)
        SubElement(child, "value").text = one.value


def _add_text(element: Element, name: str, value: str) -> None:
    if value:
        SubElement(element, name).text = str(value)


def _format_optional(moment: datetime | None) -> str:
    return "" if moment is None else format_time(moment)


def _format_number(number: Decimal) -> str:
    return f"{number:f}"


def _format_point(point: Point) -> str:
    return f"{_format_number(point.latitude)},{_format_number(point.longitude)}"


def _format_circle(circle: Circle) -> str:
    return f"{_format_point(circle.centre)} {_format_number(circle.radius_km)}"


def _format_reference(reference: Reference) -> str:
    return f"{reference.sender},{reference.identifier},{format_time(reference.sent)}"


def _join_quoted(items: Iterable[str]) -> str:
    return " ".join(f'"{item}"' if " " in item else item for item in items)
