"""What operators do, on real databases: right, rule, state, offset, log and audit entry, all or nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from broadcast.board.actions.announcements import (
    post_announcement,
    post_prepared_announcement,
    sweep_announcements,
    withdraw_announcement,
)
from broadcast.board.actions.commit import Committed
from broadcast.board.actions.programme import load_programme, renew_epoch
from broadcast.board.actions.read import read_board, read_changes
from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.signing import confirm_tally, record_signature, remove_signature
from broadcast.board.actions.speakers import (
    add_speaker,
    end_statement,
    give_floor,
    give_floor_to_next,
    reinstate_speaker,
    reorder_speakers,
    skip_speaker,
)
from broadcast.board.actions.undo import undo_last
from broadcast.board.domain.announcements import Announcement, Level
from broadcast.board.domain.events import BoardChanged
from broadcast.board.domain.sessions import Phase, Reason, Session, Verb
from broadcast.board.domain.signing import Tally
from broadcast.board.domain.speakers import current_speaker
from broadcast.board.ports import Board
from conference.bus import Bus
from conference.clock import ManualClock
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.storage.audit import verify
from conference.storage.transactions import Transactions
from tests.broadcast.board.actions.conftest import phase_of
from tests.support.board_moves import (
    adjourn_session,
    cancel_session,
    delay_session,
    open_session,
    postpone_session,
    read_speakers,
    reinstate_session,
    resume_session,
    suspend_session,
)
from tests.support.board_samples import (
    CANARY,
    DOOR_STAFF,
    MORNING,
    NOON,
    OPERATOR,
    OTHER_OPERATOR,
    event_info,
    item,
    programme,
    speaker,
    text,
)


async def audit_rows(transactions: Transactions) -> list[tuple[str, str, str]]:
    async with transactions.read() as transaction:
        rows = await transaction.connection.execute(sql("SELECT action, actor, subject FROM audit_log ORDER BY seq"))
        return [(row.action, row.actor, row.subject) for row in rows]


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
    "add": lambda b: add_speaker(b, "debate", speaker("MX"), operator=DOOR_STAFF),
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


async def test_unknown_session_is_not_found(loaded: Board) -> None:
    for session_id in ("nowhere", "bilateral", "../event", ""):
        with pytest.raises(NotFoundError, match=r"board\.unknown_key"):
            await open_session(loaded, session_id, operator=OPERATOR)


async def test_session_runs_through_its_day(loaded: Board, clock: ManualClock) -> None:
    await delay_session(loaded, "opening", until=NOON, reason=Reason.PROTOCOL, operator=OPERATOR)
    clock.advance(600)
    await open_session(loaded, "opening", operator=OPERATOR)
    clock.advance(600)
    await suspend_session(loaded, "opening", until=NOON, operator=OPERATOR)
    await resume_session(loaded, "opening", operator=OPERATOR)
    done = await adjourn_session(loaded, "opening", operator=OPERATOR)
    assert isinstance(done.state, Session)
    assert (done.state.phase, done.state.since) == (Phase.ADJOURNED, MORNING + timedelta(minutes=20))
    await cancel_session(loaded, "debate", operator=OPERATOR)
    await reinstate_session(loaded, "debate", operator=OPERATOR)
    await postpone_session(loaded, "debate", operator=OPERATOR)
    assert await phase_of(loaded, "debate") is Phase.POSTPONED


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


async def test_session_shows_the_speaker_who_has_the_floor(loaded: Board) -> None:
    await open_session(loaded, "debate", operator=OPERATOR)
    await give_floor_to_next(loaded, "debate", operator=OPERATOR)
    await skip_speaker(loaded, "debate", "FR", operator=OPERATOR)
    await add_speaker(loaded, "debate", speaker("MX"), operator=OPERATOR)
    await reorder_speakers(loaded, "debate", ["MX", "EG"], operator=OPERATOR)
    await give_floor_to_next(loaded, "debate", operator=OPERATOR)
    speakers, offset = await read_speakers(loaded, "debate")
    current = current_speaker(speakers)
    assert current is not None
    assert (current.id, offset) == ("MX", (await read_board(loaded)).entries["speakers/debate"].offset)
    assert (await read_board(loaded)).entries["session/debate"].offset == offset + 1
    await end_statement(loaded, "debate", operator=OPERATOR)
    await reinstate_speaker(loaded, "debate", "FR", operator=OPERATOR)
    await give_floor(loaded, "debate", "FR", operator=OPERATOR)


async def test_speakers_list_may_begin_with_its_first(loaded: Board) -> None:
    await add_speaker(loaded, "opening", speaker("VN"), operator=OPERATOR)
    assert [s.id for s in (await read_speakers(loaded, "opening"))[0].speakers] == ["VN"]
    with pytest.raises(NotFoundError):
        await add_speaker(loaded, "nowhere", speaker("VN"), operator=OPERATOR)


async def test_signatures_are_counted_with_source_and_time(loaded: Board, clock: ManualClock) -> None:
    clock.advance(60)
    await record_signature(loaded, "VN", operator=OPERATOR)
    await record_signature(loaded, "EU", operator=OPERATOR, source=text("Organizing Committee"))
    await remove_signature(loaded, "VN", operator=OPERATOR)
    done = await confirm_tally(loaded, of=72, operator=OPERATOR)
    assert isinstance(done.state, Tally)
    assert [s.country for s in done.state.signatures] == ["EU"]
    assert (done.state.source, done.state.as_of, done.state.of) == (text("Organizing Committee"), clock.now(), 72)


async def test_only_those_who_may_sign_are_recorded(loaded: Board) -> None:
    with pytest.raises(InvalidError, match=r"signing\.unknown_country"):
        await record_signature(loaded, "XX", operator=OPERATOR)


async def test_announcements_are_posted_withdrawn_and_swept(loaded: Board, clock: ManualClock) -> None:
    soon = MORNING + timedelta(minutes=10)
    first = await post_announcement(loaded, text("Doors close"), operator=OPERATOR, rooms=("hall",))
    second = await post_prepared_announcement(loaded, "moved", {"room": "hall"}, operator=OPERATOR, expires_at=soon)
    assert isinstance(first.state, Announcement)
    assert isinstance(second.state, Announcement)
    assert (second.state.level, second.state.expires_at) == (Level.URGENT, soon)
    await withdraw_announcement(loaded, first.state.id, operator=OPERATOR)
    assert await sweep_announcements(loaded) == 0
    clock.advance(15 * 60)
    assert await sweep_announcements(loaded) == 1
    assert await sweep_announcements(loaded) == 0
    assert [key for key in (await read_board(loaded)).entries if key.startswith("announcement/")] == []


async def test_rooms_and_templates_must_exist(loaded: Board) -> None:
    with pytest.raises(InvalidError, match=r"announcement\.unknown_room"):
        await post_announcement(loaded, text("x"), operator=OPERATOR, rooms=("attic",))
    with pytest.raises(InvalidError, match=r"announcement\.unknown_room"):
        await post_prepared_announcement(loaded, "moved", {"room": "attic"}, operator=OPERATOR)
    with pytest.raises(NotFoundError, match=r"announcement\.unknown_template"):
        await post_prepared_announcement(loaded, "nothing", {}, operator=OPERATOR)


async def test_second_load_changes_nothing(loaded: Board, transactions: Transactions) -> None:
    before, rows = await read_board(loaded), await audit_rows(transactions)
    again = await load_programme(loaded, programme(), operator=OPERATOR)
    assert (again.changed, again.revision) == (False, before.revision)
    assert await read_board(loaded) == before
    assert await audit_rows(transactions) == rows


async def test_load_keeps_recorded_acts(loaded: Board) -> None:
    await open_session(loaded, "opening", operator=OPERATOR)
    await record_signature(loaded, "VN", operator=OPERATOR)
    assert not (await load_programme(loaded, programme(), operator=OPERATOR)).changed
    assert await phase_of(loaded, "opening") is Phase.IN_SESSION


async def test_changed_programme_updates_the_board(loaded: Board) -> None:
    await load_programme(loaded, programme(item("opening", title=text("Opening ceremony"))), operator=OPERATOR)
    entries = (await read_board(loaded)).entries
    assert set(entries) == {"event", "tally", "session/opening"}
    state = entries["session/opening"].state
    assert isinstance(state, Session)
    assert state.title == text("Opening ceremony")


async def test_renamed_room_is_shown_by_every_session(loaded: Board) -> None:
    before = (await read_board(loaded)).entries
    renamed = replace(programme(), event_info=event_info("Hall of Mirrors"))
    await load_programme(loaded, renamed, operator=OPERATOR)
    after = (await read_board(loaded)).entries
    sessions = [key for key in before if key.startswith("session/")]
    assert all(after[key].offset > before[key].offset for key in sessions)
    assert all(after[key].version == before[key].version for key in sessions)


async def test_private_items_are_nowhere_in_the_database(loaded: Board, transactions: Transactions) -> None:
    async with transactions.read() as transaction:
        for table in ("board_entries", "board_changes", "audit_log"):
            rows = await transaction.connection.execute(sql(f"SELECT * FROM {table}"))
            assert CANARY not in repr(rows.all())


async def test_audit_chain_is_valid_after_actions(loaded: Board, transactions: Transactions) -> None:
    await open_session(loaded, "opening", operator=OPERATOR)
    await undo_last(loaded, "session/opening", operator=OPERATOR)
    await renew_epoch(loaded, operator=OPERATOR)
    async with transactions.read() as transaction:
        result = await verify(transaction.connection)
    assert (result.broken_at, result.rows) == (None, 4)


async def test_renewed_board_has_another_epoch(loaded: Board) -> None:
    before = (await read_board(loaded)).revision
    after = await renew_epoch(loaded, operator=OPERATOR)
    assert (after.epoch != before.epoch, after.offset) == (True, before.offset)


async def test_unchanged_state_takes_no_offset(loaded: Board) -> None:
    await delay_session(loaded, "opening", until=NOON, operator=OPERATOR)
    again = await delay_session(loaded, "opening", until=NOON, operator=OPERATOR)
    assert not again.changed
