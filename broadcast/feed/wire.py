"""Encoding of feed v1: messages as JSON, JSON in frames of WebSocket and Server-Sent Events. No I/O.

Each message type and field is described in docs/wire.md; a test fails if one is not.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from broadcast.board.domain.board import Revision
from broadcast.board.domain.shown import ShownState
from broadcast.feed.identity.messages import Assignment, Challenge, Command, CommandResult, Proof
from conference.languages import LANGUAGES

VERSION: Literal[1] = 1

LARGEST_CLIENT_MESSAGE = 512
"""Maximum size in bytes of a message of a viewer, which has none to send."""

LARGEST_REPORT = 2048
"""Maximum size in bytes of a message of a screen: a `shown` lists the fields whose texts are painted."""

LARGEST_OFFSET = 2**53 - 1
"""Largest integer that every JSON parser represents exactly (RFC 8259 §6)."""

SSE_RETRY_MS = 3000
"""Milliseconds that an EventSource waits before it reconnects."""

PING_FRAME = b"\x89\x00"
"""A WebSocket ping without a payload (RFC 6455 §5.5.2)."""

_TEXT = 0x81
_DIGITS = re.compile(r"[0-9]{1,16}")
_SCREEN = re.compile(r"[\w.:-]{1,64}")
_EPOCH = re.compile(r"[A-Za-z0-9_-]{1,80}")


class Leaving(StrEnum):
    """Reason of a goodbye."""

    DRAIN = "drain"
    BUSY = "busy"


class Keyed(Struct, frozen=True):
    """A key in a snapshot: its state, and the offset of its latest change."""

    offset: int
    state: Raw


class Snapshot(Struct, frozen=True, tag_field="type", tag="snapshot"):
    """The whole board, or (`recovered`) the changes since the requested revision.

    `rate` is given in a rehearsal: how many seconds of its time pass in a second, 0 while its clock is stopped.
    """

    version: int
    language: str
    epoch: str
    offset: int
    recovered: bool
    at: datetime
    tick_s: int
    build: str
    keys: dict[str, Keyed]
    rate: int | UnsetType = UNSET


class Update(Struct, frozen=True, tag_field="type", tag="update"):
    """One key's new state; null when the key is removed from the board."""

    epoch: str
    offset: int
    key: str
    state: Raw


class Tick(Struct, frozen=True, tag_field="type", tag="tick"):
    """The server's time, and the revision that its database confirmed at that time; `rate` as in a snapshot."""

    at: datetime
    epoch: str
    offset: int
    rate: int | UnsetType = UNSET


class Goodbye(Struct, frozen=True, tag_field="type", tag="goodbye"):
    """The last message: the server closes. The client reconnects after `retry_after_s`, which differs by client."""

    reason: Leaving
    retry_after_s: float


class Shown(Struct, frozen=True, tag_field="type", tag="shown"):
    """Message of a screen after painting, and at each tick: what it shows, in which language.

    `texts` names the fields of each key that are painted, with spaces between them, and `digest` is that of their
    texts as they were read back from the page. `waits`: the language waits for its turn, the revision is that of its
    last one. `stored`: the device has a copy of the page, with which it starts without the server.
    """

    screen: str
    epoch: Annotated[str, Meta(max_length=80)]
    offset: Annotated[int, Meta(ge=0, le=LARGEST_OFFSET)]
    language: str
    layout: Annotated[str, Meta(max_length=32, pattern=r"^[a-z_-]*$")] | UnsetType = UNSET
    page: Annotated[int, Meta(ge=1, le=999)] | UnsetType = UNSET
    pages: Annotated[int, Meta(ge=1, le=999)] | UnsetType = UNSET
    texts: dict[str, str] | UnsetType = UNSET
    digest: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")] | UnsetType = UNSET
    waits: bool = False
    stored: bool | UnsetType = UNSET


