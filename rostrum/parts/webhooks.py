"""Installation of webhooks: their outbox in each transaction, the worker, and the administrator's pages.

Every node writes messages; those with the part `desk` send them, because they share the key that secrets are derived
from.
"""

from collections.abc import AsyncIterator

from aiohttp import web

from conference.webhooks import pages
from conference.webhooks.acts import WebhookServices
from conference.webhooks.outbox import DeliveryDue, WebhookOutbox
from conference.webhooks.pages import WEBHOOKS
from conference.webhooks.sender import WebhookSender
from conference.webhooks.worker import WebhookWorker, WebhookWorkerServices
from rostrum.parts.webhook_events import KINDS, translate_at
from rostrum.runtime import Runtime


def install_webhooks(app: web.Application, runtime: Runtime) -> None:
    """Write messages in the transactions of the runtime; with the part `desk`, send them and install the pages."""
    outbox = WebhookOutbox(translate_at(runtime.clock), runtime.clock, runtime.ids)
    runtime.transactions.before_commit = outbox.add_messages
    if "desk" in runtime.settings.parts:
        _install_desk(app, runtime)


def _install_desk(app: web.Application, runtime: Runtime) -> None:
    """Install the pages, and send messages while the application runs."""
    allows_private = runtime.settings.webhooks_private
    app[WEBHOOKS] = WebhookServices(
        transactions=runtime.transactions,
        clock=runtime.clock,
        ids=runtime.ids,
        kinds=KINDS,
        site_key=runtime.link_key,
        allows_private=allows_private,
    )
    app.router.add_routes(pages.routes())
    worker = WebhookWorker(
        WebhookWorkerServices(
            transactions=runtime.transactions,
            clock=runtime.clock,
            ids=runtime.ids,
            sender=WebhookSender(allows_private=allows_private),
            site_key=runtime.link_key,
        )
    )
    runtime.bus.subscribe(DeliveryDue, worker.notify)

    async def send_messages(_app: web.Application) -> AsyncIterator[None]:
        async with worker.running():
            yield

    app.cleanup_ctx.append(send_messages)
