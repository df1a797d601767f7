"""Reading of the JSON in exchanged files: of a known type, without unknown fields."""

from typing import TypeVar

import msgspec

from conference.errors import InvalidError

T = TypeVar("T")


class FileStruct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what is in a file."""


def encode_struct(value: FileStruct) -> bytes:
    """Return the value as JSON: one form of each value."""
    return msgspec.json.encode(value, order="deterministic")


def decode_struct(data: bytes, kind: type[T], code: str) -> T:
    """Return the value. Raises InvalidError with this code for bytes that are none of this kind."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise InvalidError(code) from None
