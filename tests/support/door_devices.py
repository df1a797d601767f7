"""Devices of the doors for tests, enrolled over HTTP."""

from datetime import timedelta

from aiohttp import web
from aiohttp.test_utils import TestClient

from accreditation.doors.actions.devices import DeviceServices, Offer, offer_enrolment
from accreditation.doors.domain.devices import Right, Scope
from accreditation.doors.web.device_context import DEVICE_SERVICES
from rostrum import roles
from tests.support.application_samples import staff

Client = TestClient[web.Request, web.Application]
CHIEF = staff("ha", roles.DOOR_SUPERVISOR)
ENROL = "/doors/v1/enrol"


def device_services_of(client: Client) -> DeviceServices:
    """Return the device services of the served application."""
    assert client.app is not None
    return client.app[DEVICE_SERVICES]


async def offered(client: Client, *doors: str) -> Offer:
    """Offer an enrolment for these doors, gate A by default, that lasts eight hours."""
    services = device_services_of(client)
    until = services.clock.now() + timedelta(hours=8)
    scope = Scope(doors or ("gate-a",), frozenset({Right.UNDO, Right.SEARCH}), until)
    return await offer_enrolment(services, scope, name="Phone 7", staff=CHIEF)


async def enrol(client: Client, *doors: str) -> dict[str, str]:
    """Enrol a device over HTTP and return the answer: its id, token, doors and rights."""
    code = (await offered(client, *doors)).code
    response = await client.post(ENROL, json={"code": code, "language": "vi", "build": "b1"})
    assert response.status == 200, await response.text()
    return await response.json()  # type: ignore[no-any-return]


def bearer(token: str) -> dict[str, str]:
    """Return the headers of a request of the device with this token."""
    return {"Authorization": f"Bearer {token}"}
