"""The console while another program holds the lock of the database."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from broadcast.board.domain.sessions import Phase
from conference.storage import engine
from tests.broadcast.console.test_console import JSON, phase_of
from tests.support.board_pages import Served, hidden


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite waits for others only as long as a test can."""
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 100)


async def test_a_locked_database_answers_with_retry_after(impatient: None, served: Served) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?session=opening")
    fields = {"csrf": hidden(seen, "csrf"), "expected": hidden(seen, "expected"), "verb": "open"}
    for headers, words_told in ((JSON, "database.unavailable"), ({}, "The database does not answer")):
        file = served.runtime.settings.data_dir / "rostrum.db"
        with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
            await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
            response = await served.client.post("/staff/console/sessions/opening", data=fields, headers=headers)
        assert (response.status, response.headers["Retry-After"]) == (503, "5")
        assert words_told in await response.text()
    assert await phase_of(served, "opening") is Phase.SCHEDULED
