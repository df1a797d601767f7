"""The whole application on a port of its own, with somebody who may do almost everything."""

import asyncio
import hashlib
import hmac
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from accreditation.doors.actions.devices import About, enrol_device, offer_enrolment
from accreditation.doors.domain.devices import Right, Scope
from accreditation.doors.web.device_context import DEVICE_SERVICES
from broadcast.board.actions.programme import load_programme
from broadcast.board.event_data import programme_of
from broadcast.feed.service import BOARD
from conference.api.tokens import NewToken, add_token
from conference.auth.people import NewStaff, create_staff
from conference.auth.storage import add_login
from conference.clock import ManualClock
from conference.ids import RandomIds
from conference.web.context import API_PATH
from rostrum.app import make_application
from rostrum.roles import ROLE_TABLE, SECURITY_OFFICER
from rostrum.runtime import Runtime, open_runtime
from rostrum.serving.application import serve_application
from rostrum.serving.runner import bind_addresses
from rostrum.settings import Settings
from tests.conftest import MORNING
from tests.support.badge_office import GATE, make_office
from tests.support.door_devices import CHIEF
from tests.support.passwords import cheap_passwords


@dataclass(frozen=True)
class Sender:
    """The credentials of requests: the cookie and form token of a login, the tokens of a device and of the API."""

    cookie: str = ""
    token: str = ""
    device: str = ""
    api: str = ""

    def headers_for(self, path: str) -> dict[str, str]:
        """Return the headers that allow requests to the path, besides the form token."""
        if path.startswith("/doors/v1/") and self.device:
            return {"Authorization": f"Bearer {self.device}"}
        if path.startswith(API_PATH) and self.api:
            return {"Authorization": f"Bearer {self.api}"}
        return {"Cookie": self.cookie} if self.cookie else {}


@dataclass(frozen=True, kw_only=True)
class ServedSite:
    """The application on a port. `values` maps names in the addresses of routes to values that exist.

    It has one reverse proxy, so that requests may come from any network.
    """

    app: web.Application
    port: int
    values: dict[str, str]
    sender: Sender
    loop: asyncio.AbstractEventLoop

    def enrol(self) -> str:
        """Enrol another device, from another thread, and return its token."""
        return asyncio.run_coroutine_threadsafe(_enrol_device(self.app), self.loop).result(10)


@asynccontextmanager
async def serve_site(folder: Path, template: Path) -> AsyncIterator[ServedSite]:
    """Serve the application with a person of all roles but one, an applicant, a badge, the programme and a device."""
    shutil.copy(template, folder / "rostrum.db")
    clock = ManualClock(MORNING)
    async with open_runtime(Settings(data_dir=folder, proxies=1, api_per_minute=100_000), clock=clock) as opened:
        runtime = replace(opened, accounts=replace(opened.accounts, passwords=cheap_passwords()))
        badge = await (await make_office(runtime.transactions, clock, RandomIds(), folder)).badge("application_1")
        app = make_application(runtime)
        bound = await bind_addresses("127.0.0.1", 0)
        async with serve_application(app, runtime, bound):
            roles = frozenset(ROLE_TABLE) - {SECURITY_OFFICER}
            new = NewStaff("chief", "Chief", roles, "en", "correct horse battery")
            person = await create_staff(runtime.accounts, new)
            await load_programme(app[BOARD], programme_of(runtime.event), operator=person)
            token = NewToken("all", frozenset(role.permission for role in roles), 30)
            api = (await add_token(runtime.accounts, token, owner=person)).secret
            login = await _sign_in(runtime, person.id, device=await _enrol_device(app))
            yield ServedSite(
                app=app,
                port=bound[0].getsockname()[1],
                values=_values_of(runtime) | {"badge": badge.id, "staff": person.id},
                sender=replace(login, api=api),
                loop=asyncio.get_running_loop(),
            )


@contextmanager
def serve_site_in_thread(folder: Path, template: Path) -> Iterator[ServedSite]:
    """Serve the application in a thread, for clients that block."""
    started, ended = Future[ServedSite](), asyncio.Event()

    async def serve() -> None:
        async with serve_site(folder, template) as site:
            started.set_result(site)
            await ended.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)

    thread = threading.Thread(target=run)
    thread.start()
    site = started.result(60)
    try:
        yield site
    finally:
        site.loop.call_soon_threadsafe(ended.set)
        thread.join()


def _values_of(runtime: Runtime) -> dict[str, str]:
    return {
        "agency": "accreditation",
        "application": "application_1",
        "language": "en",
        "photo": "photo_application_1",
        "room": runtime.event.rooms[0].code,
        "secret": "secret-of-application_1",
        "session": runtime.event.public_programme[0].id,
        "small": "small",
    }


async def _sign_in(runtime: Runtime, staff: str, *, device: str) -> Sender:
    """Open a login, and return its cookie and form token with the token of a device."""
    secret, now = RandomIds().secret(), runtime.clock.now()
    async with runtime.transactions.write() as transaction:
        await add_login(transaction.connection, secret, staff, at=now, expires_at=now + timedelta(hours=8))
    token = hmac.new(secret.encode(), b"rostrum csrf", hashlib.sha256).hexdigest()
    return Sender(f"login={secret}", token, device)


async def _enrol_device(app: web.Application) -> str:
    """Enrol a device and return its token."""
    services, scope = app[DEVICE_SERVICES], Scope((GATE,), frozenset(Right), MORNING.replace(day=26))
    offer = await offer_enrolment(services, scope, name="gate", staff=CHIEF)
    return (await enrol_device(services, offer.code, about=About())).token
