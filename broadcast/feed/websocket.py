"""The server's side of WebSocket (RFC 6455), as an object to feed: bytes in, messages out. No input or output.

Small on purpose: clients say little (`wire.LARGEST_CLIENT_MESSAGE`), and what is sent are ready-made frames.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from http import HTTPStatus

VERSION = "13"

MOST_FRAMES = 1000
"""Frames in one read of the socket: a quarter of a megabyte of empty ones would hold the event loop up for 0.3 s."""

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_KEY_BYTES = 16
_FIN, _RESERVED, _OPCODE, _MASKED, _LENGTH = 0x80, 0x70, 0x0F, 0x80, 0x7F
_CONTROL = 0x8
_LARGEST_CONTROL = 125
_MASK_BYTES = 4
_CONTINUATION = 0


class Opcode(IntEnum):
    """The kinds of message (RFC 6455 §11.8)."""

    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


class CloseCode(IntEnum):
    """Why a connection is closed (RFC 6455 §7.4.1, and the registry it founded)."""

    OK = 1000
    PROTOCOL_ERROR = 1002
    POLICY_VIOLATION = 1008
    TOO_BIG = 1009
    SERVICE_RESTART = 1012
    TRY_AGAIN_LATER = 1013


class ProtocolError(Exception):
    """The client broke the protocol: close with `code`, and read no further."""

    def __init__(self, code: CloseCode) -> None:
        super().__init__(code.name)
        self.code = code


@dataclass(frozen=True, slots=True)
class Message:
    """A whole message of the client."""

    opcode: Opcode
    data: bytes


def refusal(headers: Mapping[str, str]) -> HTTPStatus | None:
    """How to refuse a request with these headers, looked up in lower case; None for a handshake (RFC 6455 §4.2.1)."""
    tokens = [token.strip() for token in headers.get("connection", "").lower().split(",")]
    version = headers.get("sec-websocket-version")
    if "upgrade" not in tokens or headers.get("upgrade", "").lower() != "websocket" or version is None:
        return HTTPStatus.BAD_REQUEST
    if version != VERSION:
        return HTTPStatus.UPGRADE_REQUIRED
    return None if _is_key(headers.get("sec-websocket-key", "")) else HTTPStatus.BAD_REQUEST


def _is_key(key: str) -> bool:
    """Whether this is sixteen bytes in base64."""
    try:
        return len(base64.b64decode(key, validate=True)) == _KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def handshake_answer(key: str) -> bytes:
    """The head of the answer that makes the connection a WebSocket (RFC 6455 §4.2.2); no extension, ever."""
    accept = base64.b64encode(hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: %b\r\nServer: rostrum\r\n\r\n" % accept
    )


def pong_frame(data: bytes) -> bytes:
    """The answer to a ping: the same data, at most 125 bytes (RFC 6455 §5.5.3)."""
    return bytes((_FIN | Opcode.PONG, len(data))) + data


def close_frame(code: CloseCode) -> bytes:
    """The word that this side closes (RFC 6455 §5.5.1)."""
    return bytes((_FIN | Opcode.CLOSE, 2)) + code.to_bytes(2, "big")


class Reader:
    """Reads what one client sends; messages of up to `largest` bytes."""

    __slots__ = ("_held", "_largest", "_opcode", "_parts")

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._held = b""
        self._opcode: Opcode | None = None
        self._parts = b""

    @property
    def is_incomplete(self) -> bool:
        """Whether a message has begun and not ended."""
        return bool(self._held) or self._opcode is not None

    def feed(self, data: bytes) -> list[Message]:
        """The messages that are complete with these bytes. Raises ProtocolError."""
        held, start, frames = self._held + data, 0, 0
        messages = []
        while (frame := self._frame_at(held, start)) is not None:
            frames += 1
            if frames > MOST_FRAMES:
                raise ProtocolError(CloseCode.POLICY_VIOLATION)
            first, payload, start = frame
            if (message := self._take(first, payload)) is not None:
                messages.append(message)
        self._held = held[start:]
        return messages

    def _frame_at(self, held: bytes, start: int) -> tuple[int, bytes, int] | None:
        """Return a frame's first byte, its unmasked payload and where the next one begins, once all of it is there."""
        if len(held) < start + 2:
            return None
        first, second = held[start], held[start + 1]
        if first & _RESERVED or not second & _MASKED:
            raise ProtocolError(CloseCode.PROTOCOL_ERROR)
        at, length = start + 2, second & _LENGTH
        if length > _LARGEST_CONTROL:
            size = 2 if length == _LARGEST_CONTROL + 1 else 8
            if first & _CONTROL:
                raise ProtocolError(CloseCode.PROTOCOL_ERROR)
            at += size
            if len(held) < at:
                return None
            length = int.from_bytes(held[at - size : at], "big")
        if length + len(self._parts) > self._largest:
            raise ProtocolError(CloseCode.TOO_BIG)
        end = at + _MASK_BYTES + length
        if len(held) < end:
            return None
        return first, _unmasked(held[at : at + _MASK_BYTES], held[at + _MASK_BYTES : end]), end

    def _take(self, first: int, payload: bytes) -> Message | None:
        """The message that this frame completes; fragments wait for their last one (RFC 6455 §5.4)."""
        code, final = first & _OPCODE, bool(first & _FIN)
        if code & _CONTROL:
            if not final:
                raise ProtocolError(CloseCode.PROTOCOL_ERROR)
            return Message(_opcode(code), payload)
        if (code == _CONTINUATION) != (self._opcode is not None):
            raise ProtocolError(CloseCode.PROTOCOL_ERROR)
        opcode = self._opcode or _opcode(code)
        parts = self._parts + payload
        if not final:
            self._opcode, self._parts = opcode, parts
            return None
        self._opcode, self._parts = None, b""
        return Message(opcode, parts)


def _opcode(code: int) -> Opcode:
    try:
        return Opcode(code)
    except ValueError:
        raise ProtocolError(CloseCode.PROTOCOL_ERROR) from None


def _unmasked(mask: bytes, payload: bytes) -> bytes:
    """Each byte XOR the mask's, which repeats (RFC 6455 §5.3)."""
    length = len(payload)
    repeated = (mask * (length // _MASK_BYTES + 1))[:length]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(length, "big")
