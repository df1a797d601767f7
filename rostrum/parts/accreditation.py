"""Installation of accreditation: its parts `desk` and `doors`, and `scanning`, the path of a scan."""

from dataclasses import dataclass

from aiohttp import web

from accreditation.applications.services import ApplicationServices
from accreditation.badge_desk.web.badge_context import BADGE_EVENT
from accreditation.badges.actions.badges import BadgeServices
from accreditation.badges.actions.keys import ensure_signing_key
from accreditation.badges.audience import audience_of
from accreditation.badges.keys import KeyFolder, SigningKeys
from accreditation.badges.storage.keys import SqlKeys
from accreditation.doors.actions.devices import DeviceServices
from accreditation.doors.actions.notices import NoticeServices
from rostrum.agency.services import agency_services, install_agencies
from rostrum.parts.desk import application_services, badge_services, install_desk
from rostrum.parts.doors import device_services, install_doors, notice_services
from rostrum.parts.exports import install_exports, install_imports
from rostrum.parts.letters import applicant_letters
from rostrum.parts.retention import install_requests, install_retention, request_services, retention_services
from rostrum.parts.scanning import install_scanning, scan_services
from rostrum.runtime import Runtime

KEY_FOLDER = "keys"
"""Folder, under the data folder, of this node's private signing keys."""


@dataclass(frozen=True, kw_only=True)
class AccreditationServices:
    """Services of accreditation that the program also uses without a page."""

    applications: ApplicationServices
    badges: BadgeServices
    devices: DeviceServices
    notices: NoticeServices


def assemble_accreditation(runtime: Runtime, *, issuing: bool = True, announcing: bool = True) -> AccreditationServices:
    """Make the services of the runtime's event.

    With `issuing` false they have no access to private keys, with `announcing` false they write no letters.
    """
    keys = signing_keys(runtime, issuing=issuing)
    letters = applicant_letters(runtime) if announcing else None
    applications = application_services(runtime, letters)
    return AccreditationServices(
        applications=applications,
        badges=badge_services(runtime, keys, applications, letters),
        devices=device_services(runtime),
        notices=notice_services(runtime),
    )


def signing_keys(runtime: Runtime, *, issuing: bool = True) -> SigningKeys:
    """Make the event's signing keys; with `issuing` false without access to private keys."""
    folder = KeyFolder(runtime.settings.data_dir / KEY_FOLDER) if issuing else None
    return SigningKeys(audience_of(runtime.event), SqlKeys(), folder)


async def ensure_issuing(runtime: Runtime) -> None:
    """Make a signing key for this node unless it has one."""
    await ensure_signing_key(assemble_accreditation(runtime).badges)


def install_accreditation(app: web.Application, runtime: Runtime) -> None:
    """Install the pages of applications, vetting, badges and doors that belong to the parts of this node."""
    parts = runtime.settings.parts
    services = assemble_accreditation(runtime, issuing="desk" in parts)
    app[BADGE_EVENT] = runtime.event
    if "desk" in parts:
        install_desk(app, runtime, applications=services.applications, badging=services.badges)
        install_exports(app, runtime, services.applications)
        install_imports(app, runtime, services.applications)
        install_requests(app, request_services(runtime, services.applications))
        install_retention(app, runtime, retention_services(runtime, signing_keys(runtime)))
        install_agencies(app, agency_services(runtime, services.applications, signing_keys(runtime)))
    if "doors" in parts:
        scans = scan_services(runtime, services.badges.keys)
        install_doors(app, runtime, devices=services.devices, notices=services.notices, scans=scans)
        install_scanning(app, runtime, scans)
