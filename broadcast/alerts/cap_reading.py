"""Reading of CAP 1.2 files. Their authors are strangers: no entities, no document types, a bounded size."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import TypeVar
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from broadcast.alerts.domain.cap import (
    FIRST_LANGUAGE,
    Alert,
    Area,
    Category,
    Certainty,
    Circle,
    Info,
    MessageType,
    NamedValue,
    Point,
    Reference,
    Resource,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
    check_alert,
)
from conference.errors import InvalidError

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"

MOST_BYTES = 1_000_000
"""Largest file: the polygons of a whole country in seven languages are smaller."""

ALERT_FIELDS = (
    "identifier sender sent status msgType source scope restriction addresses code note references incidents info"
)
INFO_FIELDS = (
    "language category event responseType urgency severity certainty audience eventCode effective onset expires "
    "senderName headline description instruction web contact parameter resource area"
)
RESOURCE_FIELDS = "resourceDesc mimeType size uri derefUri digest"
AREA_FIELDS = "areaDesc polygon circle geocode altitude ceiling"
NAMED_VALUE_FIELDS = "valueName value"

_QUOTED_OR_WORD = re.compile(r'"([^"]*)"|(\S+)')
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)")
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,12})?")
"""No exponent: a few characters would be written as millions of zeros."""
_LONGEST_NAME = 40

YEARS = range(1990, 2200)
"""Years of times that are accepted: near the ends of the calendar, times cannot be converted to UTC."""

Value = TypeVar("Value")


def read_alert(data: bytes) -> Alert:
    """Return the alert in a file.

    Raises: InvalidError: `cap.too_large`, `cap.not_xml`, `cap.entities` for a document type or entities,
    `cap.other_version` for another root element or version, `cap.field` with the first field that is wrong, `cap.rule`
    with each field that breaks a rule.
    """
    if len(data) > MOST_BYTES:
        raise InvalidError("cap.too_large")
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise InvalidError("cap.entities") from error
    except (ParseError, ValueError, LookupError) as error:  # LookupError: an unknown encoding
        raise InvalidError("cap.not_xml") from error
    if root.tag != f"{{{NAMESPACE}}}alert":
        raise InvalidError("cap.other_version")
    alert = _read_envelope(_Node(root, "", ALERT_FIELDS))
    check_alert(alert)
    return alert


class _Node:
    """An element of the file with its path, for the names of wrong fields."""

    def __init__(self, element: Element, path: str, fields: str) -> None:
        self.element, self.path = element, path
        self._check_children(fields.split())

    def _check_children(self, names: list[str]) -> None:
        """Refuse elements of CAP that do not belong here; those of other namespaces are passed over: a signature."""
        for child in self.element:
            namespace, _, name = str(child.tag).rpartition("}")
            if namespace == f"{{{NAMESPACE}" and name not in names:
                raise self.error(name[:_LONGEST_NAME], "cap.unknown_element")

    def error(self, name: str, code: str) -> InvalidError:
        return InvalidError("cap.field", {f"{self.path}.{name}".removeprefix("."): code})

    def texts(self, name: str) -> list[str]:
        found = self.element.findall(f"{{{NAMESPACE}}}{name}")
        return [text for one in found if (text := (one.text or "").strip())]

    def text(self, name: str) -> str:
        """Return the text of an element that may be left out, "" without it."""
        found = self.texts(name)
        if len(found) > 1:
            raise self.error(name, "cap.more_than_one")
        return found[0] if found else ""

    def children(self, name: str, fields: str) -> "Iterator[_Node]":
        for number, child in enumerate(self.element.findall(f"{{{NAMESPACE}}}{name}")):
            yield _Node(child, f"{self.path}.{name}[{number}]".removeprefix("."), fields)

    def required(self, name: str, read: Callable[[str], Value]) -> Value:
        text = self.text(name)
        if not text:
            raise self.error(name, "cap.field_missing")
        return self._convert_text(name, text, read)

    def optional(self, name: str, read: Callable[[str], Value]) -> Value | None:
        text = self.text(name)
        return self._convert_text(name, text, read) if text else None

    def listed(self, name: str, read: Callable[[str], Value]) -> tuple[Value, ...]:
        return tuple(self._convert_text(name, text, read) for text in self.texts(name))

    def named_values(self, name: str) -> tuple[NamedValue, ...]:
        children = self.children(name, NAMED_VALUE_FIELDS)
        return tuple(NamedValue(child.required("valueName", str), child.text("value")) for child in children)

    def _convert_text(self, name: str, text: str, read: Callable[[str], Value]) -> Value:
        try:
            return read(text)
        except ValueError as error:
            raise self.error(name, "cap.not_value") from error


def _read_envelope(node: _Node) -> Alert:
    return Alert(
        identifier=node.required("identifier", str),
        sender=node.required("sender", str),
        sent=node.required("sent", _read_time),
        status=node.required("status", Status),
        message_type=node.required("msgType", MessageType),
        scope=node.required("scope", Scope),
        source=node.text("source"),
        restriction=node.text("restriction"),
        addresses=node.optional("addresses", _split_quoted) or (),
        codes=node.listed("code", str),
        note=node.text("note"),
        references=node.optional("references", _read_references) or (),
        incidents=node.optional("incidents", _split_quoted) or (),
        infos=tuple(_read_info(one) for one in node.children("info", INFO_FIELDS)),
    )


def _read_info(node: _Node) -> Info:
    return Info(
        language=node.text("language") or FIRST_LANGUAGE,
        categories=node.listed("category", Category),
        event=node.required("event", str),
        responses=node.listed("responseType", ResponseType),
        urgency=node.required("urgency", Urgency),
        severity=node.required("severity", Severity),
        certainty=node.required("certainty", Certainty),
        audience=node.text("audience"),
        event_codes=node.named_values("eventCode"),
        effective=node.optional("effective", _read_time),
        onset=node.optional("onset", _read_time),
        expires=node.optional("expires", _read_time),
        sender_name=node.text("senderName"),
        headline=node.text("headline"),
        description=node.text("description"),
        instruction=node.text("instruction"),
        web=node.text("web"),
        contact=node.text("contact"),
        parameters=node.named_values("parameter"),
        resources=tuple(_read_resource(one) for one in node.children("resource", RESOURCE_FIELDS)),
        areas=tuple(_read_area(one) for one in node.children("area", AREA_FIELDS)),
    )


def _read_resource(node: _Node) -> Resource:
    return Resource(
        description=node.required("resourceDesc", str),
        mime_type=node.required("mimeType", str),
        size=node.optional("size", int),
        uri=node.text("uri"),
        content=node.text("derefUri"),
        digest=node.text("digest"),
    )


def _read_area(node: _Node) -> Area:
    return Area(
        description=node.required("areaDesc", str),
        polygons=node.listed("polygon", _read_polygon),
        circles=node.listed("circle", _read_circle),
        geocodes=node.named_values("geocode"),
        altitude=node.optional("altitude", _read_number),
        ceiling=node.optional("ceiling", _read_number),
    )


def _read_time(text: str) -> datetime:
    """Read a time with its offset; `Z` is no form of CAP, but there are issuers who write it."""
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    if moment.year not in YEARS:
        raise ValueError(text)
    return moment


def _read_number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _read_point(text: str) -> Point:
    latitude, longitude = text.split(",")
    return Point(_read_number(latitude), _read_number(longitude))


def _read_polygon(text: str) -> tuple[Point, ...]:
    return tuple(_read_point(pair) for pair in text.split())


def _read_circle(text: str) -> Circle:
    centre, radius = text.split()
    return Circle(_read_point(centre), _read_number(radius))


def _read_references(text: str) -> tuple[Reference, ...]:
    """Read `sender,identifier,sent` triples between spaces."""
    triples = [one.split(",") for one in text.split()]
    return tuple(Reference(sender, identifier, _read_time(sent)) for sender, identifier, sent in triples)


def _split_quoted(text: str) -> tuple[str, ...]:
    """Split a list at its spaces; items with spaces stand in quotes (CAP 1.2 §3.2.1)."""
    return tuple(quoted or word for quoted, word in _QUOTED_OR_WORD.findall(text))
