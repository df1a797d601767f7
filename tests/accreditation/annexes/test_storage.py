"""Answers in the database: what is stored is read, and no version is written twice."""

from dataclasses import replace

import pytest

from accreditation.annexes.domain.answers import AnnexState, decide, submit
from accreditation.annexes.storage import SqlAnswers
from accreditation.applications.services import ApplicationServices
from conference.errors import ConflictError
from conference.storage.transactions import Transactions
from tests.support.annexes import CAMERA
from tests.support.application_samples import NOON, application
from tests.support.application_services import save_applications

pytestmark = pytest.mark.usefixtures("each_database")
STORE = SqlAnswers()
SENT = submit(None, [CAMERA], application_id="app_1", annex="equipment", seen=0, at=NOON)


async def test_answers_are_read_as_they_were_saved(transactions: Transactions, desk: ApplicationServices) -> None:
    await save_applications(desk, application())
    decided = decide(SENT, AnnexState.RETURNED, note="Số sê-ri?", officer="staff_linh", at=NOON)
    async with transactions.write() as transaction:
        await STORE.save(transaction, SENT)
        await STORE.save(transaction, decided)
    async with transactions.read() as transaction:
        assert await STORE.find(transaction, "app_1", "equipment") == decided
        assert await STORE.list_of_person(transaction, "app_1") == {"equipment": decided}
        assert await STORE.find(transaction, "app_1", "drones") is None


async def test_version_is_written_once(transactions: Transactions, desk: ApplicationServices) -> None:
    await save_applications(desk, application())
    async with transactions.write() as transaction:
        await STORE.save(transaction, SENT)
    for outdated in (SENT, replace(SENT, version=3)):
        with pytest.raises(ConflictError, match=r"annex\.changed"):
            async with transactions.write() as transaction:
                await STORE.save(transaction, outdated)
    with pytest.raises(ConflictError, match=r"annex\.changed"):
        async with transactions.write() as transaction:
            await STORE.delete(transaction, replace(SENT, version=2))
