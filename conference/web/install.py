"""Installation of the web layer on an application: middlewares, headers, static files, fonts, staff pages."""

from aiohttp import web

from conference.web import home, people, signing_in
from conference.web.context import SITE, Site
from conference.web.font_slices import FontSlices
from conference.web.middlewares import MIDDLEWARES, put_headers


def install(app: web.Application, site: Site) -> None:
    """Install the web layer on the application, before it starts."""
    app[SITE] = site
    app.middlewares.extend(MIDDLEWARES)
    app.on_response_prepare.append(put_headers)
    app.router.add_routes(routes(site))


def routes(site: Site) -> list[web.RouteDef]:
    """Return the routes of the web layer itself."""
    return [
        web.get("/static/{build}/{name:.+}", site.assets.serve),
        web.get("/fonts/{name}.woff", FontSlices(site.font_cache).serve),
        web.get("/staff", _redirect_to_home),
        web.get("/staff/", home.home),
        web.get("/staff/sign-in", signing_in.show_sign_in),
        web.post("/staff/sign-in", signing_in.take_sign_in),
        web.post("/staff/sign-out", signing_in.take_sign_out),
        web.post("/staff/language", signing_in.take_language),
        web.get("/staff/password", signing_in.show_password),
        web.post("/staff/password", signing_in.take_password),
        web.get("/staff/people", people.show_people),
        web.post("/staff/people", people.add_person),
        web.get("/staff/people/{staff}", people.show_person),
        web.post("/staff/people/{staff}", people.change_person),
    ]


async def _redirect_to_home(request: web.Request) -> web.Response:
    raise web.HTTPMovedPermanently("/staff/")
