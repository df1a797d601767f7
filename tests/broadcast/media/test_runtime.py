"""The watch: states within seconds, on each node, checked by one of them at a time."""

from datetime import timedelta

from broadcast.media.domain.playlists import Segment
from broadcast.media.domain.states import TrackState
from broadcast.media.ports import StreamServices
from broadcast.media.runtime import HELD_FOR, StreamWatch
from conference.clock import ManualClock
from tests.broadcast.media.actions.test_interruptions import lost_languages, prepare_session
from tests.broadcast.media.conftest import Playlists
from tests.support.streams import FLOOR, FRENCH

SHOWN_WITHIN_S = 15
LASTS = timedelta(seconds=2)
"""A segment of these playlists."""


def states(watch: StreamWatch) -> dict[str, TrackState]:
    return {name: record.state for name, record in watch.records.items()}


async def test_interrupted_language_is_said_in_time(
    services: StreamServices, playlists: Playlists, clock: ManualClock
) -> None:
    await prepare_session(services.board)
    watch, every_s = StreamWatch(services, "a"), services.rules.every_s
    for number in range(3):
        playlists.append_segment(FLOOR, number)
        playlists.append_segment(FRENCH, number)
        await watch.look()
        clock.advance(every_s)
    assert states(watch) == {"floor": TrackState.PLAYING, "fr": TrackState.PLAYING}
    revision = watch.revision
    for number in range(int(SHOWN_WITHIN_S / every_s)):
        playlists.append_segment(FLOOR, 3 + number)
        await watch.look()
        clock.advance(every_s)
    assert states(watch) == {"floor": TrackState.PLAYING, "fr": TrackState.STOPPED}
    assert watch.revision > revision
    assert await lost_languages(services.board) == ("fr",)
    playlists.append_segment(FRENCH, 9)
    await watch.look()
    assert states(watch)["fr"] is TrackState.PLAYING
    assert await lost_languages(services.board) == ()


async def test_one_node_checks_and_another_takes_over(
    services: StreamServices, playlists: Playlists, clock: ManualClock
) -> None:
    first, second = StreamWatch(services, "a"), StreamWatch(services, "b")
    playlists.append_segment(FLOOR, 1)
    playlists.append_segment(FRENCH, 1)
    await first.look()
    fetched = len(playlists.fetched)
    await second.look()
    assert (len(playlists.fetched), states(second)) == (fetched, states(first))
    clock.advance(HELD_FOR.total_seconds())
    await second.look()
    assert len(playlists.fetched) == 2 * fetched
    await first.look()
    assert len(playlists.fetched) == 2 * fetched


async def test_track_without_sound_is_said_and_not_announced(
    services: StreamServices, playlists: Playlists, clock: ManualClock
) -> None:
    await prepare_session(services.board)
    watch = StreamWatch(services, "a")
    for number in range(6):
        playlists.append_segment(FLOOR, number)
        playlists.append_segment(FRENCH, number)
        await watch.look()
        for stream, peak in ((FLOOR, -20.0), (FRENCH, -91.0)):
            watch.sounds.note_peak(stream.id, peak, LASTS, clock.now())
        clock.advance(services.rules.every_s)
    assert states(watch) == {"floor": TrackState.PLAYING, "fr": TrackState.SILENT}
    assert await lost_languages(services.board) == ()
    watch.sounds.note_peak(FRENCH.id, -20.0, LASTS, clock.now())
    await watch.look()
    assert states(watch)["fr"] is TrackState.PLAYING


async def test_segments_are_listed_by_the_node_that_checks(services: StreamServices, playlists: Playlists) -> None:
    first, second = StreamWatch(services, "a"), StreamWatch(services, "b")
    playlists.append_segment(FRENCH, 7)
    for watch in (first, second):
        await watch.look()
    address = FRENCH.address.rpartition("/")[0] + "/7.ts"
    assert (first.list_segments(), second.list_segments()) == ({"fr": Segment(address=address, duration=LASTS)}, {})
