"""Notices of dark screens on the console."""

from datetime import timedelta

from broadcast.feed.displays.standings import Standing
from broadcast.outages.actions import record_outages
from broadcast.outages.domain import DarkScreen
from broadcast.outages.web.notices import OUTAGE_WATCH, OUTAGES
from tests.support.board_pages import Served, served

__all__ = ["served"]


async def test_notice_is_on_the_console_until_it_is_acknowledged(served: Served) -> None:
    app = served.client.app
    assert app is not None
    services, watch = app[OUTAGES], app[OUTAGE_WATCH]
    dark = DarkScreen(name="lobby-1", standing=Standing.SILENT, since=services.clock.now() - timedelta(minutes=1))
    async with services.transactions.write() as transaction:
        await record_outages(services, [dark], [], transaction)
    await watch.look()
    (notice,) = {one.notice for one in watch.waiting}
    await served.sign_in()
    page = await served.page("/staff/console?session=opening")
    assert "lobby-1" in page
    path = f"outages/{notice}/acknowledge"
    answer = await served.send(path, page, session="opening")
    assert (answer.status, answer.headers["Location"]) == (303, "/staff/console?session=opening")
    await watch.look()
    assert "lobby-1" not in await served.page("/staff/console?session=opening")
    assert (await served.send(path, page)).status == 404
