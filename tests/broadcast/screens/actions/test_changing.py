"""Operators change, unpair and remove screens."""

from dataclasses import replace

import pytest

from broadcast.screens.actions.approving import Approval, approve_pairing
from broadcast.screens.actions.changing import (
    ScreenAct,
    ScreenPlan,
    assign_screen,
    list_screens,
    remove_screen,
    unpair_screen,
)
from broadcast.screens.actions.requesting import DeviceFacts, ask_pairing
from broadcast.screens.domain.events import ScreensChanged
from broadcast.screens.ports import ScreenServices
from conference.bus import Bus
from conference.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from tests.support.board_samples import DOOR_STAFF, OPERATOR

PLAN = ScreenPlan(address="/ar/screens/lobby", place="Entrance")
ACT = ScreenAct(name="lobby-1", operator=OPERATOR)


async def test_screen_is_assigned_unpaired_and_removed(services: ScreenServices, bus: Bus) -> None:
    told: list[object] = []

    async def note(event: ScreensChanged) -> None:
        told.append(event.name)

    bus.subscribe(ScreensChanged, note)
    code = (await ask_pairing(services, DeviceFacts(public_key="k1", network="10.0.0.1"))).code
    first = await approve_pairing(services, Approval(code=code, name="lobby-1", plan=PLAN), operator=OPERATOR)
    moved = await assign_screen(services, replace(ACT, expected=1), ScreenPlan(address="/fr/screens/lobby"))
    assert (moved.address, moved.place, moved.version) == ("/fr/screens/lobby", "", 2)
    assert await assign_screen(services, ACT, ScreenPlan(address="/fr/screens/lobby")) == moved
    assert await assign_screen(services, ACT, PLAN) == replace(first, version=3)
    with pytest.raises(ConflictError):
        await assign_screen(services, replace(ACT, expected=1), PLAN)
    with pytest.raises(RuleError, match="still_paired"):
        await remove_screen(services, ACT)
    assert (await unpair_screen(services, ACT)).is_paired is False
    await remove_screen(services, ACT)
    assert (await list_screens(services)).screens == []
    assert told == ["lobby-1"] * 5
    with pytest.raises(NotFoundError):
        await assign_screen(services, ACT, PLAN)


async def test_acts_on_screens_are_for_operators(services: ScreenServices) -> None:
    other = ScreenAct(name="lobby-1", operator=DOOR_STAFF)
    for act in (assign_screen(services, other, PLAN), unpair_screen(services, other), remove_screen(services, other)):
        with pytest.raises(ForbiddenError):
            await act
