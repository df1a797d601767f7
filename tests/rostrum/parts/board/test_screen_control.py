"""Commands on a running application: answers are kept, pictures of unpaired screens forgotten."""

from broadcast.feed.identity.messages import CommandResult
from broadcast.screen_control.actions import read_control, send_commands
from broadcast.screen_control.domain import CommandKind, ScreenPicture
from broadcast.screen_control.web.context import CONTROL
from broadcast.screens.domain.events import ScreensChanged
from broadcast.screens.domain.pairing import PairedScreen
from broadcast.screens.storage import SqlScreenStore
from tests.support.background import written
from tests.support.board_pages import Served, served

__all__ = ["served"]


async def test_answers_are_kept_and_pictures_forgotten(served: Served) -> None:
    app, transactions, now = served.client.app, served.runtime.transactions, served.runtime.clock.now()
    assert app is not None
    services, sessions = app[CONTROL], served.feed.sessions

    address = "/en/screens/lobby"
    screen = PairedScreen(name="door", public_key="key", address=address, paired_at=now, paired_by="Lan")
    async with transactions.write() as transaction:
        await SqlScreenStore().add_screen(transaction, screen)
        for name in ("door", "gone"):
            picture = ScreenPicture(screen=name, taken_at=now, image=b"")
            await services.store.save_picture(transaction, picture)
    batch = await send_commands(services, CommandKind.IDENTIFY, ["door"], staff=served.operator)
    command = (await read_control(services, batch)).commands["door"]
    sessions.on_result("door", CommandResult("door", command.id, "done"))
    await served.runtime.bus.publish(ScreensChanged("gone"))
    await written(transactions)
    read = await read_control(services, batch)
    assert (read.commands["door"].answer, list(read.pictured)) == ("done", ["door"])
