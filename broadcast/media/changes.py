"""Streams that operators have changed on the day, beside those that the event declares."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from conference.event import Stream


class StreamChange(Struct, frozen=True, kw_only=True):
    """A stream in place of the event's one with its id, or a further one; with `is_removed` it is taken out.

    `declared` is the address that the event declared when the change was made, "" for a further stream.
    """

    stream: Stream
    declared: str
    is_removed: bool = False


def address_in(streams: Iterable[Stream], stream_id: str) -> str:
    """Return the address of a stream, "" if it is not among these."""
    return next((one.address for one in streams if one.id == stream_id), "")


def find_valid(declared: Sequence[Stream], changes: Iterable[StreamChange]) -> dict[str, StreamChange]:
    """Return the changes by stream, without those of streams for which the event declares another address since."""
    return {one.stream.id: one for one in changes if one.declared == address_in(declared, one.stream.id)}


def apply_changes(declared: Sequence[Stream], valid: Mapping[str, StreamChange]) -> list[Stream]:
    """Return the streams with the changes: those of the event in its order, then further ones."""
    streams = {one.id: one for one in declared} | {name: change.stream for name, change in valid.items()}
    return [one for name, one in streams.items() if name not in valid or not valid[name].is_removed]
