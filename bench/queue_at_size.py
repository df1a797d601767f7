"""Pages of officers at 4,000 applications and 16,000 small documents: server time and number of queries of each page.

    python -m bench.queue_at_size [--applications 4000] [--only sqlite|postgresql] [--aims]

The application runs in this process. Server time is that of a handler with all middlewares, without the connection;
`queries` are the SQL statements of the request, with those of its login, and without what is written in the background.
`hit` is the time from the commit of an application to the stored hit of its duplicate. With `--aims` the exit code is 1
when an aim is missed: 100 ms at the 95th hundredth, 8 queries, 2 s.
"""

import argparse
import asyncio
import secrets
import sys
import time
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from aiohttp.typedefs import Handler
from sqlalchemy import event as database_event

from accreditation.duplicates.domain.hits import Pair
from accreditation.duplicates.storage.hits import SqlHits
from bench.door_site import DATABASES, scratch
from bench.officers_site import fill_office, hand_in_again, office_event
from conference.clock import ManualClock
from conference.logs import configure_logs
from rostrum.app import make_application
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings
from tests.conftest import MORNING
from tests.support.servers import create_database, postgres_server

MOST_QUERIES = 8
MOST_MS = 100.0
MOST_HIT_S = 2.0
LOOKS = 20

PAGES = (
    ("queue", "/staff/vetting/accreditation"),
    ("search", "/staff/vetting/accreditation?filter=all&q=an+le"),
    ("person", "/staff/vetting/accreditation?filter=all&id=app_00010"),
    ("documents", "/staff/documents/document_00010_1"),
    ("duplicates", "/staff/duplicates"),
    ("pair", "/staff/duplicates/app_00010/app_00011"),
)


@dataclass
class RequestCost:
    """Time in ms, time of the processor in ms, and SQL statements of one request."""

    milliseconds: float = 0.0
    processor_ms: float = 0.0
    statements: list[str] = field(default_factory=list)


_COST: ContextVar[RequestCost | None] = ContextVar("cost", default=None)


@dataclass(frozen=True)
class PageCost:
    """Costs of the same page, asked for again and again; the first look is left out."""

    name: str
    costs: Sequence[RequestCost]

    @property
    def p95(self) -> float:
        """Time in ms that 95 of 100 looks do not exceed."""
        return _find_p95([cost.milliseconds for cost in self.costs])

    @property
    def processor_p95(self) -> float:
        """Time of the processor in ms that 95 of 100 looks do not exceed, with what else this process did meanwhile."""
        return _find_p95([cost.processor_ms for cost in self.costs])

    @property
    def queries(self) -> int:
        """Most SQL statements of a look."""
        return max(len(cost.statements) for cost in self.costs)


@dataclass(frozen=True)
class Measured:
    """What the pages cost, and the seconds from the commit of an application to the hit of its duplicate."""

    pages: Sequence[PageCost]
    hit_s: float


async def measure_hit(runtime: Runtime) -> float:
    """Hand in an application of a person who is there already; return the seconds until its hit is stored."""
    first, second = await hand_in_again(runtime, 33)
    started, pair = time.perf_counter(), Pair.of(first, second)
    async with asyncio.timeout(60):
        while True:
            async with runtime.transactions.read() as transaction:
                if await SqlHits().find(transaction, pair) is not None:
                    return time.perf_counter() - started
            await asyncio.sleep(0.01)


def _find_p95(times: Sequence[float]) -> float:
    return sorted(times)[round(0.95 * (len(times) - 1))]


async def measure_office(runtime: Runtime, secret: str, *, looks: int = LOOKS) -> Measured:
    """Ask for each page of `PAGES` so many times, and once before; `secret` is that of an officer's login."""
    finished: list[RequestCost] = []

    @web.middleware
    async def measure(request: web.Request, handler: Handler) -> web.StreamResponse:
        cost, started, processor = RequestCost(), time.perf_counter(), time.process_time()
        token = _COST.set(cost)
        try:
            return await handler(request)
        finally:
            _COST.reset(token)
            cost.milliseconds = 1000 * (time.perf_counter() - started)
            cost.processor_ms = 1000 * (time.process_time() - processor)
            finished.append(cost)

    def count_statement(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        cost = _COST.get()
        if cost is not None and statement != "BEGIN":
            cost.statements.append(statement)

    engine = runtime.database.engine.sync_engine
    database_event.listen(engine, "before_cursor_execute", count_statement)
    app = make_application(runtime)
    app.middlewares.insert(0, measure)
    try:
        async with (
            TestServer(app) as server,
            aiohttp.ClientSession(server.make_url("/"), cookies={"login": secret}) as client,
        ):
            pages = [PageCost(name, await _measure_page(client, path, finished, looks)) for name, path in PAGES]
            return Measured(pages, await measure_hit(runtime))
    finally:
        database_event.remove(engine, "before_cursor_execute", count_statement)


async def _measure_page(
    client: aiohttp.ClientSession, path: str, finished: list[RequestCost], looks: int
) -> Sequence[RequestCost]:
    for _ in range(looks + 1):
        async with client.get(path, allow_redirects=False) as answer:
            await answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status}")
    return finished[-looks:]


async def measure_database(address: str, folder: Path, applications: int) -> Measured:
    """Fill a database and measure its pages."""
    settings = Settings(data_dir=folder, database_url=address, log_level="warning", vault_keys=(secrets.token_hex(32),))
    configure_logs(level=settings.log_level)
    async with open_runtime(settings, clock=ManualClock(MORNING)) as opened:
        runtime = replace(opened, event=office_event(opened.event))
        secret = await fill_office(runtime, applications)
        async with runtime.database.engine.connect() as connection:
            await connection.exec_driver_sql("ANALYZE")
        return await measure_office(runtime, secret)


def report(kind: str, found: Measured) -> bool:
    """Print what was measured; return whether the aims are reached."""
    print(f"{kind}: aims {MOST_MS:.0f} ms and {MOST_QUERIES} queries")
    for page in found.pages:
        print(
            f"{kind} {page.name}: p95 {page.p95:.1f} ms ({page.processor_p95:.1f} of processor), queries {page.queries}"
        )
    print(f"{kind} hit: {found.hit_s:.2f} s after the commit (aim {MOST_HIT_S:.0f})")
    pages = all(page.p95 <= MOST_MS and page.queries <= MOST_QUERIES for page in found.pages)
    return pages and found.hit_s <= MOST_HIT_S


async def measure_all(kinds: Sequence[str], applications: int) -> bool:
    """Measure on each database; return whether all aims are reached."""
    reached = []
    for kind in kinds:
        with scratch() as folder:
            if kind == "sqlite":
                reached.append(report(kind, await measure_database("", folder, applications)))
                continue
            with postgres_server(fsync=False) as url:
                address = await create_database(url, "bench")
                reached.append(report(kind, await measure_database(address, folder, applications)))
    return all(reached)


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=4000)
    parser.add_argument("--only", choices=DATABASES)
    parser.add_argument("--aims", action="store_true", help="fail when an aim is missed")
    options = parser.parse_args()
    reached = asyncio.run(measure_all([options.only] if options.only else DATABASES, options.applications))
    return 0 if reached or not options.aims else 1


if __name__ == "__main__":
    sys.exit(main())
