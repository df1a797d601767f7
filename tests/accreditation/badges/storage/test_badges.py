"""Badges in the database, on SQLite and PostgreSQL."""

from dataclasses import replace

import pytest

from accreditation.applications.domain.applications import State
from accreditation.applications.domain.progress import BadgeTimes
from accreditation.badges.actions.badges import issue_badge, reissue_badge, suspend_badge
from accreditation.badges.domain.badges import BadgeStatus, with_status
from accreditation.badges.domain.print_runs import PrintRun, RunIssue
from conference.errors import ConflictError
from rostrum.parts.stores import badge_credentials
from tests.support.badge_office import DESK_CLERK, OFFICER, Office


async def test_numbers_are_reserved_by_letter(office: Office) -> None:
    store = office.desk.badges
    async with office.transactions.write() as transaction:
        taken = [await store.take_numbers(transaction, letter, count) for letter, count in
                 (("P", 1), ("P", 25), ("L", 3), ("P", 1), ("L", 1))]  # fmt: skip
    assert taken == [1, 2, 1, 27, 4]


async def test_newest_issue_is_found_by_badge_and_application(office: Office) -> None:
    first = await office.badge("app_1")
    second = await reissue_badge(office.desk, first.id, reason="lost", staff=DESK_CLERK)
    other = await office.badge("app_2")
    async with office.transactions.read() as transaction:
        assert await office.desk.badges.find_newest(transaction, first.id, lock=False) == second
        assert await office.desk.badges.find_newest(transaction, "f" * 16, lock=False) is None
        found = await office.desk.badges.find_newest_by_application(transaction, ["app_1", "app_2", "app_9"])
    assert found == {"app_1": second, "app_2": other}


async def test_second_valid_badge_of_a_person_is_a_conflict(office: Office) -> None:
    badge = await office.badge()
    another = replace(badge, id="f" * 16, number="P-0099")
    with pytest.raises(ConflictError, match=r"badge\.issued_meanwhile"):
        async with office.transactions.write() as transaction:
            await office.desk.badges.add(transaction, [another])


async def test_candidates_beyond_one_query_are_all_listed(office: Office) -> None:
    await office.apply("app_1", state=State.IN_REVIEW)
    await office.apply("app_2", category="pool")
    unknown = [f"unknown_{n}" for n in range(600)]
    async with office.transactions.read() as transaction:
        found = await office.desk.badges.list_candidates(transaction, ["app_2", *unknown, "app_1"], lock=False)
        ready = await office.desk.badges.list_ready(transaction)
    assert sorted((one.application_id, one.state, one.category) for one in found) == [
        ("app_1", "in_review", "general"),
        ("app_2", "approved", "pool"),
    ]
    assert [one.application_id for one in ready] == ["app_2"]


async def test_copies_are_the_newest_issues_in_order_of_numbers(office: Office) -> None:
    issued = [await office.badge(f"app_{n}") for n in range(3)]
    last = await reissue_badge(office.desk, issued[0].id, reason="lost", staff=DESK_CLERK)
    async with office.transactions.read() as transaction:
        copies = await office.desk.badges.list_copies(transaction, [issued[2].id, issued[0].id, "f" * 16])
    assert [copy.badge for copy in copies] == [last, issued[2]]
    assert copies[0].holder.native_name == "Nguyễn Thị Hoa"
    assert copies[0].photo.startswith(b"\xff\xd8")


async def test_print_time_is_saved_for_the_issue_only(office: Office) -> None:
    first, other = await office.badge("app_1"), await office.badge("app_2")
    async with office.transactions.write() as transaction:
        await office.desk.badges.mark_printed(transaction, [(first.id, 1), (other.id, 2)], at=office.clock.now())
        printed = await office.desk.badges.find_newest(transaction, first.id, lock=False)
        untouched = await office.desk.badges.find_newest(transaction, other.id, lock=False)
    assert (printed, untouched) == (replace(first, printed_at=office.clock.now()), other)


