"""Attempts on the names of screens are kept for all nodes, over restarts, and until another device is paired."""

from dataclasses import replace

import pytest

from broadcast.board.ports import Board
from broadcast.feed.screens import Screens
from broadcast.screens.actions.approving import Approval, approve_pairing
from broadcast.screens.actions.attempts import save_attempts
from broadcast.screens.actions.changing import ScreenAct, ScreenPlan, list_screens, remove_screen, unpair_screen
from broadcast.screens.actions.requesting import DeviceFacts, ask_pairing
from broadcast.screens.domain.pairing import Attempts
from broadcast.screens.ports import ScreenServices
from tests.support.board_samples import MORNING, NOON, OPERATOR

LOBBY = "lobby-1"


async def save(services: ScreenServices, *nodes: Screens) -> dict[str, Attempts]:
    """Save what nodes have counted, and return what is stored."""
    for node in nodes:
        await save_attempts(services.board.transactions, services.store, node)
    return dict((await list_screens(services)).attempts)


async def pair_device(services: ScreenServices, key: str, *, takes_over: bool = False) -> None:
    code = (await ask_pairing(services, DeviceFacts(public_key=key, network="10.0.0.1"))).code
    plan = None if takes_over else ScreenPlan(address="/ar/screens/lobby")
    approval = Approval(code=code, name=LOBBY, takes_over=takes_over, plan=plan)
    await approve_pairing(services, approval, operator=OPERATOR)


async def test_attempts_of_nodes_are_added_up_and_outlast_them(services: ScreenServices) -> None:
    first, second = Screens(), Screens()
    first.note_attempt(LOBBY, MORNING)
    second.note_attempt(LOBBY, MORNING)
    second.note_attempt(LOBBY, NOON)
    assert await save(services, first, second, first) == {LOBBY: Attempts(number=3, last_at=NOON)}
    restarted = Screens()
    restarted.note_attempt(LOBBY, NOON)
    assert await save(services, restarted) == {LOBBY: Attempts(number=4, last_at=NOON)}


async def test_connection_that_proves_itself_later_does_not_count(services: ScreenServices) -> None:
    node = Screens()
    node.note_attempt(LOBBY, NOON)
    await save(services, node)
    node.forgive_attempt(LOBBY)
    assert await save(services, node) == {}
    node.note_attempt(LOBBY, NOON)
    assert await save(services, node) == {LOBBY: Attempts(number=1, last_at=NOON)}


async def test_attempts_that_were_not_saved_are_saved_later(services: ScreenServices, board: Board) -> None:
    class BrokenStore:
        async def add_attempts(self, *_: object) -> None:
            raise OSError("closed")

    node = Screens()
    node.note_attempt(LOBBY, NOON)
    with pytest.raises(OSError, match="closed"):
        await save(replace(services, store=BrokenStore()), node)  # type: ignore[arg-type]
    assert await save(services, node) == {LOBBY: Attempts(number=1, last_at=NOON)}


async def test_attempts_end_with_another_device_and_with_the_screen(services: ScreenServices) -> None:
    node = Screens()
    await pair_device(services, "k1")
    node.note_attempt(LOBBY, NOON)
    assert LOBBY in await save(services, node)
    await pair_device(services, "k2", takes_over=True)
    assert await save(services, node) == {}
    node.note_attempt(LOBBY, NOON)
    assert await save(services, node) == {LOBBY: Attempts(number=1, last_at=NOON)}
    act = ScreenAct(name=LOBBY, operator=OPERATOR)
    await unpair_screen(services, act)
    await remove_screen(services, act)
    assert await save(services, node) == {}
