"""Installation of browser notifications: the section of sessions' pages, its requests, and the worker."""

from collections.abc import AsyncIterator, Callable

from aiohttp import web

from broadcast.feed.hub import Hub
from broadcast.feed.public_board import PublicBoard, read_snapshot
from broadcast.notifications import web as requests
from broadcast.notifications.delivery import AT_ONCE
from broadcast.notifications.metrics import NotificationMetrics
from broadcast.notifications.section import NOTIFICATION_SECTION, OFFER_SECTION
from broadcast.notifications.services import NotificationServices
from broadcast.notifications.vapid import SenderKey
from broadcast.notifications.web import FOLLOW_LIMITS, NOTIFICATIONS
from broadcast.notifications.worker import NotificationWorker
from broadcast.publish.sections import FOLLOW_SECTIONS, SESSION_SECTIONS
from conference.metrics import METRICS
from conference.rate_limits import Limits
from conference.webhooks.sender import WebhookSender
from rostrum.runtime import Runtime


def install_notifications(app: web.Application, runtime: Runtime, hub: Hub) -> Callable[[], None]:
    """Install the notifications of sessions, and return what is to be called when the hub has read the board."""
    settings = runtime.settings

    def read_board(code: str) -> PublicBoard:
        return read_snapshot(hub.snapshot(code).payload)

    services = NotificationServices(
        transactions=runtime.transactions,
        clock=runtime.clock,
        ids=runtime.ids,
        texts=runtime.catalogues,
        read_board=read_board,
        sender_key=SenderKey(runtime.issued_secrets.derive_key("notifications"), settings.address),
        push_services=settings.push_services,
        allows_private=settings.webhooks_private,
    )
    app[NOTIFICATIONS], app[FOLLOW_LIMITS] = services, Limits()
    app[SESSION_SECTIONS].append(NOTIFICATION_SECTION)
    app[FOLLOW_SECTIONS].insert(0, OFFER_SECTION)
    app.router.add_routes(requests.routes())
    connections = AT_ONCE * len(settings.push_services)
    sender = WebhookSender(allows_private=settings.webhooks_private, connections=connections)
    worker = NotificationWorker(services, sender, NotificationMetrics(app[METRICS].registry))

    async def send_notifications(_app: web.Application) -> AsyncIterator[None]:
        async with worker.running():
            yield

    app.cleanup_ctx.append(send_notifications)
    return worker.look_again
