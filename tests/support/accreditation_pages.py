"""Client of the served application: fill in the form, sign in staff."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from html import unescape
from pathlib import Path

import pytest
from aiohttp import ClientResponse, FormData, web
from aiohttp.test_utils import TestClient

from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import Role, Staff
from conference.clock import ManualClock
from conference.ids import RandomIds
from rostrum.runtime import Runtime
from tests.support.application_samples import upload
from tests.support.badge_office import Office, make_office
from tests.support.direct_logins import log_in

Client = TestClient[web.Request, web.Application]
PASSWORD = "correct horse battery"
SignIn = Callable[..., Awaitable[Staff]]
SignInAsEach = Callable[[Iterable[Role]], AsyncIterator[Role]]

TYPED = {
    "native_name": "ليلى حداد",
    "family_name": "Haddad",
    "given_name": "Layla",
    "country": "JO",
    "outlet": "جريدة النيل",
    "function": "reporter",
    "category": "general",
    "email": "layla@example.org",
    "phone": "+962 79 123 4567",
    "language": "ar",
    "consent": "yes",
}


def hidden(html: str, name: str) -> str:
    """Return the value of a hidden field."""
    match = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert match, f"no hidden field {name}"
    return unescape(match[1])


def form_data(fields: dict[str, str], photo: bytes | None, *, filename: str = "photo.jpg") -> FormData:
    data = FormData(default_to_multipart=True)
    for name, value in fields.items():
        data.add_field(name, value)
    if photo is not None:
        data.add_field("photo", photo, filename=filename, content_type="image/jpeg")
    return data


async def fill_in(
    client: Client, *, reading: str = "ar", photo: bytes | None = b"", page: str = "", **changes: str
) -> ClientResponse:
    """Open the form, fill it in and submit it; `page` is a form shown again, to submit instead of a new one."""
    address = f"/{reading}/apply"
    page = page or await (await client.get(address)).text()
    fields = {**TYPED, "csrf": hidden(page, "csrf"), "form": hidden(page, "form"), "accepted": hidden(page, "accepted")}
    data = form_data({**fields, **changes}, _own_photo(changes) if photo == b"" else photo)
    return await client.post(address, data=data, allow_redirects=False)


def _own_photo(changes: Mapping[str, str]) -> bytes:
    """Return the upload of the sample person, or another one for another address."""
    return upload(120 + sum(changes.get("email", "").encode()) % 80)


async def apply(client: Client, **changes: str) -> str:
    """Submit an application; return the address of the status page."""
    response = await fill_in(client, **changes)  # type: ignore[arg-type]
    assert response.status == 303, await response.text()
    return response.headers["Location"]


@pytest.fixture
async def office(runtime: Runtime, clock: ManualClock, tmp_path: Path) -> Office:
    """The badge desk and the doors of the served application."""
    return await make_office(runtime.transactions, clock, RandomIds(), tmp_path)


@pytest.fixture
def sign_in(client: Client, runtime: Runtime) -> SignIn:
    """Create a member of staff and sign in with this account, replacing the current sign-in."""

    async def enter(username: str, *roles: Role, language: str = "en") -> Staff:
        new = NewStaff(username, username.title(), frozenset(roles), language, PASSWORD)
        person = await create_staff(runtime.accounts, new)
        await enter_again(client, username)
        return person

    return enter


@pytest.fixture
def sign_in_as_each(sign_in: SignIn, clock: ManualClock) -> SignInAsEach:
    """Sign in as a member of staff of each role, one after the other; a minute apart for the limit of sign-ins."""

    async def enter_each(roles: Iterable[Role]) -> AsyncIterator[Role]:
        for role in roles:
            await sign_in(f"person-{role.name}", role)
            yield role
            clock.advance(60)

    return enter_each


async def enter_again(client: Client, username: str) -> None:
    """Sign in with an existing account."""
    await log_in(client, username, PASSWORD)
