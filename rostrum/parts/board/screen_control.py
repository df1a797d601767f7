"""Installation of commands to screens and their pictures."""

import asyncio
from collections.abc import AsyncIterator, Collection
from functools import partial

from aiohttp import web

from broadcast.feed.identity.messages import CommandResult
from broadcast.feed.service import FEED
from broadcast.screen_control.actions import forget_pictures, take_answer
from broadcast.screen_control.domain import ScreenAnswer
from broadcast.screen_control.pictures import prepare_picture
from broadcast.screen_control.ports import ControlServices
from broadcast.screen_control.runtime import CommandSender
from broadcast.screen_control.storage import SqlControlStore
from broadcast.screen_control.web import api, pages, pictures
from broadcast.screen_control.web.context import CONTROL
from broadcast.screens.domain.events import ScreensChanged
from conference.tasks import end
from conference.transactions import Transaction
from rostrum.parts.board.outages import list_paired_names
from rostrum.runtime import Runtime

_WRITE = "commands to screens"


def install_screen_control(app: web.Application, runtime: Runtime) -> None:
    """Install the page of all screens, and send commands and take their answers while the application runs."""
    background, store, sessions = runtime.transactions.background, SqlControlStore(), app[FEED].sessions

    def send_soon() -> None:
        sender.look_again()

    services = ControlServices(
        transactions=runtime.transactions,
        store=store,
        list_screens=list_paired_names,
        clock=runtime.clock,
        ids=runtime.ids,
        ticket_key=runtime.issued_secrets.derive_key("pictures of screens"),
        prepare_picture=prepare_picture,
        send_soon=send_soon,
    )

    def mark_sent(ids: Collection[str]) -> None:
        async def save(transaction: Transaction) -> None:
            await store.mark_sent(transaction, ids, runtime.clock.now())

        background.add(_WRITE, save)

    sender = CommandSender(services, sessions.send_command, mark_sent=mark_sent, every_s=runtime.settings.tick_s)

    def keep_answer(name: str, result: CommandResult) -> None:
        answer = ScreenAnswer(name, result.id, result.outcome)
        background.add(_WRITE, partial(take_answer, services, answer))

    sessions.on_result = keep_answer

    async def forget_unpaired(_event: ScreensChanged) -> None:
        background.add("pictures of screens", partial(forget_pictures, services), key="pictures of screens")

    runtime.bus.subscribe(ScreensChanged, forget_unpaired)
    app[CONTROL] = services
    for module in (api, pages, pictures):
        app.router.add_routes(module.routes())

    async def send_commands(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(sender.run(), name=_WRITE)
        yield
        await end(task)

    app.cleanup_ctx.append(send_commands)
