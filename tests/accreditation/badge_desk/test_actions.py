"""Badges that the badge desk has to print."""

import pytest

from accreditation.badge_desk.actions import PrintPlan, plan_printing
from accreditation.badge_desk.ports import DeskSearch, PrintRow, PrintSelection
from accreditation.badge_desk.storage import SqlDeskList
from accreditation.badges.actions.badges import reissue_badge, suspend_badge
from accreditation.badges.actions.printing import MAX_RUN_SIZE, release_print_run, start_print_run
from accreditation.badges.domain.print_runs import RunIssue
from conference.auth.roles import Staff
from conference.errors import ForbiddenError, InvalidError
from conference.transactions import Transaction
from tests.support.badge_office import DESK_CLERK, DOOR_GUARD, OFFICER, Office

ALL = PrintSelection(search=DeskSearch())
RUN = "0" * 16


async def plan(office: Office, selection: PrintSelection = ALL, **options: object) -> PrintPlan:
    return await plan_printing(office.desk, office.people, selection, staff=DESK_CLERK, **options)  # type: ignore[arg-type]


def ids(plan: PrintPlan) -> list[str]:
    return [row.issue.badge_id for row in plan.rows]


async def test_badges_to_print_are_in_order_of_their_numbers(office: Office) -> None:
    issued = [(await office.badge(f"app_{n}", category=category)).id for n, category in
              enumerate(("pool", "general", "general"))]  # fmt: skip
    assert ids(await plan(office)) == issued


async def test_suspended_badge_is_not_to_print_and_a_reissue_is(office: Office) -> None:
    first, second = await office.badge("app_1"), await office.badge("app_2")
    before = (await plan(office)).digest
    await suspend_badge(office.desk, first.id, staff=DESK_CLERK)
    await reissue_badge(office.desk, second.id, reason="lost", staff=DESK_CLERK)
    after = await plan(office)
    assert ids(after) == [second.id]
    assert after.digest != before


@pytest.mark.usefixtures("each_database")
async def test_badge_of_an_open_run_is_not_planned_again(office: Office) -> None:
    first, second = await office.badge("app_1"), await office.badge("app_2")
    await start_print_run(office.desk, RUN, [first.id], staff=DESK_CLERK)
    planned = await plan(office)
    assert ids(planned) == [second.id]
    assert [run.id for run in planned.open_runs] == [RUN]
    assert ids(await plan(office, PrintSelection(search=DeskSearch(), chosen=("app_1",)))) == []
    await release_print_run(office.desk, RUN, staff=DESK_CLERK)
    assert ids(await plan(office)) == [first.id, second.id]


async def test_printed_badge_is_planned_only_when_chosen(office: Office) -> None:
    badge = await office.badge("app_1")
    await office.print_out(badge)
    assert ids(await plan(office)) == []
    chosen = await plan(office, PrintSelection(search=DeskSearch(), chosen=("app_1",)))
    assert (ids(chosen), chosen.reprints) == ([badge.id], 1)


async def test_plan_runs_from_the_first_to_the_last_number(office: Office) -> None:
    one, two, three = [(await office.badge(f"app_{n}")).id for n in range(3)]
    assert ids(await plan(office, limits=("p2", ""))) == [two, three]
    assert ids(await plan(office, limits=("", "P-0002"))) == [one, two]
    assert ids(await plan(office, limits=("P-0003", "P-0001"))) == []
    with pytest.raises(InvalidError, match=r"badge.not_in_run"):
        await plan(office, limits=("", "P-0009"))


@pytest.mark.parametrize("person", [DOOR_GUARD, OFFICER], ids=lambda person: person.username)
async def test_other_staff_may_not_list_badges_to_print(office: Office, person: Staff) -> None:
    with pytest.raises(ForbiddenError):
        await plan_printing(office.desk, office.people, ALL, staff=person)


async def test_plan_is_limited_to_one_run(office: Office) -> None:
    class LongList(SqlDeskList):
        """A list of more badges than one run may have."""

        async def list_to_print(self, transaction: Transaction, selection: PrintSelection) -> list[PrintRow]:
            issues = [RunIssue(f"{n:016x}", 1, f"P-{n:04}") for n in range(MAX_RUN_SIZE + 5)]
            return [PrintRow(issue, "Hoa", "Hoa", "", is_reprint=False) for issue in issues]

    planned = await plan_printing(office.desk, LongList(), ALL, staff=DESK_CLERK)
    assert (len(planned.rows), planned.remaining) == (MAX_RUN_SIZE, 5)
