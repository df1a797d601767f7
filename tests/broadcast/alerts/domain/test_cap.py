"""Rules of CAP that concern several fields."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from broadcast.alerts.domain.cap import (
    Alert,
    Area,
    Category,
    Certainty,
    Circle,
    Info,
    MessageType,
    Point,
    Reference,
    Scope,
    Severity,
    Status,
    Urgency,
    check_alert,
)
from conference.errors import InvalidError

SENT = datetime(2025, 10, 25, 2, tzinfo=UTC)
HERE, THERE = Point(Decimal(21), Decimal(105)), Point(Decimal(22), Decimal(106))
INFO = Info(
    categories=(Category.FIRE,),
    event="fire",
    urgency=Urgency.IMMEDIATE,
    severity=Severity.SEVERE,
    certainty=Certainty.OBSERVED,
)
ALERT = Alert(
    identifier="a1",
    sender="desk@venue.example",
    sent=SENT,
    status=Status.EXERCISE,
    message_type=MessageType.ALERT,
    scope=Scope.PUBLIC,
    infos=(INFO,),
)
EARLIER = (Reference("desk@venue.example", "a0", SENT),)


def faults(alert: Alert) -> dict[str, str]:
    try:
        check_alert(alert)
    except InvalidError as error:
        return dict(error.fields)
    return {}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"identifier": "a 1"}, {"identifier": "cap.name_characters"}),
        ({"sender": "a,b"}, {"sender": "cap.name_characters"}),
        ({"sender": ""}, {"sender": "cap.name_characters"}),
        ({"scope": Scope.RESTRICTED}, {"restriction": "cap.restriction_missing"}),
        ({"scope": Scope.PRIVATE}, {"addresses": "cap.addresses_missing"}),
        ({"message_type": MessageType.UPDATE}, {"references": "cap.references_missing"}),
        ({"message_type": MessageType.CANCEL, "infos": ()}, {"references": "cap.references_missing"}),
        ({"message_type": MessageType.CANCEL, "infos": (), "references": EARLIER}, {}),
        ({"infos": ()}, {"info": "cap.info_missing"}),
    ],
)
def test_rules_of_the_envelope(changes: dict[str, object], expected: dict[str, str]) -> None:
    assert faults(replace(ALERT, **changes)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"language": "Vietnamese!"}, {"info[0].language": "cap.not_language"}),
        ({"categories": ()}, {"info[0].category": "cap.field_missing"}),
        ({"expires": SENT}, {"info[0].expires": "cap.expires_before"}),
        ({"expires": SENT + timedelta(minutes=1)}, {}),
        ({"effective": SENT + timedelta(hours=1), "expires": SENT + timedelta(minutes=1)},
         {"info[0].expires": "cap.expires_before"}),
    ],
)  # fmt: skip
def test_rules_of_an_info_block(changes: dict[str, object], expected: dict[str, str]) -> None:
    assert faults(replace(ALERT, infos=(replace(INFO, **changes),))) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (Area(description="a", polygons=((HERE, THERE, Point(Decimal(23), Decimal(105)), HERE),)), {}),
        (Area(description="a", polygons=((HERE, THERE, HERE),)), {"info[0].area[0].polygon": "cap.polygon_open"}),
        (Area(description="a", polygons=((HERE, THERE, HERE, THERE),)),
         {"info[0].area[0].polygon": "cap.polygon_open"}),
        (Area(description="a", circles=(Circle(Point(Decimal(91), Decimal(0)), Decimal(1)),)),
         {"info[0].area[0].polygon": "cap.not_place"}),
        (Area(description="a", circles=(Circle(HERE, Decimal(-1)),)), {"info[0].area[0].circle": "cap.not_place"}),
        (Area(description="a", ceiling=Decimal(9)), {"info[0].area[0].ceiling": "cap.altitude_missing"}),
    ],
)  # fmt: skip
def test_rules_of_an_area(area: Area, expected: dict[str, str]) -> None:
    assert faults(replace(ALERT, infos=(replace(INFO, areas=(area,)),))) == expected
