"""Install accreditation: `desk` and `doors` are its two parts, `scanning` is the path of a scan."""

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
from rostrum.parts.desk import application_services, badge_services, install_desk
from rostrum.parts.doors import device_services, install_doors, notice_services
from rostrum.parts.scanning import install_scanning, scan_services
from rostrum.runtime import Runtime

KEY_FOLDER = "keys"
"""Under the data folder: the private halves of the signing keys of this node."""


@dataclass(frozen=True, kw_only=True)
class AccreditationServices:
    """The places of accreditation where the program itself works too, without a page."""

    applications: ApplicationServices
    badges: BadgeServices
    devices: DeviceServices
    notices: NoticeServices


def assemble_accreditation(runtime: Runtime, *, issuing: bool = True) -> AccreditationServices:
    """The desks of this world's event. Who does not issue has no way to the private halves of the keys."""
    folder = KeyFolder(runtime.settings.data_dir / KEY_FOLDER) if issuing else None
    keys = SigningKeys(audience_of(runtime.event), SqlKeys(), folder)
    return AccreditationServices(
        applications=application_services(runtime),
        badges=badge_services(runtime, keys),
        devices=device_services(runtime),
        notices=notice_services(runtime),
    )


async def ensure_issuing(runtime: Runtime) -> None:
    """Make this node's signing key unless it has one."""
    await ensure_signing_key(assemble_accreditation(runtime).badges)


def install_accreditation(app: web.Application, runtime: Runtime) -> None:
    """Put those pages of applications, vetting, badges and doors on the application that are of its parts."""
    parts = runtime.settings.parts
    desks = assemble_accreditation(runtime, issuing="desk" in parts)
    app[BADGE_EVENT] = runtime.event
    if "desk" in parts:
        install_desk(app, runtime, applications=desks.applications, badging=desks.badges)
    if "doors" in parts:
        scans = scan_services(runtime, desks.badges.keys)
        install_doors(app, runtime, devices=desks.devices, notices=desks.notices, scans=scans)
        install_scanning(app, runtime, scans)
