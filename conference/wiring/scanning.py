"""The path of a scan on an application: its stores, its clerk, its address, its counters."""

from collections.abc import AsyncIterator

from aiohttp import web

from accreditation.access_plan import access_plan
from accreditation.actions.scan_post import ScanPost
from accreditation.actions.scanning import make_clerk
from accreditation.domain.badge_events import ScanRecorded
from accreditation.metrics import ScanMetrics
from accreditation.ports_badges import Keys
from accreditation.storage.grants import SqlGrants
from accreditation.storage.movements import SqlMovements
from accreditation.storage.scans import SqlScans
from accreditation.web import scans
from conference.metrics import METRICS
from conference.wiring.doors import pin_post
from conference.world import World


def scan_post(world: World, keys: Keys) -> ScanPost:
    """The doors of this world's event."""
    return ScanPost(
        units=world.units,
        scans=SqlScans(),
        movements=SqlMovements(),
        grants=SqlGrants(),
        pins=pin_post(world),
        keys=keys,
        plan=access_plan(world.event),
        clock=world.clock,
        ids=world.ids,
    )


def install_scanning(app: web.Application, world: World, post: ScanPost) -> None:
    """Put the path of a scan on the application."""
    metrics, clerk = ScanMetrics(app[METRICS].registry), make_clerk(post)
    app[scans.SCAN_POST], app[scans.SCAN_CLERK], app[scans.SCAN_METRICS] = post, clerk, metrics
    app.router.add_routes(scans.routes())
    world.bus.subscribe(ScanRecorded, metrics.hear)

    async def keep_what_waits(_app: web.Application) -> AsyncIterator[None]:
        yield
        await clerk.close()

    app.cleanup_ctx.append(keep_what_waits)
