"""Time that the speakers of a session have used, by speaker and by class, without pauses."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from broadcast.board.domain.speakers import Speaker, SpeakersList
from broadcast.board.domain.speaking.speaking_time import used_time


class SpeakerUse(Struct, frozen=True):
    """The time of a speaker who has had the floor."""

    speaker: Speaker
    began_at: datetime
    used: timedelta

    @property
    def over(self) -> timedelta:
        """The time over the limit."""
        limit_s = self.speaker.timer.limit_s if self.speaker.timer else None
        return timedelta() if limit_s is None else max(self.used - timedelta(seconds=limit_s), timedelta())


class ClassUse(Struct, frozen=True):
    """Number of statements and time of a class of speakers; replies are counted apart, with the class "reply"."""

    speaker_class: str
    statements: int
    used: timedelta


REPLY = "reply"
"""In place of a class: rights of reply."""


def list_uses(speakers: SpeakersList, now: datetime) -> list[SpeakerUse]:
    """Return the times of the speakers who have had the floor, in the order in which they had it."""
    uses = [
        SpeakerUse(one, one.began_at, used_time(one.began_at, one.timer, until=one.ended_at or now))
        for one in speakers.speakers
        if one.began_at is not None
    ]
    return sorted(uses, key=lambda use: use.began_at)


def sum_by_class(uses: Sequence[SpeakerUse]) -> list[ClassUse]:
    """Return the sums by class, in the order of their first statements."""
    sums: dict[str, ClassUse] = {}
    for use in uses:
        code = REPLY if use.speaker.reply else use.speaker.speaker_class
        earlier = sums.get(code, ClassUse(code, 0, timedelta()))
        sums[code] = ClassUse(code, earlier.statements + 1, earlier.used + use.used)
    return list(sums.values())
