"""Installation of the path of a scan: services, metrics, and the group commit's end."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from accreditation.doors.domain.doors import Verdict
from accreditation.doors.domain.events import ScanRecorded
from accreditation.doors.web import scans
from conference.metrics import METRICS, Metrics
from rostrum.parts.accreditation import assemble_accreditation
from rostrum.parts.scanning import install_scanning, scan_services
from rostrum.runtime import Runtime

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def scanning(runtime: Runtime) -> AsyncIterator[web.Application]:
    """A running application with the path of a scan alone."""
    app = web.Application()
    app[METRICS] = Metrics()
    install_scanning(app, runtime, scan_services(runtime, assemble_accreditation(runtime).badges.keys))
    async with TestClient(TestServer(app)):
        yield app


async def test_services_use_the_given_keys_and_the_plan_of_the_event(runtime: Runtime) -> None:
    keys = assemble_accreditation(runtime, issuing=False).badges.keys
    services = scan_services(runtime, keys)
    assert services.keys is keys
    assert services.plan.doors.keys() == {door.id for door in runtime.event.doors}
    assert services.pins.transactions is runtime.transactions  # type: ignore[attr-defined]


async def test_recorded_scan_is_counted_by_door_and_verdict(scanning: web.Application, runtime: Runtime) -> None:
    event = ScanRecorded("scan_1", "gate-a", Verdict.ADMITTED, None, runtime.clock.now())
    await runtime.bus.publish(event)
    labels = {"door": "gate-a", "verdict": "admitted"}
    assert scanning[METRICS].registry.get_sample_value("rostrum_door_scans_total", labels) == 1


async def test_application_has_the_route_of_scans(scanning: web.Application) -> None:
    paths = {resource.canonical for resource in scanning.router.resources()}
    assert "/doors/v1/scans" in paths
    assert scanning[scans.SCAN_SERVICES].transactions is not None
