"""Record what devices send: online scans, offline scans, overrides and undos. One transaction for a batch of items.

A failure rolls the transaction back; `accreditation.doors.runtime.group_commit` tries again.
"""

from collections.abc import Sequence

from accreditation.doors.actions.contradictions import settle_contradictions
from accreditation.doors.actions.deciding import decide_online, find_scan_opening
from accreditation.doors.actions.merging import merge_offline
from accreditation.doors.actions.overriding import record_override, record_undo
from accreditation.doors.actions.scan_batch import ScanBatch
from accreditation.doors.actions.scan_loading import load_state, lock_state
from accreditation.doors.actions.scan_reading import IdentifiedScan, identify_scans
from accreditation.doors.actions.scan_services import Answer, ReceivedItem, ScanServices
from accreditation.doors.actions.scan_writing import complete_answers, write_batch
from accreditation.doors.domain.scans import OverrideItem, UndoItem, digest
from accreditation.doors.ports.scans import Scan
from conference.errors import ConflictError, ForbiddenError, NotFoundError, RuleError, ThrottledError
from conference.transactions import Transaction


async def record_items(
    services: ScanServices, received: Sequence[ReceivedItem], *, online_are_new: bool = False
) -> list[Answer]:
    """Record the items in their order, in one transaction. An invalid item is answered with a problem; it does not
    keep the others from being recorded.

    The five phases: read the tokens; lock zones, badges and supervisors, in that order; load their state; decide or
    merge each item; write and publish.

    `online_are_new`: online scans are not looked up by their key. Raises ConflictError `scan.kept_meanwhile` when a key
    was recorded by another transaction: try again without it.
    """
    async with services.transactions.write() as transaction:
        items = await identify_scans(services, transaction, received)
        batch = await lock_state(services, transaction, items)
        await load_state(services, transaction, batch, items, online_are_new=online_are_new)
        answers = await _apply_items(services, transaction, batch, items)
        await write_batch(services, transaction, batch)
        return await complete_answers(services, transaction, batch, answers)


async def _apply_items(
    services: ScanServices, transaction: Transaction, batch: ScanBatch, items: Sequence[ReceivedItem]
) -> list[Answer]:
    """Apply the items in their order, then trace the badges with changed histories and mark contradictions."""
    answers = [await _apply_item(services, transaction, batch, one) for one in items]
    batch.movements.trace_pending()
    settle_contradictions(batch)
    return answers


async def _apply_item(
    services: ScanServices, transaction: Transaction, batch: ScanBatch, received: ReceivedItem
) -> Answer:
    key = received.item.key
    if received.problem is not None:
        return Answer(key=key, problem=received.problem)
    try:
        scan = await _record_item(services, transaction, batch, received)
        opening = find_scan_opening(batch, received, scan) if isinstance(received, IdentifiedScan) else None
        return Answer(key=key, scan=scan, opening=opening)
    except (ConflictError, ForbiddenError, NotFoundError, RuleError, ThrottledError) as error:
        return Answer(key=key, problem=error.code)


async def _record_item(
    services: ScanServices, transaction: Transaction, batch: ScanBatch, received: ReceivedItem
) -> Scan:
    item, device = received.item, received.device
    if isinstance(item, OverrideItem):
        return await record_override(services.pins, transaction, batch, item, device=device)
    if isinstance(item, UndoItem):
        return await record_undo(transaction, batch, item, device=device)
    if not isinstance(received, IdentifiedScan):
        raise TypeError(f"an item of an unknown kind: {type(item).__name__}")
    return _record_scan(batch, received)


def _record_scan(batch: ScanBatch, identified: IdentifiedScan) -> Scan:
    """Merge an offline scan, decide an online one; an online scan that is recorded already is returned as it is."""
    recorded = batch.scans.by_key.get(identified.item.key)
    if recorded is not None and not _is_same_scan(recorded, identified):
        raise ConflictError("scan.key_reused")
    if identified.item.device_ruling is not None:
        return merge_offline(batch, identified)
    return recorded or decide_online(batch, identified)


def _is_same_scan(recorded: Scan, identified: IdentifiedScan) -> bool:
    """Return whether the scan recorded with this key is of the same text at the same door."""
    item = identified.item
    is_same_text = recorded.overrides_key is None and recorded.raw_sha256 == digest(item.text)
    return recorded.door == item.door and is_same_text
