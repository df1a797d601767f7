"""Actions on the tally of signatures."""

import pytest

from broadcast.board.actions.read import read_board
from broadcast.board.actions.signing import SignatureSource, confirm_tally, record_signature, remove_signature
from broadcast.board.domain.signing import Tally
from broadcast.board.ports import Board
from conference.clock import ManualClock
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from tests.support.board_samples import (
    OPERATOR,
    OTHER_OPERATOR,
    text,
)


@pytest.mark.usefixtures("each_database")
async def test_signatures_are_counted_with_source_and_time(loaded: Board, clock: ManualClock) -> None:
    clock.advance(60)
    await record_signature(loaded, "VN", operator=OPERATOR)
    await record_signature(loaded, "EU", operator=OPERATOR, given=SignatureSource(source=text("Organizing Committee")))
    await remove_signature(loaded, "VN", operator=OPERATOR)
    done = await confirm_tally(loaded, of=72, operator=OPERATOR)
    assert isinstance(done.state, Tally)
    assert [s.country for s in done.state.signatures] == ["EU"]
    assert (done.state.source, done.state.as_of, done.state.of) == (text("Organizing Committee"), clock.now(), 72)


async def test_country_that_may_not_sign_is_refused(loaded: Board) -> None:
    with pytest.raises(InvalidError, match=r"signing\.unknown_country"):
        await record_signature(loaded, "XX", operator=OPERATOR)


async def test_second_signature_of_a_state_is_refused(loaded: Board) -> None:
    await record_signature(loaded, "VN", operator=OPERATOR)
    with pytest.raises(RuleError, match=r"signing\.already_signed"):
        await record_signature(loaded, "VN", operator=OPERATOR)
    with pytest.raises(NotFoundError, match=r"signing\.not_signed"):
        await remove_signature(loaded, "FR", operator=OPERATOR)


@pytest.mark.parametrize("country", ["", "vn", "VN ", "../event"])
async def test_signature_of_an_unknown_code_is_refused(loaded: Board, country: str) -> None:
    with pytest.raises(InvalidError) as caught:
        await record_signature(loaded, country, operator=OPERATOR)
    assert caught.value.fields == {"country": "signing.unknown_country"}


async def test_tally_without_a_programme_is_not_found(board: Board) -> None:
    with pytest.raises(NotFoundError, match=r"board\.unknown_key"):
        await confirm_tally(board, operator=OPERATOR)


async def test_older_tally_is_a_conflict(loaded: Board) -> None:
    seen = (await read_board(loaded)).entries["tally"].offset
    await record_signature(loaded, "VN", operator=OTHER_OPERATOR, expected=seen)
    with pytest.raises(ConflictError) as conflict:
        await record_signature(loaded, "FR", operator=OPERATOR, expected=seen)
    assert conflict.value.params["action"] == "broadcast:signature:recorded"
