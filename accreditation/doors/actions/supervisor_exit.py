"""Somebody whom a supervisor had brought out of a zone: an exit that no door has scanned."""

from accreditation.access.rules import Direction
from accreditation.doors.actions.scan_batch import Batch
from accreditation.doors.actions.scan_post import ScanServices
from accreditation.doors.actions.scanning import write_batch
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.domain.scans import digest
from accreditation.doors.ports.scans import Scan
from conference.auth.roles import Staff
from conference.transactions import Transaction

METHOD = "brought_out"
"""How such an exit came to be kept; no device can say so."""


async def take_out(services: ScanServices, transaction: Transaction, entered: Scan, *, staff: Staff) -> None:
    """Keep that whoever was let in by a scan has now left its zone, and all within it; nothing when they left before,
    also if they have come in again since.

    Locks the badge. Raises ConflictError `scan.kept_meanwhile` when a door scans it at the same time: try again.
    """
    if entered.badge_id is None:
        return
    badge = {entered.badge_id}
    known = await services.movements.lock_badges(transaction, badge, ())
    batch = Batch(services.plan, services.ids, services.clock.now(), {one.badge_id: one for one in known})
    opened = services.plan.zones.opened(batch.now)
    batch.start(await services.movements.get_presence(transaction, badge, (), opened=opened))
    standing = batch.entry(entered.badge_id, entered.zone)
    if standing is not None and standing.at <= entered.occurred_at:
        batch.add(_exit_of(batch, entered, staff=staff))
        await write_batch(services, transaction, batch)


def _exit_of(batch: Batch, entered: Scan, *, staff: Staff) -> Scan:
    at = batch.moment(entered.badge_id)
    return Scan(
        id=batch.ids.new("scan"),
        key=batch.ids.new("out"),
        door=entered.door,
        zone=entered.zone,
        direction=Direction.EXIT,
        method=METHOD,
        verdict=Verdict.EXIT_RECORDED,
        scanned_at=at,
        occurred_at=at,
        received_at=batch.received_at,
        staff_id=staff.id,
        device=None,
        raw="",
        raw_sha256=digest(""),
        raw_length=0,
        badge_id=entered.badge_id,
        serial=entered.serial,
    )
