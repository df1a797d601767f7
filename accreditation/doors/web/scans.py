"""Scans of devices: `POST /doors/v1/scans`."""

from collections.abc import Iterator, Sequence

from aiohttp import web

from accreditation.doors.actions.devices import UnknownDeviceError
from accreditation.doors.actions.scan_services import Answer, ScanServices
from accreditation.doors.domain.devices import ENDED, Device
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.domain.scans import Item, may_arrive_late
from accreditation.doors.metrics import ScanMetrics
from accreditation.doors.runtime.group_commit import GroupCommit
from accreditation.doors.runtime.scan_commit import ScanCommit, take_items
from accreditation.doors.web.device_context import device_of, for_devices
from accreditation.doors.web.scan_json import ScansIn, ScansOut, answers_out
from conference.descriptions import Access, Description, describes
from conference.web import accepts, json_response, read_json
from conference.web.observed import seconds_into_request

SCAN_COMMIT: web.AppKey[ScanCommit] = web.AppKey("scan_commit", GroupCommit)
SCAN_SERVICES: web.AppKey[ScanServices] = web.AppKey("scan_services", ScanServices)
SCAN_METRICS: web.AppKey[ScanMetrics] = web.AppKey("scan_metrics", ScanMetrics)

MAX_SCANS_BYTES = 2 * 1024 * 1024
"""A jammed scanner can send a megabyte as the text of a badge; it is recorded as a refused scan."""


@describes(Description(answer=ScansOut, body=ScansIn, access=Access.DEVICE))
@accepts(MAX_SCANS_BYTES)
@for_devices(late=True)
async def take_scans(request: web.Request) -> web.Response:
    """Record the items that a device sends. Answers 200 with a result for each item; a refusal is not an error."""
    device = device_of(request)
    items = (await read_json(request, ScansIn)).all_items()
    if device.state in ENDED and not _may_arrive_late(items, device):
        raise UnknownDeviceError("device.unknown")
    answers = await take_items(request.config_dict[SCAN_COMMIT], items, device=device)
    request.config_dict[SCAN_METRICS].answered(_list_verdicts(answers), seconds_into_request() or 0.0)
    services = request.config_dict[SCAN_SERVICES]
    return json_response(answers_out(services.plan, answers, items, at=services.clock.now()))


def _may_arrive_late(items: Sequence[Item], device: Device) -> bool:
    return bool(items) and all(may_arrive_late(item, device.scope.expires_at) for item in items)


def _list_verdicts(answers: Sequence[Answer]) -> Iterator[Verdict]:
    return (answer.scan.verdict for answer in answers if answer.scan is not None and not answer.scan.decided_offline)


def routes() -> list[web.RouteDef]:
    """Return the route of scans."""
    return [web.post("/doors/v1/scans", take_scans)]
