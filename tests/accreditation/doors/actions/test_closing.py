"""Who is out though no door scanned it: when the venue closes at night, and when somebody is given another badge."""

from datetime import timedelta

import pytest

from accreditation.badges.actions.badges import issue_badge
from accreditation.badges.domain.badges import Badge
from accreditation.doors.actions.command_post import evacuation_list, read_overview
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.storage.roster import SqlRoster
from rostrum import roles
from tests.support.application_samples import staff
from tests.support.badge_office import DESK_CLERK, GATE, OTHER_GATE
from tests.support.scan_office import ScanOffice, elsewhere, kept, make_command_post

SUPERVISOR = staff("thao", roles.DOOR_SUPERVISOR)
NIGHT = timedelta(days=1).total_seconds() - 3600


@pytest.fixture
async def forgotten(doors: ScanOffice) -> Badge:
    """Entered yesterday at nine, was never scanned out, and it is eight in the morning now."""
    badge = await doors.office.active_badge()
    assert await doors.verdict(badge.token) is Verdict.ADMITTED
    doors.office.clock.advance(NIGHT)
    return badge


async def places(doors: ScanOffice) -> dict[str, set[str]]:
    """Badge → the zones that devices are told of."""
    now = doors.office.clock.now()
    async with doors.office.transactions.read() as transaction:
        inside = await SqlRoster().list_presences(transaction, opened=doors.services.plan.zones.opened(now))
    return {badge: set(zones) for badge, zones in inside.items()}


async def test_holder_not_scanned_out_enters_after_the_closing(doors: ScanOffice, forgotten: Badge) -> None:
    assert await places(doors) == {}
    answer = await doors.ask(forgotten.token)
    assert (answer.scan.verdict, answer.prior) == (Verdict.ADMITTED, None)
    assert [place[2] for place in await doors.inside()] == [answer.scan.key]
    assert await doors.verdict(forgotten.token, OTHER_GATE) is Verdict.ALREADY_INSIDE
    assert await places(doors) == {forgotten.id: {"venue"}}


async def test_night_shift_is_inside_until_the_closing(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    await doors.ask(badge.token)
    doors.office.clock.advance(timedelta(hours=18, minutes=59).total_seconds())  # 03:59
    assert await doors.verdict(badge.token) is Verdict.ALREADY_INSIDE
    doors.office.clock.advance(60)
    assert await doors.verdict(badge.token) is Verdict.ADMITTED


async def test_late_report_from_before_the_closing_is_no_presence(doors: ScanOffice, forgotten: Badge) -> None:
    """In either order, and the morning's entry contradicts nothing."""
    late = doors.device_ruling(forgotten.token, OTHER_GATE, key="key-of-last-evening", seconds=-NIGHT + 60)
    assert kept(await doors.one(late)).scan.conflict == "twice"
    assert await doors.inside() == []
    morning = await doors.ask(forgotten.token)
    later = doors.device_ruling(forgotten.token, OTHER_GATE, seconds=-NIGHT + 90, verdict=Verdict.EXIT_RECORDED)
    await elsewhere(doors).one(later)
    assert [place[2] for place in await doors.inside()] == [morning.scan.key]
    assert morning.scan.verdict is Verdict.ADMITTED


async def test_people_from_before_the_closing_are_on_no_list(doors: ScanOffice, forgotten: Badge) -> None:
    services = make_command_post(doors)
    assert (await read_overview(services, staff=SUPERVISOR)).occupancy == {}
    assert await evacuation_list(services, zone=None, how="page", staff=SUPERVISOR) == []
    await doors.ask(forgotten.token, GATE)
    assert (await read_overview(services, staff=SUPERVISOR)).occupancy == {"venue": 1}
    assert [one.badge_id for one in await evacuation_list(services, zone="venue", how="page", staff=SUPERVISOR)] == [
        forgotten.id
    ]


async def test_people_from_before_the_closing_fill_no_zone(doors: ScanOffice) -> None:
    badges = [await doors.office.active_badge(f"app_{n}", category="pool") for n in range(2)]
    zones = doors.services.plan.zones
    assert zones.policy("photo_platform").capacity == 60
    await doors.ask(badges[0].token, "photo-platform")
    doors.office.clock.advance(NIGHT)
    now = doors.office.clock.now()
    async with doors.office.transactions.read() as transaction:
        ids = [badge.id for badge in badges]
        found = await doors.services.movements.get_presence(
            transaction, ids, ["photo_platform"], opened=zones.opened(now)
        )
    assert found.people == {"photo_platform": 0}


async def test_replaced_badge_ends_presence_until_the_next_entry(doors: ScanOffice) -> None:
    """And is counted once, whatever is told of the first one later."""
    office = doors.office
    first = await office.active_badge()
    await doors.ask(first.token)
    await office.end_approval(first.application_id)
    office.clock.advance(600)
    second = await issue_badge(office.desk, first.application_id, staff=DESK_CLERK)
    assert second.id != first.id
    await office.hand_over(second)
    assert await doors.inside() == []
    office.clock.advance(60)
    entered = await doors.ask(second.token)
    assert entered.scan.verdict is Verdict.ADMITTED
    await elsewhere(doors).one(doors.device_ruling(first.token, OTHER_GATE, seconds=-900))
    assert [place[:3] for place in await doors.inside()] == [(second.id, "venue", entered.scan.key)]


async def test_use_of_a_replaced_badge_is_a_conflict(doors: ScanOffice) -> None:
    office = doors.office
    first = await office.active_badge()
    await office.end_approval(first.application_id)
    office.clock.advance(600)
    await issue_badge(office.desk, first.application_id, staff=DESK_CLERK)
    office.clock.advance(60)
    device_ruling = kept(await doors.one(doors.device_ruling(first.token, seconds=-5))).scan
    assert device_ruling.conflict == "not_entitled"
    assert [place[0] for place in await doors.inside()] == [first.id]
