"""A mail server that accepts, defers and refuses letters, drops connections and is slow, as a plan says (aiosmtpd)."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^@>]+)", re.MULTILINE | re.IGNORECASE)


class Conduct(StrEnum):
    """What the server does with one attempt to send a letter."""

    ACCEPT = "accept"
    DEFER = "defer"
    REFUSE = "refuse"
    REFUSE_SENDER = "refuse the sender"
    DEFER_CONTENT = "defer the content"
    REFUSE_CONTENT = "refuse the content"
    DROP_AT_RECIPIENT = "drop before DATA"
    DROP_IN_CONTENT = "drop in DATA"
    ACCEPT_AND_DROP = "accept, then drop without an answer"
    DROP_AT_END = "drop after the final point"
    HANG = "give no answer"


Plan = Callable[[str, int], Conduct]
"""Address and number of the attempt, from 1 → what the server does."""


@dataclass
class MailBox:
    """Letters that the server has accepted, by id, and its connections and attempts.

    `on_accepted` is called with the id of each accepted letter before it is answered.
    """

    accepted: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    attempts: Counter[str] = field(default_factory=Counter)
    contents: dict[str, bytes] = field(default_factory=dict)
    senders: dict[str, str] = field(default_factory=dict)
    connections: int = 0
    on_accepted: Callable[[str], object] = lambda _letter: None


class _Handler:
    """Hooks of aiosmtpd for one connection."""

    def __init__(self, box: MailBox, plan: Plan, delay_s: float) -> None:
        self._box, self._plan, self._delay_s = box, plan, delay_s
        self.conduct = Conduct.ACCEPT

    async def handle_RCPT(  # noqa: N802 - the name of the hook
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._box.attempts[address] += 1
        self.conduct = self._plan(address, self._box.attempts[address])
        if self.conduct is Conduct.DROP_AT_RECIPIENT:
            return await _drop(server)
        if self.conduct is Conduct.DEFER:
            return "451 4.7.1 Greylisted, try again later"
        if self.conduct is Conduct.REFUSE:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(random.uniform(0, 2 * self._delay_s) if self._delay_s else 0)
        if self.conduct is Conduct.DEFER_CONTENT:
            return "452 4.3.1 Insufficient storage"
        if self.conduct is Conduct.REFUSE_CONTENT:
            return "554 5.6.0 Content rejected"
        if self.conduct is Conduct.DROP_AT_END:
            return await _drop(server)
        if self.conduct is Conduct.HANG:
            await asyncio.Event().wait()
        self._accept(envelope)
        return await _drop(server) if self.conduct is Conduct.ACCEPT_AND_DROP else "250 2.0.0 Accepted"

    def _accept(self, envelope: Envelope) -> None:
        content = envelope.original_content or b""
        found = _MESSAGE_ID.search(content)
        letter = found[1].decode() if found else ""
        self._box.accepted[letter] += 1
        self._box.on_accepted(letter)
        self._box.contents[letter] = content
        self._box.senders[letter] = envelope.mail_from or ""
        if self.conduct is not Conduct.ACCEPT_AND_DROP:
            self._box.answered[letter] += 1


class _Protocol(SMTP):
    """Protocol of one connection, which can also refuse a sender and drop the connection in the content."""

    def __init__(self, box: MailBox, handler: _Handler, **options: Any) -> None:
        super().__init__(handler, **options)
        self._box, self._own_handler = box, handler

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._box.connections += 1
        super().connection_made(transport)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        if arg is not None and "refused-sender" in arg:
            await self.push("550 5.7.1 Sender not allowed")
            return
        await super().smtp_MAIL(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self._own_handler.conduct is Conduct.DROP_IN_CONTENT:
            await self.push("354 Go on")
            await _drop(self)
        await super().smtp_DATA(arg)


@asynccontextmanager
async def serving_mail(
    box: MailBox, plan: Plan = lambda _address, _attempt: Conduct.ACCEPT, *, delay_s: float = 0, **options: Any
) -> AsyncIterator[int]:
    """Serve on a free port of 127.0.0.1, and yield the port. `options` are those of aiosmtpd's `SMTP`."""
    loop, protocols = asyncio.get_running_loop(), list[_Protocol]()

    def make_protocol() -> _Protocol:
        handler = _Handler(box, plan, delay_s)
        protocols.append(_Protocol(box, handler, loop=loop, **({"enable_SMTPUTF8": True} | options)))
        return protocols[-1]

    server = await loop.create_server(make_protocol, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for protocol in protocols:
            _abort(protocol)
        await asyncio.sleep(0)


async def _drop(server: SMTP) -> str:
    """Reset the connection, and answer nothing: the loss of the connection cancels this task."""
    _abort(server)
    await asyncio.Event().wait()
    return ""


def _abort(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()
