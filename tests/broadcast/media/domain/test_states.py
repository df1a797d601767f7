"""When a track plays, is late or has stopped, and how often a failure is found before it is said."""

from datetime import datetime, timedelta

import pytest

from broadcast.media.domain.playlists import MediaPlaylist
from broadcast.media.domain.states import TrackProgress, TrackState, WatchRules
from tests.support.board_samples import MORNING

RULES = WatchRules(stopped_after=timedelta(seconds=10), late_after=timedelta(seconds=45))


def playlist(newest: int, *, target: int = 2, ends_at: datetime | None = None, is_ended: bool = False) -> MediaPlaylist:
    return MediaPlaylist(newest=newest, target=timedelta(seconds=target), ends_at=ends_at, is_ended=is_ended)


@pytest.mark.parametrize(("target", "seconds"), [(2, 10), (8, 12)])
def test_track_without_new_segments_has_stopped(target: int, seconds: int) -> None:
    progress = TrackProgress()

    def judge(newest: int, after: float) -> TrackState:
        return progress.judge_playlist(playlist(newest, target=target), MORNING + timedelta(seconds=after), RULES)

    assert judge(1, 0) is TrackState.PLAYING
    assert judge(1, seconds - 1) is TrackState.PLAYING
    assert judge(1, seconds) is TrackState.STOPPED
    assert judge(2, seconds + 1) is TrackState.PLAYING
    assert judge(0, 2 * seconds) is TrackState.PLAYING


def test_old_segments_are_late_and_an_ended_playlist_has_stopped() -> None:
    old = playlist(1, ends_at=MORNING - timedelta(seconds=45))
    assert TrackProgress().judge_playlist(old, MORNING, RULES) is TrackState.LATE
    fresh = playlist(1, ends_at=MORNING - timedelta(seconds=44))
    assert TrackProgress().judge_playlist(fresh, MORNING, RULES) is TrackState.PLAYING
    assert TrackProgress().judge_playlist(playlist(1, is_ended=True), MORNING, RULES) is TrackState.STOPPED


def test_one_failure_is_not_said_and_two_are() -> None:
    progress, playing, lost = TrackProgress(), TrackState.PLAYING, TrackState.UNREACHABLE
    assert progress.confirm_state(lost, playing) is playing
    assert progress.confirm_state(playing, playing) is playing
    assert progress.confirm_state(lost, playing) is playing
    assert progress.confirm_state(TrackState.REFUSED, playing) is TrackState.REFUSED
    assert progress.confirm_state(playing, lost) is playing
    assert TrackProgress().confirm_state(lost, None) is None
    assert TrackProgress().confirm_state(TrackState.STOPPED, playing) is TrackState.STOPPED
    assert TrackProgress().confirm_state(TrackState.PRIVATE, None) is TrackState.PRIVATE
