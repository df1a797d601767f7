"""Installation of the scan path: stores, group commit, routes, metrics."""

from collections.abc import AsyncIterator

from aiohttp import web

from accreditation.access.event_plan import access_plan
from accreditation.badges.audience import audience_of
from accreditation.badges.ports import Keys
from accreditation.doors.actions.scan_services import ScanServices
from accreditation.doors.domain.events import ScanRecorded
from accreditation.doors.metrics import ScanMetrics
from accreditation.doors.runtime.scan_commit import make_scan_commit
from accreditation.doors.storage.grants import SqlGrantRecords
from accreditation.doors.storage.movements import SqlMovements
from accreditation.doors.storage.scans import SqlScans
from accreditation.doors.web import scans
from conference.metrics import METRICS
from rostrum.parts.doors import pin_services
from rostrum.runtime import Runtime


def scan_services(runtime: Runtime, keys: Keys) -> ScanServices:
    """Make the services of the scan path for the runtime's event."""
    return ScanServices(
        transactions=runtime.transactions,
        scans=SqlScans(),
        movements=SqlMovements(),
        grants=SqlGrantRecords(),
        pins=pin_services(runtime),
        keys=keys,
        plan=access_plan(runtime.event, audience_of(runtime.event).claim),
        clock=runtime.clock,
        ids=runtime.ids,
    )


def install_scanning(app: web.Application, runtime: Runtime, services: ScanServices) -> None:
    """Install the scan path on the application."""
    metrics, group_commit = ScanMetrics(app[METRICS].registry), make_scan_commit(services)
    app[scans.SCAN_SERVICES], app[scans.SCAN_COMMIT], app[scans.SCAN_METRICS] = services, group_commit, metrics
    app.router.add_routes(scans.routes())
    runtime.bus.subscribe(ScanRecorded, metrics.notify)

    async def close_group_commit(_app: web.Application) -> AsyncIterator[None]:
        yield
        await group_commit.close()

    app.cleanup_ctx.append(close_group_commit)
