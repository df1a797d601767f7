"""Rostrum in a process of its own, as `rostrum serve` runs it, with a watch on its event loop that can be asked.

The site is filled first: staff of every role, an application, badges, enrolled devices and the programme.
"""

import argparse
import asyncio
import os
import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvloop
from aiohttp import web
from msgspec import structs

from accreditation.applications.actions.applying import save_draft_photo, submit_application
from accreditation.applications.domain.answers import Answers
from accreditation.doors.actions.devices import offer_enrolment
from accreditation.doors.domain.devices import Right, Scope
from bench.door_site import MORNING, SUPERVISOR, fill
from bench.parts import commands, say
from broadcast.board.actions.programme import load_programme
from broadcast.board.event_data import programme_of
from broadcast.feed.service import BOARD
from conference.api.tokens import NewToken, add_token
from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import Role, Staff
from conference.descriptions import description_of
from conference.logs import configure_logs
from conference.web.middlewares import MAX_BODY
from rostrum import roles
from rostrum.app import make_application
from rostrum.parts.accreditation import assemble_accreditation
from rostrum.runtime import Runtime, open_runtime
from rostrum.serving.process import settle_memory
from rostrum.serving.runner import Runner, listen
from rostrum.settings import Settings
from tests.support.application_samples import SECRET, applicant, upload
from tests.support.letters import sample_letter

PASSWORD = "correct horse battery"
BADGES = 3
LOOK_EVERY_S = 0.001
"""How often the loop is woken to see how late it is."""


class LoopWatch:
    """Measure how late the event loop wakes a task that sleeps for a millisecond.

    The time in which the loop's thread was ready and another process had the core is taken off (Linux, schedstat).
    """

    def __init__(self) -> None:
        self._worst_s = 0.0
        self._scheduler = os.open(f"/proc/self/task/{threading.get_native_id()}/schedstat", os.O_RDONLY)

    async def run(self) -> None:
        """Measure until cancelled."""
        while True:
            due, waited_s = time.perf_counter() + LOOK_EVERY_S, self._waited_s()
            await asyncio.sleep(LOOK_EVERY_S)
            late_s = time.perf_counter() - due
            self._worst_s = max(self._worst_s, late_s - (self._waited_s() - waited_s))

    async def take_worst(self) -> float:
        """Return the longest delay since the last call, in milliseconds, with the iteration that is under way."""
        await asyncio.sleep(2 * LOOK_EVERY_S)
        worst, self._worst_s = self._worst_s, 0.0
        return 1000 * worst

    def _waited_s(self) -> float:
        return int(os.pread(self._scheduler, 100, 0).split()[1]) / 1e9


def main() -> None:
    """Serve until the commands end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, required=True)
    options = parser.parse_args()
    settings = Settings(data_dir=options.data_dir, clock_starts_at=MORNING, proxies=1, log_level="error")
    configure_logs(level="error")
    uvloop.run(serve(settings))


async def serve(settings: Settings) -> None:
    """Fill the site, serve it on a free port, and answer `routes` and `lag`."""
    site = await fill(settings, BADGES)
    async with open_runtime(settings) as runtime:
        runtime.catalogues.load_all()
        app = make_application(runtime)
        values = await fill_forms(runtime, app)
        runner = Runner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        settle_memory()
        await listen(runner, "127.0.0.1", 0)
        watch = LoopWatch()
        watching = asyncio.create_task(watch.run())
        say(
            port=runner.addresses[0][1],
            values=values,
            token=site.devices["gate-a"],
            api_token=await make_api_token(runtime),
        )
        try:
            async for command in commands():
                if command == "routes":
                    say(routes=[describe_route(route) for route in app.router.routes()])
                else:
                    say(lag_ms=await watch.take_worst())
        finally:
            watching.cancel()
            await runner.cleanup()


def describe_route(route: web.AbstractRoute) -> Mapping[str, Any]:
    """Return a route's method, template and the bytes that its handler takes."""
    assert route.resource is not None
    return {
        "method": route.method,
        "path": route.resource.canonical,
        "most": getattr(route.handler, "max_bytes", MAX_BODY),
        "programs": getattr(route.handler, "for_programs", False),
        "texts": text_fields(route.handler),
    }


