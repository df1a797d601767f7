"""The watch over the sound of streams: the newest segment of each track is measured, one at a time."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from broadcast.media.domain.playlists import Segment
from broadcast.media.intervals import repeat_check
from broadcast.media.loudness import LONGEST_SOUND_S
from broadcast.media.ports import FetchError, SoundServices
from broadcast.media.silence import RoomSounds

MOST_STARTS = 64
_LONGEST_SOUND = timedelta(seconds=LONGEST_SOUND_S)


class SoundWatch:
    """Measures newest segments, and notes the peak of each track in `sounds`.

    `list_segments` returns the newest segment of each stream whose sound is to be measured.
    """

    def __init__(
        self, services: SoundServices, sounds: RoomSounds, list_segments: Callable[[], Mapping[str, Segment]]
    ) -> None:
        self._services, self._sounds, self._list_segments = services, sounds, list_segments
        self._measured: dict[str, Segment] = {}
        self._starts: dict[str, bytes] = {}

    async def run(self) -> None:
        """Measure until cancelled; a failure is logged, and it goes on."""
        await repeat_check(self.measure_all, self._services.clock, self._sounds.rules.every_s, "streams.sound_failed")

    async def measure_all(self) -> None:
        """Measure the newest segment of each stream; a stream without one is forgotten.

        A segment that was measured, cannot be fetched or decoded changes nothing. What is measured together has the
        same time, so that a floor and its interpretation are compared by their segments of the same moment.
        """
        newest, now = self._list_segments(), self._services.clock.now()
        self._sounds.keep_only(newest)
        peaks: dict[Segment, float | None] = {}
        for stream, segment in newest.items():
            if self._measured.get(stream) == segment:
                continue
            self._measured[stream] = segment
            if segment not in peaks:
                peaks[segment] = await self._find_peak(segment)
            peak = peaks[segment]
            if peak is not None:
                self._sounds.note_peak(stream, peak, min(segment.duration, _LONGEST_SOUND), now)

    async def _find_peak(self, segment: Segment) -> float | None:
        try:
            start = await self._fetch_start(segment.start) if segment.start else b""
            return await self._services.measure(start + await self._services.fetch(segment.address))
        except FetchError:
            return None

    async def _fetch_start(self, address: str) -> bytes:
        """Return the file before the segments, which is fetched once."""
        if address not in self._starts:
            if len(self._starts) >= MOST_STARTS:
                self._starts.clear()
            self._starts[address] = await self._services.fetch(address)
        return self._starts[address]
