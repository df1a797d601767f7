"""Tracks of an event in progress: their playlists have the newest segments, and one more after each duration."""

import time
from collections.abc import Callable

from tests.browser.stream_server import SEGMENT_S, SEGMENTS, SILENCE, Tracks, list_segment

WINDOW = 5
"""Segments in a playlist."""

LENGTHS = (SEGMENT_S, SEGMENTS * SEGMENT_S)
"""Seconds that a segment can last: one file of a track, or all its files."""


class LiveTracks(Tracks):
    """Tracks that begin again after SEGMENTS files, behind a discontinuity. `clock` counts seconds.

    `segment_s` is one of LENGTHS. Captions are shown during the first SEGMENT_S of each segment.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, segment_s: int = SEGMENT_S) -> None:
        super().__init__()
        self._clock, self._begun = clock, clock()
        self._segment_s, self._files = segment_s, segment_s // SEGMENT_S
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
        folder = SILENCE if track in self._muted else track
        if not file.endswith(".m4s"):
            return super().find(f"/{folder}/{file}" if file else path)
        first = int(file.removesuffix(".m4s")) * self._files
        parts = map(super().find, [f"/{folder}/{first + one}.m4s" for one in range(self._files)])
        return b"".join(part or b"" for part in parts) or None

    def write_playlist(self, track: str) -> str:
        """Return the playlist of the newest segments of a track."""
        count = self._count_segments(track)
        first = count - WINDOW
        gone = -(-first // (SEGMENTS // self._files))
        lines = [
            *("#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{self._segment_s}"),
            *(f"#EXT-X-MEDIA-SEQUENCE:{first}", f"#EXT-X-DISCONTINUITY-SEQUENCE:{gone}"),
        ]
        for number in range(first, count):
            lines += list_segment(track, number, is_first=number == first, seconds=self._segment_s)
        return "\n".join([*lines, ""])

    def _count_segments(self, track: str) -> int:
        """Return how many segments a track has had, those before the beginning included."""
        if track in self._stopped:
            return self._stopped[track]
        return WINDOW + int((self._clock() - self._begun) / self._segment_s)
