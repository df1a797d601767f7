"""Installation of exports and imports: their services and pages."""

from dataclasses import replace

from aiohttp import web

from accreditation.applications.services import ApplicationServices
from accreditation.applications.storage.history import SqlHistory
from accreditation.badge_desk.storage import SqlDeskList
from accreditation.doors.storage.scan_lists import SqlScanLists
from accreditation.exports.services import ExportServices
from accreditation.exports.storage import SqlExportLists, SqlExports
from accreditation.exports.web import downloads, pages
from accreditation.exports.web.context import EXPORT_PAGES, ExportPages
from accreditation.imports.services import ImportServices
from accreditation.imports.web import pages as import_pages
from accreditation.imports.web.context import IMPORT_PAGES, ImportPages
from accreditation.outlets.services import place_rules
from accreditation.outlets.storage.outlet_lists import SqlOutletLists
from rostrum.parts.stores import outlet_store
from rostrum.runtime import Runtime


def export_services(runtime: Runtime, applications: ApplicationServices) -> ExportServices:
    """Make the services of exports."""
    return ExportServices(
        transactions=runtime.transactions,
        applications=applications,
        exports=SqlExports(),
        lists=SqlExportLists(),
        desk=SqlDeskList(),
        outlets=SqlOutletLists(outlet_store()),
        scans=SqlScanLists(),
        places=place_rules(runtime.event),
        event=runtime.event,
    )


def install_exports(app: web.Application, runtime: Runtime, applications: ApplicationServices) -> None:
    """Install the pages and the downloads of exports."""
    app[EXPORT_PAGES] = ExportPages(export_services(runtime, applications))
    for module in (pages, downloads):
        app.router.add_routes(module.routes())


def import_services(applications: ApplicationServices) -> ImportServices:
    """Make the services of imports of services whose acts are announced by letters."""
    return ImportServices(announcing=applications, silent=replace(applications, history=SqlHistory()))


def install_imports(app: web.Application, runtime: Runtime, applications: ApplicationServices) -> None:
    """Install the page of imports."""
    app[IMPORT_PAGES] = ImportPages(import_services(applications), runtime.event)
    app.router.add_routes(import_pages.routes())
