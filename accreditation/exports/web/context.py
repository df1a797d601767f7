"""Dependencies of the pages of exports, stored on the application by a typed key."""

from aiohttp import web
from msgspec import Struct, field

from accreditation.access.roles import Permission
from accreditation.exports.services import ExportServices
from conference.rate_limits import Limit, Limits
from conference.web import site_of, staff_of

PATH = "/staff/exports"
ANY_READER = (
    Permission.VET_ACCREDITATION,
    Permission.VET_SECURITY,
    Permission.PRINT_BADGES,
    Permission.SUPERVISE_DOORS,
)
"""Permissions with which a person can export something."""

EXPORT_ACTS = Limit("exports", burst=30, every_s=30)
"""Creations and downloads of one person."""


class ExportPages(Struct, frozen=True):
    """Services and limits of the pages."""

    services: ExportServices
    limits: Limits = field(default_factory=Limits)


EXPORT_PAGES: web.AppKey[ExportPages] = web.AppKey("exports", ExportPages)


def export_services_of(request: web.Request) -> ExportServices:
    """Return the dependencies of the actions."""
    return request.config_dict[EXPORT_PAGES].services


def charge_person(request: web.Request) -> None:
    """Count a creation or a download of the signed-in person. Raises ThrottledError."""
    limits = request.config_dict[EXPORT_PAGES].limits
    limits.charge(EXPORT_ACTS, staff_of(request).id, site_of(request).clock.now())
