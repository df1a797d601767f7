"""Writes the changes of a transaction over scans, publishes its events and makes the answers. Phase 5 of `scanning`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from accreditation.doors.actions.scan_batch import ScanBatch
from accreditation.doors.actions.scan_services import Answer, ScanServices
from accreditation.doors.domain.events import HolderMoved, ScanRecorded
from accreditation.doors.ports.devices import Entry
from accreditation.doors.ports.scans import Scan
from conference.transactions import Transaction


async def write_batch(services: ScanServices, transaction: Transaction, batch: ScanBatch) -> None:
    """Write scans, presences and audit entries, and emit the events."""
    added, changed = batch.scans.list_added(), batch.scans.list_changed()
    if added:
        await services.scans.add(transaction, added)
    if changed:
        await services.scans.save(transaction, changed)
    grant_users = {scan.badge_id for scan in (*added, *changed) if scan.grant_id is not None}
    for application_id in batch.badges.list_applications(grant_users):
        services.movements.note_roster_change(transaction, application_id)
    moved = await _write_presences(services, transaction, batch)
    for entry in batch.scans.audit_entries:
        await transaction.record(entry)
    for scan in added:
        transaction.emit(ScanRecorded(scan.id, scan.door, scan.verdict, scan.badge_id, scan.received_at))
    for badge_id in sorted(moved - {scan.badge_id for scan in added}):
        services.movements.note_presence_change(transaction, badge_id)
        transaction.emit(HolderMoved(badge_id))


async def _write_presences(services: ScanServices, transaction: Transaction, batch: ScanBatch) -> set[str]:
    """Write the changes of presence; return the badges whose presence has changed."""
    ended, begun = batch.movements.list_presence_changes(batch.scans.by_key)
    if ended or begun:
        await services.movements.save_presences(transaction, ended=ended, begun=begun)
    return {badge_id for badge_id, _ in ended} | {row.badge_id for row in begun}


async def complete_answers(
    services: ScanServices, transaction: Transaction, batch: ScanBatch, answers: Sequence[Answer]
) -> list[Answer]:
    """Return the answers with the scans as written, the entries that they met or contradict, and the roster's rows."""
    scans = [batch.scans.by_key[one.scan.key] for one in answers if one.scan is not None]
    prior_ids = {scan.prior_scan_id for scan in scans if scan.prior_scan_id is not None}
    priors = {scan_id: Entry(move.at, move.door, move.key) for scan_id, move in batch.movements.prior_entries.items()}
    priors |= {scan.id: _make_entry(scan) for scan in batch.scans.by_key.values() if scan.id in prior_ids}
    missing_ids = prior_ids - priors.keys()
    if missing_ids:
        missing = await services.scans.find_by_ids(transaction, missing_ids)
        priors |= {scan.id: _make_entry(scan) for scan in missing.values()}
    return [_complete_answer(batch, one, priors) for one in answers]


def _complete_answer(batch: ScanBatch, answer: Answer, priors: Mapping[str, Entry]) -> Answer:
    if answer.scan is None:
        return answer
    scan = batch.scans.by_key[answer.scan.key]
    contradicted = batch.scans.by_key.get(scan.conflict_key or "")
    prior = priors.get(scan.prior_scan_id or "") if contradicted is None else _make_entry(contradicted)
    return replace(answer, scan=scan, prior=prior, roster_entry=batch.badges.find_roster_entry(scan.badge_id))


def _make_entry(scan: Scan) -> Entry:
    return Entry(scan.occurred_at, scan.door, scan.key)
