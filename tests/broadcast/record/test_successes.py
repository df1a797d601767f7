"""The sheet of the three successes: for administrators, with figures of every subject and their sources."""

import re

from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Verb
from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import ADMINISTRATOR
from tests.support.board_pages import PASSWORD, Served

SHEET = "/staff/record/successes"


async def sign_in_administrator(served: Served) -> None:
    new = NewStaff("host", "Host", frozenset({ADMINISTRATOR}), "en", PASSWORD)
    await create_staff(served.runtime.accounts, new)
    await served.sign_in("host")


async def test_sheet_tells_what_was_counted_and_what_was_not(served: Served) -> None:
    await move_session(served.board, "debate-1", Verb.OPEN, operator=served.operator)
    await served.heard()
    await sign_in_administrator(served)
    page = await served.page(SHEET)
    assert re.findall(r'<h2 id="aspect-\d">([^<]+)', page) == ["Content", "Security and protocol", "Image"]
    assert re.search(r'Sessions held</dt><dd><p class="record-value">1<', page)
    assert re.search(r"Admissions at the doors</dt><dd><p>No data<", page)
    assert re.search(r'Published figures</dt><dd><p class="record-value">\d', page)
    assert f'href="{SHEET}"' in await served.page("/staff/")


async def test_sheet_is_for_administrators_only(served: Served) -> None:
    await served.sign_in("operator")
    await served.page(SHEET, 403)
