"""Addresses of screens: reading them names every problem, and what is written is read as it was."""

import pytest

from broadcast.pages.layout_addresses import (
    PROBLEM_TEXTS,
    Cell,
    LayoutProblem,
    ScreenAddress,
    read_address,
    read_cells,
    write_address,
)

ROOMS = ("plenary", "R313")
GRID = ScreenAddress(
    layout="grid",
    languages=("ar",),
    options={"arrange": "main", "theme": "light"},
    cells=(
        Cell(layout="lobby", options={"place": "press"}),
        Cell(layout="room", room="R313"),
        Cell(layout="programme", options={"day": "2025-10-26"}),
    ),
)


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (ScreenAddress(layout="lobby", languages=("ar",)), "/ar/screens/lobby"),
        (ScreenAddress(layout="lobby"), "/screens/lobby"),
        (
            ScreenAddress(layout="lobby", languages=("vi", "ar"), options={"safe": "3", "place": "press"}),
            "/screens/lobby?safe=3&place=press&languages=vi,ar",
        ),
        (ScreenAddress(layout="room", languages=("zh",), room="R313"), "/zh/screens/rooms/R313"),
        (
            GRID,
            "/ar/screens/grid?arrange=main&theme=light&cells=lobby:place=press;room:room=R313;programme:day=2025-10-26",
        ),
    ],
)
def test_address_is_read_as_it_was_written(address: ScreenAddress, text: str) -> None:
    assert write_address(address) == text
    read = read_address(text, rooms=ROOMS)
    assert (read.address, read.problems) == (address, ())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("/en/screens/attic", LayoutProblem("layout_unknown", value="attic")),
        (
            "https://elsewhere.example/en/screens/lobby",
            LayoutProblem("address_unknown", value="https://elsewhere.example/en/screens/lobby"),
        ),
        ("/staff/console", LayoutProblem("address_unknown", value="/staff/console")),
        ("/en/screens/rooms", LayoutProblem("room_missing", "room")),
        ("/en/screens/rooms/cellar", LayoutProblem("room_unknown", "room", "cellar")),
        ("/screens/lobby?languages=vi,xx", LayoutProblem("language_unknown", "languages", "xx")),
        ("/en/screens/lobby?languages=vi", LayoutProblem("option_unknown", "languages", "vi")),
        ("/en/screens/lobby?safe=40", LayoutProblem("value_unknown", "safe", "40")),
        ("/en/screens/lobby?colour=red", LayoutProblem("option_unknown", "colour", "red")),
        ("/en/screens/grid", LayoutProblem("cells_missing", "cells")),
        ("/en/screens/grid?cells=attic", LayoutProblem("layout_unknown", "cells", "attic")),
        ("/en/screens/grid?cells=grid:cells=lobby", LayoutProblem("layout_unknown", "cells", "grid")),
        ("/en/screens/grid?cells=lobby;room", LayoutProblem("room_missing", "room")),
        ("/en/screens/grid?cells=lobby:theme=light", LayoutProblem("option_unknown", "theme", "light")),
        ("/en/screens/grid?cells=" + "lobby;" * 7, LayoutProblem("cells_too_many", "cells", "7")),
        (
            "/en/screens/lobby?safe=" + "1" * 1000,
            LayoutProblem("address_unknown", value=("/en/screens/lobby?safe=" + "1" * 1000)[:1000]),
        ),
        ("//[/screens", LayoutProblem("address_unknown", value="//[/screens")),
    ],
)
def test_problem_of_an_address_is_named(text: str, problem: LayoutProblem) -> None:
    assert read_address(text, rooms=ROOMS).problems == (problem,)
    assert PROBLEM_TEXTS[problem.code]


def test_wrong_option_leaves_the_others() -> None:
    read = read_address("/screens/lobby?theme=blue&safe=3&screen=lobby-1", rooms=ROOMS)
    assert read.address == ScreenAddress(layout="lobby", options={"safe": "3"})
    assert read.problems == (LayoutProblem("value_unknown", "theme", "blue"),)


def test_part_that_cannot_be_shown_keeps_its_place() -> None:
    unknown = LayoutProblem("layout_unknown", "cells", "attic")
    assert read_cells("lobby;attic;signing", rooms=ROOMS) == (
        (Cell(layout="lobby"), unknown, Cell(layout="signing")),
        [unknown],
    )
