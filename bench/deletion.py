"""The deletion of 400 applicants, killed at every batch: nothing of their names is left, and the certificate is true.

`python -m bench.deletion` fills a data folder with 400 applicants of whom everything is stored that the program stores,
and runs `rostrum retention run` again and again. Each process is killed (SIGKILL) as soon as it has written something,
and some are killed while the file is written anew, until one finishes. The date must be later than 30 days after the
reference event. Then no byte of the folder may have a name, the numbers of the certificate must be those that were
counted before, its signature must be valid and the audit log verify. The exit code is 1 otherwise.
"""

import argparse
import asyncio
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path

from aiohttp.test_utils import TestClient, TestServer

from conference.clock import ManualClock
from conference.storage.engine import open_database
from rostrum.app import make_application
from rostrum.migrations.migrate import migrate
from rostrum.parts.retention import list_erasers
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.conftest import MORNING, preload_event
from tests.support.byte_search import ByteSearch
from tests.support.deletion_counts import KEPT, counting_statement
from tests.support.marked_rows import fill_empty_tables
from tests.support.private_site import NAME_MARK, fill_private_site

PEOPLE = 400
MOST_KILLS = 1000
KILLS_WHILE_COMPACTING = 5
POLL_S = 0.002
WITHIN_S = 120.0
DATABASE = "rostrum.db"

Counts = dict[str, int]


def main() -> int:
    """Fill, delete with kills, and check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--kills", type=int, default=MOST_KILLS, help="kills while rows are deleted")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="deletion") as name:
        folder = Path(name)
        kinds = asyncio.run(fill_folder(folder, options.people))
        before = count_rows(folder, kinds)
        found = len(ByteSearch([NAME_MARK]).find_in_folder(folder))
        print(f"{options.people} applicants, {sum(before.values())} rows, names in {found} files", flush=True)
        started = time.monotonic()
        kills = delete_with_kills(folder, options.kills)
        print(f"finished after {kills} kills, {time.monotonic() - started:.0f} s", flush=True)
        flaws = list_flaws(folder, before)
    print("; ".join(flaws) or "no name is left, the certificate's numbers are those counted, the audit log verifies")
    return 1 if flaws or not found else 0


async def fill_folder(folder: Path, people: int) -> list[str]:
    """Fill a data folder on SQLite; return the kinds of rows that are due."""
    database = open_database(f"sqlite:///{folder / DATABASE}")
    await migrate(database)
    await preload_event(database)
    await database.close()
    clock = ManualClock(MORNING)
    async with open_runtime(Settings(data_dir=folder), clock=clock) as runtime:
        app = make_application(runtime)
        erasers = list_erasers(runtime.event, clock)
        async with TestClient(TestServer(app)):
            await fill_private_site(app, runtime, clock, folder, count=people)
            await fill_empty_tables(runtime.transactions, erasers, mark=NAME_MARK, at=clock.now())
    return sorted({eraser.name for eraser in erasers} - KEPT)


def count_rows(folder: Path, kinds: list[str]) -> Counts:
    """Count the rows of each kind that there are."""
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        counted = {kind: int(connection.execute(counting_statement(kind)).fetchone()[0]) for kind in kinds}
    return {kind: count for kind, count in counted.items() if count}


def delete_with_kills(folder: Path, most: int) -> int:
    """Run the deletion until a process finishes; return how many were killed before.

    After `most` kills while rows are deleted the next process goes on until all of them are.
    """
    kills, left = 0, KILLS_WHILE_COMPACTING
    while True:
        process = start_command(folder, "retention", "run", "--yes")
        is_compacting = wait_for_write(folder, process)
        while kills >= most and not is_compacting and process.poll() is None:
            is_compacting = wait_for_write(folder, process)
        if process.poll() is not None:
            return kills
        if is_compacting:
            time.sleep(random.uniform(0, 0.3))
            left -= 1
            if left < 0:
                process.wait(WITHIN_S)
                return kills
        process.kill()
        process.wait(WITHIN_S)
        kills += 1


def wait_for_write(folder: Path, process: "subprocess.Popen[bytes]") -> bool:
    """Wait until the process has counted another batch, or ends; return whether all that is due is deleted."""
    before = erased_so_far(folder)
    deadline = time.monotonic() + WITHIN_S
    while process.poll() is None and erased_so_far(folder) == before:
        if is_all_deleted(folder):
            return True
        if time.monotonic() > deadline:
            raise RuntimeError("the deletion did not go on")
        time.sleep(POLL_S)
    return False


def erased_so_far(folder: Path) -> int:
    """Return how many rows the runs have counted, with their number so that a new run is a change too."""
    with closing(sqlite3.connect(folder / DATABASE, timeout=10)) as connection:
        counted = "SELECT coalesce(sum(erased), 0) + (SELECT count(*) FROM retention_runs) FROM retention_counts"
        return int(connection.execute(counted).fetchone()[0])


def is_all_deleted(folder: Path) -> bool:
    """Whether the last kinds in the order of deletion have no rows, so that the file is written anew next."""
    with closing(sqlite3.connect(folder / DATABASE, timeout=10)) as connection:
        names = ("applications", "outlets", "devices", "roster_changes")
        return not any(connection.execute(counting_statement(name)).fetchone()[0] for name in names)


def list_flaws(folder: Path, before: Counts) -> list[str]:
    """Return what is wrong after the deletion."""
    flaws = [f"{mark} in {file}" for file, mark in ByteSearch([NAME_MARK]).find_in_folder(folder)]
    certificate = run_command(folder, "retention", "certificate")
    file = folder / "certificate.json"
    file.write_text(certificate, encoding="utf-8")
    certified = certified_counts(certificate)
    differing = {kind for kind, _ in certified.items() ^ before.items()}
    flaws += [f"{kind}: {before.get(kind, 0)} rows, {certified.get(kind, 0)} certified" for kind in sorted(differing)]
    for command in (("retention", "verify", str(file)), ("audit", "verify")):
        with suppress(subprocess.CalledProcessError):
            run_command(folder, *command)
            continue
        flaws.append(f"rostrum {' '.join(command)} failed")
    return flaws


def certified_counts(certificate: str) -> Counts:
    """Return the numbers of a certificate by kind."""
    classes = json.loads(json.loads(certificate)["certificate"])["classes"]
    return {kind: count for one in classes for kind, count in one["erased"].items() if count}


def environment_of(folder: Path) -> Mapping[str, str]:
    """Return the settings of a command: the data folder alone."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRUM_")}
    return {**plain, "ROSTRUM_DATA_DIR": str(folder)}


def start_command(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """Start a command of the program."""
    command = [sys.executable, "-m", "rostrum", *arguments]
    return subprocess.Popen(command, env=environment_of(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def run_command(folder: Path, *arguments: str) -> str:
    """Return what a command prints. Raises CalledProcessError."""
    command = [sys.executable, "-m", "rostrum", *arguments]
    return subprocess.run(command, env=environment_of(folder), check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
