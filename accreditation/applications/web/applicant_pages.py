"""What the pages under an applicant's link share: the link and its application."""

from aiohttp import web

from accreditation.applications.actions.applying import find_application
from accreditation.applications.domain.applications import Application
from accreditation.applications.web.context import LANGUAGE_PATH, application_pages_of
from conference.web import language_of

SECRET_PATH = LANGUAGE_PATH + "/applications/{secret:[A-Za-z0-9_-]{22,64}}"


async def get_application(request: web.Request) -> Application:
    """Return the application of the link. Raises NotFoundError `application.unknown`."""
    return await find_application(application_pages_of(request).services, secret=request.match_info["secret"])


def link_address(request: web.Request) -> str:
    """Return the address of the status page."""
    return f"/{language_of(request)}/applications/{request.match_info['secret']}"
