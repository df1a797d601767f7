"""Officers who open an application are in the audit log, once in some minutes."""

from conference.clock import ManualClock
from conference.storage.audit import audit_log
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
