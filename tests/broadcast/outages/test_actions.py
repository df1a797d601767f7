"""One notice for all screens that become dark together, one letter an address, and one for their recovery."""

from collections.abc import Sequence

import pytest

from broadcast.feed.displays.standings import Standing
from broadcast.outages.actions import DARK, MOST_NAMED, RECOVERED, acknowledge_notice, record_outages
from broadcast.outages.domain import DarkScreen
from broadcast.outages.ports import OutageServices
from conference.errors import NotFoundError
from tests.broadcast.outages.conftest import KeptLetters
from tests.support.board_samples import MORNING, OPERATOR


def dark(*names: str) -> list[DarkScreen]:
    return [DarkScreen(name=name, standing=Standing.GONE, since=MORNING) for name in names]


async def record(services: OutageServices, screens: Sequence[DarkScreen], current: Sequence[str] = ()) -> None:
    async with services.transactions.write() as transaction:
        await record_outages(services, screens, current, transaction)


async def waiting(services: OutageServices) -> list[tuple[str, str, bool]]:
    async with services.transactions.read() as transaction:
        found = await services.store.list_unacknowledged(transaction, limit=500)
    return [(one.notice, one.screen, one.ended_at is None) for one in found]


async def test_flood_of_screens_is_one_notice_and_one_letter(services: OutageServices, letters: KeptLetters) -> None:
    names = [f"s{n:03}" for n in range(200)]
    await record(services, dark(*names))
    await record(services, dark(*names))
    rows = await waiting(services)
    assert (len(rows), len({notice for notice, _, _ in rows})) == (200, 1)
    assert [(one.kind, one.address, one.language) for one in letters.requests] == [
        (DARK, "av@example.org", "en"),
        (DARK, "desk@example.org", "ar"),
    ]
    assert letters.requests[0].values["screens"].splitlines() == [*names[:MOST_NAMED], "+180"]
    assert letters.requests[0].values["count"] == "200"


async def test_recovery_ends_the_outage_and_is_told_once(services: OutageServices, letters: KeptLetters) -> None:
    await record(services, dark("a", "b"))
    await record(services, [], ["b", "c"])
    await record(services, [], ["b", "c"])
    assert [(screen, is_open) for _, screen, is_open in await waiting(services)] == [("a", True), ("b", False)]
    assert [one.kind for one in letters.requests] == [DARK, DARK, RECOVERED, RECOVERED]
    assert letters.requests[2].values == {"count": "1", "screens": "b"}
    await record(services, dark("b"))
    assert [one.kind for one in letters.requests][4:] == [DARK, DARK]
    assert len({one.once for one in letters.requests}) == len(letters.requests)


async def test_notice_stays_until_it_is_acknowledged(services: OutageServices) -> None:
    await record(services, dark("a"))
    ((notice, _, _),) = await waiting(services)
    await acknowledge_notice(services, notice, staff=OPERATOR)
    assert await waiting(services) == []
    with pytest.raises(NotFoundError):
        await acknowledge_notice(services, notice, staff=OPERATOR)
    await record(services, dark("a"))
    assert await waiting(services) == []
