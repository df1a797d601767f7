"""Every address of the API with a token of every role, and without one (generated from the routes)."""

from collections.abc import Mapping
from string import Formatter

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from conference.web.access import permissions_of
from rostrum.roles import ROLE_TABLE
from rostrum.runtime import Runtime
from tests.support.api_tokens import make_header

Client = TestClient[web.Request, web.Application]
OF_THE_PROGRAMME = {"/api/v1/ratifications", "/api/v1/rehearsal", "/api/v1/signatures"}
"""Addresses of what is not there before a programme is loaded, or a rehearsal started."""

FOR_ANY_TOKEN = {"/api/v1/event", "/api/v1/token"}


def api_routes(client: Client) -> list[tuple[str, str, object]]:
    """Return method, path and handler of each route of the API."""
    assert client.app is not None
    routes = [route for route in client.app.router.routes() if route.resource and route.method not in ("HEAD", "*")]
    named = [(route.method, route.resource.canonical, route.handler) for route in routes if route.resource]
    return [one for one in named if one[1].startswith("/api/")]


def filled(path: str) -> str:
    """Return a path with ids that do not exist, as those of another event."""
    names = {name for _, name, _, _ in Formatter().parse(path) if name}
    return path.format(**dict.fromkeys(names, "of_another_event"))


async def status_of(client: Client, method: str, path: str, header: Mapping[str, str]) -> int:
    async with client.request(method, filled(path), headers=header, json=None if method == "GET" else {}) as response:
        return response.status


async def test_roles_reach_the_addresses_of_their_permission_alone(client: Client, runtime: Runtime) -> None:
    """Covers A12: each address and each role; the ids are those of another event."""
    routes = api_routes(client)
    assert len(routes) >= 25
    for role in ROLE_TABLE:
        header = await make_header(runtime, role, name=role.name)
        for method, path, handler in routes:
            permissions = permissions_of(handler)
            assert permissions is not None, path
            assert bool(permissions) != (path in FOR_ANY_TOKEN), path
            status = await status_of(client, method, path, header)
            if permissions and role.permission not in permissions:
                assert status == 403, (role.name, path)
            else:
                assert status not in (401, 403), (role.name, path)
                is_named = "{" in path or path in OF_THE_PROGRAMME
                assert status in ((404, 422) if is_named else (200, 422)), (role.name, path, status)


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer rst_unknown"}, {"Cookie": "login=x"}])
async def test_no_address_is_open_without_a_token(client: Client, header: Mapping[str, str]) -> None:
    statuses = {await status_of(client, method, path, header) for method, path, _ in api_routes(client)}
    assert statuses <= {401, 429}
