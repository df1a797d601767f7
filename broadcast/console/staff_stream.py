"""Parts of the console that are pushed to the operators who have it open, as Server-Sent Events.

Operators of one language with the same session open are a group: each part is rendered once for all of them, and sent
when it has changed. An event has the revision of the board that the parts show; its id is the group's number of the
push, from which a connection resumes. Tokens of forms are left empty, the page fills in its own. Before each push the
logins are read again: a stream ends with its login.
"""

import asyncio
import re
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
import structlog
from aiohttp import web
from msgspec import Struct

from broadcast.feed import wire
from broadcast.feed.connections.registry import ConnectionRegistry, FeedConnection
from broadcast.feed.hub import Kind
from conference.auth.roles import Staff
from conference.connections.networks import Network

PUSH_AFTER_S = 0.05
"""Seconds in which further changes join the same push."""

PAINTED_AFTER_S = 0.7
"""Seconds after a push in which screens paint the change and report it."""

LOOK_EVERY_S = 4.0
"""Seconds after which what does not depend on the board is looked at: screens that come and go, expired texts."""

MOST_UNSENT_BYTES = 1 << 20
"""Unsent bytes of a connection with which it is cut; it resumes when it reads again."""

MOST_GROUPS = 200
"""Groups kept, those without operators included: a page that reconnects resumes from its group."""

_EXPECTED = re.compile(r'(name="expected" value=")\d+"')
_log = structlog.get_logger(__name__)


class RenderedParts(Struct, frozen=True):
    """HTML of parts by name, and the revision `{epoch}.{offset}` that they show."""

    revision: str
    parts: Mapping[str, str]


class Wanted(Struct, frozen=True):
    """Parts to be rendered for the group of a connection: all, or those that show the `changed` keys of the board.

    `changed` has the keys that were changed up to `offset`.
    """

    connection: "StaffConnection"
    changed: Collection[str] | None
    offset: int


Render = Callable[[Sequence[Wanted]], Awaitable[Sequence[RenderedParts]]]
MayFollow = Callable[["StaffConnection"], Awaitable[bool]]
"""Whether the login of a connection has not ended, and still may operate the board."""


class StaffConnection(FeedConnection):
    """The connection of a console: the request that opened it, its operator and its session."""

    __slots__ = ("_stream", "request", "seen", "session", "staff")

    def __init__(
        self,
        connections: ConnectionRegistry,
        stream: "StaffStream",
        request: web.Request,
        *,
        language: str,
        session: str,
        staff: Staff,
        network: Network | None,
    ) -> None:
        super().__init__(connections, language, kind=Kind.EVENTS, network=network)
        self._stream = stream
        self.request, self.session, self.staff = request, session, staff
        self.seen = stream.resume_point(self, request.headers.get("Last-Event-ID", ""))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Register the connection; its first push follows."""
        super().connection_made(transport)
        self.connections.open(self)
        self.send(wire.SSE_PREAMBLE)
        self._stream.join(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the operator out of the group."""
        self._stream.leave(self)
        super().connection_lost(exc)

    def send_goodbye(self, goodbye: wire.Encoded) -> None:
        """Send the goodbye with its `retry`, and end the stream."""
        self.send(goodbye.event + wire.SSE_END)
        self.transport.close()

    def end_stream(self) -> None:
        """End the stream; the page that opens it again is asked to sign in."""
        self.send(wire.SSE_END)
        self.transport.close()

    def send_push(self, event: bytes) -> None:
        """Send an event, or cut a connection that does not read."""
        if self.transport.get_write_buffer_size() > MOST_UNSENT_BYTES:
            self.transport.abort()
        else:
            self.send(event)


