"""Routes of the administrator's pages, and the runtime that they read."""

from aiohttp import web

from rostrum.administration import audit_log, event_facts, retention, site_state
from rostrum.administration.context import RUNTIME
from rostrum.runtime import Runtime


def install_administration(app: web.Application, runtime: Runtime) -> None:
    """Install the administrator's pages."""
    app[RUNTIME] = runtime
    app.router.add_routes(
        [
            web.get("/staff/event", event_facts.show_event),
            web.get("/staff/site", site_state.show_site),
            web.get(audit_log.PATH, audit_log.show_audit),
            web.get(audit_log.TABLE_PATH, audit_log.download_audit),
            web.get(retention.PATH, retention.show_retention),
            web.get(f"{retention.PATH}/certificate.json", retention.download_certificate),
            web.get(f"{retention.PATH}/certificate.pdf", retention.draw_certificate),
        ]
    )
