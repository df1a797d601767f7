"""The page of a session's list of speakers."""

import re
from datetime import timedelta

from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.speakers import end_statement, give_floor_to_next
from broadcast.board.domain.sessions import Verb
from broadcast.board.domain.speakers import waiting_speakers
from broadcast.console.speakers_page import format_duration
from tests.broadcast.console.test_console import words
from tests.support.board_moves import read_speakers
from tests.support.board_pages import Served

PAGE = "/staff/console/speakers/debate-1"
ROOT = "speakers/debate-1"


async def waiting(served: Served) -> list[str]:
    return [one.id for one in waiting_speakers((await read_speakers(served.board, "debate-1"))[0])]


async def test_list_is_ordered_entered_and_closed(served: Served) -> None:
    await served.sign_in()
    before = await waiting(served)
    seen = await served.page(PAGE)
    moved = await served.send(f"{ROOT}/list", seen, act=f"move:{before[2]}:1")
    assert (moved.status, (await waiting(served))[:2]) == (303, [before[2], before[0]])
    seen = await served.page(PAGE)
    await served.send(f"{ROOT}/list", seen, act="swap", speaker=before[0], other=before[2])
    assert await waiting(served) == [before[0], before[2], before[1], *before[3:]]
    seen = await served.page(PAGE)
    await served.send(f"{ROOT}/entries", seen, country="MX", speaker_class="minister")
    speakers = (await read_speakers(served.board, "debate-1"))[0]
    assert (speakers.speakers[-1].country, speakers.speakers[-1].speaker_class) == ("MX", "minister")
    seen = await served.page(PAGE)
    await served.send(f"{ROOT}/list", seen, act="close")
    assert "The list of speakers is closed." in words(await served.page(PAGE))


async def test_refused_entries_and_limits_keep_what_was_typed(served: Served) -> None:
    await served.sign_in()
    seen = await served.page(PAGE)
    refused = await served.send(f"{ROOT}/entries", seen, **{"name.en": "A bank", "role.en": "President"})
    html = await refused.text()
    assert refused.status == 422
    assert 'value="A bank"' in html
    assert 'id="f-name.fr-error"' in html
    refused = await served.send(f"{ROOT}/limits", seen, **{"limit.minister": "soon", "limit.": "3"})
    html = await refused.text()
    assert refused.status == 422
    assert 'value="soon"' in html
    await served.send(f"{ROOT}/limits", seen, **{"limit.minister": "٢:٣٠", "limit.": ""})
    assert (await read_speakers(served.board, "debate-1"))[0].limits == {"minister": 150}


async def test_times_are_shown_and_taken_out(served: Served) -> None:
    await served.sign_in()
    operator = served.operator
    await move_session(served.board, "debate-1", Verb.OPEN, operator=operator)
    await give_floor_to_next(served.board, "debate-1", operator=operator)
    await end_statement(served.board, "debate-1", operator=operator)
    assert re.search(r"Head of delegation 1 0:0\d", words(await served.page(PAGE)))
    response = await served.client.get(f"{PAGE}/times.csv")
    table = (await response.text()).splitlines()
    assert len(table) == 2
    assert table[1].startswith("1,Viet Nam,Head of delegation,")
    workbook = await served.client.get(f"{PAGE}/times.xlsx")
    assert (await workbook.read())[:2] == b"PK"
    await served.page("/staff/console/speakers/nowhere", 404)


def test_durations_have_hours_when_there_are_some() -> None:
    assert [format_duration(timedelta(seconds=n)) for n in (5, 300, 3661)] == ["0:05", "5:00", "1:01:01"]