ServerMessage = Snapshot | Update | Tick | Goodbye | Challenge | Assignment | Command
ClientMessage = Shown | Proof | CommandResult
CLIENT_MESSAGES: tuple[type[Struct], ...] = (Shown, Proof, CommandResult)
SERVER_MESSAGES: tuple[type[Struct], ...] = (Snapshot, Update, Tick, Goodbye, Challenge, Assignment, Command)

_client_decoder = msgspec.json.Decoder(ClientMessage)
_server_decoder = msgspec.json.Decoder(ServerMessage)


class Encoded:
    """A message in the encoding of each transport, computed at first use and shared by all connections."""

    __slots__ = ("_event", "_event_fields", "_frame", "payload")

    def __init__(self, payload: bytes, **event_fields: str | int) -> None:
        self.payload = payload
        self._event_fields = event_fields
        self._frame: bytes | None = None
        self._event: bytes | None = None

    @property
    def frame(self) -> bytes:
        """The bytes of an unmasked WebSocket text frame (RFC 6455 §5.2)."""
        if self._frame is None:
            self._frame = text_frame(self.payload)
        return self._frame

    @property
    def event(self) -> bytes:
        """The bytes of a Server-Sent Event as one HTTP/1.1 chunk (RFC 9112 §7.1)."""
        if self._event is None:
            self._event = event_chunk(self.payload, **self._event_fields)
        return self._event

    def event_in_language(self, language: str, *, with_id: bool) -> bytes:
        """Return the Server-Sent Event of a stream of several languages: its type is the language."""
        fields = {name: value for name, value in self._event_fields.items() if name == "id" and with_id}
        return _format_event(self.payload, **fields, event=language)


def text_frame(payload: bytes) -> bytes:
    """Return one final, unmasked WebSocket text frame with the payload."""
    length = len(payload)
    if length < 126:
        header = bytes((_TEXT, length))
    elif length < 1 << 16:
        header = bytes((_TEXT, 126)) + length.to_bytes(2, "big")
    else:
        header = bytes((_TEXT, 127)) + length.to_bytes(8, "big")
    return header + payload


def event_chunk(payload: bytes, **fields: str | int) -> bytes:
    """Return one Server-Sent Event with its fields in one HTTP/1.1 chunk. The payload is JSON on one line."""
    return chunk(_format_event(payload, **fields))


def join_events(messages: Mapping[str, Encoded]) -> bytes:
    """Return the messages of several languages as Server-Sent Events in one HTTP/1.1 chunk.

    Only the last event has an id, so that a client that received a part of them resumes before them.
    """
    last = len(messages) - 1
    items = enumerate(messages.items())
    return chunk(b"".join(one.event_in_language(code, with_id=index == last) for index, (code, one) in items))


def _format_event(payload: bytes, **fields: str | int) -> bytes:
    head = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return head.encode() + b"data: " + payload + b"\n\n"


def chunk(body: bytes) -> bytes:
    """Return the body as one HTTP/1.1 chunk."""
    return b"%x\r\n%b\r\n" % (len(body), body)


SSE_PREAMBLE = chunk(f"retry: {SSE_RETRY_MS}\n\n".encode())
"""The first chunk of an event stream."""

SSE_END = b"0\r\n\r\n"
"""The last chunk of an event stream."""


def encode_state(state: ShownState | None) -> bytes:
    """Encode a projected state as JSON, once for all messages that contain it."""
    return msgspec.json.encode(state)


def encode_snapshot(
    revision: Revision,
    keys: Mapping[str, tuple[int, bytes]],
    *,
    language: str,
    recovered: bool,
    at: datetime,
    tick_s: int,
    build: str = "",
    rate: int | UnsetType = UNSET,
) -> Encoded:
    """Encode a snapshot of encoded states, each with its offset."""
    message = Snapshot(
        version=VERSION,
        language=language,
        epoch=revision.epoch,
        offset=revision.offset,
        recovered=recovered,
        at=_whole_millisecond(at),
        tick_s=tick_s,
        build=build,
        keys={key: Keyed(offset, Raw(state)) for key, (offset, state) in keys.items()},
        rate=rate,
    )
    return Encoded(msgspec.json.encode(message), id=event_id(revision), event="snapshot")


