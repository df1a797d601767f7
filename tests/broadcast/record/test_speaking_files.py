"""The log of speakers as CSV and as edit decision list, over the whole application."""

import csv
import io

import pytest

from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.speakers import end_statement, give_floor_to_next
from broadcast.board.domain.sessions import Verb
from conference.clock import ManualClock
from conference.languages import LANGUAGES, pick
from tests.broadcast.record.test_edl import parse_edl
from tests.support.board_pages import Served

EDIT_LIST = "/feeds/rooms/plenary/2025-10-25.edl"


@pytest.fixture
async def spoken(served: Served) -> Served:
    """Let two speakers of the debate have the floor for a minute each; the second has it still."""
    board, operator = served.board, served.operator
    assert isinstance(board.clock, ManualClock)
    for act in (
        move_session(board, "debate-1", Verb.OPEN, operator=operator),
        give_floor_to_next(board, "debate-1", operator=operator),
        end_statement(board, "debate-1", operator=operator),
        give_floor_to_next(board, "debate-1", operator=operator),
    ):
        await act
        board.clock.advance(60)
    await served.heard()
    return served


async def read_rows(served: Served, path: str) -> list[dict[str, str]]:
    body = await (await served.client.get(path)).read()
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


async def test_speakers_are_told_in_seven_languages(spoken: Served) -> None:
    listed = [one for one in spoken.runtime.event.speakers if one.session == "debate-1"]
    first, second = sorted(listed, key=lambda one: one.order)[:2]
    for code in LANGUAGES:
        rows = await read_rows(spoken, f"/feeds/{code}/speakers.csv")
        assert [row["name"] for row in rows] == [pick(first.name, code)[0], pick(second.name, code)[0]]
        assert (rows[0]["start"], rows[0]["end"]) == ("2025-10-25T09:01:00+07:00", "2025-10-25T09:02:00+07:00")
        assert (rows[0]["timecode_in"], rows[0]["timecode_out"]) == ("09:01:00:00", "09:02:00:00")
        assert (rows[1]["end"], rows[1]["timecode_out"]) == ("", "")


async def test_edit_list_has_the_ended_statements(spoken: Served) -> None:
    headers, events = parse_edl((await spoken.page(EDIT_LIST)).encode())
    assert headers == {"TITLE": "plenary 2025-10-25", "FCM": "NON-DROP FRAME"}
    assert [one.times[:2] for one in events] == [("09:01:00:00", "09:02:00:00")]
    headers, events = parse_edl((await spoken.page(f"{EDIT_LIST}?rate=29.97")).encode())
    assert (headers["FCM"], events[0].times[0]) == ("DROP FRAME", "09:00:59;29")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/feeds/rooms/plenary/2025-10-01.edl", 404),
        ("/feeds/rooms/never/2025-10-25.edl", 404),
        (f"{EDIT_LIST}?rate=24", 422),
        ("/feeds/en/speakers.csv?rate=x", 422),
    ],
)
async def test_unknown_room_day_or_rate_is_refused(served: Served, path: str, status: int) -> None:
    await served.page(path, status)


async def test_day_of_the_record_leads_to_its_files(spoken: Served) -> None:
    page = await spoken.page("/ru/record/2025-10-25")
    assert 'href="/feeds/ru/speakers.csv"' in page
    assert f'href="{EDIT_LIST}"' in page


async def test_private_sessions_are_in_no_byte(spoken: Served) -> None:
    private = [item for item in spoken.runtime.event.programme if not item.public]
    assert private
    for path in ("/feeds/en/speakers.csv", EDIT_LIST):
        body = await spoken.page(path)
        assert not [item.id for item in private if item.id in body or item.title["en"] in body]
