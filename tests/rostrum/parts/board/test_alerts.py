"""Places and prepared alerts of the event."""

from types import SimpleNamespace
from typing import cast

from broadcast.alerts.domain.areas import PlaceCode, PlaceKind
from broadcast.alerts.domain.composing import check_texts
from broadcast.feed.screens import Screens
from broadcast.feed.service import Feed
from conference.event import Event
from rostrum.parts.board.alerts import count_viewers, places_of, prepared_of
from tests.support.board_samples import MORNING


def test_place_has_its_rooms_and_the_doors_that_lead_to_it(event: Event) -> None:
    places = places_of(event)
    room = event.rooms[0]
    assert places[PlaceCode(PlaceKind.ROOM, room.code)].rooms == (room.code,)
    zone = places[PlaceCode(PlaceKind.ZONE, room.zone)]
    assert room.code in zone.rooms
    assert set(zone.doors) >= set(places[PlaceCode(PlaceKind.ROOM, room.code)].doors)
    door = event.doors[0]
    assert places[PlaceCode(PlaceKind.DOOR, door.id)].doors == (door.id,)


def test_reference_event_is_prepared_for_emergencies(event: Event) -> None:
    prepared = prepared_of(event)
    assert {one.id for one in prepared} == {"evacuate", "shelter", "medical", "all-clear"}
    assert [one.id for one in prepared if one.is_all_clear] == ["all-clear"]
    for one in prepared:
        check_texts(one.content.texts, event.languages)


def test_screens_are_no_viewers() -> None:
    screens = Screens()
    for name in ("lobby-1", "lobby-2"):
        screens.join(object(), name, language="en", now=MORNING)
    hub = SimpleNamespace(connections=lambda: {("en", "websocket"): 7, ("fr", "events"): 3})
    assert count_viewers(cast(Feed, SimpleNamespace(hub=hub, screens=screens))) == 8
