"""Interpretation of a session: languages with their channels, the agreed end, and languages that are lost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from msgspec import Struct

from conference.errors import NotFoundError, RuleError

FLOOR = "floor"
"""In place of a language: the channel of the floor, which carries the original."""

MOST_CHANNELS = 32
"""Largest number of channels of a session: that of common receivers."""


class Channel(Struct, frozen=True, kw_only=True):
    """A channel of the receivers, and the language on it (ISO 639 code, or FLOOR)."""

    number: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation:
    """The channels of a session by number, the agreed end (None: that of the session), and the lost languages."""

    session_id: str
    channels: tuple[Channel, ...] = ()
    until: datetime | None = None
    lost: tuple[str, ...] = ()


def set_channels(current: Interpretation, channels: Sequence[Channel]) -> Interpretation:
    """Return the interpretation with other channels; languages that stay keep their state.

    Raises: RuleError `interpretation.channel_twice`, `interpretation.language_twice` or `interpretation.too_many`.
    """
    if len(channels) > MOST_CHANNELS:
        raise RuleError("interpretation.too_many")
    if len({channel.number for channel in channels}) < len(channels):
        raise RuleError("interpretation.channel_twice")
    languages = {channel.language for channel in channels}
    if len(languages) < len(channels):
        raise RuleError("interpretation.language_twice")
    ordered = tuple(sorted(channels, key=lambda channel: channel.number))
    return replace(current, channels=ordered, lost=tuple(one for one in current.lost if one in languages))


def lose_language(current: Interpretation, language: str) -> Interpretation:
    """Return the interpretation without a language, until it is restored.

    Raises: NotFoundError `interpretation.unknown_language`, RuleError `interpretation.already_lost`.
    """
    if all(channel.language != language for channel in current.channels):
        raise NotFoundError("interpretation.unknown_language")
    if language in current.lost:
        raise RuleError("interpretation.already_lost")
    return replace(current, lost=(*current.lost, language))


def restore_language(current: Interpretation, language: str) -> Interpretation:
    """Return the interpretation with a language again. Raises: RuleError `interpretation.not_lost`."""
    if language not in current.lost:
        raise RuleError("interpretation.not_lost")
    return replace(current, lost=tuple(one for one in current.lost if one != language))


def agree_end(current: Interpretation, until: datetime | None, *, now: datetime) -> Interpretation:
    """Return the interpretation with another agreed end; None: that of the session.

    Raises: RuleError `interpretation.until_past`.
    """
    if until is not None and until <= now:
        raise RuleError("interpretation.until_past")
    return replace(current, until=until)
