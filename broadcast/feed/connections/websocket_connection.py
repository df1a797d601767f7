"""One viewer over WebSocket: the asyncio protocol of its connection from the handshake to the close."""

import asyncio
import random
from collections.abc import Mapping

from msgspec import Struct

from broadcast.board.domain.board import Revision
from broadcast.feed import wire
from broadcast.feed.connections.registry import FeedConnection
from broadcast.feed.hub import Kind
from broadcast.feed.identity.sessions import ScreenClaim, ScreenSession
from broadcast.feed.service import Feed
from broadcast.feed.websocket import (
    CloseCode,
    Message,
    Opcode,
    ProtocolError,
    Reader,
    answer_code,
    close_frame,
    handshake_answer,
    pong_frame,
    require_utf_8,
)
from broadcast.feed.wire import Leaving
from conference.connections.networks import Network

MAX_FRAMES_PER_MINUTE = 600
"""Frames that a client may send per minute: a screen reports each painting in one, and paints less often."""

_PONG = 0x8A
_EMPTY_FRAME = 6
_CODES = {Leaving.DRAIN: CloseCode.SERVICE_RESTART, Leaving.BUSY: CloseCode.TRY_AGAIN_LATER}


class FeedRequest(Struct, frozen=True, kw_only=True):
    """What a handshake asks for: its key, the feed's language, the revision to resume from, the screen's name.

    `has_revision`: a revision was sent, even if it is malformed. `network` is the network that the viewer counts for,
    `origin` the Origin of a browser.
    """

    key: str
    language: str
    resume: Revision | None = None
    has_revision: bool = False
    screen: str | None = None
    network: Network | None = None
    origin: str = ""


def parse_feed_request(
    key: str, language: str, query: Mapping[str, str], *, network: Network | None = None, origin: str = ""
) -> FeedRequest:
    """Return the feed request of a handshake with this key, language and query."""
    name = query.get("screen")
    return FeedRequest(
        key=key,
        language=language,
        resume=wire.read_revision(query.get("epoch"), query.get("offset")),
        has_revision="epoch" in query,
        screen=name if name is not None and wire.is_screen_name(name) else None,
        network=network,
        origin=origin,
    )


