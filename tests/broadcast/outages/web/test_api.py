"""Notices of dark screens in the API."""

from datetime import timedelta

from broadcast.feed.displays.standings import Standing
from broadcast.outages.actions import record_outages
from broadcast.outages.domain import DarkScreen
from broadcast.outages.web.notices import OUTAGES
from tests.conftest import client
from tests.support.board_program import Program, program

__all__ = ["client", "program"]


async def test_program_lists_and_acknowledges_notices(program: Program) -> None:
    assert program.client.app is not None
    services = program.client.app[OUTAGES]
    since = services.clock.now() - timedelta(minutes=1)
    dark = [DarkScreen(name=name, standing=Standing.GONE, since=since) for name in ("door", "lobby-1")]
    async with services.transactions.write() as transaction:
        await record_outages(services, dark, [], transaction)
        await record_outages(services, [], ["door"], transaction)
    (notice,) = (await program.read("screen-notices"))["notices"]
    screens = [(one["screen"], one["standing"], one["ended_at"] is None) for one in notice["screens"]]
    assert screens == [("lobby-1", "gone", True), ("door", "gone", False)]
    acts = f"screen-notices/{notice['notice']}/acts"
    assert (await program.act(acts, act="forget"))[0] == 422
    assert (await program.act(acts, act="acknowledge"))[0] == 200
    assert (await program.act(acts, act="acknowledge"))[0] == 404
    assert await program.read("screen-notices") == {"notices": []}
