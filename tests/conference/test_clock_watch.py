"""A step of the machine's clock is recorded and shown."""

import json
from datetime import timedelta

from sqlalchemy import select

from conference.bus import Bus
from conference.clock_watch import STEPPED, clock_check, record_step
from conference.storage.audit import audit_log
from conference.storage.engine import Database
from conference.storage.transactions import Transactions
from tests.conference.test_clock import Machine


async def test_step_is_recorded_once_with_the_good_time(sqlite_database: Database) -> None:
    machine, transactions = Machine(), Transactions(sqlite_database, Bus())
    good = machine.clock.now()
    assert await clock_check(machine.clock)()
    machine.set_by(timedelta(days=1))
    recorded = timedelta()
    for _ in range(3):
        recorded = record_step(machine.clock, transactions, recorded)
    assert not await clock_check(machine.clock)()
    await transactions.close()
    async with sqlite_database.read() as connection:
        (row,) = (await connection.execute(select(audit_log))).all()
    assert (row.action, row.at, json.loads(row.details)) == (STEPPED, good, {"seconds": 86400})