class WebSocketConnection(FeedConnection):
    """A feed connection over WebSocket. It answers the handshake when it gets the transport."""

    __slots__ = ("_feed", "_feed_request", "_message_reader", "_reason", "_session")

    def __init__(self, feed: Feed, feed_request: FeedRequest) -> None:
        super().__init__(feed.connections, feed_request.language, kind=Kind.WEBSOCKET, network=feed_request.network)
        self._feed = feed
        self._feed_request: FeedRequest | None = feed_request
        self._session: ScreenSession | None = None
        self._message_reader: _MessageReader | None = None
        self._reason = Leaving.DRAIN

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Answer the handshake, then send the board, or a goodbye with a retry time."""
        super().connection_made(transport)
        feed_request, self._feed_request = self._feed_request, None
        if feed_request is None:
            return
        answer, feed = handshake_answer(feed_request.key), self._feed
        if goodbye := self._find_refusal():
            self.send(answer)
            self.leave(*goodbye)
            self.transport.close()
            return
        feed.connections.open(self)
        self.send_queue = feed.hub.subscribe(
            self.transport,
            self.language,
            resume=feed_request.resume,
            has_revision=feed_request.has_revision,
            before=answer,
        )
        if feed_request.screen is not None:
            claim = ScreenClaim(name=feed_request.screen, language=self.language, origin=feed_request.origin)
            self._session = feed.sessions.open(self, claim)

    def _find_refusal(self) -> tuple[Leaving, float] | None:
        """Return why this viewer is refused and its retry time in seconds; None to admit it."""
        feed, now = self._feed, asyncio.get_running_loop().time()
        chance = random.random()  # noqa: S311 - spreads, protects nothing
        if feed.connections.draining:
            return Leaving.DRAIN, feed.drain_s * chance
        of_network = feed.connections.networks[self.network]
        wait_s = feed.admission.wait_s(len(feed.connections), now=now, chance=chance, of_network=of_network)
        return (Leaving.BUSY, wait_s) if wait_s else None

    def connection_lost(self, exc: Exception | None) -> None:
        """Unsubscribe the closed connection, and mark its screen as gone."""
        if self.send_queue is not None:
            self._feed.hub.unsubscribe(self.send_queue, self.language)
        if self._session is not None:
            self._session.close()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Handle the client's messages: pongs, pings, reports of its screen, close."""
        self.has_received = True
        if self._message_reader is None:
            if len(data) == _EMPTY_FRAME and data[0] == _PONG:
                return
            largest = wire.LARGEST_CLIENT_MESSAGE if self._session is None else wire.LARGEST_REPORT
            self._message_reader = _MessageReader(largest)
        try:
            for message in self._message_reader.read_messages(data, asyncio.get_running_loop().time()):
                self._handle_message(message)
        except ProtocolError as error:
            self._close_with(error.code)

    def is_alive(self, unsent_bytes: int) -> bool:
        """Return whether there was a sign of life: viewers answer pings, so an empty buffer alone is none."""
        return self.has_received or unsent_bytes < self.unsent_bytes

    def check(self) -> bool:
        """Abort if a frame stayed incomplete for a whole round; otherwise check liveness and send a ping."""
        if self._message_reader is not None and self._message_reader.is_stuck():
            self.transport.abort()
            return False
        alive = super().check()
        if alive and self.send_queue is not None and not self.send_queue.lagging and not self.send_queue.closed:
            self.send(wire.PING_FRAME)
        return alive

    def leave(self, reason: Leaving, retry_after_s: float) -> None:
        """Send a goodbye; the client closes."""
        self._reason = reason
        super().leave(reason, retry_after_s)

    def send_goodbye(self, goodbye: wire.Encoded) -> None:
        """Send the goodbye and a close frame."""
        if self.send_queue is not None:
            self.send_queue.close()
        self.send(goodbye.frame + close_frame(_CODES[self._reason]))

    def _handle_message(self, message: Message) -> None:
        match message.opcode:
            case Opcode.PING:
                self.send(pong_frame(message.data))
            case Opcode.PONG:
                pass
            case Opcode.CLOSE:
                self._close_with(answer_code(message.data))
            case Opcode.TEXT:
                self._take_text(message.data)
            case Opcode.BINARY:
                raise ProtocolError(CloseCode.POLICY_VIOLATION)

    def _take_text(self, data: bytes) -> None:
        """Hand a message of a screen to its session.

        Raises: ProtocolError: `data` is no message of a client.
        """
        require_utf_8(data)
        try:
            message = wire.decode_client_message(data)
        except ValueError:
            raise ProtocolError(CloseCode.POLICY_VIOLATION) from None
        if self._session is not None:
            self._session.take(message)

    def _close_with(self, code: CloseCode) -> None:
        """Send a close frame, unless one was sent, and close."""
        if self.send_queue is not None and not self.send_queue.closed:
            self.send_queue.close()
            self.send(close_frame(code))
        self.transport.close()


class _MessageReader:
    """Parse the messages of a client, which may send at most MAX_FRAMES_PER_MINUTE frames per minute."""

    __slots__ = ("_frames_before", "_minute", "_reader", "_was_incomplete")

    def __init__(self, largest: int) -> None:
        self._reader = Reader(largest)
        self._minute = 0.0
        self._frames_before = 0
        self._was_incomplete = False

    def read_messages(self, data: bytes, now: float) -> list[Message]:
        """Return the messages that `data` completes; `now` is in seconds.

        Raises: ProtocolError: the client violates the protocol or the rate limit.
        """
        if now > self._minute:
            self._frames_before, self._minute = self._reader.frames, now + 60
        messages = self._reader.feed(data)
        if messages:
            self._was_incomplete = False
        if self._reader.frames - self._frames_before > MAX_FRAMES_PER_MINUTE:
            raise ProtocolError(CloseCode.POLICY_VIOLATION)
        return messages

    def is_stuck(self) -> bool:
        """Return whether a message has been incomplete since the last call, with none completed in between."""
        was_incomplete, self._was_incomplete = self._was_incomplete, self._reader.is_incomplete
        return was_incomplete and self._was_incomplete
