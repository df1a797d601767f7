"""Streams as values of an event."""

import msgspec
import pytest

from conference.event import Stream
from tests.support.streams import FLOOR


@pytest.mark.parametrize(
    "values",
    [
        {"role": "choir"},
        {"medium": "smell"},
        {"language": "floor"},
        {"address": "ftp://video.example.org/a.m3u8"},
        {"address": "https://video.example.org/a b.m3u8"},
        {"address": "https://video.example.org/\u00e9.m3u8"},
        {"address": "https://" + "a" * 247},
        {"order": 1},
    ],
)
def test_values_out_of_range_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(msgspec.to_builtins(FLOOR) | values, Stream)


def test_longest_address_is_read() -> None:
    address = "https://" + "a" * 246
    assert msgspec.convert(msgspec.to_builtins(FLOOR) | {"address": address}, Stream).address == address
