"""Start, pace, reset and end of a rehearsal."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text as sql

from broadcast.board.actions.read import read_board
from broadcast.board.domain.board import Entry, Revision
from broadcast.board.domain.events import BoardChanged
from broadcast.rehearsal.actions import control
from broadcast.rehearsal.domain.rehearsals import EPOCH, Rehearsal
from broadcast.rehearsal.ports import RehearsalServices
from conference.clock import ManualClock
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.storage.engine import Database
from tests.support.board_moves import open_session
from tests.support.board_samples import DOOR_STAFF, MORNING, NOON, OPERATOR

DAY = date(2025, 10, 25)


async def start(services: RehearsalServices, *, rate: int = 60) -> Rehearsal:
    return await control.start_rehearsal(services, DAY, MORNING, rate=rate, operator=OPERATOR)


async def board_entries(services: RehearsalServices) -> tuple[Revision, list[Entry]]:
    async with services.transactions.read() as transaction:
        return await services.board_store.list_entries(transaction)


async def audit_actions(services: RehearsalServices) -> list[str]:
    statement = sql("SELECT action FROM audit_log WHERE action LIKE 'broadcast:rehearsal:%' ORDER BY seq")
    async with services.transactions.read() as transaction:
        return [row.action for row in await transaction.connection.execute(statement)]


async def test_rehearsal_begins_with_a_copy_of_the_live_programme(
    services: RehearsalServices, each_database: Database
) -> None:
    await open_session(services.live, "opening", operator=OPERATOR)
    before = await read_board(services.live)
    await start(services)
    revision, entries = await board_entries(services)
    assert revision.epoch.startswith(f"{EPOCH}_")
    assert {entry.key for entry in entries} == before.entries.keys()
    [opening] = [entry.state for entry in entries if entry.key == "session/opening"]
    assert getattr(opening, "phase", None) == "scheduled"
    assert await read_board(services.live) == before


async def test_second_rehearsal_is_refused_while_one_runs(services: RehearsalServices) -> None:
    await start(services)
    with pytest.raises(ConflictError, match=r"rehearsal\.running"):
        await start(services)


async def test_day_outside_the_programme_is_refused_unwritten(services: RehearsalServices) -> None:
    with pytest.raises(InvalidError, match=r"rehearsal\.unknown_day"):
        await control.start_rehearsal(services, DAY.replace(year=2024), MORNING, rate=1, operator=OPERATOR)
    async with services.transactions.read() as transaction:
        assert await services.store.find_running(transaction) is None


async def test_rehearsal_without_a_programme_is_refused(services: RehearsalServices) -> None:
    async with services.transactions.write() as transaction:
        await transaction.connection.execute(sql("DELETE FROM board_entries"))
    with pytest.raises(RuleError, match=r"rehearsal\.no_programme"):
        await start(services)


async def test_token_is_stored_as_a_digest_and_finds_its_rehearsal(services: RehearsalServices) -> None:
    started = await start(services)
    async with services.transactions.read() as transaction:
        found = await services.store.find_by_token(transaction, control.digest_of(services.derive_token(started.id)))
        rows = await transaction.connection.execute(sql("SELECT * FROM rehearsals"))
        assert services.derive_token(started.id) not in str(rows.all())
    assert found == started


async def test_clock_changes_are_stored_and_told(services: RehearsalServices, clock: ManualClock) -> None:
    told: list[BoardChanged] = []

    async def note(event: BoardChanged) -> None:
        told.append(event)

    await start(services, rate=10)
    services.bus.subscribe(BoardChanged, note)
    clock.advance(60)
    assert (await control.set_rate(services, 20, operator=OPERATOR)).pace.time_at(clock.now()) == MORNING + timedelta(
        minutes=10
    )
    assert (await control.pause_clock(services, operator=OPERATOR)).pace.speed == 0
    assert (await control.set_clock(services, NOON, operator=OPERATOR)).pace.shown_at == NOON
    running = await control.resume_clock(services, operator=OPERATOR)
    async with services.transactions.read() as transaction:
        assert await services.store.find_running(transaction) == running
    assert (running.pace.speed, len(told)) == (20, 4)


async def test_reset_copies_the_programme_of_that_moment(services: RehearsalServices, clock: ManualClock) -> None:
    before = await start(services)
    epoch, _ = await board_entries(services)
    clock.advance(60)
    after = await control.reset_rehearsal(services, NOON, operator=OPERATOR)
    revision, entries = await board_entries(services)
    assert (after.id, after.token_digest) == (before.id, before.token_digest)
    assert after.pace.time_at(clock.now()) == NOON
    assert revision.epoch != epoch.epoch
    assert len(entries) == len((await read_board(services.live)).entries)


async def test_end_empties_the_board_and_allows_another_one(services: RehearsalServices) -> None:
    await start(services)
    ended = await control.end_rehearsal(services, operator=OPERATOR)
    assert not ended.is_running
    assert (await board_entries(services))[1] == []
    with pytest.raises(NotFoundError, match=r"rehearsal\.none"):
        await control.pause_clock(services, operator=OPERATOR)
    again = await start(services)
    async with services.transactions.read() as transaction:
        assert [one.id for one in await services.store.list_latest(transaction, limit=5)] == [
            again.id,
            ended.id,
        ]
    assert await audit_actions(services) == [control.STARTED, control.ENDED, control.STARTED]


async def test_acts_need_the_permission_of_operators(services: RehearsalServices) -> None:
    with pytest.raises(ForbiddenError):
        await control.start_rehearsal(services, DAY, MORNING, rate=1, operator=DOOR_STAFF)
    await start(services)
    for act in (control.pause_clock, control.resume_clock, control.end_rehearsal):
        with pytest.raises(ForbiddenError):
            await act(services, operator=DOOR_STAFF)
    with pytest.raises(ForbiddenError):
        await control.reset_rehearsal(services, NOON, operator=DOOR_STAFF)
