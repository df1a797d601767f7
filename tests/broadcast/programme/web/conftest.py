"""The whole application with the programme on its board, and operators who sign in."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs

from conference.auth.people import NewStaff, create_staff
from rostrum.events.new_event import Answers, make_event
from rostrum.roles import OPERATOR, PRIVATE_SESSIONS_OFFICER
from rostrum.runtime import Runtime
from tests.support.board_pages import PASSWORD, Served, serve_board, served

__all__ = ["served"]


async def add_officer(served: Served, username: str = "hoa") -> None:
    """Add a person who operates the board and sees all private sessions."""
    people = frozenset({OPERATOR, PRIVATE_SESSIONS_OFFICER})
    await create_staff(served.runtime.accounts, NewStaff(username, username.title(), people, "en", PASSWORD))


@pytest.fixture
async def forum(runtime: Runtime) -> AsyncIterator[Served]:
    """Another conference, in Paris, with twenty rooms and two languages, and no programme but its opening."""
    codes = ("en", "fr")
    answers = Answers(
        id="forum-2025",
        languages=codes,
        timezone="Europe/Paris",
        starts_on=date(2025, 10, 27),
        ends_on=date(2025, 10, 30),
        name=dict.fromkeys(codes, "Water forum"),
        city=dict.fromkeys(codes, "Paris"),
        venue=dict.fromkeys(codes, "Le Bourget"),
        rooms=[dict.fromkeys(codes, "Plenary Loire")],
        categories=[dict.fromkeys(codes, "Press")],
        doors=[dict.fromkeys(codes, "North")],
        contact="press@example.org",
    )
    event = make_event(answers, date(2025, 9, 1))
    (plenary,) = event.rooms
    others = (
        structs.replace(plenary, code=f"room-{n}", name=dict.fromkeys(codes, f"Meeting Room {n}"), order=n + 1)
        for n in range(1, 20)
    )
    event = structs.replace(event, rooms=(plenary, *others))
    async with serve_board(replace(runtime, event=event)) as served:
        yield served
