"""Commits of operators, on real databases: permission, state, offset, log, audit entry and event, all or none."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from broadcast.board.actions.announcements import (
    post_announcement,
    post_prepared_announcement,
    withdraw_announcement,
)
from broadcast.board.actions.commit import Committed
from broadcast.board.actions.programme import load_programme, renew_epoch
from broadcast.board.actions.read import read_board, read_changes
from broadcast.board.actions.rolling_list import add_speaker
from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.signing import confirm_tally, record_signature, remove_signature
from broadcast.board.actions.speakers import (
    end_statement,
    give_floor,
    give_floor_to_next,
    reinstate_speaker,
    reorder_speakers,
    skip_speaker,
)
from broadcast.board.actions.undo import undo_last
from broadcast.board.domain.events import BoardChanged
from broadcast.board.domain.sessions import Phase, Verb
from broadcast.board.domain.speaking.speaker_entries import SpeakerEntry
from broadcast.board.ports import Board
from conference.bus import Bus
from conference.errors import ConflictError, ForbiddenError, RuleError
from conference.storage.audit import verify
from conference.storage.transactions import Transactions
from tests.broadcast.board.actions.conftest import audit_rows, phase_of
from tests.support.board_moves import (
    adjourn_session,
    cancel_session,
    delay_session,
    open_session,
    postpone_session,
    reinstate_session,
    resume_session,
    suspend_session,
)
from tests.support.board_samples import (
    DOOR_STAFF,
    MORNING,
    NOON,
    OPERATOR,
    OTHER_OPERATOR,
    programme,
    text,
)

Action = Callable[[Board], Awaitable[object]]
ACTIONS: dict[str, Action] = {
    "open": lambda b: open_session(b, "opening", operator=DOOR_STAFF),
    "suspend": lambda b: suspend_session(b, "opening", operator=DOOR_STAFF),
    "resume": lambda b: resume_session(b, "opening", operator=DOOR_STAFF),
    "adjourn": lambda b: adjourn_session(b, "opening", operator=DOOR_STAFF),
    "delay": lambda b: delay_session(b, "opening", until=NOON, operator=DOOR_STAFF),
    "postpone": lambda b: postpone_session(b, "opening", operator=DOOR_STAFF),
    "cancel": lambda b: cancel_session(b, "opening", operator=DOOR_STAFF),
    "reinstate": lambda b: reinstate_session(b, "opening", operator=DOOR_STAFF),
    "floor": lambda b: give_floor(b, "debate", "VN", operator=DOOR_STAFF),
    "next": lambda b: give_floor_to_next(b, "debate", operator=DOOR_STAFF),
    "end": lambda b: end_statement(b, "debate", operator=DOOR_STAFF),
    "skip": lambda b: skip_speaker(b, "debate", "VN", operator=DOOR_STAFF),
    "unskip": lambda b: reinstate_speaker(b, "debate", "VN", operator=DOOR_STAFF),
    "reorder": lambda b: reorder_speakers(b, "debate", ["EG", "FR", "VN"], operator=DOOR_STAFF),
    "add": lambda b: add_speaker(b, "debate", SpeakerEntry(country="MX"), operator=DOOR_STAFF),
    "sign": lambda b: record_signature(b, "VN", operator=DOOR_STAFF),
    "unsign": lambda b: remove_signature(b, "VN", operator=DOOR_STAFF),
    "confirm": lambda b: confirm_tally(b, operator=DOOR_STAFF),
    "announce": lambda b: post_announcement(b, text("x"), operator=DOOR_STAFF),
    "prepared": lambda b: post_prepared_announcement(b, "starts-in", {"minutes": 5}, operator=DOOR_STAFF),
    "withdraw": lambda b: withdraw_announcement(b, "ann_1", operator=DOOR_STAFF),
    "undo": lambda b: undo_last(b, "session/opening", operator=DOOR_STAFF),
    "load": lambda b: load_programme(b, programme(), operator=DOOR_STAFF),
    "renew": lambda b: renew_epoch(b, operator=DOOR_STAFF),
}


@pytest.mark.parametrize("name", ACTIONS)
async def test_board_is_refused_to_other_roles(loaded: Board, name: str) -> None:
    before = await read_board(loaded)
    with pytest.raises(ForbiddenError, match=r"role\.missing"):
        await ACTIONS[name](loaded)
    assert await read_board(loaded) == before


@pytest.mark.usefixtures("each_database")
async def test_action_saves_state_offset_audit_entry_and_event(
    loaded: Board, bus: Bus, transactions: Transactions
) -> None:
    told: list[BoardChanged] = []

    async def hear(event: BoardChanged) -> None:
        told.append(event)

    bus.subscribe(BoardChanged, hear)
    before = (await read_board(loaded)).revision
    done = await open_session(loaded, "opening", operator=OPERATOR)
    state = await read_board(loaded)
    entry = state.entries["session/opening"]
    assert entry.state == done.state
    assert (entry.offset, state.revision, done.revision) == (before.offset + 1, done.revision, state.revision)
    assert told == [BoardChanged(before.offset + 1)]
    log = (await read_changes(loaded, limit=1))[0]
    assert (log.key, log.action, log.operator, log.operator_name, log.at) == (
        "session/opening",
        "broadcast:session:opened",
        "staff_1",
        "Lan",
        MORNING,
    )
    assert (await audit_rows(transactions))[-1] == ("broadcast:session:opened", "staff_1", "session/opening")


async def test_refused_action_saves_nothing(loaded: Board, transactions: Transactions) -> None:
    before, rows = await read_board(loaded), await audit_rows(transactions)
    with pytest.raises(RuleError, match=r"session\.not_begun"):
        await resume_session(loaded, "opening", operator=OPERATOR)
    assert await read_board(loaded) == before
    assert await audit_rows(transactions) == rows


async def test_expected_older_state_is_a_conflict(loaded: Board) -> None:
    seen = (await read_board(loaded)).entries["session/opening"].offset
    await open_session(loaded, "opening", operator=OTHER_OPERATOR, expected=seen)
    with pytest.raises(ConflictError) as conflict:
        await cancel_session(loaded, "opening", operator=OPERATOR, expected=seen)
    now = (await read_board(loaded)).entries["session/opening"]
    assert conflict.value.code == "board.changed"
    assert conflict.value.params == {
        "key": "session/opening",
        "offset": now.offset,
        "by": "Amina",
        "action": "broadcast:session:opened",
    }
    assert await phase_of(loaded, "opening") is Phase.IN_SESSION


async def test_board_revision_is_accepted_for_a_key(loaded: Board) -> None:
    await open_session(loaded, "debate", operator=OTHER_OPERATOR)
    seen = (await read_board(loaded)).revision.offset
    await open_session(loaded, "opening", operator=OPERATOR, expected=seen)


async def test_unknown_offset_is_a_conflict(loaded: Board) -> None:
    with pytest.raises(ConflictError):
        await open_session(loaded, "opening", operator=OPERATOR, expected=10_000)


async def test_another_speaker_is_no_change_of_the_session(loaded: Board) -> None:
    await open_session(loaded, "debate", operator=OPERATOR)
    seen = (await read_board(loaded)).entries["session/debate"].offset
    await give_floor_to_next(loaded, "debate", operator=OTHER_OPERATOR)
    touched = (await read_board(loaded)).entries["session/debate"]
    assert touched.offset > seen
    await suspend_session(loaded, "debate", operator=OPERATOR, expected=seen)


async def test_a_session_changes_with_the_floor_of_its_list_only(loaded: Board) -> None:
    await open_session(loaded, "debate", operator=OPERATOR)
    seen = (await read_board(loaded)).entries["session/debate"].offset
    await skip_speaker(loaded, "debate", "EG", operator=OPERATOR)
    assert (await read_board(loaded)).entries["session/debate"].offset == seen
    await skip_speaker(loaded, "debate", "VN", operator=OPERATOR)
    skipped = (await read_board(loaded)).entries["session/debate"].offset
    assert skipped > seen
    await undo_last(loaded, "speakers/debate", operator=OPERATOR)
    assert (await read_board(loaded)).entries["session/debate"].offset > skipped


@pytest.mark.usefixtures("each_database")
async def test_concurrent_operators_one_wins_one_conflicts(loaded: Board) -> None:
    """Covers B13."""
    seen = (await read_board(loaded)).entries["session/opening"].offset
    results = await asyncio.gather(
        *(
            move_session(loaded, "opening", verb, operator=who, expected=seen)
            for verb, who in [(Verb.OPEN, OPERATOR), (Verb.CANCEL, OTHER_OPERATOR)] * 5
        ),
        return_exceptions=True,
    )
    assert sum(1 for result in results if isinstance(result, Committed)) == 1
    assert sum(1 for result in results if isinstance(result, ConflictError)) == 9


@pytest.mark.usefixtures("each_database")
async def test_audit_chain_is_valid_after_actions(loaded: Board, transactions: Transactions) -> None:
    await open_session(loaded, "opening", operator=OPERATOR)
    await undo_last(loaded, "session/opening", operator=OPERATOR)
    await renew_epoch(loaded, operator=OPERATOR)
    async with transactions.read() as transaction:
        result = await verify(transaction.connection)
    assert (result.broken_at, result.rows) == (None, 4)


async def test_unchanged_state_takes_no_offset(loaded: Board) -> None:
    await delay_session(loaded, "opening", until=NOON, operator=OPERATOR)
    again = await delay_session(loaded, "opening", until=NOON, operator=OPERATOR)
    assert not again.changed
