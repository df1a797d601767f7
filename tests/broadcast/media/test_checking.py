"""One check: each address is fetched once, languages are found in master playlists, failures have a reason."""

from msgspec import structs

from broadcast.media.checking import check_streams
from broadcast.media.domain.states import TrackProgress, TrackState
from broadcast.media.ports import StreamServices
from tests.broadcast.media.conftest import Playlists
from tests.support.streams import CAPTIONS, FLOOR, FRENCH

MASTER = "https://video.example.org/live/master.m3u8"
TEXT = """#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="fr",LANGUAGE="fr",URI="../fr.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="en",LANGUAGE="en",URI="https://[broken"
#EXT-X-STREAM-INF:BANDWIDTH=1
master.m3u8
"""


async def test_streams_of_one_master_are_told_apart(services: StreamServices, playlists: Playlists) -> None:
    russian = structs.replace(FRENCH, id="ru", language="ru")
    streams = [structs.replace(one, address=MASTER) for one in (FLOOR, FRENCH, russian, CAPTIONS)]
    playlists.texts[MASTER] = TEXT
    playlists.append_segment(structs.replace(FRENCH, address="https://video.example.org/fr.m3u8"), 1)
    found = await check_streams(services, streams, {one.id: TrackProgress() for one in streams})
    assert found == {
        "floor": TrackState.NO_PLAYLIST,
        "fr": TrackState.PLAYING,
        "ru": TrackState.NO_LANGUAGE,
        "captions": TrackState.NO_PLAYLIST,
    }
    assert sorted(playlists.fetched) == ["https://video.example.org/fr.m3u8", MASTER]


async def test_failures_have_a_reason(services: StreamServices, playlists: Playlists) -> None:
    playlists.texts[FLOOR.address] = "<html>"
    progress = {one.id: TrackProgress() for one in (FLOOR, FRENCH)}
    found = await check_streams(services, [FLOOR, FRENCH], progress)
    assert found == {"floor": TrackState.NO_PLAYLIST, "fr": TrackState.UNREACHABLE}


async def test_newest_segment_is_known_while_playlists_are_fetched(
    services: StreamServices, playlists: Playlists
) -> None:
    """The sound of a track is measured beside the checks: a track without a segment is forgotten there."""
    progress = {FRENCH.id: TrackProgress()}
    known: list[str | None] = []

    async def fetch(address: str) -> tuple[str, str]:
        segment = progress[FRENCH.id].segment
        known.append(segment.address.rpartition("/")[2] if segment else None)
        return await playlists.fetch(address)

    observed = structs.replace(services, fetch=fetch)
    for number in (1, 2):
        playlists.append_segment(FRENCH, number)
        await check_streams(observed, [FRENCH], progress)
    playlists.texts.clear()
    await check_streams(observed, [FRENCH], progress)
    assert known == [None, "1.ts", "2.ts"]
    assert progress[FRENCH.id].segment is None
