"""Badges that the badge desk has to print."""

import pytest

from accreditation.badge_desk.actions import badges_to_print
from accreditation.badge_desk.storage import SqlDeskList
from accreditation.badges.actions.badges import reissue_badge, suspend_badge
from accreditation.badges.actions.printing import MAX_RUN_SIZE
from conference.auth.roles import Staff
from conference.errors import ForbiddenError
from conference.transactions import Transaction
from tests.support.badge_office import DESK_CLERK, DOOR_GUARD, OFFICER, Office


async def test_badges_to_print_are_in_order_of_their_numbers(office: Office) -> None:
    issued = [(await office.badge(f"app_{n}", category=category)).id for n, category in
              enumerate(("pool", "general", "general"))]  # fmt: skip
    assert await badges_to_print(office.desk, office.people, staff=DESK_CLERK) == issued


async def test_suspended_badge_is_not_to_print_and_a_reissue_is(office: Office) -> None:
    first, second = await office.badge("app_1"), await office.badge("app_2")
    await suspend_badge(office.desk, first.id, staff=DESK_CLERK)
    await reissue_badge(office.desk, second.id, reason="lost", staff=DESK_CLERK)
    assert await badges_to_print(office.desk, office.people, staff=DESK_CLERK) == [second.id]


@pytest.mark.parametrize("person", [DOOR_GUARD, OFFICER], ids=lambda person: person.username)
async def test_other_staff_may_not_list_badges_to_print(office: Office, person: Staff) -> None:
    with pytest.raises(ForbiddenError):
        await badges_to_print(office.desk, office.people, staff=person)


async def test_list_is_limited_to_one_run(office: Office) -> None:
    class LongList(SqlDeskList):
        """A list of more badges than one run may have."""

        async def list_to_print(self, transaction: Transaction) -> list[str]:
            return [f"{n:016x}" for n in range(MAX_RUN_SIZE + 5)]

    listed = await badges_to_print(office.desk, LongList(), staff=DESK_CLERK)
    assert listed == [f"{n:016x}" for n in range(MAX_RUN_SIZE)]
