"""Duplicates: how many true pairs of a labelled set are found, with how many false hits, and at what cost.

    python -m bench.duplicates [--applications 4000] [--pairs 400] [--seed 11] [--aims]

Fictional people hand in one application after the other; each is compared with those before it, on SQLite and on
PostgreSQL. `queries` and `ms` are those of one comparison without its writes, in this process; `pages` are those of the
list of hits. With `--aims` the exit code is 1 when an aim is missed.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import event as database_event
from sqlalchemy import insert

from accreditation.applications.domain.applications import Applicant, Application, State
from accreditation.applications.storage.applications import values_of
from accreditation.applications.storage.tables import applications, outlets
from accreditation.duplicates.actions.comparing import read_candidates, weigh_candidates
from accreditation.duplicates.domain.blocking import keys_of
from accreditation.duplicates.domain.documents import DocumentDigests
from accreditation.duplicates.domain.hits import Pair, update_hits
from accreditation.duplicates.domain.people import ComparedPerson
from accreditation.duplicates.domain.scoring import Evidence
from accreditation.duplicates.ports import StoredPerson
from accreditation.duplicates.storage.hits import SqlHits
from accreditation.duplicates.storage.people import SqlComparedPeople
from bench.labelled_people import OUTLETS, LabelledSet, make_labelled_set
from bench.quantiles import find_quantile
from conference.bus import Bus
from conference.storage.engine import Database, open_database
from conference.storage.transactions import Transactions
from conference.transactions import Transaction
from rostrum.migrations.migrate import migrate
from rostrum.parts.stores import application_store
from tests.conftest import MORNING
from tests.support.servers import create_database, postgres_server

LEAST_RECALL = 0.97
MOST_FALSE_HITS = 40
MOST_QUERIES = 8
MOST_MS = 100.0
PAGE_ROWS = 30

PEOPLE, HITS = SqlComparedPeople(), SqlHits()


@dataclass
class Measured:
    """Times in ms and numbers of queries of all comparisons, the pairs that are hits, and the same of pages."""

    times: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)
    hits: set[frozenset[str]] = field(default_factory=set)
    page_ms: float = 0.0
    page_queries: int = 0


class Desk:
    """The database with a count of its queries."""

    def __init__(self, database: Database) -> None:
        self.transactions = Transactions(database, Bus())
        self.count = 0
        database_event.listen(database.engine.sync_engine, "before_cursor_execute", self._count_query)

    def _count_query(self, *_arguments: object) -> None:
        self.count += 1

    async def measure(self, act: Callable[[], Awaitable[object]]) -> tuple[float, int]:
        """Return the time of an act in ms and the number of its queries."""
        before, started = self.count, time.perf_counter()
        await act()
        return 1000 * (time.perf_counter() - started), self.count - before


async def hand_in_all(database: Database, labelled: LabelledSet) -> Measured:
    """Hand in the applications in their order; return what was found and what it cost."""
    desk, measured = Desk(database), Measured()
    async with desk.transactions.write() as transaction:
        names = [f"Outlet {number}" for number in range(OUTLETS)]
        rows = [
            {"id": f"out_{number}", "name": name, "alias_key": name, "verified": True}
            for number, name in enumerate(names)
        ]
        await transaction.connection.execute(insert(outlets), rows)
    for one in labelled.applications:
        await _hand_in(desk, one.person, measured)

    async def read_page() -> None:
        async with desk.transactions.read() as transaction:
            hits, _ = await HITS.list_open(transaction, offset=0, limit=PAGE_ROWS)
            ids = sorted({one for hit in hits for one in (hit.pair.first, hit.pair.second)})
            await application_store().list_rows(transaction, ids)

    pages = [await desk.measure(read_page) for _ in range(20)]
    measured.page_ms, measured.page_queries = max(ms for ms, _ in pages[1:]), max(queries for _, queries in pages[1:])
    return measured


async def _hand_in(desk: Desk, person: ComparedPerson, measured: Measured) -> None:
    keys = keys_of(person)
    async with desk.transactions.write() as transaction:
        await _save_person(transaction, person, keys)

    async def compare() -> None:
        async with desk.transactions.read() as transaction:
            candidates = await read_candidates(PEOPLE, transaction, person, keys)
        evidence.update(weigh_candidates(person, candidates))

    evidence: dict[Pair, Evidence] = {}
    milliseconds, queries = await desk.measure(compare)
    measured.times.append(milliseconds)
    measured.queries.append(queries)
    found, _ = update_hits([], evidence, at=MORNING)
    measured.hits |= {frozenset((hit.pair.first, hit.pair.second)) for hit in found}
    if found:
        async with desk.transactions.write() as transaction:
            await HITS.save(transaction, found)


async def _save_person(transaction: Transaction, person: ComparedPerson, keys: frozenset[int]) -> None:
    applicant = Applicant(
        person.native_name, person.family_name, person.given_name, person.email, person.phone, person.country, "en"
    )
    application = Application(
        id=person.application_id, secret_hash=person.application_id, applicant=applicant, function="reporter",
        category="general", outlet_id=person.outlet_id, photo_id=f"photo_{person.application_id}",
        state=State.SUBMITTED, submitted_at=MORNING, data_version=1, version=1,
    )  # fmt: skip
    await transaction.connection.execute(insert(applications).values(values_of(application)))
    photo = (application.photo_id or "", person.photo) if person.photo else None
    await PEOPLE.save_keys(transaction, application.id, keys, photo)
    if person.document:
        digests = DocumentDigests(person.document, tuple(person.near_documents))
        await PEOPLE.save_document(transaction, application.id, digests)
    await PEOPLE.note_compared(transaction, StoredPerson(person, 1, application.photo_id))


def report(name: str, labelled: LabelledSet, measured: Measured) -> bool:
    """Print what was measured; return whether the aims are reached."""
    true = set(labelled.pairs)
    recall, false = len(measured.hits & true) / len(true), len(measured.hits - true)
    missed = Counter(labelled.pairs[pair] for pair in true - measured.hits)
    queries, p95 = max(measured.queries), find_quantile(measured.times, 0.95)
    print(f"{name}: recall {recall:.4f} (aim {LEAST_RECALL}), false hits {false} (aim {MOST_FALSE_HITS})")
    print(f"  a comparison: queries {queries}, ms p50 {find_quantile(measured.times, 0.5):.1f}, p95 {p95:.1f}")
    print(f"  the list of hits: queries {measured.page_queries}, ms {measured.page_ms:.1f}")
    print(f"  missed: {dict(missed) or 'none'}")
    costs = max(queries, measured.page_queries) <= MOST_QUERIES and max(p95, measured.page_ms) <= MOST_MS
    return recall >= LEAST_RECALL and false <= MOST_FALSE_HITS and costs


async def measure_both(labelled: LabelledSet) -> bool:
    """Measure on both databases; return whether all aims are reached."""
    reached = []
    with tempfile.TemporaryDirectory() as folder, postgres_server(fsync=False) as url:
        urls = {"sqlite": f"sqlite:///{Path(folder)}/bench.db", "postgresql": await create_database(url, "bench")}
        for name, address in urls.items():
            database = open_database(address)
            await migrate(database)
            reached.append(report(name, labelled, await hand_in_all(database, labelled)))
            await database.close()
    return all(reached)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=4000)
    parser.add_argument("--pairs", type=int, default=400)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--aims", action="store_true")
    options = parser.parse_args()
    labelled = make_labelled_set(options.seed, applications=options.applications, pairs=options.pairs)
    reached = asyncio.run(measure_both(labelled))
    if options.aims and not reached:
        sys.exit(1)


if __name__ == "__main__":
    main()
