"""An alert at a door in a real browser: on top of the app, also after a restart without a server."""

import asyncio

import pytest
from playwright.sync_api import Browser, expect

from broadcast.alerts.actions.drafting import DraftRequest, FollowUp, draft_alert, read_alert_record
from broadcast.alerts.actions.publishing import PublishRequest, publish_alert
from broadcast.alerts.domain.cap import Status
from broadcast.alerts.ports import AlertServices
from broadcast.alerts.storage import SqlAlerts
from rostrum.parts.board.alerts import prepared_of, site_of
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.runtime import Runtime
from tests.browser.door_site import Site, enrolled
from tests.browser.door_site import window as door_window
from tests.support.board_samples import OPERATOR
from tests.support.live import LiveServer

pytestmark = pytest.mark.browser

RECEIPT_WITHIN_S = 30.0


def door_alerts_of(runtime: Runtime) -> AlertServices:
    """The dependencies of actions on alerts, beside the server."""
    board = assemble_broadcast(runtime).board
    site, prepared = site_of(runtime.event), prepared_of(runtime.event)
    return AlertServices(board=board, store=SqlAlerts(), site=site, prepared=prepared)


async def evacuate(runtime: Runtime, _accreditation: object) -> str:
    """Publish an actual alert for the whole site; return its id."""
    services = door_alerts_of(runtime)
    draft = await draft_alert(services, DraftRequest(status=Status.ACTUAL, prepared="evacuate"), operator=OPERATOR)
    asked = PublishRequest(operator=OPERATOR, reason="nobody else is here")
    return (await publish_alert(services, draft.id, asked)).id


async def wait_for_receipt(runtime: Runtime, alert: str) -> None:
    """Wait until a door has told that it shows an alert. Raises TimeoutError."""
    services = door_alerts_of(runtime)
    async with asyncio.timeout(RECEIPT_WITHIN_S):
        while "door" not in {one.kind.value for one in (await read_alert_record(services, alert)).receipts}:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


def test_door_shows_an_alert_after_a_restart_without_a_server(
    browser: Browser, door_server: LiveServer, site: Site
) -> None:
    context = door_window(browser, door_server, locale="en-GB")
    phone = enrolled(context, site.code())
    alert = site.act(evacuate)
    expect(phone.locator(".door-alert-alert")).to_be_visible()

    async def cancel(runtime: Runtime, _accreditation: object) -> None:
        services = door_alerts_of(runtime)
        wanted = DraftRequest(status=Status.ACTUAL, follows=alert, follow_up=FollowUp.CANCEL)
        draft = await draft_alert(services, wanted, operator=OPERATOR)
        await publish_alert(services, draft.id, PublishRequest(operator=OPERATOR, reason="nobody else is here"))

    site.act(lambda runtime, _accreditation: wait_for_receipt(runtime, alert))
    context.set_offline(True)
    phone.reload()
    expect(phone.locator(".door-alert-alert")).to_be_visible()
    site.act(cancel)
    context.set_offline(False)
    expect(phone.locator(".door-alert")).to_have_count(0)
    context.close()
