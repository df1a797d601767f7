"""The file of a set: a page a badge, then the log sheet."""

from accreditation.day_badges.actions import draw_set, revoke_badges
from tests.support.badge_office import DESK_CLERK
from tests.support.badge_pages import codes
from tests.support.day_badges import MAKER, SET, DayDesk
from tests.support.drawn_badges import page_texts


async def test_file_has_the_valid_badges_and_a_log_of_their_numbers(day_desk: DayDesk) -> None:
    await day_desk.make(3)
    await revoke_badges(day_desk.services, SET, first="XP-0002", staff=MAKER)
    made, pdf = await draw_set(day_desk.services, SET, staff=DESK_CLERK)
    first, _, third = await day_desk.badges()
    assert codes(pdf) == [first.token, third.token]
    *faces, log = page_texts(pdf)
    assert len(faces) == 2
    assert made.day.day == 25
    for text in ("ONE DAY", "Saturday, 25 October 2025", "UN JOUR", "单日有效", "XP-0001-", "Họ và tên"):
        assert text in faces[0], text
    assert "XP-0001" in log
    assert "XP-0003" in log
    assert "XP-0002" not in log
