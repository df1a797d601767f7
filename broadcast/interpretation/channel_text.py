"""Channels as one text: a line for each, `1 en`, `0 floor`."""

import re
from collections.abc import Sequence

from broadcast.board.domain.interpretation import FLOOR, MOST_CHANNELS, Channel
from conference.errors import InvalidError
from conference.texts.typed_text import western_digits

_LINE = re.compile(r"([0-9]{1,2})\s+([a-z]{2}|floor)")


def read_channels(text: str) -> tuple[Channel, ...]:
    """Return the channels of a typed text. Digits may be of any script, and empty lines are left out.

    Raises: InvalidError `interpretation.channels_unreadable` with the number of the `line` that is
    not a channel number with a language.
    """
    channels = []
    lines = [(number, line.strip().casefold()) for number, line in enumerate(western_digits(text).splitlines(), 1)]
    for number, line in [one for one in lines if one[1]][: MOST_CHANNELS + 1]:
        match = _LINE.fullmatch(line)
        if match is None:
            code = "interpretation.channels_unreadable"
            raise InvalidError(code, {"channels": code}, line=number)
        channels.append(Channel(number=int(match[1]), language=match[2]))
    return tuple(channels)


def write_channels(channels: Sequence[Channel]) -> str:
    """Return the channels as text, to be read by `read_channels`."""
    return "\n".join(f"{channel.number} {channel.language}" for channel in channels)


__all__ = ["FLOOR", "read_channels", "write_channels"]
