"""The page of streams: an address is tried before it is saved, and pages have the new one at once."""

from html import unescape

import pytest
from msgspec import structs

from broadcast.media.actions.changes import save_stream
from broadcast.media.domain.states import TrackState
from broadcast.media.ports import FetchError
from broadcast.media.web.listing import STREAM_WATCH
from broadcast.media.web.staff_pages import CHECKS, PATH
from broadcast.media.wording import STATES
from tests.support.board_pages import Served, hidden
from tests.support.streams import FRENCH

PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n1.ts\n"
ADDRESS = "https://other.example.org/fr.m3u8"
FURTHER = {"room": "plenary", "role": "interpretation", "medium": "audio", "language": "ru", "address": ADDRESS}


async def serve_streams(served: Served) -> None:
    """Add a French stream, and let all addresses of its host play."""
    watch = served.client.app[STREAM_WATCH]

    async def fetch(address: str) -> tuple[str, str]:
        if address != ADDRESS:
            raise FetchError(TrackState.CERTIFICATE)
        return PLAYLIST, address

    watch.services = structs.replace(watch.services, fetch=fetch)
    await save_stream(watch.services, FRENCH, seen="", operator=served.operator)
    await watch.read_states()
    await served.sign_in()


async def send(served: Served, do: str, status: int, **fields: str) -> str:
    form = {"csrf": hidden(await served.page(PATH), "csrf"), "do": do, **fields}
    response = await served.client.post(PATH, data=form, allow_redirects=False)
    text = await response.text()
    assert response.status == status, text
    return text


async def test_checked_address_is_said_to_play_and_not_saved(served: Served) -> None:
    await serve_streams(served)
    page = await send(served, "check", 200, stream="fr", seen=FRENCH.address, address=ADDRESS)
    assert served.runtime.catalogues.text("en", STATES["playing"]) in page
    assert f'value="{ADDRESS}"' in page
    assert ADDRESS not in await served.page("/en/rooms/plenary")


async def test_wrong_address_is_refused_and_kept(served: Served) -> None:
    await serve_streams(served)
    wrong = "https://bad.example.org/fr.m3u8"
    page = await send(served, "save", 422, stream="fr", seen=FRENCH.address, address=wrong)
    assert served.runtime.catalogues.text("en", "error.stream.certificate") in unescape(page)
    assert f'value="{wrong}"' in page
    assert FRENCH.address in await served.page("/en/rooms/plenary")


async def test_saved_streams_are_on_pages_at_once(served: Served) -> None:
    await serve_streams(served)
    assert hidden(await served.page(f"{PATH}?stream=fr"), "seen") == FRENCH.address
    await send(served, "save", 303, stream="fr", seen=FRENCH.address, address=ADDRESS)
    await send(served, "save", 303, **FURTHER)
    page = await served.page("/en/rooms/plenary")
    assert page.count(f'href="{ADDRESS}"') == 2
    assert FRENCH.address not in page
    await send(served, "save", 409, stream="fr", seen=FRENCH.address, address=ADDRESS)
    await send(served, "remove", 303, stream="fr", seen=ADDRESS)
    assert (await served.page("/en/rooms/plenary")).count(f'href="{ADDRESS}"') == 1


async def test_checks_of_one_person_are_bounded(served: Served) -> None:
    await serve_streams(served)
    for _ in range(CHECKS.burst):
        await send(served, "check", 200, **FURTHER)
    await send(served, "check", 429, **FURTHER)


@pytest.mark.parametrize("form", [{"do": "burn"}, {"do": "save", "stream": "x"}, {"do": "restore", "stream": "x"}])
async def test_unknown_acts_and_streams_are_refused(served: Served, form: dict[str, str]) -> None:
    await serve_streams(served)
    await send(served, status=422 if form["do"] == "burn" else 404, **form)
