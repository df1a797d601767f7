"""Which segments are fetched and measured."""

from broadcast.media.domain.playlists import Segment
from broadcast.media.domain.states import TrackState
from broadcast.media.ports import FetchError, SoundServices
from broadcast.media.silence import RoomSounds
from broadcast.media.sound_watch import SoundWatch
from conference.clock import ManualClock
from tests.conftest import MORNING

FIRST = Segment(address="https://a.example/1.m4s", start="https://a.example/init.mp4")
SECOND = Segment(address="https://a.example/2.m4s", start="https://a.example/init.mp4")
LOST = Segment(address="https://a.example/lost.ts")


async def test_each_segment_is_measured_once_after_its_start() -> None:
    fetched: list[str] = []
    measured: list[bytes] = []

    async def fetch(address: str) -> bytes:
        fetched.append(address.rpartition("/")[2])
        if "lost" in address:
            raise FetchError(TrackState.REFUSED)
        return address.rpartition("/")[2].encode()

    async def measure(content: bytes) -> float:
        measured.append(content)
        return -10.0

    newest: dict[str, Segment] = {}
    sounds = RoomSounds()
    watch = SoundWatch(SoundServices(fetch=fetch, measure=measure, clock=ManualClock(MORNING)), sounds, lambda: newest)
    for listed in ({"fr": FIRST, "en": FIRST}, {"fr": FIRST, "en": LOST}, {"fr": SECOND}):
        newest = listed
        await watch.measure_all()
    assert fetched == ["init.mp4", "1.m4s", "lost.ts", "2.m4s"]
    assert measured == [b"init.mp41.m4s", b"init.mp42.m4s"]
    assert list(sounds.times) == ["fr"]
