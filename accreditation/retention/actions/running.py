"""The deletion of personal data by class and age, in small transactions, continued where it was interrupted.

A run deletes batch after batch and counts in the transaction of each batch, so that an interruption loses nothing and
counts nothing twice. Its last acts are to compact the storage and to sign the certificate.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from msgspec import Struct

from accreditation.retention.domain import CertificateSource, ErasedClass, Run, certificate_of, signed_bytes
from accreditation.retention.services import RetentionServices
from conference.audit import AuditEntry
from conference.retention.ages import DataClass, days_kept, due_classes, kept_until
from conference.retention.erasing import Eraser
from conference.transactions import Transaction

BATCH_ROWS = 200
"""Rows of a transaction: SQLite's writers wait for it, and photos have some hundred kilobytes each."""

MOST_ROUNDS = 4
"""Rounds in which rows are deleted that were added during the run, such as late scans."""


class ErasureRow(Struct, frozen=True):
    """Rows of a kind that are there now, and whether their classes are due."""

    name: str
    classes: frozenset[DataClass]
    count: int
    is_due: bool


async def run_retention(
    services: RetentionServices, *, actor: str, should_stop: Callable[[], bool] = lambda: False
) -> Run | None:
    """Delete what is due; return the finished run, None when nothing is due or when `should_stop` ended it before.

    Continues an open run. Raises UnavailableError; the run stays open and is continued by the next call.
    """
    run = await _open_run(services, actor)
    if run is None:
        return None
    for _ in range(MOST_ROUNDS):
        pending = await _list_pending(services)
        if not pending:
            await services.compact()
            return await _finish_run(services, run)
        for eraser in pending:
            while await _erase_batch(services, run, eraser) == BATCH_ROWS:
                if should_stop():
                    return None
            if should_stop():
                return None
    return None


async def list_erasures(services: RetentionServices) -> list[ErasureRow]:
    """List the kinds of rows with their numbers, in the order of their deletion."""
    due = {eraser.name for eraser in _due_erasers(services)}
    async with services.transactions.read() as transaction:
        return [
            ErasureRow(eraser.name, eraser.classes, await eraser.count(transaction), eraser.name in due)
            for eraser in services.erasers
        ]


def _due_erasers(services: RetentionServices) -> list[Eraser]:
    due = due_classes(services.event, services.clock.now())
    return [eraser for eraser in services.erasers if eraser.classes <= due]


async def _list_pending(services: RetentionServices) -> list[Eraser]:
    """Return the erasers that are due and have rows to delete."""
    async with services.transactions.read() as transaction:
        return [eraser for eraser in _due_erasers(services) if await eraser.count(transaction)]


async def _open_run(services: RetentionServices, actor: str) -> Run | None:
    """Return the open run, or a new one if there is anything to delete."""
    async with services.transactions.read() as transaction:
        found = await services.store.find_open(transaction)
    if found is not None:
        return found
    if not await _list_pending(services):
        return None
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        await services.store.lock(transaction)
        found = await services.store.find_open(transaction)
        if found is not None:
            return found
        run = Run(id=services.ids.new("run"), started_at=now, started_by=actor)
        await services.store.add(transaction, run)
        await transaction.record(AuditEntry("accreditation:retention:started", actor, run.id, now))
    return run


async def _erase_batch(services: RetentionServices, run: Run, eraser: Eraser) -> int:
    """Delete a batch and count it, in one transaction; return the number of rows."""
    async with services.transactions.write() as transaction:
        await services.store.lock(transaction)
        erased = await eraser.erase(transaction, limit=BATCH_ROWS)
        if erased:
            await services.store.add_erased(transaction, run.id, eraser.name, erased)
    return erased


async def _finish_run(services: RetentionServices, run: Run) -> Run:
    """Sign the certificate and end the run; return it as another node has ended it, if one was faster."""
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        await services.store.lock(transaction)
        stored = await services.store.find(transaction, run.id)
        if stored is None or stored.finished_at is not None:
            return stored or run
        source = await _read_source(services, transaction, run)
        certificate = certificate_of(stored, source, at=now)
        signature = await services.sign(transaction, signed_bytes(certificate))
        finished = replace(stored, finished_at=now, certificate=certificate, signature=signature)
        await services.store.save(transaction, finished)
        details = {"rows": sum(sum(one.erased.values()) for one in source.classes), "key": signature.key}
        await transaction.record(AuditEntry("accreditation:retention:completed", run.started_by, run.id, now, details))
    return finished


async def _read_source(services: RetentionServices, transaction: Transaction, run: Run) -> CertificateSource:
    """Return what the certificate says. A kind of several classes is counted in the first."""
    counts, event = await services.store.count_erased(transaction, run.id), services.event
    found: dict[DataClass, dict[str, int]] = defaultdict(dict)
    for eraser in services.erasers:
        if eraser.name in counts:
            found[next(one for one in DataClass if one in eraser.classes)][eraser.name] = counts[eraser.name]
    due = due_classes(event, services.clock.now())
    classes = [
        ErasedClass(one.value, days_kept(event, one), kept_until(event, one), found[one])
        for one in DataClass
        if one in due
    ]
    return CertificateSource(event.id, event.name, event.ends_on, services.site, classes)
