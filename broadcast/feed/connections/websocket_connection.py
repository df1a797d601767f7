"""One viewer over WebSocket: the connection's own protocol from the handshake to the end."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass

from broadcast.board.domain.board import Revision
from broadcast.feed import wire
from broadcast.feed.connections.registry import FeedConnection
from broadcast.feed.hub import Kind
from broadcast.feed.service import Feed
from broadcast.feed.websocket import (
    CloseCode,
    Message,
    Opcode,
    ProtocolError,
    Reader,
    close_frame,
    handshake_answer,
    pong_frame,
)
from broadcast.feed.wire import Leaving
from conference.connections.networks import Network

MOST_MESSAGES = 600
"""Messages a client may send within a minute: a screen acknowledges what it paints, and paints no faster than that."""

_PONG = 0x8A
_EMPTY_FRAME = 6
_CODES = {Leaving.DRAIN: CloseCode.SERVICE_RESTART, Leaving.BUSY: CloseCode.TRY_AGAIN_LATER}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRequest:
    """What a handshake asks for: its key, the feed's language, the revision to resume from, the screen's name.

    `network` is the one that the viewer counts for.
    """

    key: str
    language: str
    resume: Revision | None = None
    asked: bool = False
    screen: str | None = None
    network: Network | None = None


def parse_feed_request(
    key: str, language: str, query: Mapping[str, str], *, network: Network | None = None
) -> FeedRequest:
    """The wish behind the address's query."""
    name = query.get("screen")
    return FeedRequest(
        key=key,
        language=language,
        resume=wire.read_revision(query.get("epoch"), query.get("offset")),
        asked="epoch" in query,
        screen=name if name is not None and wire.is_screen_name(name) else None,
        network=network,
    )


class WebSocketConnection(FeedConnection):
    """A connection that has asked for the feed over WebSocket. It answers the handshake when it gets the transport."""

    __slots__ = ("_ear", "_feed", "_reason", "_screen", "_wish")

    def __init__(self, feed: Feed, feed_request: FeedRequest) -> None:
        super().__init__(feed.connections, feed_request.language, kind=Kind.WEBSOCKET, network=feed_request.network)
        self._feed = feed
        self._wish: FeedRequest | None = feed_request
        self._screen = feed_request.screen
        self._ear: _Ear | None = None
        self._reason = Leaving.DRAIN

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Answer the handshake, then send the board; or say when to come back."""
        super().connection_made(transport)
        feed_request, self._wish = self._wish, None
        if feed_request is None:
            return
        answer, feed = handshake_answer(feed_request.key), self._feed
        if goodbye := self._goodbye():
            self.send(answer)
            self.leave(*goodbye)
            self.transport.close()
            return
        feed.connections.open(self)
        if self._screen is not None:
            feed.screens.join(self, self._screen, language=self.language, now=feed.hub.clock.now())
        self.send_queue = feed.hub.subscribe(
            self.transport, self.language, resume=feed_request.resume, asked=feed_request.asked, before=answer
        )

    def _goodbye(self) -> tuple[Leaving, float] | None:
        """Why this viewer cannot come in, and after how many seconds it may try again; None: welcome."""
        feed, now = self._feed, asyncio.get_running_loop().time()
        chance = random.random()  # noqa: S311 - spreads, protects nothing
        if feed.connections.draining:
            return Leaving.DRAIN, feed.drain_s * chance
        of_network = feed.connections.networks[self.network]
        wait_s = feed.admission.wait_s(len(feed.connections), now=now, chance=chance, of_network=of_network)
        return (Leaving.BUSY, wait_s) if wait_s else None

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over, whoever ended it."""
        if self.send_queue is not None:
            self._feed.hub.unsubscribe(self.send_queue, self.language)
            if self._screen is not None:
                self._feed.screens.leave(self, self._screen)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """What the client says: pongs, pings, what its screen shows, goodbye."""
        self.heard = True
        if self._ear is None:
            if len(data) == _EMPTY_FRAME and data[0] == _PONG:
                return
            self._ear = _Ear()
        try:
            for message in self._ear.hear(data, asyncio.get_running_loop().time()):
                self._take(message)
        except ProtocolError as error:
            self._end(error.code)

    def is_alive(self, held: int) -> bool:
        """A viewer answers pings: that nothing waits to be sent is no sign of life."""
        return self.heard or held < self.held

    def check(self) -> bool:
        """One round: cut a frame that has been incomplete for a whole round, ask a listener for a sign of life."""
        if self._ear is not None and self._ear.is_stuck():
            self.transport.abort()
            return False
        alive = super().check()
        if alive and self.send_queue is not None and not self.send_queue.lagging and not self.send_queue.closed:
            self.send(wire.PING_FRAME)
        return alive

    def leave(self, reason: Leaving, retry_after_s: float) -> None:
        """Say goodbye; the client closes."""
        self._reason = reason
        super().leave(reason, retry_after_s)

    def say_last(self, goodbye: wire.Encoded) -> None:
        """The goodbye, and the word that this side closes."""
        if self.send_queue is not None:
            self.send_queue.close()
        self.send(goodbye.frame + close_frame(_CODES[self._reason]))

    def _take(self, message: Message) -> None:
        match message.opcode:
            case Opcode.PING:
                self.send(pong_frame(message.data))
            case Opcode.PONG:
                pass
            case Opcode.CLOSE:
                self._end(CloseCode.OK)
            case Opcode.TEXT:
                self._show(message.data)
            case Opcode.BINARY:
                raise ProtocolError(CloseCode.POLICY_VIOLATION)

    def _show(self, data: bytes) -> None:
        """A screen has painted. Raises ProtocolError for anything else."""
        try:
            shown = wire.decode_shown(data)
        except ValueError:
            raise ProtocolError(CloseCode.POLICY_VIOLATION) from None
        if shown.screen == self._screen:
            revision, now = Revision(shown.epoch, shown.offset), self._feed.hub.clock.now()
            self._feed.screens.show(self, shown.screen, revision, language=shown.language, now=now)

    def _end(self, code: CloseCode) -> None:
        """Close from this side, unless that was already said."""
        if self.send_queue is not None and not self.send_queue.closed:
            self.send_queue.close()
            self.send(close_frame(code))
        self.transport.close()


class _Ear:
    """Reads what a client says, up to MOST_MESSAGES a minute."""

    __slots__ = ("_heard", "_is_late", "_minute", "_reader")

    def __init__(self) -> None:
        self._reader = Reader(wire.LARGEST_CLIENT_MESSAGE)
        self._minute = 0.0
        self._heard = 0
        self._is_late = False

    def hear(self, data: bytes, now: float) -> list[Message]:
        """The messages that are complete now. Raises ProtocolError."""
        messages = self._reader.feed(data)
        if messages:
            self._is_late = False
        if now > self._minute:
            self._heard, self._minute = 0, now + 60
        self._heard += len(messages)
        if self._heard > MOST_MESSAGES:
            raise ProtocolError(CloseCode.POLICY_VIOLATION)
        return messages

    def is_stuck(self) -> bool:
        """Whether a message is incomplete that was incomplete when this was last asked, and none ended since."""
        was_late, self._is_late = self._is_late, self._reader.is_incomplete
        return was_late and self._is_late
