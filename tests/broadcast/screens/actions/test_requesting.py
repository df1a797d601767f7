"""Devices ask to be paired."""

from dataclasses import replace

import pytest

from broadcast.screens.actions.approving import Approval, approve_pairing, reject_pairing
from broadcast.screens.actions.changing import ScreenAct, ScreenPlan, list_screens, unpair_screen
from broadcast.screens.actions.requesting import DeviceFacts, DeviceState, ask_pairing
from broadcast.screens.domain.pairing import MOST_OPEN_OF_NETWORK, OPEN_FOR
from broadcast.screens.ports import ScreenServices
from conference.clock import ManualClock
from conference.errors import RuleError, ThrottledError
from tests.support.board_samples import OPERATOR

DEVICE = DeviceFacts(public_key="k1", network="10.0.0.1", user_agent="x")
PLAN = ScreenPlan(address="/ar/screens/lobby")


async def test_device_keeps_its_code_until_its_request_ends(services: ScreenServices, clock: ManualClock) -> None:
    first = await ask_pairing(services, DEVICE)
    assert first.state is DeviceState.WAITING
    assert await ask_pairing(services, DEVICE) == first
    clock.advance(OPEN_FOR.total_seconds() + 1)
    later = await ask_pairing(services, DEVICE)
    assert later.code != first.code
    assert [one.code for one in (await list_screens(services)).waiting] == [later.code]


async def test_device_learns_what_became_of_its_request(services: ScreenServices) -> None:
    first = await ask_pairing(services, DEVICE)
    await reject_pairing(services, first.code, operator=OPERATOR)
    assert (await ask_pairing(services, DEVICE)).state is DeviceState.REJECTED
    other = replace(DEVICE, public_key="k2")
    code = (await ask_pairing(services, other)).code
    screen = await approve_pairing(services, Approval(code=code, name="lobby-1", plan=PLAN), operator=OPERATOR)
    answer = await ask_pairing(services, other)
    assert (answer.state, answer.screen) == (DeviceState.PAIRED, screen)
    await unpair_screen(services, ScreenAct(name="lobby-1", operator=OPERATOR))
    again = await ask_pairing(services, other)
    assert (again.state, again.code == code) == (DeviceState.WAITING, False)


async def test_requests_of_a_network_are_bounded(services: ScreenServices) -> None:
    def refuse(_network: str) -> None:
        raise ThrottledError("requests.throttled", retry_after_s=5)

    for number in range(MOST_OPEN_OF_NETWORK):
        await ask_pairing(services, replace(DEVICE, public_key=f"k{number}"))
    with pytest.raises(RuleError, match="too_many_requests"):
        await ask_pairing(services, replace(DEVICE, public_key="one-more"))
    throttled = replace(services, charge=refuse)
    await ask_pairing(throttled, DEVICE)
    with pytest.raises(ThrottledError):
        await ask_pairing(throttled, replace(DEVICE, public_key="new", network="10.0.0.9"))
