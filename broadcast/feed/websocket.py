"""The server side of WebSocket (RFC 6455) without I/O: bytes in, messages out.

Small on purpose: clients send little (`wire.LARGEST_CLIENT_MESSAGE`), and the server sends frames encoded elsewhere.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from enum import IntEnum
from http import HTTPStatus

from msgspec import Struct

VERSION = "13"

MAX_FRAMES = 1000
"""Maximum number of frames in one read of the socket: 256 KB of empty frames would block the event loop for 0.3 s."""

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_KEY_BYTES = 16
_FIN, _RESERVED, _OPCODE, _MASKED, _LENGTH = 0x80, 0x70, 0x0F, 0x80, 0x7F
_CONTROL = 0x8
_LARGEST_CONTROL = 125
_MASK_BYTES = 4
_CONTINUATION = 0
_CLOSE_CODES = frozenset({1000, 1001, 1002, 1003, *range(1007, 1015), *range(3000, 5000)})
"""Codes that an endpoint may send (RFC 6455 §7.4, and its IANA registry)."""


class Opcode(IntEnum):
    """The kinds of message (RFC 6455 §11.8)."""

    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


class CloseCode(IntEnum):
    """Why a connection is closed (RFC 6455 §7.4.1, and its IANA registry)."""

    OK = 1000
    PROTOCOL_ERROR = 1002
    INVALID_DATA = 1007
    POLICY_VIOLATION = 1008
    TOO_BIG = 1009
    SERVICE_RESTART = 1012
    TRY_AGAIN_LATER = 1013


class ProtocolError(Exception):
    """The client violated the protocol: close with `code` and stop reading."""

    def __init__(self, code: CloseCode) -> None:
        super().__init__(code.name)
        self.code = code


class Message(Struct, frozen=True):
    """A complete message of the client."""

    opcode: Opcode
    data: bytes


def refusal(headers: Mapping[str, str]) -> HTTPStatus | None:
    """Return the error status for a request's headers, keys in lower case; None for a handshake (RFC 6455 §4.2.1)."""
    tokens = [token.strip() for token in headers.get("connection", "").lower().split(",")]
    version = headers.get("sec-websocket-version")
    if "upgrade" not in tokens or headers.get("upgrade", "").lower() != "websocket" or version is None:
        return HTTPStatus.BAD_REQUEST
    if version != VERSION:
        return HTTPStatus.UPGRADE_REQUIRED
    return None if _is_key(headers.get("sec-websocket-key", "")) else HTTPStatus.BAD_REQUEST


def _is_key(key: str) -> bool:
    """Return whether `key` is sixteen bytes in base64."""
    try:
        return len(base64.b64decode(key, validate=True)) == _KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def handshake_answer(key: str) -> bytes:
    """Return the response head that accepts a handshake (RFC 6455 §4.2.2), without any extension."""
    accept = base64.b64encode(hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: %b\r\nServer: rostrum\r\n\r\n" % accept
    )


def pong_frame(data: bytes) -> bytes:
    """Return the answer to a ping: the same data, at most 125 bytes (RFC 6455 §5.5.3)."""
    return bytes((_FIN | Opcode.PONG, len(data))) + data


def close_frame(code: CloseCode) -> bytes:
    """Return the frame by which the server closes (RFC 6455 §5.5.1)."""
    return bytes((_FIN | Opcode.CLOSE, 2)) + code.to_bytes(2, "big")


def answer_code(data: bytes) -> CloseCode:
    """Return the code that answers a client's close frame with this data (RFC 6455 §5.5.1, §7.1.5).

    Raises: ProtocolError: the code is missing or must not be sent, or the reason is not UTF-8.
    """
    if not data:
        return CloseCode.OK
    if len(data) == 1 or int.from_bytes(data[:2], "big") not in _CLOSE_CODES:
        raise ProtocolError(CloseCode.PROTOCOL_ERROR)
    require_utf_8(data[2:])
    return CloseCode.OK


def require_utf_8(data: bytes) -> None:
    """Raise ProtocolError for a text that is not UTF-8 (RFC 6455 §8.1)."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        raise ProtocolError(CloseCode.INVALID_DATA) from None


class Reader:
    """Parse the frames of one client into messages of at most `largest` bytes. `frames`: number of all frames read."""

    __slots__ = ("_buffer", "_largest", "_opcode", "_parts", "frames")

    def __init__(self, largest: int) -> None:
        self.frames = 0
        self._largest = largest
        self._buffer = b""
        self._opcode: Opcode | None = None
        self._parts = b""

    @property
    def is_incomplete(self) -> bool:
        """Whether a message has started and is not complete."""
        return bool(self._buffer) or self._opcode is not None

    def feed(self, data: bytes) -> list[Message]:
        """Return the messages that these bytes complete.

        Raises: ProtocolError: the client violates RFC 6455 or a limit.
        """
        buffer, start, frames = self._buffer + data, 0, 0
        messages = []
        while (frame := self._parse_frame(buffer, start)) is not None:
            frames += 1
            if frames > MAX_FRAMES:
                raise ProtocolError(CloseCode.POLICY_VIOLATION)
            self.frames += 1
            first, payload, start = frame
            if (message := self._complete_message(first, payload)) is not None:
                messages.append(message)
        self._buffer = buffer[start:]
        return messages

    def _parse_frame(self, buffer: bytes, start: int) -> tuple[int, bytes, int] | None:
        """Return a frame's first byte, its unmasked payload and the start of the next frame; None while incomplete."""
        if len(buffer) < start + 2:
            return None
        first, second = buffer[start], buffer[start + 1]
        if first & _RESERVED or not second & _MASKED:
            raise ProtocolError(CloseCode.PROTOCOL_ERROR)
        at, length = start + 2, second & _LENGTH
        if length > _LARGEST_CONTROL:
            size = 2 if length == _LARGEST_CONTROL + 1 else 8
            if first & _CONTROL:
                raise ProtocolError(CloseCode.PROTOCOL_ERROR)
            at += size
            if len(buffer) < at:
                return None
            length = int.from_bytes(buffer[at - size : at], "big")
        if length + len(self._parts) > self._largest:
            raise ProtocolError(CloseCode.TOO_BIG)
        end = at + _MASK_BYTES + length
        if len(buffer) < end:
            return None
        return first, _unmask_payload(buffer[at : at + _MASK_BYTES], buffer[at + _MASK_BYTES : end]), end

    def _complete_message(self, first: int, payload: bytes) -> Message | None:
        """Return the message that this frame completes; None for a fragment before the last (RFC 6455 §5.4)."""
        code, final = first & _OPCODE, bool(first & _FIN)
        if code & _CONTROL:
            if not final:
                raise ProtocolError(CloseCode.PROTOCOL_ERROR)
            return Message(_parse_opcode(code), payload)
        if (code == _CONTINUATION) != (self._opcode is not None):
            raise ProtocolError(CloseCode.PROTOCOL_ERROR)
        opcode = self._opcode or _parse_opcode(code)
        parts = self._parts + payload
        if not final:
            self._opcode, self._parts = opcode, parts
            return None
        self._opcode, self._parts = None, b""
        return Message(opcode, parts)


def _parse_opcode(code: int) -> Opcode:
    try:
        return Opcode(code)
    except ValueError:
        raise ProtocolError(CloseCode.PROTOCOL_ERROR) from None


def _unmask_payload(mask: bytes, payload: bytes) -> bytes:
    """Return the payload XOR the repeated mask (RFC 6455 §5.3)."""
    length = len(payload)
    repeated = (mask * (length // _MASK_BYTES + 1))[:length]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(length, "big")
