"""The task that sends commands to the screens that are connected to this node."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress

import structlog

from broadcast.screen_control.domain import ANSWER_WITHIN, CommandKind, ScreenCommand, make_ticket
from broadcast.screen_control.ports import ControlServices

SendCommand = Callable[[str, str, str, Mapping[str, str | int]], bool]
"""Sends a screen the command with this id, kind and parameters; returns False if it is not connected to this node."""

MOST_REMEMBERED = 1000

_log = structlog.get_logger(__name__)


class CommandSender:
    """Send commands that no node has sent: at once after an act of this process, else within one tick.

    `mark_sent` is called with the ids of those that were sent, to be saved soon.
    """

    def __init__(
        self,
        services: ControlServices,
        send: SendCommand,
        *,
        mark_sent: Callable[[Collection[str]], object],
        every_s: float,
    ) -> None:
        self._services = services
        self._send = send
        self._mark_sent = mark_sent
        self._every_s = every_s
        self._sent: dict[str, None] = {}
        self._has_news = asyncio.Event()

    def look_again(self) -> None:
        """Send soon: an act of this process has added commands."""
        self._has_news.set()

    async def run(self) -> None:
        """Send until cancelled; a failed read is logged and repeated."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._every_s):
                    await self._has_news.wait()
            self._has_news.clear()
            try:
                await self.send_waiting()
            except Exception:
                _log.exception("commands.sending_failed")

    async def send_waiting(self) -> None:
        """Send the commands that wait for a screen of this node, each once."""
        services = self._services
        async with services.transactions.read() as transaction:
            since = services.clock.now() - ANSWER_WITHIN
            unsent = await services.store.list_unsent(transaction, since=since)
        sent = [one.id for one in unsent if one.id not in self._sent and self._send_one(one)]
        self._sent |= dict.fromkeys(sent)
        for old in list(self._sent)[:-MOST_REMEMBERED]:
            del self._sent[old]
        if sent:
            self._mark_sent(sent)

    def _send_one(self, command: ScreenCommand) -> bool:
        parameters: dict[str, str | int] = {}
        if command.kind is CommandKind.PICTURE:
            ticket = make_ticket(self._services.ticket_key, command.id)
            parameters["path"] = f"screens/pictures/{command.id}/{ticket}"
        return self._send(command.screen, command.id, command.kind.value, parameters)
