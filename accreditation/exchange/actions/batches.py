"""Write, withdraw and list the batches of applications that wait for an agency which does not sign in."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from msgspec import Struct

from accreditation.applications.domain.applications import Agency, Application
from accreditation.applications.ports import ApplicationSearch
from accreditation.exchange.actions.agency_keys import newest_sealing_key
from accreditation.exchange.actions.enclosing import EnclosedPerson, enclose_people, make_manifest
from accreditation.exchange.agency_services import AgencyServices, require_partner
from accreditation.exchange.domain.agency_keys import AgencyKey
from accreditation.exchange.domain.batches import (
    MAX_BATCH_ROWS,
    Batch,
    BatchRow,
    BatchState,
    deadline_after,
    end_batch,
)
from accreditation.exchange.sealed.batch_files import (
    SignedManifest,
    encode_manifest,
    manifest_digest,
    row_digest,
    seal_batch,
    signed_bytes,
)
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import ConflictError, NotFoundError, RuleError
from conference.transactions import Transaction

SHOWN_BATCHES = 50


class WrittenBatch(Struct, frozen=True):
    """A recorded batch and its sealed file, which is not stored."""

    batch: Batch
    file: bytes


class BatchOverview(Struct, frozen=True):
    """The newest batches of an agency, newest first; the applications that wait for it in none, and in open ones."""

    batches: Sequence[Batch]
    waiting: int
    enclosed: int


async def read_batches(services: AgencyServices, agency: Agency, *, staff: Staff) -> BatchOverview:
    """Return the batches of an agency. Raises ForbiddenError."""
    require_partner(staff, agency)
    applications = services.applications
    async with applications.transactions.read() as transaction:
        waiting = await applications.applications.count_waiting(transaction, agency)
        enclosed = set(await services.batches.list_enclosed(transaction, agency))
        page = await applications.applications.search(
            transaction, ApplicationSearch(waiting_for=agency, limit=MAX_BATCH_ROWS + len(enclosed))
        )
        both = sum(row.id in enclosed for row in page.rows)
        return BatchOverview(
            await services.batches.list_newest(transaction, agency, limit=SHOWN_BATCHES), waiting - both, both
        )


async def write_batch(
    services: AgencyServices, agency: Agency, *, days: int, staff: Staff, supersedes: str = ""
) -> WrittenBatch:
    """Seal the applications that wait for an agency and are in no open batch of it; at most `MAX_BATCH_ROWS`.

    `supersedes` is an open batch that the new one replaces: its applications are enclosed again if they still wait.

    Raises ForbiddenError, InvalidError by field `days`, RuleError `batch.no_key`, `batch.nothing_waits`,
    `batch.not_open`, `badge.no_signing_key`, NotFoundError `batch.unknown`, ConflictError `batch.meanwhile`.
    """
    require_partner(staff, agency)
    deadline = deadline_after(days, services.applications.clock.now())
    key, people = await _read_waiting(services, agency, supersedes)
    async with services.applications.transactions.write() as transaction:
        await services.batches.lock(transaction, agency)
        if supersedes:
            await _end_open(services, transaction, supersedes, BatchState.SUPERSEDED, staff=staff)
        taken = set(await services.batches.list_enclosed(transaction, agency))
        if any(one.application.id in taken for one in people):
            raise ConflictError("batch.meanwhile")
        batch, signed = await _record_batch(
            services, transaction, people, key, staff=staff, deadline=deadline, supersedes=supersedes
        )
    file = await asyncio.to_thread(seal_batch, signed, [one.row for one in people], key)
    return WrittenBatch(batch, file)


async def withdraw_batch(services: AgencyServices, batch_id: str, *, staff: Staff) -> Batch:
    """Withdraw an open batch: verdicts for it are refused. Raises ForbiddenError, NotFoundError, RuleError."""
    async with services.applications.transactions.write() as transaction:
        return await _end_open(services, transaction, batch_id, BatchState.WITHDRAWN, staff=staff)


async def _end_open(
    services: AgencyServices, transaction: Transaction, batch_id: str, state: BatchState, *, staff: Staff
) -> Batch:
    batch = await services.batches.find(transaction, batch_id)
    if batch is None:
        raise NotFoundError("batch.unknown")
    require_partner(staff, batch.agency)
    await services.batches.lock(transaction, batch.agency)
    now = services.applications.clock.now()
    ended = end_batch(await _find_again(services, transaction, batch), state, by=staff.id, at=now)
    await services.batches.save(transaction, ended)
    details = {"agency": ended.agency.value, "sequence": ended.sequence}
    await transaction.record(AuditEntry(f"accreditation:batch:{state.value}", staff.id, ended.id, now, details))
    return ended


async def _find_again(services: AgencyServices, transaction: Transaction, batch: Batch) -> Batch:
    """Return the batch as it is once its agency is locked."""
    return await services.batches.find(transaction, batch.id) or batch


async def _read_waiting(
    services: AgencyServices, agency: Agency, supersedes: str
) -> tuple[AgencyKey, list[EnclosedPerson]]:
    """Return the key to seal to, and the people who wait for the agency in no other open batch."""
    applications = services.applications
    async with applications.transactions.read() as transaction:
        key = newest_sealing_key(await services.keys.list_all(transaction), agency)
        enclosed = set(await services.batches.list_enclosed(transaction, agency))
        enclosed -= await _list_of_batch(services, transaction, supersedes)
        search = ApplicationSearch(waiting_for=agency, limit=MAX_BATCH_ROWS + len(enclosed))
        rows = (await applications.applications.search(transaction, search)).rows
        ids = [row.id for row in rows if row.id not in enclosed][:MAX_BATCH_ROWS]
        waiting: list[Application] = await applications.applications.list_by_ids(transaction, ids)
        if not waiting:
            raise RuleError("batch.nothing_waits")
        return key, await enclose_people(services, transaction, waiting, agency)


async def _list_of_batch(services: AgencyServices, transaction: Transaction, batch_id: str) -> set[str]:
    batch = await services.batches.find(transaction, batch_id) if batch_id else None
    rows = await services.batches.list_rows(transaction, batch) if batch else []
    return {row.application_id for row in rows if row is not None}


async def _record_batch(
    services: AgencyServices,
    transaction: Transaction,
    people: Sequence[EnclosedPerson],
    key: AgencyKey,
    *,
    staff: Staff,
    deadline: datetime,
    supersedes: str,
) -> tuple[Batch, SignedManifest]:
    """Store the batch with its rows and its entries in the audit log; return it with its signed manifest."""
    now = services.applications.clock.now()
    digests = [row_digest(one.row) for one in people]
    batch = Batch(
        id=services.applications.ids.new("batch"),
        agency=key.agency,
        sequence=await services.batches.next_sequence(transaction, key.agency),
        key_id=key.id,
        created_at=now,
        created_by=staff.id,
        deadline=deadline,
        count=len(people),
        manifest="",
        supersedes=supersedes,
    )
    manifest = encode_manifest(make_manifest(services, batch, digests))
    batch = replace(batch, manifest=manifest_digest(manifest))
    rows = [
        BatchRow(one.application.id, one.application.version, digest)
        for one, digest in zip(people, digests, strict=True)
    ]
    await services.batches.add(transaction, batch, rows)
    await _record_entries(transaction, batch, people, key, staff=staff)
    return batch, SignedManifest(manifest, *await services.site_keys.sign_document(transaction, signed_bytes(manifest)))


async def _record_entries(
    transaction: Transaction, batch: Batch, people: Sequence[EnclosedPerson], key: AgencyKey, *, staff: Staff
) -> None:
    """Record the batch, and for each person that the data left the installation."""
    details = {
        "agency": batch.agency.value,
        "sequence": batch.sequence,
        "applications": batch.count,
        "key": key.fingerprint,
        "deadline": batch.deadline.isoformat(),
        "manifest": batch.manifest,
        "supersedes": batch.supersedes,
    }
    at = batch.created_at
    await transaction.record(AuditEntry("accreditation:batch:written", staff.id, batch.id, at, details))
    for one in people:
        enclosed = {"batch": batch.id, "agency": batch.agency.value, "passport": one.passport}
        await transaction.record(
            AuditEntry("accreditation:application:enclosed", staff.id, one.application.id, at, enclosed)
        )
