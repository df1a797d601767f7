"""Time limits of statements and the timer of the current one. All times are the server's; durations are in seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from msgspec import Struct

from conference.errors import RuleError
from conference.languages import Text

LONGEST_LIMIT_S = 4 * 3600
"""Longest time limit of a statement."""


class SpeakerClass(Struct, frozen=True, kw_only=True):
    """A class of speakers with its time limit (None: no limit)."""

    code: str
    name: Text
    limit_s: int | None = None


class SpeakingRules(Struct, frozen=True, kw_only=True):
    """Time limits of an event: of classes of speakers, and of rights of reply.

    A delegation has `len(reply_limits_s)` rights of reply in a session, each with its limit: two, of ten and of five
    minutes, by the practice of the General Assembly (decision 34/401, paragraphs 9 and 10, in A/520/Rev.20, annex V).
    A timer is amber in the last `amber_s` seconds and red in the last `red_s`.
    """

    classes: tuple[SpeakerClass, ...] = ()
    reply_limits_s: tuple[int, ...] = (600, 300)
    amber_s: int = 60
    red_s: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Timer of a statement: its limit (None: it only counts up), pauses so far, and the start of the present pause."""

    limit_s: int | None = None
    paused: timedelta = timedelta()
    paused_at: datetime | None = None


def limit_of(speaker_class: str, reply: int, *, limits: Mapping[str, int], rules: SpeakingRules) -> int | None:
    """Return the time limit of a statement or right of reply: the session's for the class, else the event's."""
    if reply:
        return rules.reply_limits_s[reply - 1] if reply <= len(rules.reply_limits_s) else None
    if speaker_class in limits:
        return limits[speaker_class]
    return next((one.limit_s for one in rules.classes if one.code == speaker_class), None)


def used_time(began_at: datetime, timer: Timer | None, *, until: datetime) -> timedelta:
    """Return the time that a statement has taken until a moment, without its pauses."""
    if timer is None:
        return until - began_at
    return (timer.paused_at or until) - began_at - timer.paused


def pause_timer(timer: Timer, now: datetime) -> Timer:
    """Return the timer stopped.

    Raises: RuleError `speakers.timer_paused`.
    """
    if timer.paused_at is not None:
        raise RuleError("speakers.timer_paused")
    return replace(timer, paused_at=now)


def resume_timer(timer: Timer, now: datetime) -> Timer:
    """Return the timer running again.

    Raises: RuleError `speakers.timer_running`.
    """
    if timer.paused_at is None:
        raise RuleError("speakers.timer_running")
    return stop_timer(timer, now)


def stop_timer(timer: Timer, now: datetime) -> Timer:
    """Return the timer without a present pause, at the end of a pause or of the statement."""
    if timer.paused_at is None:
        return timer
    return replace(timer, paused=timer.paused + (now - timer.paused_at), paused_at=None)


def extend_limit(timer: Timer, seconds: int) -> Timer:
    """Return the timer with a longer or shorter limit.

    Raises: RuleError `speakers.no_limit`, `speakers.limit_invalid`.
    """
    if timer.limit_s is None:
        raise RuleError("speakers.no_limit")
    limit_s = timer.limit_s + seconds
    if not 0 < limit_s <= LONGEST_LIMIT_S:
        raise RuleError("speakers.limit_invalid")
    return replace(timer, limit_s=limit_s)
