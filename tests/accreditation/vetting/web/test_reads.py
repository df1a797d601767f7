"""Officers who open an application, or see it in a list, are in the audit log, once in some minutes."""

from datetime import timedelta

from sqlalchemy import select

from conference.clock import ManualClock
from conference.storage.audit import audit_log, audit_personal
from conference.web.staff.list_reads import LISTED
from rostrum import roles
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn, apply
from tests.support.rows import count
from tests.support.vetting_pages import load_application


async def test_opened_application_is_recorded_once_in_ten_minutes(
    client: Client, runtime: Runtime, clock: ManualClock, sign_in: SignIn
) -> None:
    application = await load_application(client, await apply(client))
    officer = await sign_in("linh", roles.ACCREDITATION_OFFICER)
    numbers = []
    for seconds in (0, 60, 600):
        clock.advance(seconds)
        await client.get(f"/staff/vetting/accreditation?id={application.id}")
        while len(runtime.transactions.background):
            await runtime.transactions.background._task  # type: ignore[misc]
        numbers.append(
            await count(
                runtime.transactions,
                audit_log,
                audit_log.c.action == "accreditation:application:read",
                audit_log.c.actor == officer.id,
                audit_log.c.subject == application.id,
            )
        )
    assert numbers == [1, 1, 2]


async def test_search_is_recorded_with_ids_and_without_its_words(
    client: Client, runtime: Runtime, clock: ManualClock, sign_in: SignIn
) -> None:
    application = await load_application(client, await apply(client))
    officer = await sign_in("linh", roles.ACCREDITATION_OFFICER)
    for _ in range(2):
        assert (await client.get("/staff/vetting/accreditation?q=Haddad")).status == 200
        clock.advance(timedelta(minutes=1).total_seconds())
    wanted = select(audit_log, audit_personal.c.details.label("personal"))
    joined = wanted.join(audit_personal, audit_personal.c.seq == audit_log.c.seq, isouter=True)
    async with runtime.transactions.read() as transaction:
        listed = audit_log.c.action == LISTED
        (row,) = (await transaction.connection.execute(joined.where(listed))).all()
    assert (row.actor, row.subject) == (officer.id, "vetting/accreditation")
    assert f'"{application.id}"' in row.details
    assert "Haddad" not in row.details
    assert "Haddad" in row.personal
