"""Record an exit that no door scanned: a supervisor had a person brought out of a zone."""

from accreditation.access.rules import Direction
from accreditation.doors.actions.scan_batch import ScanBatch
from accreditation.doors.actions.scan_loading import make_batch
from accreditation.doors.actions.scan_services import ScanServices
from accreditation.doors.actions.scan_writing import write_batch
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.domain.scans import digest
from accreditation.doors.ports.scans import Scan
from conference.auth.roles import Staff
from conference.transactions import Transaction

METHOD = "brought_out"
"""Method of scans that record a supervisor exit; devices cannot send it."""


async def record_supervisor_exit(
    services: ScanServices, transaction: Transaction, admitted: Scan, *, staff: Staff
) -> None:
    """Record that the person whom a scan admitted has left its zone and the zones within it.

    Nothing is recorded when the person has left since, even if they have entered again. Locks the badge. Raises
    ConflictError `scan.kept_meanwhile` when a door scans the badge at the same time: try again.
    """
    if admitted.badge_id is None:
        return
    badge_ids = {admitted.badge_id}
    batch = make_batch(services, await services.movements.lock_badges(transaction, badge_ids, ()))
    opened = services.plan.zones.opened(batch.received_at)
    batch.movements.load_presence(await services.movements.get_presence(transaction, badge_ids, (), opened=opened))
    entry = batch.movements.find_entry(admitted.badge_id, admitted.zone)
    if entry is not None and entry.at <= admitted.occurred_at:
        batch.add(_make_exit(batch, admitted, staff=staff))
        await write_batch(services, transaction, batch)


def _make_exit(batch: ScanBatch, admitted: Scan, *, staff: Staff) -> Scan:
    at = batch.movements.next_scan_time(admitted.badge_id)
    return Scan(
        id=batch.ids.new("scan"),
        key=batch.ids.new("out"),
        door=admitted.door,
        zone=admitted.zone,
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
        badge_id=admitted.badge_id,
        serial=admitted.serial,
    )
