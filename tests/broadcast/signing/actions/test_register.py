"""Actions on the register: what they change, and what follows on the board."""

import pytest
from sqlalchemy import select

from broadcast.signing.actions.register import (
    add_signatory,
    check_powers,
    decline_signature,
    edit_signer,
    move_signatory,
    read_register,
    tie_badge,
)
from broadcast.signing.domain import SignerDraft, find_signatory
from broadcast.signing.ports import SigningServices
from conference.errors import ConflictError, ForbiddenError, InvalidError
from conference.storage.audit import audit_log
from tests.support.board_samples import DOOR_STAFF, OPERATOR, OTHER_OPERATOR
from tests.support.signing_office import calling_of

AN = SignerDraft(name="Nguyễn An", rank="Minister")


@pytest.mark.usefixtures("each_database")
async def test_signer_powers_and_badge_are_kept_with_audit(services: SigningServices) -> None:
    await edit_signer(services, "VN", AN, operator=OPERATOR, expected=0)
    await check_powers(services, "VN", is_checked=True, operator=OPERATOR)
    await tie_badge(services, "VN", "D-0007", operator=OPERATOR)
    entry = find_signatory((await read_register(services)).entries, "VN")
    assert (entry.signer_name, entry.powers_by, entry.badge_number, entry.version) == ("Nguyễn An", "Lan", "D-0007", 3)
    async with services.board.transactions.read() as transaction:
        rows = (await transaction.connection.execute(select(audit_log))).all()
    acts = [row.action for row in rows if row.subject == "signatory/VN"]
    assert acts == ["broadcast:signatory:edited", "broadcast:powers:checked", "broadcast:signatory:badge_tied"]
    assert not any("Nguyễn" in str(row) for row in rows)


async def test_next_three_follow_the_register(services: SigningServices) -> None:
    assert await calling_of(services) == (None, ("VN", "DZ", "AO"))
    await decline_signature(services, "DZ", has_declined=True, operator=OPERATOR)
    assert await calling_of(services) == (None, ("VN", "AO", "FR"))
    await move_signatory(services, "EU", 1, operator=OPERATOR)
    assert await calling_of(services) == (None, ("EU", "VN", "AO"))
    await add_signatory(services, "QA", operator=OPERATOR)
    await move_signatory(services, "QA", 1, operator=OPERATOR)
    assert (await calling_of(services))[1][0] == "QA"
    await decline_signature(services, "DZ", has_declined=False, operator=OPERATOR)
    assert (await calling_of(services))[1] == ("QA", "EU", "VN")


async def test_two_operators_do_not_overwrite_one_another(services: SigningServices) -> None:
    await edit_signer(services, "VN", AN, operator=OPERATOR, expected=0)
    with pytest.raises(ConflictError):
        await edit_signer(services, "VN", SignerDraft(name="B", rank=""), operator=OTHER_OPERATOR, expected=0)
    assert find_signatory((await read_register(services)).entries, "VN").signer_name == "Nguyễn An"


async def test_unknown_badge_and_other_staff_are_refused(services: SigningServices) -> None:
    with pytest.raises(InvalidError, match=r"signing\.unknown_badge"):
        await tie_badge(services, "VN", "X-1", operator=OPERATOR)
    with pytest.raises(ForbiddenError):
        await edit_signer(services, "VN", AN, operator=DOOR_STAFF)
    with pytest.raises(ForbiddenError):
        await tie_badge(services, "VN", "D-0007", operator=DOOR_STAFF)
