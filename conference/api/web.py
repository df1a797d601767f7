"""`GET /api/v1/token`: the token of the request; and the answer to other addresses below `/api/`."""

from datetime import datetime

from aiohttp import web
from msgspec import Struct

from conference.api.answers import ROOT, describe_read
from conference.api.guard import require_token, token_of
from conference.descriptions import describes
from conference.web.api import json_response
from conference.web.middlewares import for_programs


class TokenOut(Struct, frozen=True, kw_only=True):
    """A token: its name, the user name of its owner, its permissions, whether it only reads, and its end."""

    id: str
    name: str
    owner: str
    permissions: list[str]
    reads_only: bool
    expires_at: datetime


@describes(describe_read(TokenOut))
@require_token()
async def show_token(request: web.Request) -> web.Response:
    """Return the token of the request. `permissions` are those that the owner still has."""
    token = token_of(request)
    return json_response(
        TokenOut(
            id=token.id,
            name=token.name,
            owner=token.owner.username,
            permissions=sorted(role.permission for role in token.owner.roles),
            reads_only=token.reads_only,
            expires_at=token.expires_at,
        )
    )


@for_programs
async def refuse_unknown(request: web.Request) -> web.Response:
    """Answer 404 as problem details, or 405 with the methods of an address that exists."""
    allowed: set[str] = set()
    for resource in request.app.router.resources():
        found, methods = await resource.resolve(request)
        allowed |= methods if found is None else set()
    if allowed:
        raise web.HTTPMethodNotAllowed(request.method, allowed)
    raise web.HTTPNotFound


def routes() -> list[web.RouteDef]:
    """Return the route of the token."""
    return [web.get(f"{ROOT}/token", show_token)]
