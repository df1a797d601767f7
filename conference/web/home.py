"""First page of staff: a tile for each task that the person may do."""

from aiohttp import web

from conference.auth.roles import may
from conference.web.access import require
from conference.web.context import site_of, staff_of
from conference.web.templating import render


def is_served(app: web.Application, path: str) -> bool:
    """Whether the application has a route for the path."""
    infos = (resource.get_info() for resource in app.router.resources())
    return any(info.get("path") == path or ("pattern" in info and info["pattern"].fullmatch(path)) for info in infos)


@require()
async def home(request: web.Request) -> web.Response:
    """`GET /staff/`."""
    site, staff = site_of(request), staff_of(request)
    tiles = [tile for tile in site.tiles if may(staff, tile.permission)]
    return render(
        request,
        "staff_home.html",
        tiles=[tile for tile in tiles if site.elsewhere or is_served(request.app, tile.path)],
        role_texts=site.role_texts,
        roles=sorted(role.name for role in staff.roles),
    )
