"""The record of a day that is played through the actions of operators, on a clock of its own."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from broadcast.board.actions.announcements import post_announcement
from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.signing import confirm_tally, record_signature, remove_signature
from broadcast.board.actions.speakers import end_statement, give_floor
from broadcast.board.actions.undo import undo_last
from broadcast.board.domain.board import session_key
from broadcast.board.domain.sessions import Reason, Verb
from broadcast.board.ports import Board
from broadcast.board.storage import SqlBoardStore
from broadcast.record.entries import Happening, Record
from broadcast.record.reading import RecordReader
from broadcast.rehearsal.tables import BOARD_TABLES
from conference.clock import ManualClock
from conference.storage.engine import Database
from tests.support.board_samples import CANARY, MORNING, OPERATOR, item, private_item, programme, text

BREAK = timedelta(minutes=20)


async def read(board: Board) -> Record:
    """Read the record of the live board."""
    reader = RecordReader(board=board)
    async with board.transactions.read() as transaction:
        return await reader.read(await board.store.get_head(transaction))


def told(record: Record) -> list[tuple[int, str, str]]:
    """Return minutes since the morning, what happened, and the session of each entry."""
    return [((one.at - MORNING) // timedelta(minutes=1), one.what.value, one.session) for one in record.entries]


async def play_day(board: Board, clock: ManualClock) -> None:
    """Act once a minute: a debate with mistakes that are undone or corrected, a break, signatures."""
    acts = (
        move_session(board, "opening", Verb.OPEN, operator=OPERATOR),
        move_session(board, "debate", Verb.OPEN, operator=OPERATOR),
        undo_last(board, session_key("debate"), operator=OPERATOR),
        move_session(board, "debate", Verb.OPEN, operator=OPERATOR),
        give_floor(board, "debate", "VN", operator=OPERATOR),
        give_floor(board, "debate", "EG", operator=OPERATOR),
        undo_last(board, "speakers/debate", operator=OPERATOR),
        end_statement(board, "debate", operator=OPERATOR),
        move_session(
            board, "debate", Verb.SUSPEND, operator=OPERATOR, until=MORNING + BREAK, reason=Reason.CONSULTATIONS
        ),
        move_session(board, "debate", Verb.RESUME, operator=OPERATOR),
        record_signature(board, "VN", operator=OPERATOR),
        record_signature(board, "FR", operator=OPERATOR),
        remove_signature(board, "FR", operator=OPERATOR),
        confirm_tally(board, operator=OPERATOR),
        post_announcement(board, text("Coffee is served"), operator=OPERATOR),
        move_session(board, "debate", Verb.ADJOURN, operator=OPERATOR),
        move_session(board, "round-table", Verb.CANCEL, operator=OPERATOR),
    )
    for act in acts:
        await act
        clock.advance(60)


async def test_record_of_a_day_is_what_was_done(board: Board, clock: ManualClock, each_database: Database) -> None:
    await load_programme(board, programme(), operator=OPERATOR)
    await play_day(board, clock)
    record = await read(board)
    assert told(record) == [
        (0, "opened", "opening"),
        (3, "opened", "debate"),
        (4, "statement", "debate"),
        (8, "suspended", "debate"),
        (9, "resumed", "debate"),
        (10, "signature", ""),
        (13, "tally", ""),
        (14, "announcement", ""),
        (15, "adjourned", "debate"),
        (16, "cancelled", "round-table"),
    ]
    assert CANARY not in repr(record)


async def test_session_taken_from_the_board_leaves_no_trace(programmed: Board) -> None:
    await move_session(programmed, "opening", Verb.OPEN, operator=OPERATOR)
    await move_session(programmed, "round-table", Verb.CANCEL, operator=OPERATOR)
    await load_programme(programmed, programme(item("opening"), private_item("round-table")), operator=OPERATOR)
    record = await read(programmed)
    assert {one.session for one in record.entries} == {"opening"}
    assert "round-table" not in repr(record)


async def test_rehearsal_is_not_in_the_record(programmed: Board) -> None:
    rehearsed = replace(programmed, store=SqlBoardStore(BOARD_TABLES))
    await load_programme(rehearsed, programme(), operator=OPERATOR)
    await move_session(rehearsed, "opening", Verb.OPEN, operator=OPERATOR)
    await post_announcement(rehearsed, text(CANARY), operator=OPERATOR)
    record = await read(programmed)
    assert list(record.entries) == []
    assert CANARY not in repr(record)


async def test_moved_and_new_times_are_entries_of_their_own(programmed: Board, clock: ManualClock) -> None:
    await move_session(programmed, "opening", Verb.DELAY, operator=OPERATOR, until=MORNING + BREAK)
    await move_session(programmed, "opening", Verb.DELAY, operator=OPERATOR, until=MORNING + 2 * BREAK)
    changed = item("opening", room="hall1", starts_at=MORNING + BREAK)
    await load_programme(programmed, programme(changed), operator=OPERATOR)
    happened: Mapping[Happening, list[datetime]] = {}
    for one in (await read(programmed)).entries:
        happened = {**happened, one.what: [*happened.get(one.what, []), one.at]}
    assert {what: len(times) for what, times in happened.items()} == {
        Happening.DELAYED: 2,
        Happening.MOVED: 1,
        Happening.RESCHEDULED: 1,
    }
