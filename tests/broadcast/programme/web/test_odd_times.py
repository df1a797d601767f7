"""Times that do not exist, ends before starts and nights between, on the forms of programme and console."""

from typing import Any

from broadcast.board.actions.read import read_board
from broadcast.board.domain.sessions import Phase, Session
from broadcast.programme.web.private_pages import PRIVATE
from tests.broadcast.programme.web.conftest import add_officer
from tests.support.board_pages import Served, hidden

SKIPPED_DAY, SKIPPED = "2026-03-29", "02:30"
"""When summer time begins in Paris."""


async def opening_of(served: Served) -> Session:
    """The one session of the event's programme."""
    entries = (await read_board(served.board)).entries.values()
    (session,) = (entry.state for entry in entries if isinstance(entry.state, Session))
    return session


async def post(served: Served, page: str, path: str, **fields: Any) -> tuple[int, str]:
    """Send a form as it stands on a page; return status and page of the answer."""
    seen = await served.page(page)
    form = {"csrf": hidden(seen, "csrf"), "expected": hidden(seen, "expected"), **fields}
    answer = await served.client.post(path, data=form, allow_redirects=False)
    return answer.status, await answer.text()


async def test_odd_times_are_told_at_their_inputs_and_stay_typed(forum: Served) -> None:
    await add_officer(forum)
    await forum.sign_in("hoa")
    before = await opening_of(forum)
    page, path = f"/staff/programme?session={before.id}", f"/staff/programme/sessions/{before.id}"
    hours = {"day": "2025-10-29", "starts": "10:00", "ends_day": "2025-10-29", "ends": "11:00"}
    skipped = {"day": SKIPPED_DAY, "starts": SKIPPED}
    refused: list[tuple[str, str, dict[str, str], str]] = [
        ("move", "starts", hours | {"starts": "25:61"}, "25:61"),
        ("move", "ends", hours | {"ends": "09:59"}, "09:59"),
        ("move", "starts", hours | skipped | {"ends_day": SKIPPED_DAY, "ends": "04:00"}, SKIPPED),
        ("delay", "until", {"until": "24:00"}, "24:00"),
        ("postpone", "until", {"until_day": SKIPPED_DAY, "until": SKIPPED}, SKIPPED),
        ("split", "ends", {"day": "2025-10-27", "ends": "00:05", "resumes": "11:00"}, "00:05"),
        (
            "split",
            "resumes",
            {"day": "2025-10-27", "ends": "09:30", "resumes_day": SKIPPED_DAY, "resumes": SKIPPED},
            SKIPPED,
        ),
    ]
    for act, field, fields, typed in refused:
        status, text = await post(forum, page, path, act=act, **fields)
        assert (status, f'id="e-{act}-{field}"' in text, f'value="{typed}"' in text) == (422, True, True), (act, field)
    titles = {f"title.{code}": "Talk" for code in forum.board.languages}
    room = forum.board.rooms[3].id
    for field, fields, typed in (
        ("starts", hours | {"starts": "25:61"}, "25:61"),
        ("ends", hours | {"ends": "09:59"}, "09:59"),
        ("starts", hours | skipped, SKIPPED),
    ):
        status, text = await post(
            forum,
            f"{PRIVATE}?session=new",
            f"{PRIVATE}/sessions/new",
            act="add",
            kind="visit",
            room=room,
            **titles,
            **fields,
        )
        assert (status, f'id="e-add-{field}"' in text, f'value="{typed}"' in text) == (422, True, True), field
    assert await opening_of(forum) == before


async def test_console_refuses_hours_that_do_not_exist(forum: Served) -> None:
    await forum.sign_in()
    before = await opening_of(forum)
    page, path = f"/staff/console?session={before.id}", f"/staff/console/sessions/{before.id}"
    for fields in (
        {"verb": "delay", "until": "25:61"},
        {"verb": "postpone", "until": SKIPPED, "until_day": SKIPPED_DAY, "confirmed": "1"},
    ):
        status, text = await post(forum, page, path, **fields)
        assert (status, f'value="{fields["until"]}"' in text) == (422, True)
    assert await opening_of(forum) == before


async def test_session_is_suspended_over_night(served: Served) -> None:
    await served.sign_in()
    page, path = "/staff/console?session=opening", "/staff/console/sessions/opening"
    assert (await post(served, page, path, verb="open", confirmed="1"))[0] == 303
    status, text = await post(served, page, path, verb="suspend", until="00:05", confirmed="1")
    assert (status, 'value="00:05"' in text) == (409, True)
    night = {"verb": "suspend", "until": "09:00", "until_day": "2025-10-26", "confirmed": "1"}
    assert (await post(served, page, path, **night))[0] == 303
    state = (await read_board(served.board)).entries["session/opening"].state
    assert isinstance(state, Session)
    assert (state.phase, f"{state.until:%d %H:%M}") == (Phase.SUSPENDED, "26 02:00")
    await served.heard()
    assert "session=opening#act" in await served.page("/staff/programme?day=2025-10-26")