def encode_update(revision: Revision, key: str, state: bytes) -> Encoded:
    """Encode the update of one key to an encoded state."""
    payload = msgspec.json.encode(Update(epoch=revision.epoch, offset=revision.offset, key=key, state=Raw(state)))
    return Encoded(payload, id=event_id(revision), event="update")


def encode_tick(revision: Revision, at: datetime, *, rate: int | UnsetType = UNSET) -> Encoded:
    """Encode a tick. As an event it has no id: it confirms the board's revision, not what the client has received."""
    tick = Tick(at=_whole_millisecond(at), epoch=revision.epoch, offset=revision.offset, rate=rate)
    return Encoded(msgspec.json.encode(tick), event="tick")


def encode_goodbye(reason: Leaving, retry_after_s: float) -> Encoded:
    """Encode a goodbye for one client."""
    payload = msgspec.json.encode(Goodbye(reason=reason, retry_after_s=round(retry_after_s, 1)))
    return Encoded(payload, event="goodbye", retry=round(retry_after_s * 1000))


def encode_shown(screen: str, revision: Revision, language: str, **painted: Any) -> bytes:
    """Encode the message of a screen after painting; `painted` are the optional fields."""
    shown = Shown(screen=screen, epoch=revision.epoch, offset=revision.offset, language=language, **painted)
    return msgspec.json.encode(shown)


def encode_message(message: Challenge | Assignment | Command) -> Encoded:
    """Encode a message to one screen."""
    return Encoded(msgspec.json.encode(message))


def encode_client_message(message: Proof | CommandResult) -> bytes:
    """Encode a message of a screen other than its report."""
    return msgspec.json.encode(message)


def decode_client_message(data: str | bytes) -> ClientMessage:
    """Decode a message of a screen.

    Raises: ValueError: `data` is no well-formed message.
    """
    if len(data) > LARGEST_REPORT:
        raise ValueError("message too large")
    message: ClientMessage = _client_decoder.decode(data)
    if not is_screen_name(message.screen) or (isinstance(message, Shown) and message.language not in LANGUAGES):
        raise ValueError("unknown language, or no name of a screen")
    return message


def is_screen_name(name: str) -> bool:
    """Return whether `name` is a valid screen name: up to 64 letters, digits and `_ . : -`."""
    return _SCREEN.fullmatch(name) is not None


def decode_message(data: str | bytes) -> ServerMessage:
    """Decode a message of a server.

    Raises: ValueError: `data` is not a message of version 1 (msgspec's error).
    """
    message: ServerMessage = _server_decoder.decode(data)
    return message


def decode_state(state: Raw) -> dict[str, Any] | None:
    """Decode a projected state of a message; None when the key is removed from the board."""
    decoded: dict[str, Any] | None = msgspec.json.decode(state)
    return decoded


def event_id(revision: Revision) -> str:
    """Return a revision as the id of an event, `epoch.offset`."""
    return f"{revision.epoch}.{revision.offset}"


def read_revision(epoch: str | None, offset: str | None) -> Revision | None:
    """Return the revision that a client resumes from; None if it is absent or malformed."""
    if epoch is None or offset is None or not _EPOCH.fullmatch(epoch) or not _DIGITS.fullmatch(offset):
        return None
    number = int(offset)
    return Revision(epoch, number) if number <= LARGEST_OFFSET else None


def read_event_id(text: str | None) -> Revision | None:
    """Return the revision in a Last-Event-ID; None as in `read_revision`."""
    epoch, _, offset = (text or "")[:128].rpartition(".")
    return read_revision(epoch, offset)


def _whole_millisecond(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)
