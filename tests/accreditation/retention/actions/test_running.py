"""The deletion by class and age: nothing is left, everything is counted, and every interruption is continued."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace as with_fields

from accreditation.badges.audience import audience_of
from accreditation.badges.cose import is_signed
from accreditation.badges.keys import KeyFolder, SigningKeys
from accreditation.badges.storage.keys import SqlKeys
from accreditation.retention.actions import running
from accreditation.retention.actions.running import list_erasures, run_retention
from accreditation.retention.domain import Run, Signature, signed_bytes
from accreditation.retention.services import RetentionServices
from accreditation.retention.storage.runs import SqlRetention
from conference.clock import ManualClock
from conference.errors import UnavailableError
from conference.event import Event
from conference.event.model import Retention
from conference.ids import RandomIds
from conference.retention.ages import event_end
from conference.storage import audit
from conference.storage.compaction import compact_database
from conference.storage.engine import Database
from conference.storage.transactions import Transaction, Transactions
from conference.transactions import Transaction as AnyTransaction
from rostrum.parts.retention import list_erasers
from tests.support.marked_rows import MARK, add_marked_rows, find_mark

PEOPLE = 40
"""`bench/deletion.py` deletes 400."""

AFTER_30_DAYS = timedelta(days=31)


async def make_services(
    transactions: Transactions, clock: ManualClock, event: Event, folder: Path
) -> RetentionServices:
    keys = SigningKeys(audience_of(event), SqlKeys(), KeyFolder(folder / "keys"))
    async with transactions.write() as transaction:
        await keys.create(transaction, now=clock.now())

    async def sign(transaction: AnyTransaction, content: bytes, /) -> Signature:
        return Signature(*await keys.sign_document(transaction, content))

    async def compact() -> None:
        await compact_database(transactions.database)

    return RetentionServices(
        transactions=transactions,
        store=SqlRetention(),
        erasers=list_erasers(event, clock),
        compact=compact,
        sign=sign,
        clock=clock,
        ids=RandomIds(),
        event=event,
        site="https://press.example.org",
    )


@pytest.fixture
async def services(transactions: Transactions, clock: ManualClock, event: Event, tmp_path: Path) -> RetentionServices:
    return await make_services(transactions, clock, event, tmp_path)


def expected_counts(before: dict[str, int], due: set[str], people: int) -> dict[str, int]:
    """The numbers of a certificate: also those of the outlets, unused once their applications are deleted."""
    outlets = {"outlets": people, "outlet_aliases": people}
    return {name: count for name, count in before.items() if name in due} | outlets


async def counts_of(services: RetentionServices) -> dict[str, int]:
    return {row.name: row.count for row in await list_erasures(services)}


def certified_counts(run: Run) -> dict[str, int]:
    classes = json.loads(run.certificate)["classes"]
    return {name: count for one in classes for name, count in one["erased"].items()}


async def test_no_name_is_left_31_days_after_the_event(
    each_database: Database, services: RetentionServices, clock: ManualClock, event: Event, tmp_path: Path
) -> None:
    """Covers A26, C11."""
    await add_marked_rows(services.transactions, services.erasers, count=PEOPLE, at=clock.now())
    before = await counts_of(services)
    clock.at = event_end(event) + AFTER_30_DAYS
    run = await run_retention(services, actor="system")
    assert run is not None
    assert await find_mark(services.transactions, but={"data_requests"}) == []
    due = {row.name: row for row in await list_erasures(services) if row.is_due}
    assert {name: row.count for name, row in due.items()} == dict.fromkeys(due, 0)
    assert certified_counts(run) == expected_counts(before, set(due), PEOPLE)
    assert min(certified_counts(run).values()) > 0
    async with services.transactions.read() as transaction:
        assert (await audit.verify(transaction.connection)).broken_at is None
        key = (await SqlKeys().list_published(transaction, audience_of(event).claim))[0]
    assert run.signature is not None
    assert is_signed(key.point, signed_bytes(run.certificate), run.signature.value)


async def test_files_of_sqlite_have_no_name_after_the_deletion(
    sqlite_database: Database, services: RetentionServices, clock: ManualClock, event: Event, tmp_path: Path
) -> None:
    """Covers A26."""
    erasers = [eraser for eraser in services.erasers if eraser.name != "data_requests"]
    await add_marked_rows(services.transactions, erasers, count=PEOPLE, at=clock.now())
    assert files_with_mark(tmp_path)
    clock.at = event_end(event) + AFTER_30_DAYS
    assert await run_retention(services, actor="system") is not None
    assert files_with_mark(tmp_path) == []


def files_with_mark(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]


async def test_nothing_is_deleted_before_its_day(services: RetentionServices, clock: ManualClock, event: Event) -> None:
    await add_marked_rows(services.transactions, services.erasers, count=2, at=clock.now())
    before = await counts_of(services)
    clock.at = event_end(event) + timedelta(days=30, seconds=-1)
    assert await run_retention(services, actor="system") is None
    assert await counts_of(services) == before


async def test_classes_are_deleted_at_their_own_ages(
    services: RetentionServices, clock: ManualClock, event: Event
) -> None:
    await add_marked_rows(services.transactions, services.erasers, count=2, at=clock.now())
    early = replace(services, event=with_fields(event, retention=Retention(photos=1)))
    clock.at = event_end(event) + timedelta(days=2)
    run = await run_retention(early, actor="system")
    assert run is not None
    assert set(certified_counts(run)) == {"photos", "photo_prints", "replaced_photos"}
    assert (await counts_of(services))["applications"] == 2


async def test_rows_that_come_later_have_a_certificate_of_their_own(
    services: RetentionServices, clock: ManualClock, event: Event
) -> None:
    scans = [eraser for eraser in services.erasers if eraser.name == "scans"]
    await add_marked_rows(services.transactions, scans, count=1, at=clock.now())
    clock.at = event_end(event) + AFTER_30_DAYS
    first = await run_retention(services, actor="system")
    assert await run_retention(services, actor="system") is None
    await add_marked_rows(services.transactions, scans, count=3, at=clock.now())
    second = await run_retention(services, actor="system")
    assert first is not None
    assert second is not None
    assert certified_counts(second)["scans"] == 3


class KilledError(Exception):
    """The program was killed."""


class KilledTransactions(Transactions):
    """Transactions of a program that is killed at its next write, in turn before the commit and after it."""

    def __init__(self, transactions: Transactions) -> None:
        self.__dict__.update(transactions.__dict__)
        self.kills = 0

    @asynccontextmanager
    async def write(self, *, lock_wait_s: float | None = None) -> AsyncIterator[Transaction]:
        self.kills += 1
        if self.kills % 2:
            async with super().write(lock_wait_s=lock_wait_s) as transaction:
                yield transaction
                raise KilledError
        async with super().write(lock_wait_s=lock_wait_s) as transaction:
            yield transaction
        raise KilledError


async def test_run_killed_at_every_step_is_finished_by_the_next(
    services: RetentionServices,
    transactions: Transactions,
    clock: ManualClock,
    event: Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Covers C11: each call is killed at its first write, and the storage is in use once."""
    monkeypatch.setattr(running, "BATCH_ROWS", 2)
    await add_marked_rows(services.transactions, services.erasers, count=3, at=clock.now())
    before = await counts_of(services)
    clock.at = event_end(event) + AFTER_30_DAYS
    killed = replace(services, transactions=KilledTransactions(transactions))
    compacted = 0

    async def compact() -> None:
        nonlocal compacted
        compacted += 1
        if compacted == 1:
            raise UnavailableError("database.unavailable")

    async def run_killed() -> Run | None:
        try:
            return await run_retention(replace(killed, compact=compact), actor="system")
        except (KilledError, UnavailableError):
            return None

    calls, runs = 0, list[Run]()
    while not runs or runs[0].finished_at is None:
        await run_killed()
        calls += 1
        assert calls < 500
        async with services.transactions.read() as transaction:
            runs = list(await services.store.list_runs(transaction, limit=10))
    assert calls > 2 * len(before)
    async with services.transactions.read() as transaction:
        assert (await audit.verify(transaction.connection)).broken_at is None
    assert len(runs) == 1
    assert compacted > 1
    due = {row.name for row in await list_erasures(services) if row.is_due}
    assert certified_counts(runs[0]) == expected_counts(before, due, 3)
