"""An applicant fills in follow-up forms: what is offered, sent, changed and withdrawn, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from accreditation.annexes.actions.deciding import decide_answers
from accreditation.annexes.actions.filling import (
    list_own_annexes,
    print_own_inventory,
    read_own_annex,
    send_answers,
    withdraw_answers,
)
from accreditation.annexes.domain.answers import AnnexState
from accreditation.applications.domain.applications import State, Withheld, secret_digest
from accreditation.applications.services import ApplicationServices
from conference.clock import ManualClock
from conference.errors import ConflictError, NotFoundError, RuleError
from conference.storage.audit import audit_log
from conference.storage.transactions import Transactions
from tests.support.annexes import CAMERA, AnnexDesk, make_annex_desk
from tests.support.application_samples import OFFICER_A, SECRET, application
from tests.support.application_services import get_application, save_applications

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
async def annexes(transactions: Transactions, desk: ApplicationServices) -> AnnexDesk:
    """Follow-up forms of one approved applicant."""
    await save_applications(desk, application(state=State.APPROVED, secret_hash=secret_digest(SECRET)))
    return make_annex_desk(transactions, desk)


async def acts(transactions: Transactions) -> list[str]:
    async with transactions.read() as transaction:
        listed = select(audit_log.c.action).where(audit_log.c.action.like("accreditation:annex:%"))
        return list((await transaction.connection.scalars(listed.order_by(audit_log.c.seq))).all())


async def send(annexes: AnnexDesk, seen: int = 0, **changes: str | int) -> int:
    answers = await send_answers(annexes.services, "equipment", [{**CAMERA, **changes}], seen=seen, secret=SECRET)
    return answers.version


async def test_answers_are_sent_changed_and_withdrawn(annexes: AnnexDesk, transactions: Transactions) -> None:
    assert await send(annexes) == 1
    assert await send(annexes, 1, **{"equipment.quantity": 3}) == 2
    _, own = await read_own_annex(annexes.services, "equipment", secret=SECRET)
    assert own.answers is not None
    assert [row["equipment.quantity"] for row in own.answers.rows] == [3]
    await withdraw_answers(annexes.services, "equipment", seen=2, secret=SECRET)
    _, own = await read_own_annex(annexes.services, "equipment", secret=SECRET)
    assert own.answers is None
    verbs = [action.rpartition(":")[2] for action in await acts(transactions)]
    assert verbs == ["submitted", "submitted", "withdrawn"]


async def test_older_page_does_not_overwrite_newer_answers(annexes: AnnexDesk) -> None:
    await send(annexes)
    with pytest.raises(ConflictError, match=r"annex\.changed"):
        await send(annexes, 0, **{"equipment.quantity": 9})
    with pytest.raises(ConflictError, match=r"annex\.changed"):
        await withdraw_answers(annexes.services, "equipment", seen=0, secret=SECRET)
    _, own = await read_own_annex(annexes.services, "equipment", secret=SECRET)
    assert own.answers is not None
    assert own.answers.rows[0]["equipment.quantity"] == 2


async def test_form_closes_and_shows_what_was_sent(annexes: AnnexDesk, clock: ManualClock) -> None:
    await send(annexes)
    clock.at = annexes.services.event.annex("equipment").closes_at
    with pytest.raises(RuleError, match=r"annex\.closed"):
        await send(annexes, 1)
    with pytest.raises(RuleError, match=r"annex\.closed"):
        await withdraw_answers(annexes.services, "equipment", seen=1, secret=SECRET)
    own = await list_own_annexes(annexes.services, await get_application(annexes.services.applications))
    assert [(one.annex.code, one.is_open) for one in own] == [("equipment", False)]


async def test_people_who_are_not_approved_have_no_forms(annexes: AnnexDesk, desk: ApplicationServices) -> None:
    async with desk.transactions.write() as transaction:
        before = await desk.applications.get(transaction, "app_1", lock=True)
        await desk.applications.save(transaction, replace(before, state=State.ON_HOLD, version=before.version + 1))
    assert await list_own_annexes(annexes.services, await get_application(desk)) == []
    for code in ("equipment", "unknown"):
        with pytest.raises(NotFoundError, match=r"annex\.unknown"):
            await read_own_annex(annexes.services, code, secret=SECRET)
    with pytest.raises(NotFoundError, match=r"annex\.unknown"):
        await send(annexes)


async def test_unknown_link_opens_no_form(annexes: AnnexDesk) -> None:
    with pytest.raises(NotFoundError, match=r"application\.unknown"):
        await read_own_annex(annexes.services, "equipment", secret="x" * 32)


async def test_inventory_is_printed_once_it_is_approved(annexes: AnnexDesk) -> None:
    await send(annexes)
    with pytest.raises(NotFoundError, match=r"annex\.unknown"):
        await print_own_inventory(annexes.services, "equipment", secret=SECRET)
    await decide_answers(annexes.services, "app_1", "equipment", AnnexState.APPROVED, seen=1, staff=OFFICER_A)
    assert await print_own_inventory(annexes.services, "equipment", secret=SECRET)


async def test_withheld_approval_shows_no_forms(
    annexes: AnnexDesk, desk: ApplicationServices, clock: ManualClock
) -> None:
    async with desk.transactions.write() as transaction:
        before = await desk.applications.get(transaction, "app_1", lock=True)
        hidden = Withheld(clock.now() + timedelta(hours=1), State.IN_REVIEW, before.version)
        await desk.applications.save(transaction, replace(before, withheld=hidden, version=before.version + 1))
    with pytest.raises(NotFoundError, match=r"annex\.unknown"):
        await read_own_annex(annexes.services, "equipment", secret=SECRET)
