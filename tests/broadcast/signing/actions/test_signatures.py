"""The call, signatures by the register, and the second person for all others."""

import pytest

from broadcast.board.actions.signing import remove_signature
from broadcast.board.actions.undo import undo_last
from broadcast.board.domain.board import CALLING, TALLY
from broadcast.signing.actions.register import decline_signature, read_register
from broadcast.signing.actions.signatures import (
    call_signatory,
    confirm_signature,
    propose_signature,
    sign_state,
    withdraw_proposal,
)
from broadcast.signing.ports import SigningServices
from conference.errors import ForbiddenError, InvalidError, NotFoundError, RuleError
from tests.support.board_samples import DOOR_STAFF, OPERATOR, OTHER_OPERATOR
from tests.support.signing_office import calling_of, signed_of


@pytest.mark.usefixtures("each_database")
async def test_called_state_signs_and_the_next_three_move_on(services: SigningServices) -> None:
    await call_signatory(services, "VN", operator=OPERATOR)
    assert await calling_of(services) == ("VN", ("DZ", "AO", "FR"))
    await sign_state(services, "VN", operator=OPERATOR)
    assert await calling_of(services) == (None, ("DZ", "AO", "FR"))
    await undo_last(services.board, TALLY, operator=OPERATOR)
    assert (await signed_of(services), await calling_of(services)) == ([], (None, ("VN", "DZ", "AO")))


async def test_call_is_undone(services: SigningServices) -> None:
    await call_signatory(services, "AO", operator=OPERATOR)
    await undo_last(services.board, CALLING, operator=OPERATOR)
    assert await calling_of(services) == (None, ("VN", "DZ", "AO"))
    await sign_state(services, "AO", operator=OPERATOR)
    with pytest.raises(RuleError, match=r"signing\.already_signed"):
        await call_signatory(services, "AO", operator=OPERATOR)
    await remove_signature(services.board, "AO", operator=OPERATOR)
    assert await calling_of(services) == (None, ("VN", "DZ", "AO"))


async def test_state_that_is_not_on_the_register_needs_a_second_person(services: SigningServices) -> None:
    for act in (sign_state, call_signatory):
        with pytest.raises(RuleError, match=r"signing\.second_person"):
            await act(services, "QA", operator=OPERATOR)
    proposal = await propose_signature(services, "QA", operator=OPERATOR, in_plenary=False)
    with pytest.raises(RuleError, match=r"signing\.already_proposed"):
        await propose_signature(services, "QA", operator=OTHER_OPERATOR)
    with pytest.raises(RuleError, match=r"signing\.same_person"):
        await confirm_signature(services, proposal.id, operator=OPERATOR)
    assert await signed_of(services) == []
    with pytest.raises(ForbiddenError):
        await confirm_signature(services, proposal.id, operator=DOOR_STAFF)
    await confirm_signature(services, proposal.id, operator=OTHER_OPERATOR)
    assert await signed_of(services) == ["QA"]
    assert (await read_register(services)).proposals == ()
    with pytest.raises(RuleError, match=r"signing\.already_signed"):
        await propose_signature(services, "QA", operator=OPERATOR)


async def test_state_that_declined_needs_a_second_person(services: SigningServices) -> None:
    with pytest.raises(RuleError, match=r"signing\.on_register"):
        await propose_signature(services, "FR", operator=OPERATOR)
    await decline_signature(services, "FR", has_declined=True, operator=OPERATOR)
    with pytest.raises(RuleError, match=r"signing\.second_person"):
        await sign_state(services, "FR", operator=OPERATOR)
    proposal = await propose_signature(services, "FR", operator=OPERATOR)
    await withdraw_proposal(services, proposal.id, operator=OTHER_OPERATOR)
    with pytest.raises(NotFoundError, match=r"signing\.no_proposal"):
        await confirm_signature(services, proposal.id, operator=OTHER_OPERATOR)


async def test_unknown_codes_are_refused(services: SigningServices) -> None:
    for code in ("", "XX", "vn", "../event"):
        with pytest.raises(InvalidError, match=r"signing\.unknown_country"):
            await sign_state(services, code, operator=OPERATOR)
        with pytest.raises(InvalidError, match=r"signing\.unknown_country"):
            await propose_signature(services, code, operator=OPERATOR)
