"""Messages between the server and the process that prepares photos: four bytes of length, big-endian, and the content.

An upload is its bytes. An answer is one of the structs of this module as MessagePack.
"""

from typing import IO

import msgspec

from accreditation.applications.domain.photos import PreparedPhoto

LENGTH_BYTES = 4


class Prepared(msgspec.Struct, frozen=True, tag=True):
    """The upload is a photo."""

    photo: PreparedPhoto


class Refused(msgspec.Struct, frozen=True, tag=True):
    """The upload was refused: code and parameters of the InvalidError."""

    code: str
    params: dict[str, int]


class Failed(msgspec.Struct, frozen=True, tag=True):
    """Preparing the upload raised an unexpected exception; its text."""

    error: str


Answer = Prepared | Refused | Failed

_decoder = msgspec.msgpack.Decoder(Answer)


def encode_answer(answer: Answer) -> bytes:
    """Return the content of the message."""
    return msgspec.msgpack.encode(answer)


def decode_answer(content: bytes) -> Answer:
    """Parse the output of `encode_answer`. Raises msgspec.DecodeError."""
    answer: Answer = _decoder.decode(content)
    return answer


def encode_length(length: int) -> bytes:
    """Return the bytes that precede a content of this length. Raises OverflowError from 4 GiB."""
    return length.to_bytes(LENGTH_BYTES, "big")


def decode_length(head: bytes) -> int:
    """Parse the output of `encode_length`."""
    return int.from_bytes(head, "big")


def write_message(stream: IO[bytes], content: bytes) -> None:
    """Write a message and flush it."""
    stream.write(encode_length(len(content)))
    stream.write(content)
    stream.flush()


def read_message(stream: IO[bytes]) -> bytes | None:
    """Return the content of the next message; None at the end of the stream, even within a message."""
    head = stream.read(LENGTH_BYTES)
    content = stream.read(decode_length(head))
    return content if len(head) == LENGTH_BYTES and len(content) == decode_length(head) else None
