"""Acknowledged writes survive a kill of the process, on both databases."""

import asyncio
import os
import signal
import subprocess
import sys

from sqlalchemy import text

from conference.storage import audit
from conference.storage.engine import Database

WRITER = """
import asyncio, sys
from datetime import UTC, datetime
from conference.audit import AuditEntry
from conference.bus import Bus
from conference.storage.engine import open_database
from conference.storage.transactions import Transactions

async def main():
    transactions = Transactions(open_database(sys.argv[1]), Bus())
    for number in range(1_000_000):
        async with transactions.write() as transaction:
            await transaction.record(AuditEntry("test:row:written", "system", str(number), datetime.now(UTC)))
        print(number, flush=True)

asyncio.run(main())
"""
ENOUGH = 120


def address_of(database: Database) -> str:
    url = database.engine.url
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False)


def kill_a_writer(address: str) -> int:
    """Let a process write until it has acknowledged enough, kill it, and give the last number it acknowledged."""
    acknowledged = -1
    with subprocess.Popen([sys.executable, "-c", WRITER, address], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            acknowledged = int(line)
            if acknowledged == ENOUGH:
                os.kill(writer.pid, signal.SIGKILL)
    return acknowledged


async def test_every_acknowledged_write_survives_a_kill(database: Database) -> None:
    acknowledged = await asyncio.to_thread(kill_a_writer, address_of(database))
    async with database.read() as connection:
        rows = {int(row[0]) for row in await connection.execute(text("SELECT subject FROM audit_log"))}
        chain = await audit.verify(connection)
    assert acknowledged >= ENOUGH
    assert set(range(acknowledged + 1)) <= rows
    assert chain.broken_at is None
    assert len(rows) <= acknowledged + 2
