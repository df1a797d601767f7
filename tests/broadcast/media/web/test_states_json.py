"""Streams with their states for scripts and programs: in words of the reader, confirmed by an ETag."""

import json

from broadcast.media.actions.changes import save_stream
from broadcast.media.domain.states import StreamRecord, TrackState
from broadcast.media.web.listing import STREAM_WATCH
from conference.clock import ManualClock
from tests.support.board_pages import Served
from tests.support.streams import FRENCH


async def test_states_are_said_and_confirmed(served: Served, clock: ManualClock) -> None:
    watch = served.client.app[STREAM_WATCH]
    await save_stream(watch.services, FRENCH, seen="", operator=served.operator)
    await watch.read_states()
    first = await served.client.get("/feeds/vi/streams.json")
    (before,) = json.loads(await first.text())["streams"]
    assert (before["room"], before["state"], before["text"]) == ("plenary", None, "")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert (await served.client.get("/feeds/vi/streams.json", headers=tag)).status == 304
    record = StreamRecord(stream="fr", state=TrackState.CERTIFICATE, since=clock.now())
    async with served.board.transactions.write() as transaction:
        await watch.services.store.save_records(transaction, [record])
    await watch.read_states()
    (after,) = json.loads(await served.page("/feeds/vi/streams.json"))["streams"]
    assert (after["state"], after["is_interrupted"]) == ("certificate", True)
    assert after["text"] == served.runtime.catalogues.text("vi", "media.state.certificate")
