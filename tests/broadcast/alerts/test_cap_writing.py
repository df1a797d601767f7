"""Writing of CAP files: what is written is read again as it was, and has the order of the schema."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from broadcast.alerts.cap_reading import ALERT_FIELDS, AREA_FIELDS, INFO_FIELDS, RESOURCE_FIELDS, read_alert
from broadcast.alerts.cap_writing import format_time, write_alert
from conference.errors import InvalidError
from tests.broadcast.alerts.test_cap_reading import LEAST, SAMPLES

ORDERS = {"alert": ALERT_FIELDS, "info": INFO_FIELDS, "resource": RESOURCE_FIELDS, "area": AREA_FIELDS}


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.stem)
def test_written_alert_is_read_as_it_was(path: Path) -> None:
    alert = read_alert(path.read_bytes())
    assert read_alert(write_alert(alert)) == alert


def local_name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.stem)
def test_elements_have_the_order_of_the_schema(path: Path) -> None:
    root = fromstring(write_alert(read_alert(path.read_bytes())))
    for element in root.iter():
        order = ORDERS.get(local_name(element), "").split()
        places = [order.index(local_name(child)) for child in element] if order else []
        assert places == sorted(places), local_name(element)


def test_times_have_a_numeric_offset() -> None:
    assert format_time(datetime(2025, 10, 25, 2, tzinfo=UTC)) == "2025-10-25T02:00:00-00:00"
    hanoi = timezone(timedelta(hours=7))
    assert format_time(datetime(2025, 10, 25, 9, 0, 0, 999_999, tzinfo=hanoi)) == "2025-10-25T09:00:00+07:00"


def test_alert_that_breaks_a_rule_is_not_written() -> None:
    alert = replace(read_alert(LEAST.encode()), sender="two words")
    with pytest.raises(InvalidError) as caught:
        write_alert(alert)
    assert caught.value.fields == {"sender": "cap.name_characters"}
