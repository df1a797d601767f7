"""Officers decide on follow-up forms: who may, what is refused, what the audit log and the letters say."""

import pytest
from sqlalchemy import select

from accreditation.annexes.actions.deciding import (
    count_answers,
    decide_answers,
    export_answers,
    list_answers,
    print_inventory,
    read_person_answers,
)
from accreditation.annexes.actions.filling import send_answers
from accreditation.annexes.domain.answers import AnnexState
from accreditation.applications.domain.applications import State, secret_digest
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.services import ApplicationServices
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.storage.audit import audit_log
from conference.storage.transactions import Transactions
from rostrum.parts.stores import outlet_store
from tests.support.annexes import CAMERA, AnnexDesk, make_annex_desk
from tests.support.application_samples import OFFICER_A, OFFICER_B, SECRET, application
from tests.support.application_services import save_applications
from tests.support.badge_office import DESK_CLERK

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
async def annexes(transactions: Transactions, desk: ApplicationServices) -> AnnexDesk:
    """Follow-up forms that two applicants have sent."""
    async with transactions.write() as transaction:
        await outlet_store().add(transaction, Outlet("outlet_1", "Radio Nord"))
    await save_applications(
        desk,
        application(state=State.APPROVED, secret_hash=secret_digest(SECRET), outlet_id="outlet_1"),
        application("app_2", state=State.APPROVED, secret_hash=secret_digest(SECRET[::-1])),
    )
    made = make_annex_desk(transactions, desk)
    for secret in (SECRET, SECRET[::-1]):
        await send_answers(made.services, "equipment", [CAMERA, CAMERA], seen=0, secret=secret)
    await send_answers(made.services, "vehicles", [{"vehicles.plate": "29A-123.45"}], seen=0, secret=SECRET)
    return made


async def decide(annexes: AnnexDesk, outcome: AnnexState, seen: int = 1, note: str = "") -> None:
    await decide_answers(annexes.services, "app_1", "equipment", outcome, seen=seen, note=note, staff=OFFICER_A)


async def test_decision_is_announced_and_recorded(annexes: AnnexDesk, transactions: Transactions) -> None:
    await decide(annexes, AnnexState.RETURNED, note="Which serial number?")
    announced = annexes.letters.announced
    assert [(one.application_id, one.state, one.note) for one in announced] == [
        ("app_1", AnnexState.RETURNED, "Which serial number?")
    ]
    assert await count_answers(annexes.services, staff=OFFICER_B) == {
        "equipment": {AnnexState.RETURNED: 1, AnnexState.SUBMITTED: 1},
        "vehicles": {AnnexState.SUBMITTED: 1},
    }
    async with transactions.read() as transaction:
        listed = select(audit_log.c.actor, audit_log.c.subject, audit_log.c.details)
        row = (
            await transaction.connection.execute(listed.where(audit_log.c.action == "accreditation:annex:returned"))
        ).one()
    assert (row.actor, row.subject) == (OFFICER_A.id, "app_1")
    assert "serial" not in str(row.details)


async def test_only_the_approving_agency_decides(annexes: AnnexDesk) -> None:
    for code, officer in (("equipment", OFFICER_B), ("vehicles", OFFICER_A), ("equipment", DESK_CLERK)):
        with pytest.raises(ForbiddenError):
            await decide_answers(annexes.services, "app_1", code, AnnexState.APPROVED, seen=1, staff=officer)
    assert annexes.letters.announced == []


async def test_others_read_no_answers(annexes: AnnexDesk) -> None:
    with pytest.raises(ForbiddenError):
        await count_answers(annexes.services, staff=DESK_CLERK)
    with pytest.raises(ForbiddenError):
        await read_person_answers(annexes.services, "app_1", staff=DESK_CLERK)
    with pytest.raises(ForbiddenError):
        await export_answers(annexes.services, "equipment", staff=DESK_CLERK)
    with pytest.raises(ForbiddenError):
        await print_inventory(annexes.services, "app_1", "equipment", staff=DESK_CLERK)


async def test_return_needs_a_note_and_an_unchanged_form(annexes: AnnexDesk) -> None:
    with pytest.raises(InvalidError, match=r"annex\.note_missing"):
        await decide(annexes, AnnexState.RETURNED)
    with pytest.raises(ConflictError, match=r"annex\.changed"):
        await decide(annexes, AnnexState.APPROVED, seen=2)
    await decide(annexes, AnnexState.APPROVED)
    with pytest.raises(RuleError, match=r"annex\.decided"):
        await decide(annexes, AnnexState.APPROVED, seen=2)
    with pytest.raises(NotFoundError, match=r"annex\.unknown"):
        await decide_answers(annexes.services, "app_1", "positions", AnnexState.APPROVED, seen=0, staff=OFFICER_A)


async def test_answers_are_listed_by_state_and_in_pages(annexes: AnnexDesk) -> None:
    await decide(annexes, AnnexState.APPROVED)
    waiting = await list_answers(
        annexes.services, "equipment", state=AnnexState.SUBMITTED, first=0, most=10, staff=OFFICER_B
    )
    assert ([row.answers.application_id for row in waiting.rows], waiting.total) == (["app_2"], 1)
    second = await list_answers(annexes.services, "equipment", state=None, first=1, most=1, staff=OFFICER_A)
    assert ([row.answers.application_id for row in second.rows], second.total) == (["app_2"], 2)


async def test_export_has_every_person_and_is_recorded(annexes: AnnexDesk, transactions: Transactions) -> None:
    rows = await export_answers(annexes.services, "equipment", staff=OFFICER_B)
    assert [(row.answers.application_id, row.outlet, len(row.answers.rows)) for row in rows] == [
        ("app_1", "Radio Nord", 2),
        ("app_2", "", 2),
    ]
    pdf = await print_inventory(annexes.services, "app_1", "equipment", staff=OFFICER_A)
    assert pdf.endswith(b"Radio Nord")
    with pytest.raises(NotFoundError, match=r"annex\.unknown"):
        await print_inventory(annexes.services, "app_1", "vehicles", staff=OFFICER_B)
    async with transactions.read() as transaction:
        listed = select(audit_log.c.action).where(audit_log.c.actor.in_([OFFICER_A.id, OFFICER_B.id]))
        found = (await transaction.connection.scalars(listed.order_by(audit_log.c.seq))).all()
    assert list(found) == ["accreditation:annex:exported", "accreditation:annex:printed"]
