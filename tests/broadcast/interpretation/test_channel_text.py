"""Channels as typed text."""

import pytest

from broadcast.interpretation.channel_text import read_channels, write_channels
from conference.errors import InvalidError


def test_channels_are_read_as_they_are_written() -> None:
    channels = read_channels("0 floor\r\n\n  ١  EN \n12 fr")
    assert write_channels(channels) == "0 floor\n1 en\n12 fr"
    assert read_channels(write_channels(channels)) == channels
    assert read_channels(" ") == ()


@pytest.mark.parametrize("text", ["en 1", "1 english", "1", "\u202e1 en", "100 en", "1 en; 2 fr"])
def test_lines_that_are_no_channel_are_refused(text: str) -> None:
    with pytest.raises(InvalidError, match=r"interpretation\.channels_unreadable") as refused:
        read_channels(f"0 floor\n\n{text}")
    assert refused.value.params == {"line": 3}
