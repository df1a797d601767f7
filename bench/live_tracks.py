"""Tracks of an event in progress: their playlists have the newest segments, and one more after each duration."""

import time
from collections.abc import Callable

from tests.browser.stream_server import SEGMENT_S, SEGMENTS, SILENCE, Tracks, list_segment

WINDOW = 5
"""Segments in a playlist."""


class LiveTracks(Tracks):
    """Tracks that begin again after SEGMENTS, behind a discontinuity. `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock, self._begun = clock, clock()
        self._stopped: dict[str, int] = {}
        self._muted: set[str] = set()

    def stop_track(self, track: str) -> None:
        """Add no segment to a track from now on."""
        self._stopped[track] = self._count_segments(track)

    def resume_track(self, track: str) -> None:
        """Add segments to a track again, beginning with the present one."""
        del self._stopped[track]

    def mute_track(self, track: str) -> None:
        """Send segments of a track without sound from now on."""
        self._muted.add(track)

    def unmute_track(self, track: str) -> None:
        """Send segments of a track with sound again."""
        self._muted.remove(track)

    def find(self, path: str) -> bytes | None:
        """Return the content at a path, None if there is none; of a muted track, that of silence."""
        track, _, file = path.strip("/").partition("/")
        return super().find(f"/{SILENCE}/{file}" if file and track in self._muted else path)

    def write_playlist(self, track: str) -> str:
        """Return the playlist of the newest segments of a track."""
        count = self._count_segments(track)
        first = count - WINDOW
        gone = -(-first // SEGMENTS)
        lines = [
            *("#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{SEGMENT_S}"),
            *(f"#EXT-X-MEDIA-SEQUENCE:{first}", f"#EXT-X-DISCONTINUITY-SEQUENCE:{gone}"),
        ]
        for number in range(first, count):
            lines += list_segment(track, number, is_first=number == first)
        return "\n".join([*lines, ""])

    def _count_segments(self, track: str) -> int:
        """Return how many segments a track has had, those before the beginning included."""
        if track in self._stopped:
            return self._stopped[track]
        return WINDOW + int((self._clock() - self._begun) / SEGMENT_S)
