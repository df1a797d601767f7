"""Transactions of a rehearsal: events on its own bus, marked entries in the audit log."""

import json

from sqlalchemy import text as sql

from broadcast.board.domain.events import BoardChanged
from broadcast.rehearsal.transactions import RehearsalTransactions
from conference.audit import AuditEntry
from conference.bus import Bus
from conference.clock import ManualClock
from conference.storage.transactions import Transaction, Transactions
from tests.support.board_samples import MORNING, NOON


async def test_events_stay_on_the_bus_of_the_rehearsal(transactions: Transactions, bus: Bus) -> None:
    told: list[str] = []
    own = Bus()

    async def note_live(_event: BoardChanged) -> None:
        told.append("live")

    async def note_own(_event: BoardChanged) -> None:
        told.append("rehearsal")

    async def note_commit(_transaction: Transaction) -> None:
        told.append("webhooks")

    bus.subscribe(BoardChanged, note_live)
    own.subscribe(BoardChanged, note_own)
    transactions.before_commit = note_commit
    async with RehearsalTransactions(transactions, "reh_1", bus=own, clock=ManualClock(MORNING)).write() as one:
        one.emit(BoardChanged(1))
    assert told == ["rehearsal"]


async def test_audit_entry_says_rehearsal_at_the_real_time(transactions: Transactions) -> None:
    rehearsing = RehearsalTransactions(transactions, "reh_1", bus=Bus(), clock=ManualClock(MORNING))
    async with rehearsing.write() as one:
        await one.record(AuditEntry("broadcast:session:opened", "staff_1", "session/opening", NOON, {"offset": 1}))
    async with rehearsing.read() as one:
        row = (await one.connection.execute(sql("SELECT at, subject, details FROM audit_log"))).one()
    assert (row.subject, row.at) == ("rehearsal/session/opening", MORNING.isoformat(timespec="microseconds"))
    assert json.loads(row.details) == {"offset": 1, "rehearsal": "reh_1", "shown_at": NOON.isoformat()}
