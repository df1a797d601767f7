"""Reading of CAP files: what public issuers write, and what strangers send."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from broadcast.alerts.cap_reading import MOST_BYTES, NAMESPACE, read_alert
from broadcast.alerts.domain.cap import MessageType, NamedValue, Reference, ResponseType, Scope, Status
from conference.errors import InvalidError

SAMPLES = Path(__file__).parent / "cap_samples"
"""Files in the shapes of ten public issuers, with texts of their own."""

LEAST = f"""<alert xmlns="{NAMESPACE}"><identifier>a</identifier><sender>s</sender>
<sent>2025-10-25T08:00:00+07:00</sent><status>Test</status><msgType>Alert</msgType><scope>Public</scope>
<info><category>Safety</category><event>e</event><urgency>Unknown</urgency><severity>Unknown</severity>
<certainty>Unknown</certainty></info></alert>"""


def refusal(data: bytes) -> tuple[str, dict[str, str]]:
    with pytest.raises(InvalidError) as caught:
        read_alert(data)
    return caught.value.code, dict(caught.value.fields)


def changed(old: str, new: str) -> bytes:
    assert old in LEAST
    return LEAST.replace(old, new).encode()


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.stem)
def test_file_of_a_public_issuer_is_read(path: Path) -> None:
    alert = read_alert(path.read_bytes())
    assert alert.sent.tzinfo is not None
    assert alert.infos or alert.references


def test_all_parts_of_a_file_are_read() -> None:
    alert = read_alert((SAMPLES / "weather_service_update.xml").read_bytes())
    (info,) = alert.infos
    (area,) = info.areas
    local = timezone(timedelta(hours=-5))
    assert (alert.status, alert.message_type, alert.scope) == (Status.ACTUAL, MessageType.UPDATE, Scope.PUBLIC)
    assert alert.references[1] == Reference(
        alert.sender, "urn:oid:2.49.0.1.900.0.1a2b3c.000.2", datetime(2025, 10, 25, 3, 41, tzinfo=local)
    )
    assert info.event_codes[0] == NamedValue("SAME", "FLW")
    assert info.responses == (ResponseType.AVOID,)
    assert info.description == "The river is above its banks.\n\nWater stands on the lower road."
    assert info.parameters[2] == NamedValue("EAS-ORG", "")
    assert len(area.polygons[0]) == 5
    assert area.polygons[0][0].longitude == Decimal("-120.14")


def test_lists_with_quotes_and_times_in_utc_are_read() -> None:
    tsunami = read_alert((SAMPLES / "tsunami_with_zulu_times.xml").read_bytes())
    assert tsunami.incidents == ("Sample earthquake", "2025-10-25-A")
    assert tsunami.sent == datetime(2025, 10, 25, 2, tzinfo=UTC)
    assert tsunami.infos[0].description == "No danger: magnitude < 6 & far away"
    ack = read_alert((SAMPLES / "private_ack.xml").read_bytes())
    assert ack.addresses == ("drill@civil.example", "head of security")


BOMB = f"""<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
{LEAST.replace("<event>e", "<event>&b;")}"""
EXTERNAL = f"""<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/passwd">]>
{LEAST.replace("<event>e", "<event>&x;")}"""


@pytest.mark.parametrize("text", [BOMB, EXTERNAL, f'<!DOCTYPE alert SYSTEM "http://127.0.0.1/x.dtd">{LEAST}'])
def test_entities_and_document_types_are_refused(text: str) -> None:
    assert refusal(text.encode()) == ("cap.entities", {})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "cap.not_xml"),
        (b"{}", "cap.not_xml"),
        (LEAST.encode()[:-9], "cap.not_xml"),
        (b'<?xml version="1.0" encoding="x-unknown"?>' + LEAST.encode(), "cap.not_xml"),
        (b"\xff" + LEAST.encode(), "cap.not_xml"),
        (b"<alert/>", "cap.other_version"),
        (LEAST.replace("cap:1.2", "cap:1.1").encode(), "cap.other_version"),
        (b" " * (MOST_BYTES + 1), "cap.too_large"),
    ],
)
def test_what_is_no_alert_is_refused_by_name(data: bytes, code: str) -> None:
    assert refusal(data) == (code, {})


@pytest.mark.parametrize(
    ("data", "field", "code"),
    [
        (changed("<sender>s</sender>", ""), "sender", "cap.field_missing"),
        (changed("<status>Test", "<status>test"), "status", "cap.not_value"),
        (changed("+07:00", ""), "sent", "cap.not_value"),
        (changed("T08:00:00", "T25:61:00"), "sent", "cap.not_value"),
        (changed("<scope>", "<scope>Public</scope><scope>"), "scope", "cap.more_than_one"),
        (changed("<scope>", "<colour/><scope>"), "colour", "cap.unknown_element"),
        (changed("<urgency>Unknown</urgency>", ""), "info[0].urgency", "cap.field_missing"),
        (changed("</info>", "<area><areaDesc>x</areaDesc><circle>1 2</circle></area></info>"), "info[0].area[0].circle",
         "cap.not_value"),
        (changed("</info>", "<area><areaDesc>x</areaDesc><circle>NaN,1 2</circle></area></info>"),
         "info[0].area[0].circle", "cap.not_value"),
        (changed("<info>", "<references>a,b</references><info>"), "references", "cap.not_value"),
    ],
)  # fmt: skip
def test_wrong_field_is_named_by_its_path(data: bytes, field: str, code: str) -> None:
    assert refusal(data) == ("cap.field", {field: code})


def test_broken_rule_is_named_by_its_field() -> None:
    assert refusal(changed("<scope>Public", "<scope>Restricted")) == (
        "cap.rule",
        {"restriction": "cap.restriction_missing"},
    )
