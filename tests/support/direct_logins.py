"""Sign staff in without the pages of the sign-in, whose own tests are in `tests/conference/web/staff`."""

from aiohttp import web
from aiohttp.test_utils import TestClient

from conference.auth.logins import sign_in
from conference.web.context import SITE
from conference.web.cookies import login_name

LOCAL_ADDRESS = "127.0.0.1"


async def log_in(client: TestClient[web.Request, web.Application], username: str, password: str) -> None:
    """Open a login of an existing account; its cookie replaces all cookies of the client."""
    assert client.app is not None
    site = client.app[SITE]
    login = await sign_in(site.accounts, username=username, password=password, address=LOCAL_ADDRESS)
    client.session.cookie_jar.clear()
    client.session.cookie_jar.update_cookies({login_name(site): login.secret}, client.make_url("/"))
