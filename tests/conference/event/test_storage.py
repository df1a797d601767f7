"""The loaded event in the database."""

from pathlib import Path

import msgspec
import pytest
from msgspec import structs
from sqlalchemy import delete

from conference.clock import ManualClock
from conference.errors import ConflictError
from conference.event import Event
from conference.event.storage import (
    decode_event,
    digest_of,
    encode_event,
    event_files,
    find_event,
    loaded_event,
    place_files,
    save_event,
)
from conference.storage.transactions import Transactions
from tests.support.each_database import database

__all__ = ["database"]

FILES = {"badge.typ": b"#badge", "logo.svg": b"<svg/>"}


@pytest.fixture
async def emptied(transactions: Transactions) -> Transactions:
    """A database without the event that the tests' template has."""
    async with transactions.write() as transaction:
        await transaction.connection.execute(delete(event_files))
        await transaction.connection.execute(delete(loaded_event))
    return transactions


async def test_saved_event_is_found_with_its_files(emptied: Transactions, hanoi: Event, clock: ManualClock) -> None:
    async with emptied.write() as transaction:
        assert await find_event(transaction) is None
        assert await save_event(transaction, hanoi, FILES, version=0, at=clock.now(), by="staff_an") == 1
    async with emptied.read() as transaction:
        found = await find_event(transaction)
    assert found is not None
    assert structs.replace(found.event, folder=hanoi.folder) == hanoi
    assert (found.files, found.version, found.loaded_by, found.loaded_at) == (FILES, 1, "staff_an", clock.now())
    assert found.digest == digest_of(hanoi, FILES)


def test_note_that_was_saved_as_one_string_is_read(hanoi: Event) -> None:
    content = msgspec.json.decode(encode_event(hanoi))
    del content["topics"]
    for figure, note in zip(content["figures"], ("registered", ""), strict=False):
        figure["note"] = note
    event = decode_event(msgspec.json.encode(content).decode())
    assert [figure.note for figure in event.figures[:2]] == [dict.fromkeys(hanoi.languages, "registered"), None]
    assert event.figures[2:] == hanoi.figures[2:]
    assert event.topics == ()


async def test_save_of_another_version_is_refused(emptied: Transactions, hanoi: Event, clock: ManualClock) -> None:
    at = clock.now()
    async with emptied.write() as transaction:
        await save_event(transaction, hanoi, FILES, version=0, at=at, by="a")
        changed = structs.replace(hanoi, closing_time="never")
        assert await save_event(transaction, changed, {}, version=1, at=at, by="b") == 2
    for version in (0, 1, 3):
        with pytest.raises(ConflictError):
            async with emptied.write() as transaction:
                await save_event(transaction, hanoi, FILES, version=version, at=at, by="c")
    async with emptied.read() as transaction:
        found = await find_event(transaction)
    assert found is not None
    assert (found.event.closing_time, found.files, found.version) == ("never", {}, 2)


async def test_files_are_placed_once_and_repaired(
    emptied: Transactions, hanoi: Event, clock: ManualClock, tmp_path: Path
) -> None:
    async with emptied.write() as transaction:
        await save_event(transaction, hanoi, FILES, version=0, at=clock.now(), by="a")
        found = await find_event(transaction)
    assert found is not None
    event = place_files(found, tmp_path)
    assert {path.name: path.read_bytes() for path in event.folder.iterdir()} == FILES
    (event.folder / "badge.typ").write_bytes(b"#")
    assert place_files(found, tmp_path).folder == event.folder
    assert (event.folder / "badge.typ").read_bytes() == b"#badge"
