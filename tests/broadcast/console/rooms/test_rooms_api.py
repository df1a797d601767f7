"""Rooms in the API: what keys of control surfaces show and do."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from broadcast.board.domain.proposals import TwoPersonAct
from broadcast.console.proposal_view import PROPOSALS
from broadcast.console.rooms.room_acts import SETTLED_AFTER, RoomAct
from conference.clock import ManualClock
from rostrum.roles import DOOR
from rostrum.runtime import Runtime
from tests.conftest import client
from tests.support.api_tokens import make_header
from tests.support.board_program import Program, program

__all__ = ["client", "program"]

DOCUMENT = Path(__file__).parents[4] / "docs/control-surfaces.md"


async def _read_room(program: Program) -> Any:
    return next(one for one in (await program.read("rooms"))["rooms"] if one["room"] == "plenary")


async def _press(program: Program, act: str, clock: ManualClock | None = None) -> tuple[int, Any]:
    if clock is not None:
        clock.advance(SETTLED_AFTER.total_seconds() + 1)
    return await program.act("rooms/plenary/acts", act=act)


async def test_keys_of_a_room_run_its_session(program: Program, clock: ManualClock) -> None:
    before = await _read_room(program)
    assert (before["session"], before["phase"], before["minutes_left"]) == ("", None, None)
    assert before["next_session"]
    assert await _press(program, "open") == (200, True)
    during = await _read_room(program)
    assert (during["session"], during["phase"]) == (before["next_session"], "in_session")
    assert await _press(program, "suspend", clock) == (200, True)
    assert (await _read_room(program))["phase"] == "suspended"
    assert await _press(program, "undo") == (200, True)
    assert (await _read_room(program))["phase"] == "in_session"
    assert await _press(program, "adjourn", clock) == (200, True)
    assert (await _read_room(program))["session"] == ""


async def test_second_press_is_refused_for_a_moment(program: Program, clock: ManualClock) -> None:
    await _press(program, "open")
    assert await _press(program, "adjourn") == (409, "board.changed")
    clock.advance(SETTLED_AFTER.total_seconds())
    assert await _press(program, "open") == (409, "session.already_in_session")
    assert await _press(program, "undo") == (200, True)
    assert await _press(program, "undo") == (409, "board.changed")


async def test_keys_without_a_session_name_the_reason(program: Program) -> None:
    assert await _press(program, "adjourn") == (409, "room.no_session")
    assert await program.act("rooms/unknown/acts", act="open") == (404, "announcement.unknown_room")
    assert (await program.act("rooms/plenary/acts", act="explode"))[0] == 422


async def test_floor_moves_by_keys(program: Program, runtime: Runtime, clock: ManualClock) -> None:
    debate = next(item for item in runtime.event.programme if item.id == runtime.event.speakers[0].session)
    clock.advance((debate.starts_at - clock.now()).total_seconds())
    for session in (await program.read("sessions"))["sessions"]:
        if session["room"] == debate.room and session["starts_at"] < debate.starts_at.isoformat():
            await program.act(f"sessions/{session['id']}/moves", verb="postpone", version=session["version"])
    assert await program.act(f"rooms/{debate.room}/acts", act="open") == (200, True)
    assert await _press(program, "next_speaker", clock) == (200, True)
    shown = await _read_room(program)
    first, second = sorted((s for s in runtime.event.speakers if s.session == debate.id), key=lambda s: s.order)[:2]
    assert (shown["speaker"], shown["next_speaker"]) == (first.name["en"], second.name["en"])
    assert shown["speaking_since"] is not None
    assert await _press(program, "end_statement", clock) == (200, True)
    assert (await _read_room(program))["speaker"] == ""


async def test_minutes_left_are_negative_over_time(program: Program, clock: ManualClock) -> None:
    await _press(program, "open")
    shown = await _read_room(program)
    assert shown["minutes_left"] > 0
    ends_at = next(s["ends_at"] for s in (await program.read("sessions"))["sessions"] if s["id"] == shown["session"])
    clock.advance((datetime.fromisoformat(ends_at) - clock.now()).total_seconds() + 30)
    assert (await _read_room(program))["minutes_left"] == -1


async def test_other_roles_have_no_keys(program: Program, runtime: Runtime) -> None:
    program.header = await make_header(runtime, DOOR)
    assert await _press(program, "open") == (403, "role.missing")
    assert (await program.read("rooms"))["code"] == "role.missing"


def test_document_names_every_act() -> None:
    table = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    assert {name for cell in table for name in re.findall(r"`(\w+)`", cell)} == {act.value for act in RoomAct}


async def test_key_refuses_what_needs_two_operators(program: Program, clock: ManualClock) -> None:
    app = program.client.app
    assert app is not None
    app[PROPOSALS] = replace(app[PROPOSALS], reserved=(TwoPersonAct.CLOSE.value,))
    assert await _press(program, "open") == (200, True)
    assert await _press(program, "adjourn", clock) == (409, "proposal.two_needed")
    assert await _press(program, "suspend", clock) == (200, True)
