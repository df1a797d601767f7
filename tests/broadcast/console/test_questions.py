"""The question about waiting speakers at an adjournment."""

import pytest

from broadcast.board.actions.programme import load_programme
from broadcast.board.domain.sessions import Verb
from broadcast.board.domain.speaking.rolling_list import Leftover
from broadcast.board.ports import Board
from broadcast.console.console_forms import SessionForm
from broadcast.console.questions import adjourn_with_choice
from conference.errors import RuleError
from tests.support.board_moves import open_session, read_speakers
from tests.support.board_samples import OPERATOR, programme


async def test_form_says_what_becomes_of_waiting_speakers(board: Board) -> None:
    await load_programme(board, programme(), operator=OPERATOR)
    for session_id in ("debate", "opening"):
        await open_session(board, session_id, operator=OPERATOR)
    silent = SessionForm(verb=Verb.ADJOURN, confirmed=True)
    with pytest.raises(RuleError, match=r"speakers\.leftover_missing"):
        await adjourn_with_choice(board, "debate", silent, operator=OPERATOR)
    assert (await adjourn_with_choice(board, "opening", silent, operator=OPERATOR)).changed
    struck = SessionForm(verb=Verb.ADJOURN, confirmed=True, waiting=Leftover.STRUCK)
    await adjourn_with_choice(board, "debate", struck, operator=OPERATOR)
    assert (await read_speakers(board, "debate"))[0].speakers == ()
