"""The application that the archive is written from: public pages that say what they are, and nothing else."""

import dataclasses
from datetime import UTC, datetime

import pytest
from msgspec import structs

from broadcast.media.domain.states import StreamRecord, TrackState
from broadcast.media.storage import SqlStreamStates
from rostrum.archive.application import FIRST_ADDRESSES, asking_application, make_archive_application
from rostrum.runtime import Runtime
from tests.support.streams import FLOOR, FRENCH


@pytest.mark.usefixtures("served")
async def test_archive_application_has_the_public_pages_alone(runtime: Runtime) -> None:
    app = make_archive_application(runtime, runtime.clock.now())
    async with asking_application(app) as session:
        for address in FIRST_ADDRESSES:
            if address.startswith(("/vi/", "/feeds/vi/", "/calendar/vi/")) or address == "/":
                async with session.get(address) as answer:
                    assert answer.status == 200, address
                    assert ("archive-note" in await answer.text()) == (answer.content_type == "text/html")
        async with session.get("/vi/follow") as answer:
            assert "widget.mjs" not in await answer.text()
        for address in ("/en/apply", "/rehearsal/en/", "/doors/", "/staff/setup"):
            async with session.get(address, allow_redirects=False) as answer:
                assert answer.status in (303, 404), address


@pytest.mark.usefixtures("served")
async def test_room_lists_streams_with_their_last_states(runtime: Runtime) -> None:
    record = StreamRecord(stream=FRENCH.id, state=TrackState.STOPPED, since=datetime(2025, 10, 26, tzinfo=UTC))
    async with runtime.transactions.write() as transaction:
        await SqlStreamStates().save_records(transaction, [record])
    event = structs.replace(runtime.event, streams=(FLOOR, FRENCH))
    app = make_archive_application(dataclasses.replace(runtime, event=event), runtime.clock.now())
    async with asking_application(app) as session, session.get("/vi/rooms/plenary") as answer:
        page = await answer.text()
    assert [f'href="{one.address}"' in page for one in (FLOOR, FRENCH)] == [True, True]
    assert page.count('class="stream-state" data-state>') == 1
    assert runtime.catalogues.text("vi", "media.state.stopped") in page
    assert [part for part in ("data-player", "player.mjs", "/embed/", "oembed") if part in page] == []
