"""Tracks of an event in progress: their playlists as the program itself reads them."""

from bench.live_tracks import LENGTHS, WINDOW, LiveTracks
from broadcast.media.domain.playlists import MediaPlaylist, read_playlist
from tests.browser.stream_server import SEGMENT_S, SEGMENTS


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


def test_long_segment_is_all_files_of_a_track() -> None:
    now = [0.0]
    tracks = LiveTracks(lambda: now[0], segment_s=LENGTHS[-1])
    now[0] += LENGTHS[-1]
    playlist = read_track(tracks, "fr")
    assert (playlist.newest, playlist.target.total_seconds()) == (WINDOW + 1, LENGTHS[-1])
    assert playlist.segment is not None
    assert playlist.segment.duration == playlist.target
    short = LiveTracks(lambda: now[0])
    files = [short.find(f"/fr/{number}.m4s") or b"" for number in range(SEGMENTS)]
    assert tracks.find("/" + playlist.segment.address.partition("?")[0]) == b"".join(files)


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
