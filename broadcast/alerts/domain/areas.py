"""Where an alert applies: rooms, zones, doors and screens of the site; none of them means the whole site.

In a file of CAP each is a geocode: the value name is GEOCODE and its kind, the value its code.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct

from broadcast.alerts.domain.cap import Area, NamedValue
from conference.errors import InvalidError
from conference.languages import Text, pick

GEOCODE = "rostrum:"

MOST_PLACES = 200
"""Largest number of places that one alert names."""


class PlaceKind(StrEnum):
    """Kind of a place."""

    ROOM = "room"
    ZONE = "zone"
    DOOR = "door"
    SCREEN = "screen"


class PlaceCode(Struct, frozen=True, order=True):
    """A place: its kind, and its code in the event, or the name of the screen."""

    kind: PlaceKind
    code: str

    def __str__(self) -> str:
        """Return it as one text, `room:R313`."""
        return f"{self.kind.value}:{self.code}"


class Place(Struct, frozen=True, kw_only=True):
    """A place of the event, with the ids of the rooms in it, and of the doors that lead to it."""

    name: Text
    rooms: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()


_KINDS = frozenset(kind.value for kind in PlaceKind)

Places = Mapping[PlaceCode, Place]
"""The places of the event. Screens are not among them: their names are free."""

AreaCodes = tuple[PlaceCode, ...]
"""The places of an alert; empty: the whole site."""


def read_place(text: str) -> PlaceCode | None:
    """Return the place of a text such as `room:R313`; None if it is not one."""
    kind, _, code = text.partition(":")
    return PlaceCode(PlaceKind(kind), code) if kind in _KINDS and code else None


def check_places(codes: AreaCodes, places: Places) -> None:
    """Raise InvalidError `alert.unknown_place` for a place that the event does not have, or for too many."""
    is_known = all(code.kind is PlaceKind.SCREEN or code in places for code in codes)
    if not is_known or len(codes) > MOST_PLACES:
        raise InvalidError("alert.unknown_place", {"places": "alert.unknown_place"})


def rooms_in(codes: AreaCodes, places: Places) -> tuple[str, ...] | None:
    """Return the ids of the rooms in the area; None for the whole site."""
    if not codes:
        return None
    return tuple(sorted({room for code in codes if code in places for room in places[code].rooms}))


def doors_in(codes: AreaCodes, places: Places) -> tuple[str, ...] | None:
    """Return the ids of the doors that lead to the area; None for all doors, () for an area of screens only."""
    if not codes:
        return None
    return tuple(sorted({door for code in codes if code in places for door in places[code].doors}))


def screens_in(codes: AreaCodes) -> tuple[str, ...] | None:
    """Return the names of the screens that the area names; None for the whole site."""
    return tuple(code.code for code in codes if code.kind is PlaceKind.SCREEN) if codes else None


def names_of(codes: AreaCodes, places: Places) -> tuple[Text, ...]:
    """Return the names of the places; a screen has the same in all languages."""
    return tuple(places[code].name if code in places else {"en": code.code} for code in codes)


def write_area(codes: AreaCodes, places: Places, *, site: Text, language: str) -> Area:
    """Return the area of an info block in a language; `site` is the name of the whole site."""
    names = names_of(codes, places) or (site,)
    return Area(
        description=" · ".join(pick(name, language)[0] for name in names),
        geocodes=tuple(NamedValue(GEOCODE + code.kind.value, code.code) for code in codes),
    )


def read_areas(areas: Iterable[Area]) -> AreaCodes:
    """Return the places that areas of a file name; areas without such geocodes mean the whole site."""
    codes = [
        read_place(f"{value.name.removeprefix(GEOCODE)}:{value.value}")
        for area in areas
        for value in area.geocodes
        if value.name.startswith(GEOCODE)
    ]
    return tuple(dict.fromkeys(code for code in codes if code is not None))
