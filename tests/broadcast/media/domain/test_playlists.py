"""What is read of HLS playlists: segments, ages, languages; anything else is no playlist."""

from datetime import UTC, datetime, timedelta

import pytest

from broadcast.media.domain.playlists import (
    MasterPlaylist,
    MediaPlaylist,
    NotPlaylistError,
    Segment,
    find_track,
    read_playlist,
)

LIVE = """#EXTM3U
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:41
#EXT-X-PROGRAM-DATE-TIME:2025-10-25T02:00:00.000Z
#EXTINF:2.000,
a41.ts
#EXTINF:1.5,
a42.ts
"""
LASTS = timedelta(seconds=1.5)
"""The newest segment of LIVE."""

MASTER = """#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Original, floor",DEFAULT=YES
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Français",LANGUAGE="fra",URI="fr/a.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Tiếng Việt",LANGUAGE="vi-VN"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",LANGUAGE="en",URI="en.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=100000,AUDIO="a"
low.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=900000,AUDIO="a"
high.m3u8
"""


def master() -> MasterPlaylist:
    playlist = read_playlist(MASTER)
    assert isinstance(playlist, MasterPlaylist)
    return playlist


def test_newest_segment_and_its_end_are_read() -> None:
    ends_at = datetime(2025, 10, 25, 2, 0, 3, 500_000, tzinfo=UTC)
    segment = Segment(address="a42.ts", duration=LASTS)
    expected = MediaPlaylist(newest=43, target=timedelta(seconds=2), ends_at=ends_at, is_ended=False, segment=segment)
    assert read_playlist(LIVE) == expected
    ended = read_playlist("\ufeff" + LIVE.replace("\n", "\r\n") + "#EXT-X-ENDLIST\r\n")
    assert isinstance(ended, MediaPlaylist)
    assert (ended.newest, ended.is_ended) == (43, True)


@pytest.mark.parametrize("text", ["", "<!DOCTYPE html>", "#EXTM3U8", "\n#EXTM3U"])
def test_other_text_is_no_playlist(text: str) -> None:
    with pytest.raises(NotPlaylistError):
        read_playlist(text)


@pytest.mark.parametrize(
    "line",
    [
        "#EXT-X-MEDIA-SEQUENCE:-1",
        "#EXT-X-MEDIA-SEQUENCE:" + "9" * 5000,
        "#EXT-X-MEDIA-SEQUENCE:x",
        "#EXTINF:inf,",
        "#EXTINF:" + "9" * 400,
        "#EXT-X-PROGRAM-DATE-TIME:0001-01-01T00:00:00+23:59",
        "#EXT-X-PROGRAM-DATE-TIME:2025-10-25",
    ],
)
def test_unfit_values_are_left_out(line: str) -> None:
    playlist = read_playlist(f"#EXTM3U\n{line}\na.ts\n")
    assert isinstance(playlist, MediaPlaylist)
    assert (playlist.newest, playlist.ends_at) == (1, None)


@pytest.mark.parametrize(
    ("kind", "language", "found"),
    [
        ("AUDIO", "fr", "fr/a.m3u8"),
        ("AUDIO", "vi", "low.m3u8"),
        ("AUDIO", "ru", None),
        ("AUDIO", None, "low.m3u8"),
        ("SUBTITLES", "en", "en.m3u8"),
        ("SUBTITLES", "fr", None),
    ],
)
def test_track_is_found_by_language(kind: str, language: str | None, found: str | None) -> None:
    assert find_track(master(), kind, language) == found


def test_master_of_one_language_has_no_choice() -> None:
    plain = read_playlist("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n")
    assert isinstance(plain, MasterPlaylist)
    assert (find_track(plain, "AUDIO", "ru"), find_track(plain, "SUBTITLES", "ru")) == ("low.m3u8", None)
    empty = read_playlist("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n")
    assert isinstance(empty, MasterPlaylist)
    assert find_track(empty, "AUDIO", None) is None


@pytest.mark.parametrize(
    ("line", "segment"),
    [
        ('#EXT-X-MAP:URI="init.mp4"', Segment(address="a42.ts", start="init.mp4", duration=LASTS)),
        ("#EXT-X-KEY:METHOD=NONE", Segment(address="a42.ts", duration=LASTS)),
        ('#EXT-X-KEY:METHOD=AES-128,URI="k"', None),
        ("#EXT-X-BYTERANGE:100@0", None),
        ('#EXT-X-MAP:URI="a.mp4",BYTERANGE="100@0"', None),
    ],
)
def test_segment_that_can_be_measured_is_found(line: str, segment: Segment | None) -> None:
    playlist = read_playlist(LIVE.replace("#EXTINF:2", f"{line}\n#EXTINF:2"))
    assert isinstance(playlist, MediaPlaylist)
    assert playlist.segment == segment
