"""Pictures of screens: `POST /screens/pictures/{command}/{ticket}` of a screen, and the latest one for staff."""

from aiohttp import web

from broadcast.board.roles import OPERATE_BOARD
from broadcast.screen_control.actions import read_picture, take_picture
from broadcast.screen_control.domain import LARGEST_PICTURE
from broadcast.screen_control.web.context import control_of
from conference.web import for_programs, require


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.post("/screens/pictures/{command}/{ticket}", receive),
        web.get("/staff/screens/pictures/{name}", show_picture),
    ]


@for_programs
async def receive(request: web.Request) -> web.Response:
    """Take the picture of a command from a screen that was sent its ticket."""
    content = await request.clone(client_max_size=LARGEST_PICTURE).read()
    found = request.match_info
    await take_picture(control_of(request), found["command"], found["ticket"], content)
    return web.Response(status=204)


@require(OPERATE_BOARD)
async def show_picture(request: web.Request) -> web.Response:
    """Show the latest picture of a screen.

    Raises: NotFoundError: there is none.
    """
    picture = await read_picture(control_of(request), request.match_info["name"])
    headers = {"Cache-Control": "private, no-store"}
    return web.Response(body=picture.image, content_type="image/jpeg", headers=headers)
