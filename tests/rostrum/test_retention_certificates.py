"""Files of certificates: what verifies, and what each fault is."""

import json
from dataclasses import replace

from accreditation.retention.domain import Run, signed_bytes
from conference.clock import ManualClock
from rostrum.parts.accreditation import ensure_issuing, signing_keys
from rostrum.parts.retention import retention_services
from rostrum.retention_certificates import certificate_file, check_certificate, find_certificate
from rostrum.runtime import Runtime


async def make_run(runtime: Runtime, clock: ManualClock) -> Run:
    await ensure_issuing(runtime)
    services = retention_services(runtime, signing_keys(runtime))
    run = Run(id="run_1", started_at=clock.now(), started_by="system")
    async with runtime.transactions.write() as transaction:
        await services.store.add(transaction, run)
        signature = await services.sign(transaction, signed_bytes("{}"))
        finished = replace(run, finished_at=clock.now(), certificate="{}", signature=signature)
        await services.store.save(transaction, finished)
    return finished


async def test_certificate_of_this_site_verifies(runtime: Runtime, clock: ManualClock) -> None:
    run = await make_run(runtime, clock)
    file = await certificate_file(runtime, run)
    assert await check_certificate(runtime, json.dumps(file)) == ""
    assert await find_certificate(runtime) == await find_certificate(runtime, "run_1") == file
    assert await find_certificate(runtime, "run_2") is None


async def test_changed_certificates_do_not_verify(runtime: Runtime, clock: ManualClock) -> None:
    file = await certificate_file(runtime, await make_run(runtime, clock))
    for change in ({"certificate": "{ }"}, {"signature": "00" * 64}, {"signature": "00"}, {"key": "00"}):
        assert await check_certificate(runtime, json.dumps({**file, **change})), change
    for text in ("", "[]", "{}", '{"certificate": 1, "key": "a", "signature": "x"}'):
        assert await check_certificate(runtime, text), text
