"""Installation of the web layer on an application: middlewares, headers, static files, fonts, and the staff pages.

The first page of staff has a tile for each task whose route is installed.
"""

from aiohttp import web

from conference.auth.letters import FORGOTTEN
from conference.rate_limits import Limits
from conference.web.access import require
from conference.web.context import SITE, Site, Tile, site_of, staff_of
from conference.web.font_slices import FontSlices
from conference.web.middlewares import MIDDLEWARES, put_headers
from conference.web.staff import (
    account,
    forgotten,
    own_second_factor,
    password_links,
    people,
    second_steps,
    signing_in,
    tokens,
)
from conference.web.staff.list_reads import RECENT_VIEWS, RecentViews
from conference.web.templating import render


def install(app: web.Application, site: Site) -> None:
    """Install the web layer on the application, before it starts."""
    install_frame(app, site)
    app.router.add_routes(routes())


def install_frame(app: web.Application, site: Site) -> None:
    """Install what pages need that have no login of their own: middlewares, headers, static files, fonts, sign-in."""
    app[SITE] = site
    app[forgotten.LIMITS] = Limits()
    app[RECENT_VIEWS] = RecentViews()
    app.middlewares.extend(MIDDLEWARES)
    app.on_response_prepare.append(put_headers)
    slices = FontSlices(site.font_cache)
    app.on_shutdown.append(slices.end_cutting)
    app.router.add_routes(
        [
            web.get("/fonts/{name}.woff", slices.serve),
            web.get("/static/{build}/event/{name}", site.look.serve),
            web.get("/static/{build}/{name:.+}", site.assets.serve),
            web.get("/staff", _redirect_to_home),
            web.get("/staff/", show_home),
            web.get("/staff/sign-in", signing_in.show_sign_in),
            web.post("/staff/sign-in", signing_in.take_sign_in),
            web.post("/staff/sign-out", signing_in.take_sign_out),
            web.post("/staff/language", signing_in.take_language),
            web.get(second_steps.CODE, second_steps.redirect_to_sign_in),
            web.post(second_steps.CODE, second_steps.take_code),
            web.get(second_steps.SETUP, second_steps.redirect_to_sign_in),
            web.post(second_steps.SETUP, second_steps.take_setup),
        ]
    )


def routes() -> list[web.RouteDef]:
    """Return the routes of the pages about people and their logins, besides sign-in."""
    return [
        web.get("/staff/password", signing_in.show_password),
        web.post("/staff/password", signing_in.take_password),
        web.get(FORGOTTEN, forgotten.show_forgotten),
        web.post(FORGOTTEN, forgotten.take_forgotten),
        web.get(account.PATH, account.show_account),
        web.post(f"{account.PATH}/logins", account.take_logins),
        web.get(own_second_factor.PATH, own_second_factor.show_own_factor),
        web.post(own_second_factor.PATH, own_second_factor.take_own_factor),
        web.get(password_links.PATH, password_links.show_link),
        web.post(password_links.PATH, password_links.take_link),
        *tokens.routes(),
        web.get("/staff/people", people.show_people),
        web.post("/staff/people", people.add_person),
        web.get("/staff/people/{staff}", people.show_person),
        web.post("/staff/people/{staff}", people.change_person),
    ]


async def _redirect_to_home(request: web.Request) -> web.Response:
    raise web.HTTPMovedPermanently("/staff/")


def is_served(app: web.Application, path: str) -> bool:
    """Whether the application has a route for the path."""
    infos = (resource.get_info() for resource in app.router.resources())
    return any(info.get("path") == path or ("pattern" in info and info["pattern"].fullmatch(path)) for info in infos)


@require()
async def show_home(request: web.Request) -> web.Response:
    """`GET /staff/`: a tile for each page that the person may open; redirects to the page when there is only one."""
    site, staff = site_of(request), staff_of(request)
    tiles = [tile for tile in site.tiles if tile.is_for(staff)]
    tiles = [tile for tile in tiles if site.elsewhere or is_served(request.app, tile.path)]
    if len(tiles) == 1:
        raise web.HTTPSeeOther(tiles[0].path)
    return render(
        request,
        "staff_home.html",
        tiles=[(tile, await _read_number(request, tile)) for tile in tiles],
        role_texts=site.role_texts,
        roles=sorted(role.name for role in staff.roles),
    )


async def _read_number(request: web.Request, tile: Tile) -> tuple[str, int] | None:
    """Return the number of a tile, None for a page without one or of another node."""
    if tile.number is None or not is_served(request.app, tile.path):
        return None
    return await tile.number(request)
