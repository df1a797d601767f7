"""Actions on sessions."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from broadcast.board.actions.read import read_changes
from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Phase, Reason, Session, Verb
from broadcast.board.ports import Board
from conference.clock import ManualClock
from conference.errors import NotFoundError, RuleError
from conference.storage.transactions import Transactions
from tests.broadcast.board.actions.conftest import phase_of
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
    MORNING,
    NOON,
    OPERATOR,
)


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


@pytest.mark.usefixtures("each_database")
async def test_time_and_reason_of_a_delay_are_audited(loaded: Board, transactions: Transactions) -> None:
    await move_session(loaded, "opening", Verb.DELAY, operator=OPERATOR, until=NOON, reason=Reason.PROTOCOL)
    async with transactions.read() as transaction:
        details = await transaction.connection.scalar(sql("SELECT details FROM audit_log ORDER BY seq DESC LIMIT 1"))
    assert json.loads(details) | {"offset": 0} == {"until": NOON.isoformat(), "reason": "protocol", "offset": 0}


async def test_each_verb_is_logged_under_its_own_action(loaded: Board) -> None:
    for verb in (Verb.OPEN, Verb.SUSPEND, Verb.RESUME, Verb.ADJOURN):
        await move_session(loaded, "opening", verb, operator=OPERATOR)
    actions = [change.action for change in await read_changes(loaded, key="session/opening", limit=4)]
    assert actions == [f"broadcast:session:{done}" for done in ("adjourned", "resumed", "suspended", "opened")]


async def test_move_the_phase_does_not_allow_is_refused(loaded: Board) -> None:
    await cancel_session(loaded, "opening", operator=OPERATOR)
    with pytest.raises(RuleError):
        await move_session(loaded, "opening", Verb.OPEN, operator=OPERATOR)
    assert await phase_of(loaded, "opening") is Phase.CANCELLED
