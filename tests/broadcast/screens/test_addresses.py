"""Addresses of layouts are built from choices; addresses of other pages are refused."""

import pytest

from broadcast.screens.addresses import LayoutChoice, build_address, check_address, languages_of
from conference.errors import InvalidError

ROOMS = {"plenary"}
CHOICES = {
    "/ar/screens/lobby": LayoutChoice(layout="lobby", languages=("ar",), options={"theme": "dark", "day": "next"}),
    "/fr/screens/lobby?place=press": LayoutChoice(
        layout="lobby", languages=("fr",), options={"place": "press", "every_s": " "}
    ),
    "/screens/lobby?every_s=30&languages=vi,ar": LayoutChoice(
        layout="lobby", languages=("vi", "ar", "vi"), options={"every_s": "30"}
    ),
    "/screens/rooms/plenary": LayoutChoice(layout="room", room="plenary"),
    "/es/screens/grid?cells=lobby;room:room=plenary": LayoutChoice(
        layout="grid", languages=("es",), cells="lobby;room:room=plenary"
    ),
}


@pytest.mark.parametrize("address", CHOICES)
def test_choice_becomes_its_address(address: str) -> None:
    assert build_address(CHOICES[address], ROOMS) == address
    assert check_address(address, ROOMS) == address


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        (LayoutChoice(layout="other"), "layout"),
        (LayoutChoice(layout="room", room="cellar"), "room"),
        (LayoutChoice(layout="grid", cells="cellar"), "cells"),
        (LayoutChoice(layout="lobby", options={"every_s": "1"}), "option.every_s"),
        (LayoutChoice(layout="lobby", options={"place": "rooms"}), "option.place"),
    ],
)
def test_wrong_choice_names_its_field(choice: LayoutChoice, field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        build_address(choice, ROOMS)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "screens/lobby",
        "//elsewhere.example/screens/lobby",
        "https://elsewhere.example/screens/lobby",
        "/staff/console",
        "/ar/screens/../staff",
        "/ar/screens/rooms/cellar",
        "/ar/screens/lobby\\x",
        "/xx/screens/lobby",
        "/ar/screens/lobby?x=\n",
        "/screens/lobby?x=" + "a" * 1000,
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(InvalidError, match="address_wrong"):
        check_address(address, ROOMS)


def test_address_is_assigned_without_a_name() -> None:
    assert check_address("/ar/screens/lobby?screen=lobby-2&theme=light#x", ROOMS) == "/ar/screens/lobby?theme=light"
    assert languages_of("/ar/screens/lobby", ROOMS) == ("ar",)
    assert languages_of("/screens/lobby?languages=vi,ar", ROOMS) == ("vi", "ar")
    assert languages_of("/staff", ROOMS) == ()
