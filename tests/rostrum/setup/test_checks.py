"""Lines of the checklist, from facts of an installation."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from conference.event import Event
from rostrum.roles import ROLE_TABLE
from rostrum.setup.checks import CheckLine, LineState, SetupFacts, make_lines
from rostrum.signing_keys import KeyRow

MORNING = datetime(2025, 10, 1, 8, tzinfo=UTC)


def ready(event: Event) -> SetupFacts:
    """Facts of an installation in which nothing is left to do."""
    live = structs.replace(event, environment="live", fictional_press=False)
    return SetupFacts(
        event=live,
        now=event.applications.closes_at - timedelta(days=1),
        public_url="https://press.example.org",
        smtp_host="mail.example.org",
        letter_tested_at=MORNING,
        roles=frozenset(role.name for role in ROLE_TABLE),
        enrolled_doors=frozenset(door.id for door in event.doors),
        last_scans={door.id: MORNING for door in event.doors},
        signing_keys=(KeyRow("key", MORNING, "signing", here=True, fingerprint=""),),
        has_link_key=True,
        missing_texts=0,
        waiting_changes=0,
        is_healthy=True,
    )


def open_lines(facts: SetupFacts) -> list[CheckLine]:
    """The lines that are to do."""
    return [line for line in make_lines(facts) if line.state is LineState.TODO]


def changed(facts: SetupFacts, **values: Any) -> SetupFacts:
    """The facts with other values."""
    return structs.replace(facts, **values)


def test_installation_that_is_ready_has_nothing_to_do(event: Event) -> None:
    lines = make_lines(ready(event))
    assert open_lines(ready(event)) == []
    assert [line.key for line in lines if line.state is LineState.UNKNOWN] == ["backup"]
    assert all(line.text for line in lines)


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("address", {"public_url": "http://press.example.org"}),
        ("address", {"public_url": "https://192.0.2.7"}),
        ("address", {"public_url": "https://localhost:8080"}),
        ("health", {"is_healthy": False}),
        ("mail", {"smtp_host": ""}),
        ("test_letter", {"letter_tested_at": None}),
        ("roles", {"roles": frozenset({"administrator"})}),
        ("devices", {"enrolled_doors": frozenset()}),
        ("scans", {"last_scans": {}}),
        ("signing_key", {"signing_keys": ()}),
        ("signing_key", {"signing_keys": (KeyRow("key", MORNING, "signing", here=False, fingerprint=""),)}),
        ("link_key", {"has_link_key": False}),
        ("texts", {"missing_texts": 1}),
        ("draft", {"waiting_changes": 3}),
    ],
)
def test_missing_fact_is_a_line_to_do(event: Event, key: str, values: dict[str, Any]) -> None:
    assert [line.key for line in open_lines(changed(ready(event), **values))] == [key]


def without_zones(event: Event) -> dict[str, Any]:
    first = structs.replace(event.categories[0], zones=(), hours=())
    return {"categories": (first, *event.categories[1:])}


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("live", lambda _: {"fictional_press": True}),
        ("live", lambda _: {"environment": "demo"}),
        ("desk", lambda _: {"desk": None}),
        ("samples", lambda event: {"short_name": event.name}),
        ("samples", lambda event: {"name": dict.fromkeys(event.languages, "Forum")}),
        ("categories", without_zones),
        ("zones", lambda event: {"doors": tuple(door for door in event.doors if door.zone != "backstage")}),
        ("programme", lambda event: {"programme": (structs.replace(event.programme[0], id="opening"),)}),
    ],
)
def test_event_that_is_not_ready_is_a_line_to_do(event: Event, key: str, change: Any) -> None:
    facts = ready(event)
    lines = open_lines(changed(facts, event=structs.replace(facts.event, **change(facts.event))))
    assert [line.key for line in lines] == [key]


def test_period_that_is_over_is_a_line_to_do(event: Event) -> None:
    facts = changed(ready(event), now=event.applications.closes_at)
    assert [line.key for line in open_lines(facts)] == ["period"]


def test_line_names_the_doors_without_a_device(event: Event) -> None:
    doors = frozenset(door.id for door in event.doors[1:])
    (line,) = open_lines(changed(ready(event), enrolled_doors=doors))
    assert line.names == (event.doors[0].id,)
    assert line.address == "/staff/doors"
