"""Changes of several keys in one transaction."""

import pytest

from broadcast.board.actions.commit_steps import commit_steps
from broadcast.board.actions.read import read_board
from broadcast.board.actions.sessions import make_session_step
from broadcast.board.domain.sessions import Phase, Verb
from broadcast.board.ports import Board
from conference.errors import ConflictError, ForbiddenError, RuleError
from tests.broadcast.board.actions.conftest import phase_of
from tests.support.board_moves import open_session
from tests.support.board_samples import DOOR_STAFF, OPERATOR


async def test_steps_are_committed_together(loaded: Board) -> None:
    steps = [make_session_step(one, Verb.OPEN, operator=OPERATOR) for one in ("opening", "debate")]
    done = await commit_steps(loaded, steps)
    assert {await phase_of(loaded, one) for one in ("opening", "debate")} == {Phase.IN_SESSION}
    assert (done.key, done.revision) == ("session/debate", (await read_board(loaded)).revision)


async def test_refused_step_leaves_all_keys_as_they_were(loaded: Board) -> None:
    await open_session(loaded, "debate", operator=OPERATOR)
    before = await read_board(loaded)
    opening = make_session_step("opening", Verb.OPEN, operator=OPERATOR)
    refused = make_session_step("debate", Verb.OPEN, operator=OPERATOR)
    outdated = make_session_step("debate", Verb.ADJOURN, operator=OPERATOR, expected=1)
    forbidden = make_session_step("debate", Verb.ADJOURN, operator=DOOR_STAFF)
    for last, error in ((refused, RuleError), (outdated, ConflictError), (forbidden, ForbiddenError)):
        with pytest.raises(error):
            await commit_steps(loaded, [opening, last])
    assert await read_board(loaded) == before
