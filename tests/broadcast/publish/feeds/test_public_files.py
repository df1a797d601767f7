"""Validators of public files, and the same bytes from every node."""

from datetime import UTC, datetime

from aiohttp.test_utils import TestClient, TestServer

from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Verb
from broadcast.pages.page_cache import FILE_CACHE_CONTROL
from rostrum.app import make_application
from tests.support.board_pages import Served

PROGRAMME_CALENDAR = "/calendar/en/programme.ics"
NEW_START = datetime(2025, 10, 26, 9, 30, tzinfo=UTC)


async def test_unchanged_calendar_is_confirmed(served: Served) -> None:
    first = await served.client.get(PROGRAMME_CALENDAR)
    etag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == FILE_CACHE_CONTROL
    for held in (etag, f"W/{etag}", f'"other", {etag}'):
        again = await served.client.get(PROGRAMME_CALENDAR, headers={"If-None-Match": held})
        assert (again.status, await again.read(), again.headers["ETag"]) == (304, b"", etag)
    head = await served.client.head(PROGRAMME_CALENDAR)
    assert (head.status, head.headers["ETag"]) == (200, etag)
    assert head.headers["Content-Length"] == first.headers["Content-Length"]
    assert first.headers["Content-Encoding"] == head.headers["Content-Encoding"] == "gzip"
    assert "Set-Cookie" not in first.headers
    await move_session(served.board, "rt-1", Verb.CANCEL, operator=served.operator)
    await served.heard()
    changed = await served.client.get(PROGRAMME_CALENDAR, headers={"If-None-Match": etag})
    assert (changed.status, changed.headers["ETag"] != etag) == (200, True)


async def test_another_node_sends_the_same_bytes(served: Served) -> None:
    await move_session(served.board, "rt-1", Verb.DELAY, operator=served.operator, until=NEW_START)
    await served.heard()
    etag = (await served.client.head(PROGRAMME_CALENDAR)).headers["ETag"]
    first = await served.page(PROGRAMME_CALENDAR)
    async with TestClient(TestServer(make_application(served.runtime))) as other:
        response = await other.get(PROGRAMME_CALENDAR)
        assert (await response.text(), response.headers["ETag"]) == (first, etag)


async def test_files_of_all_subjects_can_be_read_by_other_sites(served: Served) -> None:
    for path in (
        PROGRAMME_CALENDAR,
        *("/feeds/en/programme.json", "/feeds/en/figures.json", "/feeds/en/figures.csv", "/feeds/en/press.atom"),
        *("/feeds/en/speakers.csv", "/feeds/en/signatories.csv", "/widget.mjs"),
    ):
        answer = await served.client.get(path)
        assert (answer.status, answer.headers.get("Access-Control-Allow-Origin")) == (200, "*"), path
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Origin" not in (await served.client.get("/en/press")).headers
