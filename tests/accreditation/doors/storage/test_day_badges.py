"""One-day badges at doors: scans, the roster, lists, presence."""

from datetime import timedelta

import pytest

from accreditation.access.rules import Direction
from accreditation.badges.domain.badges import short_code
from accreditation.day_badges.actions import enter_bearer, revoke_badges
from accreditation.day_badges.domain import Bearer, entry_id
from accreditation.doors.actions.command_post import evacuation_list
from accreditation.doors.actions.scan_lists import list_scans_today, read_history
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.storage.event_usage import list_used_names
from accreditation.doors.storage.roster import SqlRoster
from rostrum import roles
from tests.support.application_samples import staff
from tests.support.badge_office import DESK_CLERK, OTHER_GATE
from tests.support.day_badges import MAKER, SET, TODAY, DayDesk, make_day_desk
from tests.support.scan_office import ScanOffice, make_command_post

SUPERVISOR = staff("sau", roles.DOOR_SUPERVISOR)
TOMORROW = "6" * 16


@pytest.fixture
async def day_desk(doors: ScanOffice) -> DayDesk:
    """Make three one-day badges for today."""
    made = make_day_desk(doors.office)
    await made.make()
    return made


async def test_badge_admits_once_by_token_and_number_on_its_day(doors: ScanOffice, day_desk: DayDesk) -> None:
    first, second, _ = await day_desk.badges()
    answer = await doors.ask(first.token)
    assert answer.scan.verdict is Verdict.ADMITTED
    assert answer.roster_entry is not None
    assert (answer.roster_entry.is_one_day, answer.roster_entry.number) == (True, "XP-0001")
    assert await doors.verdict(first.token, OTHER_GATE) is Verdict.ALREADY_INSIDE
    assert await doors.verdict(short_code(second.number)) is Verdict.ADMITTED
    await day_desk.make(1, set_id=TOMORROW, day=TODAY + timedelta(days=1))
    (next_day,) = await day_desk.badges(TOMORROW)
    assert await doors.verdict(next_day.token) is Verdict.NOT_YET_VALID
    assert len(await doors.inside()) == 2
    doors.office.clock.advance(24 * 3600)
    assert await doors.verdict(second.token) is Verdict.EXPIRED
    assert await doors.verdict(next_day.token) is Verdict.ADMITTED


async def test_revoked_badge_is_refused_at_the_next_scan(doors: ScanOffice, day_desk: DayDesk) -> None:
    first, second, _ = await day_desk.badges()
    await doors.ask(first.token)
    await revoke_badges(day_desk.services, SET, staff=MAKER)
    assert await doors.verdict(second.token) is Verdict.REVOKED
    assert await doors.verdict(first.token, direction=Direction.EXIT) is Verdict.EXIT_RECORDED


async def test_override_opens_no_other_day(doors: ScanOffice, day_desk: DayDesk) -> None:
    first, *_ = await day_desk.badges()
    await doors.ask(first.token)
    refused = await doors.ask(first.token, OTHER_GATE)
    assert await doors.problem(doors.override(refused.scan.key, OTHER_GATE)) is None
    doors.office.clock.advance(24 * 3600)
    expired = await doors.ask(first.token)
    assert expired.scan.verdict is Verdict.EXPIRED
    assert await doors.problem(doors.override(expired.scan.key)) == "override.not_possible"


async def test_offline_entry_is_in_conflict_only_after_the_revocation(doors: ScanOffice, day_desk: DayDesk) -> None:
    first, second, _ = await day_desk.badges()
    doors.office.clock.advance(60)
    await revoke_badges(day_desk.services, SET, staff=MAKER)
    doors.office.clock.advance(60)
    before, after = await doors.send(
        doors.device_ruling(first.token, seconds=-90), doors.device_ruling(second.token, seconds=-30)
    )
    assert before.scan is not None
    assert after.scan is not None
    assert (before.scan.conflict, after.scan.conflict) == (None, "not_entitled")


async def test_roster_has_entries_without_names_and_their_changes(doors: ScanOffice, day_desk: DayDesk) -> None:
    office = doors.office
    await office.active_badge()
    badges = await day_desk.badges()
    await enter_bearer(day_desk.services, "XP-0001", Bearer("Omar Sy"), reference="", staff=DESK_CLERK)
    store = SqlRoster()
    async with office.transactions.read() as transaction:
        revision = await store.get_revision(transaction)
        pages = [await store.list_after(transaction, after=after, limit=2) for after in ("", "app_1")]
        pages.append(await store.list_after(transaction, after=pages[1][-1].application, limit=2))
        assert await store.list_after(transaction, after=pages[2][-1].application, limit=2) == []
    assert [one.application for page in pages for one in page] == ["app_1", *sorted(entry_id(one.id) for one in badges)]
    assert {(one.native_name, one.standing, one.handed_over) for one in pages[1]} == {("", "issued", True)}
    await revoke_badges(day_desk.services, SET, first="XP-0002", staff=MAKER)
    async with office.transactions.read() as transaction:
        changed = await store.list_changed(transaction, revision)
        (entry,) = await store.list_by_applications(transaction, changed)
    assert (entry.number, entry.standing, entry.is_one_day) == ("XP-0002", "revoked", True)


async def test_lists_and_evacuation_name_the_bearer_or_the_number(doors: ScanOffice, day_desk: DayDesk) -> None:
    badges = await day_desk.badges()
    person = await doors.office.active_badge()
    for token in (person.token, badges[0].token, badges[1].token):
        await doors.ask(token)
    await enter_bearer(day_desk.services, "XP-0001", Bearer("Omar Sy", "Radio Nord"), reference="", staff=DESK_CLERK)
    post = make_command_post(doors)
    inside = await evacuation_list(post, zone=None, how="page", staff=SUPERVISOR)
    assert [(one.number, one.native_name, one.outlet) for one in inside][1:] == [
        ("XP-0001", "Omar Sy", "Radio Nord"),
        ("XP-0002", "XP-0002", ""),
    ]
    found = await list_scans_today(post, door=None, verdicts=None, offset=0, limit=9, staff=SUPERVISOR)
    assert {(one.number, one.holder and one.holder.native_name) for one in found.scans} >= {
        ("XP-0001", "Omar Sy"),
        ("XP-0002", "XP-0002"),
    }
    history = await read_history(post, badges[0].id, staff=SUPERVISOR)
    assert (history.number, history.holder.native_name, len(history.scans)) == ("XP-0001", "Omar Sy", 1)
    async with doors.office.transactions.read() as transaction:
        assert "general" in (await list_used_names(transaction))["categories"]
