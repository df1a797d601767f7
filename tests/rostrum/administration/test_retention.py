"""The page of the deletion, and the certificates."""

import json
from datetime import timedelta

from accreditation.retention.actions.running import run_retention
from conference.clock import ManualClock
from conference.retention.ages import DataClass, event_end, kept_until
from conference.texts.dates import format_date
from rostrum.administration.retention import KINDS
from rostrum.parts.accreditation import ensure_issuing, signing_keys
from rostrum.parts.retention import retention_services
from rostrum.retention_certificates import check_certificate
from rostrum.roles import AUDITOR
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn
from tests.support.marked_rows import add_marked_rows

PATH = "/staff/retention"


async def test_page_leads_to_certificates_that_verify(
    client: Client, runtime: Runtime, clock: ManualClock, sign_in: SignIn
) -> None:
    await ensure_issuing(runtime)
    services = retention_services(runtime, signing_keys(runtime))
    letters = [eraser for eraser in services.erasers if eraser.name in {"letters", "letter_files"}]
    await add_marked_rows(runtime.transactions, letters, count=2, at=clock.now())
    clock.at = event_end(runtime.event) + timedelta(days=31)
    run = await run_retention(services, actor="system")
    assert run is not None
    await sign_in("theo", AUDITOR)
    page = await (await client.get(PATH)).text()
    assert format_date("en", kept_until(runtime.event, DataClass.TRAIL)) in page
    assert f"{PATH}/certificate.pdf?run={run.id}" in page
    file = await (await client.get(f"{PATH}/certificate.json?run={run.id}")).text()
    assert await check_certificate(runtime, file) == ""
    assert json.loads(file)["certificate"] == run.certificate
    pdf = await client.get(f"{PATH}/certificate.pdf?run={run.id}")
    assert (await pdf.read()).startswith(b"%PDF")
    for name in ("json", "pdf"):
        assert (await client.get(f"{PATH}/certificate.{name}?run=run_unknown")).status == 404


def test_every_kind_has_a_text(runtime: Runtime) -> None:
    names = {eraser.name for eraser in retention_services(runtime, signing_keys(runtime)).erasers}
    assert KINDS.keys() == names
