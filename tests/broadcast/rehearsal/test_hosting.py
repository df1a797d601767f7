"""The running rehearsal in one process: opened once, at the first request, and closed at its end."""

from collections.abc import Callable
from datetime import date

from aiohttp import web

from broadcast.rehearsal.actions import control
from broadcast.rehearsal.domain.rehearsals import Rehearsal
from broadcast.rehearsal.hosting import ASK_AGAIN_AFTER_S, RehearsalHost
from broadcast.rehearsal.ports import RehearsalServices
from conference.clock import ManualClock
from tests.support.board_samples import MORNING, OPERATOR


class Opened:
    """An open rehearsal that only counts."""

    def __init__(self, rehearsal: Rehearsal, note_end: Callable[[], None]) -> None:
        self.app = web.Application()
        self.rehearsal = rehearsal
        self.note_end = note_end
        self.is_closed = False

    async def close(self) -> None:
        self.is_closed = True


async def start(services: RehearsalServices) -> None:
    await control.start_rehearsal(services, date(2025, 10, 25), MORNING, rate=1, operator=OPERATOR)


def make_host(services: RehearsalServices) -> tuple[RehearsalHost, list[Opened]]:
    opened: list[Opened] = []

    async def open_rehearsal(rehearsal: Rehearsal, note_end: Callable[[], None]) -> Opened:
        opened.append(Opened(rehearsal, note_end))
        return opened[-1]

    return RehearsalHost(services, open_rehearsal), opened


async def test_nothing_is_opened_while_none_runs(services: RehearsalServices, clock: ManualClock) -> None:
    host, opened = make_host(services)
    assert await host.find_application() is None
    await start(services)
    assert await host.find_application() is None  # it remembers for a second that none runs
    clock.advance(ASK_AGAIN_AFTER_S)
    assert await host.find_application() is opened[0].app
    assert await host.find_application() is opened[0].app
    assert len(opened) == 1


async def test_start_on_this_node_is_served_at_once(services: RehearsalServices) -> None:
    host, opened = make_host(services)
    await host.find_application()
    await start(services)
    host.ask_again()
    assert await host.find_application() is opened[0].app


async def test_ended_rehearsal_is_closed_and_the_next_one_opened(
    services: RehearsalServices, clock: ManualClock
) -> None:
    host, opened = make_host(services)
    await start(services)
    await host.find_application()
    await control.end_rehearsal(services, operator=OPERATOR)
    opened[0].note_end()
    clock.advance(ASK_AGAIN_AFTER_S)
    assert await host.find_application() is None
    await start(services)
    clock.advance(ASK_AGAIN_AFTER_S)
    assert await host.find_application() is opened[1].app
    await host.close()
    assert [one.is_closed for one in opened] == [True, True]
