"""The edit pages: the sessions of a day by room, and who sees them."""

from datetime import date

from broadcast.programme.web.pages import choose_day
from tests.support.board_pages import Served
from tests.support.board_samples import HANOI, MORNING, session

DAY, NEXT = MORNING.date(), date(2025, 10, 26)


async def test_day_is_shown_by_room_with_forms_of_the_chosen_session(served: Served) -> None:
    await served.sign_in()
    page = await served.page("/staff/programme?day=2025-10-25&session=opening")
    assert 'action="/staff/programme/sessions/opening#act"' in page
    for act in ("move", "delay", "postpone", "split", "merge", "retitle", "cancel"):
        assert f'name="act" value="{act}"' in page
    assert 'id="programme"' in page
    await served.sign_in("layla")
    assert 'dir="rtl"' in await served.page("/staff/programme?session=new")
    await served.sign_in("door")
    await served.page("/staff/programme", status=403)
    assert "opening" not in await served.page("/staff/programme/private")


def test_day_is_that_asked_for_or_of_the_session_or_today() -> None:
    days = (DAY, NEXT)
    assert choose_day(NEXT, days, None, today=DAY, zone=HANOI) == NEXT
    assert choose_day(None, days, session(), today=NEXT, zone=HANOI) == DAY
    assert choose_day(date(2030, 1, 1), days, None, today=NEXT, zone=HANOI) == NEXT
    assert choose_day(None, days, None, today=date(2030, 1, 1), zone=HANOI) == DAY
