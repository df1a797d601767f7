"""The whole list of speakers: on its page, the past ones on that of the session, all in the search of the programme."""

import json
import re
from html import unescape

from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.speakers import give_floor_to_next
from broadcast.board.domain.display import UPCOMING_SPEAKERS
from broadcast.board.domain.sessions import Verb
from conference.clock import ManualClock
from tests.support.board_pages import Served

PAGE = "/en/sessions/debate-1/speakers"


def list_turns(page: str) -> list[str]:
    return re.findall(r'<li class="is-(\w+)" data-speaker=', page)


async def test_past_speakers_are_named_with_their_times(served: Served, clock: ManualClock) -> None:
    await move_session(served.board, "debate-1", Verb.OPEN, operator=served.operator)
    for _ in range(3):
        await give_floor_to_next(served.board, "debate-1", operator=served.operator)
        clock.advance(120)
    await served.heard()
    whole, session = await served.page(PAGE), await served.page("/en/sessions/debate-1")
    assert list_turns(whole)[:4] == ["spoken", "spoken", "speaking", "waiting"]
    assert list_turns(whole).count("waiting") > UPCOMING_SPEAKERS
    assert list_turns(session) == ["spoken", "spoken"]
    past = re.findall(r'<li class="is-spoken".*?</li>', session)
    assert [len(re.findall("<time ", one)) for one in past] == [2, 2]
    assert f'href="{PAGE}"' in session


async def test_search_finds_speakers_that_the_board_does_not_show(served: Served) -> None:
    lists = json.loads(await served.page("/feeds/en/lists-of-speakers.json"))
    (speakers,) = (one["speakers"] for one in lists["lists"] if one["session"] == "debate-1")
    last = speakers[-1]["name"]
    assert last not in unescape(await served.page("/en/sessions/debate-1"))
    assert last in unescape(await served.page(PAGE))
    response = await served.client.get("/en/programme", params={"q": last})
    assert 'data-session="debate-1"' in await response.text()


async def test_unknown_session_has_no_list(served: Served) -> None:
    await served.page("/en/sessions/never/speakers", 404)
