"""Adjournment with speakers who still wait."""

import pytest

from broadcast.board.actions.adjourning import adjourn_session
from broadcast.board.actions.read import read_board
from broadcast.board.actions.undo import undo_last
from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.speakers import waiting_speakers
from broadcast.board.domain.speaking.rolling_list import Leftover
from broadcast.board.ports import Board
from conference.errors import RuleError
from conference.storage.transactions import Transactions
from tests.broadcast.board.actions.conftest import audit_rows, phase_of
from tests.support.board_moves import open_session, read_speakers
from tests.support.board_samples import OPERATOR


async def waiting(board: Board, session_id: str) -> list[str]:
    return [one.id for one in waiting_speakers((await read_speakers(board, session_id))[0])]


@pytest.mark.usefixtures("each_database")
async def test_waiting_speakers_are_carried_in_one_transaction(loaded: Board, transactions: Transactions) -> None:
    await open_session(loaded, "debate", operator=OPERATOR)
    done = await adjourn_session(loaded, "debate", Leftover.CARRIED, operator=OPERATOR, carry_to="round-table")
    state = await read_board(loaded)
    assert (await phase_of(loaded, "debate"), done.revision) == (Phase.ADJOURNED, state.revision)
    assert (await waiting(loaded, "debate"), await waiting(loaded, "round-table")) == ([], ["VN", "FR", "EG"])
    actions = [action for action, _, _ in await audit_rows(transactions)][-3:]
    assert actions == ["broadcast:speakers:taken_over", "broadcast:speakers:carried", "broadcast:session:adjourned"]
    await undo_last(loaded, "speakers/debate", operator=OPERATOR)
    assert await waiting(loaded, "debate") == ["VN", "FR", "EG"]


@pytest.mark.parametrize(("leftover", "left"), [(Leftover.KEPT, ["VN", "FR", "EG"]), (Leftover.STRUCK, [])])
async def test_waiting_speakers_are_kept_or_struck_off(loaded: Board, leftover: Leftover, left: list[str]) -> None:
    await open_session(loaded, "debate", operator=OPERATOR)
    await adjourn_session(loaded, "debate", leftover, operator=OPERATOR)
    assert await waiting(loaded, "debate") == left


@pytest.mark.parametrize("target", ["debate", "nowhere", ""])
async def test_speakers_are_carried_to_another_session_only(loaded: Board, target: str) -> None:
    await open_session(loaded, "debate", operator=OPERATOR)
    before = await read_board(loaded)
    with pytest.raises(RuleError, match=r"speakers\.carry_nowhere"):
        await adjourn_session(loaded, "debate", Leftover.CARRIED, operator=OPERATOR, carry_to=target)
    assert await read_board(loaded) == before
