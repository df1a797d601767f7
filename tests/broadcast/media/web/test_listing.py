"""List of streams: by language in its own name, the floor without a language, addresses escaped."""

import re
from html import unescape

from msgspec import structs

from broadcast.media.actions.changes import save_stream
from broadcast.media.domain.states import StreamRecord, TrackState
from broadcast.media.web.listing import STREAM_WATCH
from broadcast.media.wording import STATES
from conference.clock import ManualClock
from tests.support.board_pages import Served
from tests.support.streams import FRENCH, STREAMS


async def test_streams_are_links_named_by_language(served: Served) -> None:
    served.client.app[STREAM_WATCH].rooms["plenary"] = STREAMS
    page = await served.page("/zh/rooms/plenary")
    found = re.findall(r'<a class="stream" href="([^"]+)" rel="noreferrer"[^>]*>\s*<span ([^>]+)>([^<]+)</span>', page)
    assert [address for address, _, _ in found] == [one.address for one in STREAMS]
    assert [name for _, _, name in found] == ["现场原声", "Français", "العربية", "手语", "English"]
    assert [re.findall(r'lang="([^"]+)"', attributes) for _, attributes, _ in found] == [
        [],
        ["fr"],
        ["ar"],
        [],
        ["en-GB"],
    ]


async def test_address_is_escaped(served: Served) -> None:
    address = "https://video.example.org/a.m3u8?'\"><script>"
    served.client.app[STREAM_WATCH].rooms["plenary"] = [structs.replace(FRENCH, address=address)]
    page = await served.page("/en/rooms/plenary")
    assert "<script>" not in page.partition('class="stream-list"')[2].partition("</ul>")[0]
    assert address in unescape(page)


async def test_room_without_streams_has_no_list(served: Served) -> None:
    assert "stream-list" not in await served.page("/en/rooms/plenary")


async def test_state_of_a_stream_is_said_in_words(served: Served, clock: ManualClock) -> None:
    watch = served.client.app[STREAM_WATCH]
    await save_stream(watch.services, FRENCH, seen="", operator=served.operator)
    await watch.read_states()
    assert "data-state hidden" in await served.page("/fr/rooms/plenary")
    for state, is_interrupted in ((TrackState.PLAYING, False), (TrackState.CERTIFICATE, True)):
        record = StreamRecord(stream="fr", state=state, since=clock.now())
        async with served.board.transactions.write() as transaction:
            await watch.services.store.save_records(transaction, [record])
        await watch.read_states()
        page = await served.page("/fr/rooms/plenary")
        said = served.runtime.catalogues.text("fr", STATES[state])
        assert (said in unescape(page), "is-interrupted" in page) == (True, is_interrupted)
