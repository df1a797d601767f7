"""A node in a process of its own, as `rostrum serve --only doors` runs it, with an event that is under way."""

import argparse
import asyncio
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Table, insert

from accreditation.applications.domain.applications import Agency, Application, Decision, Outcome, State
from accreditation.badges.domain.badges import Badge, HandOver, IdentityCheck, as_handed_over, badge_number
from accreditation.badges.domain.tokens import Claims, zone_bits
from accreditation.badges.ports import TokenSigner
from accreditation.doors.actions.devices import About, enrol_device, offer_enrolment
from accreditation.doors.domain.devices import Right, Scope
from bench.cores import started_on
from conference.auth.roles import Staff
from conference.logs import configure_logs
from rostrum import roles
from rostrum.parts.accreditation import AccreditationServices, assemble_accreditation, ensure_issuing
from rostrum.parts.stores import application_store, badge_store
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings, environment_of
from tests.support.application_samples import application
from tests.support.servers import create_database, free_port, postgres_server

MORNING = datetime(2025, 10, 25, 2, 0, tzinfo=UTC)
"""09:00 in Hà Nội on the first day: every badge is valid, and the clock runs from here."""

CATEGORY = "pool"
DATABASES = ("sqlite", "postgresql")
EIGHT = ("gate-a", "gate-b", "gate-c", "hall-east", "hall-west", "press-centre", "press-conference", "mixed-zone")
"""Doors through which whoever has a badge of `CATEGORY` may pass."""

SUPERVISOR = Staff("staff_bench", "bench", "Bench", frozenset({roles.DOOR_SUPERVISOR}), "en")
START_WITHIN_S = 60.0
ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class Site:
    """An event under way: its settings, the badges' tokens, and the token of each door's device."""

    settings: Settings
    badges: tuple[str, ...]
    devices: dict[str, str]


def door_options(about: str | None) -> argparse.ArgumentParser:
    """The options of every measurement that `on_each_database` runs."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=DATABASES, help="one kind of database")
    return parser


async def on_each_database(
    measure: Callable[[str, Site], Awaitable[bool]], *, options: argparse.Namespace, badges: int
) -> int:
    """Measure an event under way on every kind of database in turn; the exit code, 1 unless all was right."""
    right = True
    for kind in [options.only] if options.only else DATABASES:
        with scratch() as folder:
            async with open_site(kind, badges=badges, folder=folder) as site:
                configure_logs(level=site.settings.log_level)
                right = await measure(kind, site) and right
    return 0 if right else 1


@asynccontextmanager
async def open_site(kind: str, *, badges: int, folder: Path) -> AsyncIterator[Site]:
    """An event with so many badges and a device at every door, on a database of its own of that kind."""
    with _database_url(kind) as maintenance:
        url = await create_database(maintenance, f"bench_{secrets.token_hex(4)}") if maintenance else ""
        settings = Settings(
            data_dir=folder, port=free_port(), database_url=url, clock_starts_at=MORNING, log_level="warning"
        )
        yield await fill(settings, badges)


@contextmanager
def _database_url(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        yield ""
        return
    with postgres_server() as url:
        yield url


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that goes."""
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as folder:
        yield Path(folder)


async def fill(settings: Settings, badges: int) -> Site:
    """The event in an empty database."""
    async with open_runtime(settings) as runtime:
        await ensure_issuing(runtime)
        services = assemble_accreditation(runtime)
        tokens = await _issue(runtime, services, badges)
        devices = {door.id: await _enrol(runtime, services, door.id) for door in runtime.event.doors}
    return Site(settings, tuple(tokens), devices)


async def enrol_devices(site: Site, doors: Sequence[str]) -> list[str]:
    """Enrol one more device at each of these doors and return their tokens. Only while no server runs."""
    async with open_runtime(site.settings) as runtime:
        services = assemble_accreditation(runtime)
        return [await _enrol(runtime, services, door) for door in doors]


async def _issue(runtime: Runtime, services: AccreditationServices, count: int) -> list[str]:
    """People with badges; nothing is drawn."""
    now = runtime.clock.now()
    async with runtime.transactions.write() as transaction:
        signer = await services.badges.keys.get_signer(transaction)
        issued = []
        for number in range(1, count + 1):
            await application_store().add(transaction, _person(f"app_{number:05}", now))
            issued.append(_badge(services, signer, number, now))
        await badge_store().add(transaction, issued)
    return [badge.token for badge in issued]


def _person(application_id: str, now: datetime) -> Application:
    return application(
        application_id,
        secret=secrets.token_hex(16),
        category=CATEGORY,
        consent_at=now,
        submitted_at=now,
        state=State.APPROVED,
        decision=Decision(Outcome.APPROVED, "staff_bench", Agency.SECURITY, now),
    )


def _badge(services: AccreditationServices, signer: TokenSigner, number: int, now: datetime) -> Badge:
    plan = services.badges.plan
    held = plan.entitlements[CATEGORY]
    badge_id = f"{number:016x}"
    bits = zone_bits(held.zones, plan.zone_bits)
    token = signer.sign(Claims(plan.audience, badge_id, 1, held.letter, bits, held.valid_from, held.valid_until))
    number_text = badge_number(held.letter, number)
    badge = Badge(badge_id, 1, number_text, f"app_{number:05}", held, token, "", now, SUPERVISOR.id)
    return as_handed_over(badge, HandOver(SUPERVISOR.id, IdentityCheck.PASSPORT), at=now)


async def _enrol(runtime: Runtime, services: AccreditationServices, door: str) -> str:
    scope = Scope((door,), frozenset(Right), runtime.clock.now() + timedelta(days=1))
    offer = await offer_enrolment(services.devices, scope, name=door, staff=SUPERVISOR)
    return (await enrol_device(services.devices, offer.code, about=About())).token


async def insert_rows(runtime: Runtime, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Keep rows as they are, a few thousand in each transaction."""
    for start in range(0, len(rows), ROWS_AT_ONCE):
        async with runtime.transactions.write() as transaction:
            await transaction.connection.execute(insert(table), rows[start : start + ROWS_AT_ONCE])


class Server:
    """`rostrum serve --only …` in a process. Ends with the block.

    `core`: the only core of its threads. `profile`: file to which cProfile writes its statistics at the end.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        only: str = "doors",
        port: int | None = None,
        core: int | None = None,
        profile: str | None = None,
    ) -> None:
        self.port = port or settings.port
        plain = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRUM_")}
        self._environment = plain | environment_of(settings)
        profiler = ["-m", "cProfile", "-o", profile] if profile else []
        program = [sys.executable, *profiler, "-m", "rostrum"]
        self._command = [*program, "serve", "--only", only, "--port", str(self.port)]
        self._core = core
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Start it and wait until it takes connections."""
        process = self._process = self._begun()
        deadline = time.monotonic() + START_WITHIN_S
        while time.monotonic() < deadline and process.poll() is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
        raise RuntimeError("the server did not start")

    def _begun(self) -> "subprocess.Popen[bytes]":
        with nullcontext() if self._core is None else started_on(self._core):
            return subprocess.Popen(self._command, env=self._environment, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Tell it to end."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


@asynccontextmanager
async def serving(settings: Settings, *, only: str = "doors", port: int | None = None) -> AsyncIterator[Server]:
    """A server that serves."""
    server = Server(settings, only=only, port=port)
    await server.start()
    try:
        yield server
    finally:
        server.stop()
