"""Where alerts apply: what rooms, zones, doors and screens mean, in the register and in files."""

import pytest

from broadcast.alerts.domain.areas import (
    AreaCodes,
    PlaceCode,
    PlaceKind,
    check_places,
    doors_in,
    read_areas,
    read_place,
    rooms_in,
    screens_in,
    write_area,
)
from conference.errors import InvalidError
from tests.support.alert_samples import DOOR, HALL, SITE, ZONE

LOBBY = PlaceCode(PlaceKind.SCREEN, "lobby-1")


@pytest.mark.parametrize(
    ("codes", "rooms", "doors", "screens"),
    [
        ((), None, None, None),
        ((HALL,), ("hall",), ("main",), ()),
        ((HALL, ZONE), ("hall", "studio"), ("main", "north"), ()),
        ((DOOR,), (), ("north",), ()),
        ((LOBBY,), (), (), ("lobby-1",)),
    ],
)
def test_area_has_rooms_doors_and_screens(
    codes: AreaCodes, rooms: tuple[str, ...] | None, doors: tuple[str, ...] | None, screens: tuple[str, ...] | None
) -> None:
    assert (rooms_in(codes, SITE.places), doors_in(codes, SITE.places), screens_in(codes)) == (rooms, doors, screens)


def test_area_of_a_file_is_read_as_it_was_written() -> None:
    codes = (HALL, DOOR, LOBBY)
    areas = [write_area(codes, SITE.places, site=SITE.name, language=code) for code in ("ar", "fr")]
    assert read_areas(areas) == codes
    assert write_area((), SITE.places, site=SITE.name, language="en").description == "Centre (en)"


@pytest.mark.parametrize("text", ["", "room", "room:", "city:hall", ":hall"])
def test_other_text_is_no_place(text: str) -> None:
    assert read_place(text) is None


def test_place_that_the_event_lacks_is_refused() -> None:
    check_places((HALL, LOBBY), SITE.places)
    with pytest.raises(InvalidError, match=r"alert\.unknown_place"):
        check_places((PlaceCode(PlaceKind.ROOM, "attic"),), SITE.places)
