"""Operators approve and reject devices."""

import asyncio

import pytest

from broadcast.screens.actions.approving import (
    Approval,
    approve_all,
    approve_pairing,
    reject_all,
    reject_pairing,
)
from broadcast.screens.actions.changing import ScreenAct, ScreenPlan, list_screens, unpair_screen
from broadcast.screens.actions.requesting import DeviceFacts, DeviceState, ask_pairing
from broadcast.screens.ports import ScreenServices
from conference.errors import ForbiddenError, InvalidError, NotFoundError, RuleError
from tests.support.board_samples import DOOR_STAFF, OPERATOR

pytestmark = pytest.mark.usefixtures("each_database")

PLAN = ScreenPlan(address="/ar/screens/lobby", place="Entrance", room="plenary")


async def ask(services: ScreenServices, key: str) -> str:
    return (await ask_pairing(services, DeviceFacts(public_key=key, network="10.0.0.1"))).code


async def test_swapped_box_keeps_name_place_and_assignment(services: ScreenServices) -> None:
    """Covers C8."""
    first = await approve_pairing(
        services, Approval(code=await ask(services, "k1"), name="Lobby-1", plan=PLAN), operator=OPERATOR
    )
    taken = Approval(code=await ask(services, "k2"), name="lobby-1", plan=PLAN)
    with pytest.raises(RuleError, match="name_taken"):
        await approve_pairing(services, taken, operator=OPERATOR)
    swapped = await approve_pairing(
        services, Approval(code=taken.code, name="lobby-1", takes_over=True), operator=OPERATOR
    )
    assert (swapped.name, swapped.place, swapped.room, swapped.address) == (
        first.name,
        first.place,
        first.room,
        first.address,
    )
    assert (swapped.public_key, swapped.version) == ("k2", 2)
    assert (await ask_pairing(services, DeviceFacts(public_key="k1", network="x"))).state is DeviceState.WAITING
    await unpair_screen(services, ScreenAct(name="lobby-1", operator=OPERATOR))
    back = Approval(code=await ask(services, "k3"), name="lobby-1", takes_over=True)
    assert (await approve_pairing(services, back, operator=OPERATOR)).public_key == "k3"


async def test_each_of_many_has_its_result(services: ScreenServices) -> None:
    codes = [await ask(services, f"k{number}") for number in range(3)]
    wanted = [
        Approval(code=codes[0], name="hall-1", plan=PLAN),
        Approval(code=codes[1], name="hall-1", plan=PLAN),
        Approval(code="AAAA-AAAA", name="hall-2", plan=PLAN),
        Approval(code=codes[2], name="", plan=PLAN),
        Approval(code=codes[2], name="hall-3", takes_over=True),
    ]
    results = await approve_all(services, wanted, operator=OPERATOR)
    assert [one.error.code if one.error else one.screen and one.screen.name for one in results] == [
        "hall-1",
        "screen.name_taken",
        "screen.unknown_code",
        "screen.name_missing",
        "screen.unknown",
    ]
    rejected = await reject_all(services, [codes[0], codes[1]], operator=OPERATOR)
    assert [one.error and one.error.code for one in rejected] == ["screen.decided", None]
    lists = await list_screens(services)
    assert ([one.name for one in lists.screens], [one.code for one in lists.waiting]) == (["hall-1"], [codes[2]])


async def test_two_operators_approve_one_name_once(services: ScreenServices) -> None:
    codes = [await ask(services, "k1"), await ask(services, "k2")]
    acts = [approve_pairing(services, Approval(code=code, name="x", plan=PLAN), operator=OPERATOR) for code in codes]
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["PairedScreen", "RuleError"]


async def test_approvals_are_refused_to_others_and_with_wrong_plans(services: ScreenServices) -> None:
    code = await ask(services, "k1")
    with pytest.raises(ForbiddenError):
        await approve_pairing(services, Approval(code=code, name="x", plan=PLAN), operator=DOOR_STAFF)
    with pytest.raises(ForbiddenError):
        await reject_pairing(services, code, operator=DOOR_STAFF)
    with pytest.raises(NotFoundError):
        await reject_pairing(services, "nothing", operator=OPERATOR)
    for plan in (
        None,
        ScreenPlan(address="/staff"),
        ScreenPlan(address="/ar/screens/lobby", room="cellar"),
        ScreenPlan(address="/ar/screens/lobby", place="x" * 121),
    ):
        with pytest.raises(InvalidError):
            await approve_pairing(services, Approval(code=code, name="x", plan=plan), operator=OPERATOR)
