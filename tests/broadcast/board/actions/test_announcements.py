"""Actions on announcements."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from broadcast.board.actions.announcements import (
    post_announcement,
    post_prepared_announcement,
    sweep_announcements,
    withdraw_announcement,
)
from broadcast.board.actions.read import read_board
from broadcast.board.domain.announcements import Announcement, Level, Targets
from broadcast.board.ports import Board
from conference.clock import ManualClock
from conference.errors import InvalidError, NotFoundError
from conference.storage.transactions import Transactions
from tests.support.board_samples import (
    CANARY,
    MORNING,
    OPERATOR,
    text,
)


async def test_announcements_are_posted_withdrawn_and_swept(loaded: Board, clock: ManualClock) -> None:
    soon = MORNING + timedelta(minutes=10)
    first = await post_announcement(loaded, text("Doors close"), operator=OPERATOR, targets=Targets(rooms=("hall",)))
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
        await post_announcement(loaded, text("x"), operator=OPERATOR, targets=Targets(rooms=("attic",)))
    with pytest.raises(InvalidError, match=r"announcement\.unknown_room"):
        await post_prepared_announcement(loaded, "moved", {"room": "attic"}, operator=OPERATOR)
    with pytest.raises(NotFoundError, match=r"announcement\.unknown_template"):
        await post_prepared_announcement(loaded, "nothing", {}, operator=OPERATOR)


@pytest.mark.usefixtures("each_database")
async def test_own_text_is_audited_by_level_and_not_by_words(loaded: Board, transactions: Transactions) -> None:
    done = await post_announcement(loaded, text(CANARY), operator=OPERATOR, level=Level.URGENT)
    assert isinstance(done.state, Announcement)
    async with transactions.read() as transaction:
        row = (await transaction.connection.execute(sql("SELECT * FROM audit_log ORDER BY seq DESC LIMIT 1"))).one()
    assert (row.action, row.subject) == ("broadcast:announcement:posted", f"announcement/{done.state.id}")
    assert CANARY not in row.details
    assert json.loads(row.details)["level"] == "urgent"


async def test_withdrawn_announcement_is_not_found_again(loaded: Board) -> None:
    done = await post_announcement(loaded, text("Doors close"), operator=OPERATOR)
    assert isinstance(done.state, Announcement)
    await withdraw_announcement(loaded, done.state.id, operator=OPERATOR)
    for announcement_id in (done.state.id, "ann_999", "../event"):
        with pytest.raises(NotFoundError, match=r"board\.unknown_key"):
            await withdraw_announcement(loaded, announcement_id, operator=OPERATOR)


async def test_announcement_without_expiry_is_never_swept(loaded: Board, clock: ManualClock) -> None:
    done = await post_announcement(loaded, text("Doors close"), operator=OPERATOR)
    clock.advance(30 * 24 * 3600)
    assert await sweep_announcements(loaded) == 0
    assert done.key in (await read_board(loaded)).entries