@dataclass(slots=True, eq=False)
class PartsGroup:
    """Operators of one language and session, and the parts as last rendered with the number of their push."""

    name: str = field(default_factory=lambda: secrets.token_hex(8))
    connections: list[StaffConnection] = field(default_factory=list)
    number: int = 0
    parts: dict[str, tuple[int, str]] = field(default_factory=dict)
    revision: str = ""

    def take(self, rendered: RenderedParts) -> None:
        """Keep what has changed under the number of the next push."""
        changed = {name: html for name, html in rendered.parts.items() if self.parts.get(name, (0, ""))[1] != html}
        if changed or rendered.revision != self.revision:
            self.number += 1
            self.revision = rendered.revision
            self.parts |= {name: (self.number, html) for name, html in changed.items()}

    def push(self) -> None:
        """Send each connection the parts that it has not seen."""
        by_seen = defaultdict[int, list[StaffConnection]](list)
        for connection in self.connections:
            if connection.seen < self.number:
                by_seen[connection.seen].append(connection)
        for seen, connections in by_seen.items():
            event = self._encode_event(seen)
            for connection in connections:
                connection.seen = self.number
                connection.send_push(event)

    def _encode_event(self, seen: int) -> bytes:
        parts = {name: html for name, (number, html) in self.parts.items() if number > seen}
        data = msgspec.json.encode({"revision": self.revision, "parts": parts})
        return wire.event_chunk(data, id=f"{self.name}.{self.number}", event="parts")


class StaffStream:
    """The groups of one board on this node. `render` renders their parts."""

    def __init__(self, render: Render, changed_since: Callable[[int], Collection[str]], may_follow: MayFollow) -> None:
        self._render = render
        self._may_follow = may_follow
        self._changed_since = changed_since
        self._groups: dict[tuple[str, str], PartsGroup] = {}
        self._has_news = asyncio.Event()
        self._offset = self._pushed_offset = -1

    def resume_point(self, connection: StaffConnection, event_id: str) -> int:
        """Return the number of the push that a connection has seen, 0 for none of its group."""
        group = self._groups.get((connection.language, connection.session))
        name, _, number = event_id.partition(".")
        if group is None or name != group.name or not number.isdecimal():
            return 0
        return min(int(number[:9]), group.number)

    def join(self, connection: StaffConnection) -> None:
        """Add the console of an operator; others who have the same session open see it."""
        key = connection.language, connection.session
        if key not in self._groups and len(self._groups) >= MOST_GROUPS:
            self._groups = {one: group for one, group in self._groups.items() if group.connections}
        self._groups.setdefault(key, PartsGroup()).connections.append(connection)
        self.look_again()

    def leave(self, connection: StaffConnection) -> None:
        """Remove the console of an operator."""
        group = self._groups.get((connection.language, connection.session))
        if group is not None and connection in group.connections:
            group.connections.remove(connection)
            self.look_again()

    def list_watching(self, session: str) -> list[Staff]:
        """Return the operators who have a session open, each once, by name."""
        people = {
            one.staff.id: one.staff
            for (_, watched), group in self._groups.items()
            if watched == session
            for one in group.connections
        }
        return sorted(people.values(), key=lambda staff: (staff.name, staff.id))

    def note_offset(self, offset: int) -> None:
        """Push soon if the board has changed. Called at each read of the hub."""
        if offset != self._offset:
            self._offset = offset
            self._has_news.set()

    def look_again(self) -> None:
        """Push soon what does not depend on the board."""
        self._has_news.set()

    async def run(self) -> None:
        """Push until cancelled; an error is logged and the push repeated later."""
        wait_s = LOOK_EVERY_S
        while True:
            try:
                async with asyncio.timeout(wait_s):
                    await self._has_news.wait()
                wait_s = PAINTED_AFTER_S
                await asyncio.sleep(PUSH_AFTER_S)
            except TimeoutError:
                wait_s = LOOK_EVERY_S
            try:
                await self.push_news()
            except Exception:
                _log.exception("console.push_failed")

    async def push_news(self) -> None:
        """Render what has changed since the last push, and send it."""
        self._has_news.clear()
        offset = self._offset
        changed = None if offset < self._pushed_offset else self._changed_since(self._pushed_offset)
        groups = [group for group in self._groups.values() if group.connections]
        if groups:
            wanted = [Wanted(group.connections[0], changed if group.parts else None, offset) for group in groups]
            for group, rendered in zip(groups, await self._render(wanted), strict=True):
                group.take(rendered)
            await self._end_refused()
            for group in groups:
                group.push()
        for group in self._groups.values():
            if not group.connections:
                group.parts.clear()  # rendered whole when an operator is back
        self._pushed_offset = offset

    async def _end_refused(self) -> None:
        """End the streams of operators who may no longer follow them."""
        following = [connection for group in self._groups.values() for connection in group.connections]
        for connection in following:
            if not await self._may_follow(connection):
                self.leave(connection)
                connection.end_stream()


def without_tokens(html: str) -> str:
    """Return a part whose forms do not depend on the revision."""
    return _EXPECTED.sub(r'\1"', html).strip()