async def test_printed_badge_counts_until_its_approval_ends(office: Office) -> None:
    badge = await office.badge()
    async with office.transactions.write() as transaction:
        assert not await badge_credentials().is_printed(transaction, "app_1", lock=True)
        run = PrintRun("run_1", (RunIssue(badge.id, 1, badge.number),), office.clock.now(), DESK_CLERK.id)
        await office.desk.print_runs.add(transaction, run)
        assert await badge_credentials().is_printed(transaction, "app_1", lock=True)
        await office.desk.print_runs.save_end(transaction, run.id, at=office.clock.now(), printed=0)
        assert not await badge_credentials().is_printed(transaction, "app_1", lock=True)
        await office.desk.badges.mark_printed(transaction, [(badge.id, 1)], at=office.clock.now())
    await reissue_badge(office.desk, badge.id, reason="lost", staff=DESK_CLERK)
    async with office.transactions.read() as transaction:
        assert await badge_credentials().is_printed(transaction, "app_1")
    await office.end_approval("app_1")
    async with office.transactions.read() as transaction:
        assert not await badge_credentials().is_printed(transaction, "app_1")


async def test_printed_badge_is_to_be_printed_again(office: Office) -> None:
    badge, at = await office.badge(), office.clock.now()
    async with office.transactions.write() as transaction:
        assert not await badge_credentials().print_again(transaction, "app_1", actor=OFFICER.id, at=at)
        await office.desk.badges.mark_printed(transaction, [(badge.id, 1)], at=at)
        assert await badge_credentials().print_again(transaction, "app_1", actor=OFFICER.id, at=at)
        assert await office.desk.badges.find_newest(transaction, badge.id, lock=False) == badge
        run = PrintRun("run_1", (RunIssue(badge.id, 1, badge.number),), at, DESK_CLERK.id)
        await office.desk.print_runs.add(transaction, run)
        with pytest.raises(ConflictError, match=r"badge\.print_awaiting"):
            await badge_credentials().print_again(transaction, "app_1", actor=OFFICER.id, at=at)


async def test_badge_printed_again_opens_doors_meanwhile(office: Office) -> None:
    badge = await office.active_badge()
    async with office.transactions.write() as transaction:
        at = office.clock.now()
        assert await badge_credentials().print_again(transaction, "app_1", actor=OFFICER.id, at=at)
        again = await office.desk.badges.find_newest(transaction, badge.id, lock=False)
    assert again is not None
    assert (again.collected_at, again.activated_at) == (None, badge.activated_at)


async def test_saved_status_is_read_back(office: Office) -> None:
    lost = with_status(await office.badge(), BadgeStatus.REVOKED, reason="lost", at=office.clock.now())
    async with office.transactions.write() as transaction:
        await office.desk.badges.save(transaction, lost)
        assert await office.desk.badges.find_newest(transaction, lost.id, lock=False) == lost


async def test_ended_approval_counts_the_badges_it_revokes(office: Office) -> None:
    badge, credentials = await office.badge(), badge_credentials()
    options = {"reason": "conduct", "actor": OFFICER.id, "at": office.clock.now()}
    async with office.transactions.read() as transaction:
        assert await credentials.find_badge_times(transaction, "app_1") == BadgeTimes(None, None)
    await suspend_badge(office.desk, badge.id, staff=DESK_CLERK)
    async with office.transactions.write() as transaction:
        assert await credentials.find_badge_times(transaction, "app_1") is None
        assert await credentials.end(transaction, "app_1", **options) == 1  # type: ignore[arg-type]
        assert await credentials.end(transaction, "app_1", **options) == 0  # type: ignore[arg-type]
        assert await credentials.end(transaction, "app_9", **options) == 0  # type: ignore[arg-type]


async def test_superseded_badge_gives_way_to_a_new_one(office: Office) -> None:
    badge, credentials = await office.badge(), badge_credentials()
    async with office.transactions.write() as transaction:
        options = {"actor": OFFICER.id, "at": office.clock.now()}
        assert await credentials.supersede(transaction, "app_1", **options) == 1  # type: ignore[arg-type]
        assert await credentials.supersede(transaction, "app_1", **options) == 0  # type: ignore[arg-type]
    async with office.transactions.read() as transaction:
        ended = await office.desk.badges.find_newest(transaction, badge.id, lock=False)
    assert ended is not None
    assert ended.status is BadgeStatus.SUPERSEDED
    renewed = await issue_badge(office.desk, "app_1", staff=DESK_CLERK)
    assert (renewed.id != badge.id, renewed.serial) == (True, 1)
