"""Tracks of an event in progress: their playlists as the program itself reads them."""

from bench.live_tracks import WINDOW, LiveTracks
from broadcast.media.domain.playlists import MediaPlaylist, read_playlist
from tests.browser.stream_server import SEGMENT_S


def read_track(tracks: LiveTracks, track: str) -> MediaPlaylist:
    playlist = read_playlist(tracks.write_playlist(track))
    assert isinstance(playlist, MediaPlaylist)
    return playlist


def test_track_has_one_segment_more_after_each_duration() -> None:
    now = [100.0]
    tracks = LiveTracks(lambda: now[0])
    assert (read_track(tracks, "fr").newest, read_track(tracks, "fr").is_ended) == (WINDOW, False)
    now[0] += 3 * SEGMENT_S
    assert read_track(tracks, "fr").newest == WINDOW + 3
    assert tracks.write_playlist("fr").count("#EXTINF") == WINDOW


def test_discontinuities_that_left_the_playlist_are_counted() -> None:
    now = [0.0]
    tracks = LiveTracks(lambda: now[0])
    texts = []
    for _ in range(4):
        texts.append(tracks.write_playlist("fr"))
        now[0] += SEGMENT_S
    counted = [int(text.partition("DISCONTINUITY-SEQUENCE:")[2].split()[0]) for text in texts]
    assert counted == [0, 1, 1, 1]
    assert all(text.index("#EXT-X-MAP") < text.index("#EXTINF") for text in texts)


def test_stopped_track_gets_no_segment_until_it_is_resumed() -> None:
    now = [0.0]
    tracks = LiveTracks(lambda: now[0])
    tracks.stop_track("fr")
    now[0] += 5 * SEGMENT_S
    assert (read_track(tracks, "fr").newest, read_track(tracks, "ru").newest) == (WINDOW, WINDOW + 5)
    tracks.resume_track("fr")
    assert read_track(tracks, "fr").newest == WINDOW + 5