def text_fields(handler: object) -> list[str]:
    """Return the names of the texts in the JSON that a handler of the API takes."""
    description = description_of(handler)
    fields = structs.fields(description.body) if description and description.body else ()
    return [one.encode_name for one in fields if "str" in str(one.type)]


async def make_api_token(runtime: Runtime) -> str:
    """Return a token of the API with the permissions of an accreditation officer and an operator."""
    permitted = (roles.ACCREDITATION_OFFICER, roles.OPERATOR)
    owner = await create_staff(runtime.accounts, NewStaff("program", "program", frozenset(permitted), "en", PASSWORD))
    scopes = frozenset(role.permission for role in permitted)
    return (await add_token(runtime.accounts, NewToken("program", scopes, 1), owner=owner)).secret


async def fill_forms(runtime: Runtime, app: web.Application) -> Mapping[str, str]:
    """Add what the forms of every page are about; returns a value for each parameter of the routes' paths."""
    for role in roles.ROLE_TABLE:
        administrator = await add_staff(runtime, role.name, role)
    changed = await add_staff(runtime, "changed", roles.DOOR)
    await load_programme(app[BOARD], programme_of(runtime.event), operator=administrator)
    services = assemble_accreditation(runtime)
    await save_draft_photo(services.applications, upload(), secret=SECRET)
    answers = Answers(applicant(), "Nile Gazette", "reporter", "general")
    application = await submit_application(services.applications, answers, secret=SECRET)
    scope = Scope(("gate-b",), frozenset({Right.UNDO}), runtime.clock.now() + timedelta(days=1))
    offer = await offer_enrolment(services.devices, scope, name="Phone", staff=SUPERVISOR)
    async with runtime.transactions.write() as transaction:
        letter = await runtime.outbox.add(transaction, sample_letter())
    return {
        "staff": changed.id,
        "token": "tok_1",
        "webhook": "wh_1",
        "command": "cmd_1",
        "ticket": "f" * 64,
        "cue": "cue_1",
        "deviation": "dev_1",
        "link": "lnk_1",
        "rest": "unknown",
        "alert": "alt_1",
        "announcement": "ann_1",
        "proposal": "prop_1",
        "planned": "ann_1",
        "screen": "lobby-1",
        "secret": services.applications.links.secret_of(application),
        "application": application.id,
        "outlet": application.outlet_id or "",
        "person": "crew_none",
        "photo": application.photo_id or "",
        "picture": "drawn-hall",
        "file": "drawn-hall.png",
        "device": offer.device.id,
        "entry": "venue",
        "page": "conference",
        "section": "zones",
        "letter": letter or "",
        "agency": "accreditation",
        "language": "en",
        "small": "small",
        "badge": f"{1:016x}",
        "session": runtime.event.public_programme[0].id,
        "speaker": runtime.event.speakers[0].id,
        "reason": "choice",
        "annex": "equipment",
        "room": runtime.event.public_programme[0].room,
        "day": runtime.event.days[0].isoformat(),
        "scan": "scan_1",
        "notice": "notice_1",
        "id": "ann_1",
        "build": "x",
        "name": "x",
        "first": application.id,
        "second": "app_2",
        "listed": "0" * 40,
        "run": f"{1:016x}",
        "set": f"{2:016x}",
        "document": "document_x",
        "export": "exp_x",
        "upload": "upload_x",
        "kind": "assignment_letter",
        "number": "1",
        "batch": "batch_x",
        "key": "0123456789abcdef",
    }


async def add_staff(runtime: Runtime, name: str, role: Role) -> Staff:
    """Add a member of staff with one role."""
    return await create_staff(runtime.accounts, NewStaff(name, name, frozenset({role}), "en", PASSWORD))


if __name__ == "__main__":
    main()
