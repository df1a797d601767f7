"""The public call follows the tally and the register, and nothing else."""

from broadcast.board.actions.announcements import post_announcement
from broadcast.board.actions.read import read_board, read_changes
from broadcast.board.domain.board import CALLING
from broadcast.board.domain.signing import Calling
from broadcast.signing.actions.signatures import sign_state
from broadcast.signing.ports import SigningServices
from tests.support.board_samples import OPERATOR, text


async def test_call_is_no_entry_of_its_own_in_the_log(services: SigningServices) -> None:
    before = len(await read_changes(services.board))
    await sign_state(services, "VN", operator=OPERATOR)
    changes = await read_changes(services.board)
    assert [change.action for change in changes[: len(changes) - before]] == ["broadcast:signature:recorded"]


async def test_other_changes_do_not_touch_the_call(services: SigningServices) -> None:
    before = (await read_board(services.board)).entries[CALLING].offset
    await post_announcement(services.board, text("Take your seats"), operator=OPERATOR)
    assert (await read_board(services.board)).entries[CALLING].offset == before


async def test_names_of_signers_never_reach_the_call(services: SigningServices) -> None:
    state = (await read_board(services.board)).entries[CALLING].state
    assert isinstance(state, Calling)
    assert set(state.__struct_fields__) == {"called", "upcoming"}
