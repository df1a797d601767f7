"""Whether a track plays: what its playlists say now, compared with what they said before."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from broadcast.media.domain.playlists import MediaPlaylist, Segment


class TrackState(StrEnum):
    """How a track is, or why it does not play."""

    PLAYING = "playing"
    LATE = "late"
    """It plays, but what it plays is old."""
    SILENT = "silent"
    """It plays, but without sound."""
    STOPPED = "stopped"
    """No new segment comes."""
    NO_PLAYLIST = "no_playlist"
    NO_LANGUAGE = "no_language"
    CERTIFICATE = "certificate"
    REDIRECTS = "redirects"
    REFUSED = "refused"
    """The server answers with an error."""
    UNREACHABLE = "unreachable"
    PRIVATE = "private"
    """The address is not public, and the settings allow only public ones."""


INTERRUPTED = frozenset(TrackState) - {TrackState.PLAYING, TrackState.LATE, TrackState.SILENT, TrackState.PRIVATE}
"""States in which nothing is heard. A track at an address that is not checked may be heard."""

NEEDED_FAILURES = 2
"""Failed checks in a row after which a track is said not to play: one lost answer is no interruption."""


class WatchRules(Struct, frozen=True, kw_only=True):
    """Limits: seconds between two checks, without a new segment until a track has stopped, of age until it is late.

    A playlist gets a new segment within 1.5 target durations (RFC 8216, 6.2.2): a track stops after that time, or
    after `stopped_after` if that is more.
    """

    every_s: float = 2.0
    stopped_after: timedelta = timedelta(seconds=8)
    late_after: timedelta = timedelta(seconds=45)


class StreamRecord(Struct, frozen=True, kw_only=True):
    """State of a stream since a moment. `session` is that in which the program has looked at the interruption.

    `is_ours`: the program itself has announced it there, and may take it back.
    """

    stream: str
    state: TrackState
    since: datetime
    session: str = ""
    is_ours: bool = False


@dataclass
class TrackProgress:
    """Memory of one track: its newest segment and since when it is the newest, and failed checks in a row.

    `segment` has the addresses of the newest one, None unless it can be fetched.
    """

    newest: int | None = None
    newest_at: datetime | None = None
    failures: int = 0
    segment: Segment | None = None

    def judge_playlist(self, playlist: MediaPlaylist, now: datetime, rules: WatchRules) -> TrackState:
        """Return the state that a fetched playlist shows."""
        if playlist.newest != self.newest or self.newest_at is None:
            self.newest, self.newest_at = playlist.newest, now
        if playlist.is_ended or now - self.newest_at >= max(rules.stopped_after, 1.5 * playlist.target):
            return TrackState.STOPPED
        is_late = playlist.ends_at is not None and now - playlist.ends_at >= rules.late_after
        return TrackState.LATE if is_late else TrackState.PLAYING

    def confirm_state(self, found: TrackState, before: TrackState | None) -> TrackState | None:
        """Return the state to be shown; the one before until a failure has been found often enough.

        A track that has stopped was watched long enough.
        """
        self.failures = self.failures + 1 if found in INTERRUPTED else 0
        is_certain = not self.failures or found is TrackState.STOPPED or self.failures >= NEEDED_FAILURES
        return found if is_certain else before


def mark_silent(states: Mapping[str, TrackState], silent: Collection[str]) -> dict[str, TrackState]:
    """Return the states of streams, in which those of `silent` that play are silent."""
    plays = (TrackState.PLAYING, TrackState.LATE)
    return {
        stream: TrackState.SILENT if stream in silent and state in plays else state for stream, state in states.items()
    }
