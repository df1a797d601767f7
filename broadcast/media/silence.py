"""Whether a track has sound: the loudness of its newest segments, beside that of the floor in its room."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from msgspec import Struct

from conference.event import Stream

SILENT_DB = -60.0
"""Peak in dBFS below which a segment has no sound: an open microphone in an empty booth is louder."""


class SilenceRules(Struct, frozen=True, kw_only=True):
    """Seconds between two measurements of a track, and how long it has no sound until that is said.

    `beside_floor` counts while the floor of the room has sound, `alone` where there is no such floor. One segment of
    six seconds is enough for `beside_floor`, of those of two seconds three are needed.
    """

    every_s: float = 3.0
    beside_floor: timedelta = timedelta(seconds=5.5)
    alone: timedelta = timedelta(seconds=60)


@dataclass
class SoundTimes:
    """When the sound of a track was last measured, and since when it had none; `heard_at` is its last sound.

    `silent_before` is the duration of the segment that was found without sound at `silent_since`.
    """

    heard_at: datetime | None = None
    silent_since: datetime | None = None
    silent_before: timedelta = timedelta()
    measured_at: datetime | None = None

    def note_peak(self, peak: float, duration: timedelta, now: datetime) -> None:
        """Remember the peak in dBFS of a segment that lasts `duration`."""
        self.measured_at = now
        if peak >= SILENT_DB:
            self.heard_at, self.silent_since = now, None
        elif self.silent_since is None:
            self.silent_since, self.silent_before = now, duration

    def has_silence(self, floor: "SoundTimes | None", rules: SilenceRules) -> bool:
        """Return whether the track has had no sound for too long."""
        if self.silent_since is None or self.measured_at is None:
            return False
        silent_for = self.silent_before + self.measured_at - self.silent_since
        if floor is None or floor.measured_at is None:
            return silent_for >= rules.alone
        is_floor_heard = floor.heard_at is not None and floor.heard_at >= self.silent_since
        return is_floor_heard and silent_for >= rules.beside_floor


@dataclass
class RoomSounds:
    """The sounds of all tracks that were measured, by stream."""

    rules: SilenceRules = SilenceRules()
    times: dict[str, SoundTimes] = field(default_factory=dict)

    def note_peak(self, stream: str, peak: float, duration: timedelta, now: datetime) -> None:
        """Remember the peak in dBFS of the newest segment of a stream, which lasts `duration`."""
        self.times.setdefault(stream, SoundTimes()).note_peak(peak, duration, now)

    def keep_only(self, streams: Collection[str]) -> None:
        """Forget all streams but these."""
        self.times = {stream: times for stream, times in self.times.items() if stream in streams}

    def find_silent(self, rooms: Mapping[str, list[Stream]]) -> set[str]:
        """Return the streams that have had no sound for too long."""
        silent: set[str] = set()
        for streams in rooms.values():
            floor = next((self.times[one.id] for one in streams if one.role == "floor" and one.id in self.times), None)
            for stream in streams:
                times = self.times.get(stream.id)
                beside = None if stream.role == "floor" else floor
                if times is not None and times.has_silence(beside, self.rules):
                    silent.add(stream.id)
        return silent
