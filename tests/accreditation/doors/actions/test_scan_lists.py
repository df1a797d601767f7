"""Lists of scans for supervisors, and the record of who read a person's history."""

import pytest

from accreditation.doors.actions.scan_lists import list_scans_today, read_history, read_history_photo
from conference.errors import ForbiddenError, NotFoundError
from conference.storage.audit import audit_log
from tests.support.badge_office import DOOR_GUARD
from tests.support.door_devices import CHIEF
from tests.support.scan_office import ScanOffice, make_command_post
from tests.support.scan_rows import add_scans, scan_row


async def test_scans_of_yesterday_are_not_listed(doors: ScanOffice) -> None:
    services, now = make_command_post(doors), doors.office.clock.now()
    await add_scans(doors.office.transactions, scan_row("k1", now))
    everything = {"door": None, "verdicts": None, "offset": 0, "limit": 10, "staff": CHIEF}
    assert (await list_scans_today(services, **everything)).total == 1  # type: ignore[arg-type]
    doors.office.clock.advance(24 * 3600)
    assert (await list_scans_today(services, **everything)).total == 0  # type: ignore[arg-type]
    with pytest.raises(ForbiddenError):
        await list_scans_today(services, **everything | {"staff": DOOR_GUARD})  # type: ignore[arg-type]


@pytest.mark.usefixtures("each_database")
async def test_reading_a_history_is_recorded(doors: ScanOffice) -> None:
    services, badge = make_command_post(doors), await doors.office.active_badge()
    history = await read_history(services, badge.id, staff=CHIEF)
    assert (history.number, list(history.scans)) == ("P-0001", [])
    assert (await read_history_photo(services, badge.id, staff=CHIEF)).startswith(b"\xff\xd8")
    async with doors.office.transactions.read() as transaction:
        rows = (await transaction.connection.execute(audit_log.select())).all()
    read = [row for row in rows if row.action == "accreditation:history:read"]
    assert [(row.actor, row.subject) for row in read] == [(CHIEF.id, badge.id)]


async def test_history_is_for_supervisors_and_known_badges(doors: ScanOffice) -> None:
    services, badge = make_command_post(doors), await doors.office.active_badge()
    for read in (read_history, read_history_photo):
        with pytest.raises(ForbiddenError):
            await read(services, badge.id, staff=DOOR_GUARD)
        with pytest.raises(NotFoundError):
            await read(services, "f" * 16, staff=CHIEF)
