"""Badges are issued in the background of the served application."""

import asyncio

from aiohttp.test_utils import TestClient, TestServer

from accreditation.applications.domain.events import ApplicationApproved
from accreditation.badges.domain.badges import Badge
from rostrum.app import make_application
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client
from tests.support.badge_office import Office

PATIENCE_S = 20


async def badges_of(office: Office, *application_ids: str) -> dict[str, Badge]:
    """The badges, once there are that many."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with office.transactions.read() as transaction:
                found = await office.desk.badges.find_newest_by_application(transaction, application_ids)
            if len(found) == len(application_ids):
                return found
            await asyncio.sleep(0.02)


async def test_badges_are_issued_after_approvals(client: Client, runtime: Runtime, office: Office) -> None:
    for n in range(3):
        await office.apply(f"app_{n}")
        await runtime.bus.publish(ApplicationApproved(f"app_{n}", runtime.clock.now()))
    issued = await badges_of(office, "app_0", "app_1", "app_2")
    assert {badge.issued_by for badge in issued.values()} == {"system"}
    assert {badge.number for badge in issued.values()} == {"P-0001", "P-0002", "P-0003"}


async def test_due_badges_are_issued_at_the_start(runtime: Runtime, office: Office) -> None:
    await office.apply("app_1")
    async with TestClient(TestServer(make_application(runtime))):
        assert (await badges_of(office, "app_1"))["app_1"].number == "P-0001"
