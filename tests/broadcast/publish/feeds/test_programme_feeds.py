"""Feeds over HTTP: what they have of the board."""

import csv
import io
import json
from xml.etree.ElementTree import Element, fromstring

from broadcast.board.actions.announcements import post_announcement
from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.programme import Programme
from broadcast.board.domain.sessions import Verb
from broadcast.board.event_data import programme_of
from broadcast.publish.feeds.atom import NAMESPACE
from conference.languages import LANGUAGES
from tests.support.board_pages import Served
from tests.support.board_samples import CANARY, private_item, text

A = f"{{{NAMESPACE}}}"


async def read_atom(served: Served, code: str) -> tuple[Element, dict[str, Element]]:
    """Return the feed, and its entries by title."""
    response = await served.client.get(f"/feeds/{code}/programme.atom")
    assert (response.status, response.content_type) == (200, "application/atom+xml")
    feed = fromstring(await response.read())
    return feed, {str(entry.findtext(f"{A}title")): entry for entry in feed.findall(f"{A}entry")}


async def test_atom_has_changes_and_announcements(served: Served) -> None:
    assert (await read_atom(served, "en"))[1] == {}
    await move_session(served.board, "rt-1", Verb.CANCEL, operator=served.operator)
    await post_announcement(served.board, text("Take your seats"), operator=served.operator)
    await served.heard()
    title = next(item.title for item in served.runtime.event.public_programme if item.id == "rt-1")
    for code in LANGUAGES:
        feed, entries = await read_atom(served, code)
        assert f"Take your seats ({code})" in entries
        (cancelled,) = [name for name in entries if name.endswith(title[code])]
        assert len(entries) == 2
        link = entries[cancelled].find(f"{A}link")
        assert link is not None
        assert str(link.get("href")).endswith(f"/{code}/sessions/rt-1")
        own = [str(one.get("href")) for one in feed.findall(f"{A}link") if one.get("rel") == "self"]
        assert [address.endswith(f"/feeds/{code}/programme.atom") for address in own] == [True]


async def test_json_and_csv_have_the_programme_of_a_kind(served: Served) -> None:
    items = [item for item in served.runtime.event.public_programme if item.kind == "general_debate"]
    programme = json.loads(await served.page("/feeds/fr/programme.json?kind=general_debate"))
    assert {one["id"]: one["title"] for one in programme["sessions"]} == {item.id: item.title["fr"] for item in items}
    assert (programme["language"], programme["timezone"]) == ("fr", "Asia/Ho_Chi_Minh")
    response = await served.client.get("/feeds/ar/programme.csv?kind=general_debate")
    assert (response.content_type, response.charset) == ("text/csv", "utf-8")
    rows = csv.DictReader(io.StringIO((await response.read()).decode("utf-8-sig"), newline=""))
    assert {row["id"]: row["title"] for row in rows} == {item.id: item.title["ar"] for item in items}
    for name in ("programme.json", "programme.csv"):
        await served.page(f"/feeds/en/{name}?kind=none", status=404)


async def test_private_session_is_in_no_feed(served: Served) -> None:
    whole = programme_of(served.runtime.event)
    items = tuple(private_item("rt-1") if item.id == "rt-1" else item for item in whole.items)
    changed = Programme(event_info=whole.event_info, items=items, tally_source=whole.tally_source, rooms=whole.rooms)
    await load_programme(served.board, changed, operator=served.operator)
    await served.heard()
    title = next(item.title["en"] for item in served.runtime.event.public_programme if item.id == "rt-1")
    for name in ("atom", "json", "csv"):
        body = await served.page(f"/feeds/en/programme.{name}")
        assert CANARY not in body
        assert title not in body
    assert "Removed from the programme" in await served.page("/feeds/en/programme.atom")


async def test_feeds_are_confirmed_by_their_etag(served: Served) -> None:
    for name in ("atom", "json", "csv"):
        path = f"/feeds/en/programme.{name}"
        etag = (await served.client.head(path)).headers["ETag"]
        answer = await served.client.get(path, headers={"If-None-Match": etag})
        assert (answer.status, await answer.read()) == (304, b"")
