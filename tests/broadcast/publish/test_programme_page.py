"""The page of the programme: complete without a script, filtered by its address, public only, linked."""

import re
from html import unescape

import pytest

from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Verb
from broadcast.pages.page_cache import CACHE_CONTROL
from broadcast.publish import programme_page
from conference.languages import LANGUAGES, pick
from rostrum.parts.boards.pages import REHEARSED
from tests.support.board_pages import Served


def list_sessions(page: str) -> set[str]:
    """Return the ids of the sessions in the tables of a page."""
    return set(re.findall(r'data-session="([^"]+)"', page.partition("data-days")[2]))


async def test_programme_has_every_public_session_in_each_language(served: Served) -> None:
    """Covers B18."""
    items = served.runtime.event.programme
    for code in LANGUAGES:
        page = unescape(await served.page(f"/{code}/programme"))
        assert list_sessions(page) == {item.id for item in items if item.public}
        assert all(pick(item.title, code)[0] in page for item in items if item.public)
        assert [item.id for item in items if not item.public and pick(item.title, code)[0] in page] == []


async def test_filters_work_by_the_address(served: Served) -> None:
    items = [item for item in served.runtime.event.programme if item.public]
    plenary = {item.id for item in items if item.room == "plenary"}
    assert list_sessions(await served.page("/en/programme?room=plenary")) == plenary
    tables = {item.id for item in items if item.kind == "round_table"}
    assert list_sessions(await served.page("/en/programme?kind=round_table")) == tables
    found = await served.page("/fr/programme?q=CEREMONIE+d%27ouverture")
    assert list_sessions(found) == {"opening"}
    assert 'value="CEREMONIE d&#39;ouverture"' in found
    first = await served.page("/en/programme?day=2025-10-25")
    assert re.findall(r'data-table="(\S+)', first) == ["2025-10-25"]
    nothing = await served.page("/en/programme?q=nothing+at+all")
    assert (list_sessions(nothing), "No session matches" in nothing) == (set(), True)


@pytest.mark.parametrize(
    "query", ["day=1", "kind=%00", "room=..%2f", "language=%3Cscript%3E", "q=" + "x" * 5000, "day=2025-10-25&day=2"]
)
async def test_unknown_values_of_filters_are_ignored(served: Served, query: str) -> None:
    page = await served.page(f"/en/programme?{query}")
    assert "<script>alert" not in page
    assert "Programme" in page


async def test_search_is_shown_as_text(served: Served) -> None:
    page = await served.page("/en/programme?q=%22%3E%3Cb%3E")
    assert 'value="&#34;&gt;&lt;b&gt;"' in page


async def test_live_state_and_current_session(served: Served) -> None:
    await move_session(served.board, "debate-1", Verb.OPEN, operator=served.operator)
    await served.heard()
    page = await served.page("/en/programme")
    current = re.search(r'data-list="on">(.*?)</section>', page, re.S)
    assert current
    assert re.findall(r'data-session="([^"]+)"', current[1]) == ["debate-1"]
    assert 'class="session session-in_session"' in page.partition("data-days")[2]
    response = await served.client.get("/en/programme", headers={"If-None-Match": "*"})
    assert (response.status, response.headers["Cache-Control"]) == (304, CACHE_CONTROL)


async def test_other_pages_lead_to_the_programme(served: Served) -> None:
    for path in ("/vi/", "/vi/sessions/debate-1", "/vi/rooms/plenary"):
        assert 'href="/vi/programme"' in await served.page(path)
    assert 'href="/calendar/vi/programme.ics"' in await served.page("/vi/programme")


def test_rehearsal_has_no_programme_page() -> None:
    assert programme_page not in REHEARSED
