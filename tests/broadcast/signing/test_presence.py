"""Who of the signers is in the hall, as a waiting page learns it."""

import asyncio
from datetime import datetime

from broadcast.board.ports import Board
from broadcast.signing.actions.register import tie_badge
from broadcast.signing.presence import HallWatch
from tests.support.board_samples import MORNING, OPERATOR
from tests.support.signing_office import KnownBadges, make_signing


async def test_waiting_page_learns_of_entry_and_exit(board: Board) -> None:
    badges = KnownBadges()
    services = await make_signing(board, badges)
    await tie_badge(services, "VN", "D-0007", operator=OPERATOR)
    watch = HallWatch(services, read_every_s=3600)
    state = await watch.read()
    assert state.present == {}
    steps: tuple[tuple[dict[str, datetime], dict[str, datetime]], ...] = (
        ({"badge_7": MORNING}, {"VN": MORNING}),
        ({}, {}),
    )
    for present, shown in steps:
        waiting = asyncio.create_task(watch.wait(state.digest))
        await asyncio.sleep(0)
        badges.present = present
        watch.notify()
        state = await waiting
        assert state.present == shown


async def test_movement_at_another_node_is_read_from_the_database(board: Board) -> None:
    badges = KnownBadges()
    services = await make_signing(board, badges)
    await tie_badge(services, "VN", "D-0007", operator=OPERATOR)
    watch = HallWatch(services, read_every_s=0)
    seen = (await watch.read()).digest
    badges.present = {"badge_7": MORNING}
    assert (await watch.wait(seen)).present == {"VN": MORNING}


async def test_wait_ends_with_its_time_and_with_the_server(board: Board) -> None:
    watch = HallWatch(await make_signing(board), read_every_s=3600)
    seen = (await watch.read()).digest
    assert (await watch.wait(seen, hold_s=0)).digest == seen
    waiting = asyncio.create_task(watch.wait(seen))
    await asyncio.sleep(0)
    watch.close()
    assert (await waiting).digest == seen


async def test_page_learns_that_the_register_has_changed(board: Board) -> None:
    services = await make_signing(board)
    watch = HallWatch(services, read_every_s=0)
    before = await watch.read()
    await tie_badge(services, "VN", "D-0007", operator=OPERATOR)
    assert (await watch.read()).register != before.register
