"""Public pages of sessions and rooms: complete without a script, in each language, exact validators, public only."""

import asyncio
import json
import re
from datetime import UTC, datetime
from html import unescape

import pytest
from aiohttp import web
from markupsafe import Markup

from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.speakers import give_floor_to_next
from broadcast.board.domain.sessions import Verb
from broadcast.feed.public_board import PublicBoard
from broadcast.pages.page_cache import CACHE_CONTROL
from broadcast.programme.actions.changes import ProgrammeServices, Request, change_programme
from broadcast.programme.domain.acts import Move
from broadcast.publish import pages
from broadcast.publish.sections import SESSION_SECTIONS, PageSection
from conference.clock import ManualClock
from conference.languages import LANGUAGES, language, pick
from rostrum.parts.boards.pages import REHEARSED
from tests.support.board_pages import Served


async def test_session_page_is_complete_in_each_language(served: Served) -> None:
    for code in LANGUAGES:
        page, face = await served.page(f"/{code}/sessions/debate-1"), language(code)
        title = next(item.title for item in served.runtime.event.programme if item.id == "debate-1")
        assert f'<html lang="{face.tag}" dir="{face.direction}"' in page
        assert pick(title, code)[0] in unescape(page)
        assert re.search(rf'rel="canonical" href="http[^"]+/{code}/sessions/debate-1"', page)
        assert len(re.findall(r'rel="alternate" hreflang="[^"]+" href="http[^"]+/sessions/debate-1"', page)) == 8
        assert 'property="og:description"' in page


async def test_page_shows_the_floor_and_what_follows(served: Served) -> None:
    await move_session(served.board, "debate-1", Verb.OPEN, operator=served.operator)
    await give_floor_to_next(served.board, "debate-1", operator=served.operator)
    await served.heard()
    page = await served.page("/en/sessions/debate-1")
    waiting = page.count('class="is-waiting"')
    counts = [int(one) for one in re.findall(r"<bdi[^>]*>(\d+)</bdi> (?:speakers? to come|more speakers? after)", page)]
    assert counts[0] == counts[1] + waiting
    assert (page.count('class="is-speaking"'), waiting > 1) == (1, True)
    assert "phase-in_session" in page
    assert re.search(r"/en/rooms/\w+", page)
    assert re.search(r'class="neighbours"[^>]*><li>', page)


async def test_cancelled_session_keeps_its_page(served: Served) -> None:
    await move_session(served.board, "debate-1", Verb.CANCEL, operator=served.operator)
    await served.heard()
    page = await served.page("/en/sessions/debate-1")
    schema = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert schema
    assert json.loads(schema[1])["eventStatus"] == "https://schema.org/EventCancelled"
    assert "Cancelled" in page


async def test_former_time_and_room_are_beside_the_new_ones(served: Served) -> None:
    move = Move(session="press-26", room="R301", starts_at=datetime(2025, 10, 26, 11, 0, tzinfo=UTC))
    await change_programme(ProgrammeServices(board=served.board), move, Request(operator=served.operator))
    await served.heard()
    page = unescape(await served.page("/en/sessions/press-26"))
    former = [re.sub("<[^>]+>", "", one) for one in re.findall(r'<s class="former">(.*?)</s>', page)]
    assert former == ["17:00", "Press conference room"]
    assert re.search(r">18:00</time>.*>Room R301</a>", page, re.S)


async def test_room_page_lists_its_sessions_and_the_current_one(served: Served) -> None:
    await move_session(served.board, "debate-1", Verb.OPEN, operator=served.operator)
    await served.heard()
    room = next(item.room for item in served.runtime.event.programme if item.id == "debate-1")
    page = await served.page(f"/en/rooms/{room}")
    current = re.search(r'data-list="on">(.*?)</section>', page, re.S)
    assert current
    assert 'data-session="debate-1"' in current[1]
    listed = [item.id for item in served.runtime.event.programme if item.room == room and item.public]
    assert all(f'data-session="{one}"' in page for one in listed)


@pytest.mark.parametrize(
    "path", ["sessions/never", "rooms/never", "sessions/%00", "rooms/..%2f", "sessions/" + "x" * 300]
)
async def test_unknown_page_is_not_found_in_its_language(served: Served, path: str) -> None:
    assert 'lang="fr"' in await served.page(f"/fr/{path}", 404)


async def test_validators_change_with_the_board_and_not_before(served: Served, clock: ManualClock) -> None:
    path = "/en/sessions/debate-1"
    first = await served.client.get(path)
    etag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == CACHE_CONTROL
    assert "Set-Cookie" not in first.headers
    for known in (etag, f"W/{etag}", f'"other", {etag}'):
        same = await served.client.get(path, headers={"If-None-Match": known})
        assert (same.status, await same.read(), same.headers["ETag"]) == (304, b"", etag)
    head = await served.client.head(path)
    assert (head.status, head.headers["ETag"]) == (200, etag)
    clock.advance(20)
    assert (await served.client.get(path, headers={"If-None-Match": etag})).status == 304
    clock.advance(60)
    assert (await served.client.get(path, headers={"If-None-Match": '"other"'})).status == 200
    await move_session(served.board, "debate-1", Verb.OPEN, operator=served.operator)
    await served.heard()
    changed = await served.client.get(path, headers={"If-None-Match": etag})
    assert (changed.status, changed.headers["ETag"] != etag) == (200, True)


async def test_requests_at_once_render_a_page_once(served: Served) -> None:
    rendered = []

    async def count_rendering(_request: web.Request, _board: PublicBoard, session: str) -> Markup:
        rendered.append(session)
        return Markup("")

    served.client.app[SESSION_SECTIONS].append(PageSection(render=count_rendering))
    await asyncio.gather(*(served.page("/en/sessions/debate-1") for _ in range(8)))
    assert rendered == ["debate-1"]


async def test_live_page_leads_to_the_pages(served: Served) -> None:
    page = await served.page("/en/?day=2025-10-25")
    for kind, name in set(re.findall(r'href="/en/(sessions|rooms)/([\w-]+)"', page)):
        await served.page(f"/en/{kind}/{name}")
    assert re.search(r'href="/en/sessions/[\w-]+"', page)


async def test_private_sessions_are_on_no_public_page(served: Served) -> None:
    """Covers B18."""
    private = [item for item in served.runtime.event.programme if not item.public]
    assert len(private) >= 3
    for item in private:
        await served.page(f"/en/sessions/{item.id}", 404)
    rooms = {item.room for item in served.runtime.event.programme if item.public}
    public = [item.id for item in served.runtime.event.programme if item.public]
    texts = [await served.page(f"/en/rooms/{room}") for room in rooms]
    texts += [await served.page(f"/en/sessions/{one}") for one in public]
    found = [item.id for item in private for page in texts if pick(item.title, "en")[0] in unescape(page)]
    assert found == []


async def test_pages_lead_to_their_calendars(served: Served) -> None:
    for path in ("sessions/debate-1", "rooms/plenary"):
        link = re.search(r'href="(/calendar/en/[^"]+)"', await served.page(f"/en/{path}"))
        assert link
        assert link[1] == f"/calendar/en/{path}.ics"
        assert (await served.page(link[1])).startswith("BEGIN:VCALENDAR")


def test_rehearsal_has_no_public_pages() -> None:
    assert pages not in REHEARSED
