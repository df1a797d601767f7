"""Reading of the roster: complete, or its changes since a revision."""

import pytest

from accreditation.doors.actions.roster import Roster, RosterServices, is_entitlement_current, read_roster
from accreditation.doors.storage.pins import SqlPins
from accreditation.doors.storage.roster import SqlRoster
from tests.support.scan_office import ScanOffice

TOO_MANY = RuntimeError("too many complete rosters")


def refuse() -> None:
    raise TOO_MANY


@pytest.fixture
def services(doors: ScanOffice) -> RosterServices:
    office = doors.office
    return RosterServices(
        transactions=office.transactions,
        roster=SqlRoster(),
        pins=SqlPins(),
        keys=office.keys,
        plan=doors.services.plan,
        clock=office.clock,
    )


async def read(services: RosterServices, revision: int) -> Roster:
    """Read the changes since a revision; a complete roster is refused."""
    return (await read_roster(services, revision, is_complete=False, before_complete=refuse))[0]


async def test_complete_roster_has_entries_and_presences(services: RosterServices, doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    entered = await doors.ask(badge.token)
    roster, trust = await read_roster(services, 0, is_complete=False, before_complete=lambda: None)
    assert roster.is_complete
    assert [entry.badge_id for entry in roster.entries] == [badge.id]
    assert roster.presences is not None
    assert roster.presences[badge.id]["venue"].key == entered.scan.key
    assert len(trust.keys) == 1
    assert is_entitlement_current(services.plan, roster.entries[0])


@pytest.mark.usefixtures("each_database")
async def test_changes_since_a_revision_are_only_the_changed_rows(services: RosterServices, doors: ScanOffice) -> None:
    await doors.office.active_badge("app_1")
    before = (await read_roster(services, 0, is_complete=True, before_complete=lambda: None))[0]
    assert (await read(services, before.revision)).entries == []
    second = await doors.office.active_badge("app_2")
    changes = await read(services, before.revision)
    assert not changes.is_complete
    assert changes.presences is None
    assert [entry.badge_id for entry in changes.entries] == [second.id]


@pytest.mark.parametrize("revision", [0, 10**9])
async def test_complete_roster_may_be_refused(services: RosterServices, doors: ScanOffice, revision: int) -> None:
    await doors.office.active_badge()
    with pytest.raises(RuntimeError):
        await read(services, revision)
