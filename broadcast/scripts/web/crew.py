"""The page of a crew link: some columns of one script, read-only, following while it runs."""

from aiohttp import web

from broadcast.scripts.actions.links import CrewScript, open_link
from broadcast.scripts.web.context import run_views, script_services_of, shared_values
from broadcast.scripts.web.running import RunQuery
from conference.languages import LANGUAGES
from conference.web import read_query, render, site_of

CREW_PATH = "/{language:" + "|".join(LANGUAGES) + "}/cues/{secret:[A-Za-z0-9_-]{22,80}}"
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


async def show_crew(request: web.Request) -> web.Response:
    """`GET /{language}/cues/{secret}`: the script with the columns of the link."""
    crew = await open_link(script_services_of(request), request.match_info["secret"], counts=True)
    return _render_crew(request, crew, "scripts/crew.html")


async def show_crew_parts(request: web.Request) -> web.Response:
    """`GET /{language}/cues/{secret}/parts`: the part that changes; 204 while it is as `seen`."""
    crew = await open_link(script_services_of(request), request.match_info["secret"], counts=False)
    if read_query(request, RunQuery).seen == crew.running.tag:
        return web.Response(status=204, headers=PRIVATE)
    return _render_crew(request, crew, "scripts/run_part.html")


def _render_crew(request: web.Request, crew: CrewScript, template: str) -> web.Response:
    services, whole = script_services_of(request), crew.running.whole
    views, view = run_views(services, crew.running)
    response = render(
        request,
        template,
        whole=whole,
        link=crew.link,
        views=views,
        view=view,
        tag=crew.running.tag,
        late_minutes=round(view.late.total_seconds() / 60) if view.late is not None else 0,
        errors={},
        problem="",
        target=site_of(request).url(request.path).removesuffix("/parts"),
        scopes=crew.link.scopes,
        is_crew=True,
        **shared_values(services),
    )
    response.headers.update(PRIVATE)
    return response


def routes() -> list[web.RouteDef]:
    """Return the routes of crew links."""
    return [web.get(CREW_PATH, show_crew), web.get(f"{CREW_PATH}/parts", show_crew_parts)]
