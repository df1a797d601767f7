"""4,000 letters through a mail server that misbehaves, while the worker is killed twice: each once, or reported.

`python -m bench.letters` starts a mail server and a worker of letters as processes of their own, on SQLite. First it
measures the letters a minute of one worker on one core with a healthy server. Then the server is slow, greylists, drops
connections before, in and after the text, and answers 4xx and 5xx to shares of the recipients; the worker is killed
(SIGKILL) and started again. Afterwards every letter that is sent was accepted once, every other one has a reason, and
none was accepted twice. The exit code is 1 otherwise. Delays between attempts are seconds instead of minutes.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import uvloop
from sqlalchemy import Row, func, select

from bench.mail_server import Conduct, MailBox, serving_mail
from conference.bus import Bus
from conference.clock import SystemClock
from conference.event import load_event
from conference.ids import RandomIds
from conference.languages import LANGUAGES
from conference.logs import configure_logs
from conference.mail.letters import Letter
from conference.mail.messages import Sender
from conference.mail.outcomes import Backoff
from conference.mail.smtp import MailServer, SmtpTimeouts, TlsMode, connect
from conference.mail.states import PROBLEM_STATES, LetterState
from conference.mail.storage import SqlOutbox
from conference.mail.tables import letters
from conference.mail.worker import SendingPlan, Worker, WorkerServices
from conference.resources import event_folder
from conference.storage.engine import open_database
from conference.storage.transactions import Transactions
from rostrum.migrations.migrate import migrate

AIM_A_MINUTE = 1000
WITHIN_S = 600.0
OPEN_STATES = (LetterState.WAITING.value, LetterState.SENDING.value)

SHARES: Sequence[tuple[Conduct, int, bool]] = (
    (Conduct.DEFER, 20, False),
    (Conduct.DEFER_CONTENT, 3, False),
    (Conduct.DROP_AT_RECIPIENT, 3, False),
    (Conduct.DROP_IN_CONTENT, 2, False),
    (Conduct.REFUSE, 4, True),
    (Conduct.REFUSE_CONTENT, 2, True),
    (Conduct.ACCEPT_AND_DROP, 1, False),
    (Conduct.DROP_AT_END, 1, False),
    (Conduct.HANG, 1, False),
)
"""Conduct, its share of the recipients in percent, and whether it lasts; otherwise the second attempt is accepted."""

PLAN = SendingPlan(
    connections=8,
    letters_held=4,
    held_for=timedelta(seconds=30),
    sending_for=timedelta(seconds=15),
    backoff=Backoff(first=timedelta(seconds=2), longest=timedelta(seconds=10)),
    server_backoff=Backoff(first=timedelta(seconds=0.2), longest=timedelta(seconds=1)),
)
TIMEOUTS = SmtpTimeouts(connect_s=5, command_s=5, message_s=3)


def misbehave(address: str, attempt: int) -> Conduct:
    """Return what the server does with a recipient: by chance, but always the same for one address."""
    chance = int.from_bytes(sha256(address.encode()).digest()[:4], "big") % 100
    for conduct, share, lasts in SHARES:
        if chance < share:
            return conduct if lasts or attempt == 1 else Conduct.ACCEPT
        chance -= share
    return Conduct.ACCEPT


def accept(_address: str, _attempt: int) -> Conduct:
    """Accept every letter."""
    return Conduct.ACCEPT


@dataclass(frozen=True, slots=True)
class Site:
    """The folder of one run, with the database and the log of the mail server, and the port of the server."""

    folder: Path
    port: int

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder}/rostrum.db"


def main() -> int:
    """Measure, or be one of the processes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=4000)
    parser.add_argument("--healthy", type=int, default=2000, help="letters through the healthy server")
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--aims", action="store_true", help="fail when an aim is missed")
    parser.add_argument("--as", dest="part", choices=("server", "hostile-server", "worker"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part == "worker":
        configure_logs(line_format="text", level="warning")
        return uvloop.run(work(Site(options.folder, options.port)))
    if options.part:
        return uvloop.run(serve(options.folder, is_hostile=options.part == "hostile-server"))
    return uvloop.run(measure(options))


async def measure(options: argparse.Namespace) -> int:
    """Measure the rate, then the misbehaving server."""
    with tempfile.TemporaryDirectory(prefix="rostrum-letters-") as folder:
        rate, flaws = await run_healthy(Path(folder), options.healthy)
    verdict = "met" if rate >= AIM_A_MINUTE else "NOT met"
    print(f"healthy server, one worker on one core: {rate:,.0f} letters a minute; aim {AIM_A_MINUTE:,}: {verdict}")
    with tempfile.TemporaryDirectory(prefix="rostrum-letters-") as folder:
        flaws += await run_hostile(Path(folder), options.letters, options.kills)
    for flaw in flaws:
        print(f"FLAW: {flaw}")
    return int(bool(flaws) or (options.aims and rate < AIM_A_MINUTE))


async def run_healthy(folder: Path, count: int) -> tuple[float, list[str]]:
    """Return the letters a minute with a healthy server, without the start of the process, and flaws."""
    async with running("server", folder) as server:
        site = Site(folder, await read_port(server))
        await add_letters(site, count)
        async with running("worker", folder, site.port):
            await wait_until_done(site, ended=1)
            started, first = time.monotonic(), sum(read_accepted(folder).values())
            await wait_until_done(site)
        seconds = time.monotonic() - started
    return (count - first) / seconds * 60, flaws_of(await read_letters(site), read_accepted(folder), count)


async def run_hostile(folder: Path, count: int, kills: int) -> list[str]:
    """Return the flaws after a run with a misbehaving server and a killed worker."""
    async with running("hostile-server", folder) as server:
        site = Site(folder, await read_port(server))
        await add_letters(site, count)
        started = time.monotonic()
        for kill in range(kills):
            async with running("worker", folder, site.port) as worker:
                await wait_until_done(site, ended=(kill + 1) * count // (kills + 2))
                worker.send_signal(signal.SIGKILL)
                await worker.wait()
        async with running("worker", folder, site.port):
            await wait_until_done(site)
        seconds = time.monotonic() - started
    rows, accepted = await read_letters(site), read_accepted(folder)
    states = Counter(row.state for row in rows)
    print(f"misbehaving server, worker killed {kills} times: {count:,} letters in {seconds:.0f} s: ", end="")
    print(", ".join(f"{number:,} {state}" for state, number in sorted(states.items())))
    flaws = flaws_of(rows, accepted, count)
    if not flaws:
        arrived = sum(accepted[row.id] for row in rows if row.state == LetterState.UNCLEAR)
        print(f"each letter sent once or reported, none twice; of the unclear ones {arrived} had arrived")
    return flaws


def flaws_of(rows: Sequence[Row[Any]], accepted: Mapping[str, int], count: int) -> list[str]:
    """Return what is wrong with letters, compared with what the server has accepted."""
    flaws = [] if len(rows) == count else [f"{count - len(rows)} letters are lost"]
    twice = sum(number > 1 for number in accepted.values())
    open_letters = sum(row.state in OPEN_STATES for row in rows)
    unsent = sum(row.state == LetterState.SENT and accepted[row.id] != 1 for row in rows)
    certain = PROBLEM_STATES - {LetterState.UNCLEAR}
    arrived = sum(row.state in certain and accepted[row.id] > 0 for row in rows)
    unexplained = sum(row.state in PROBLEM_STATES and not (row.answer or row.reason) for row in rows)
    for number, words in (
        (twice, "letters were accepted twice"),
        (open_letters, "letters are still open"),
        (unsent, "letters are marked as sent, but were not accepted"),
        (arrived, "letters are marked as refused or failed, but were accepted"),
        (unexplained, "letters have no reason"),
    ):
        flaws += [f"{number} {words}"] if number else []
    return flaws


async def add_letters(site: Site, count: int) -> None:
    """Make the database with letters in every language."""
    event = load_event(event_folder("hanoi-2025"))
    database = open_database(site.database)
    await migrate(database)
    outbox = SqlOutbox(SystemClock(), RandomIds())
    async with Transactions(database, Bus()).write() as transaction:
        for number in range(count):
            code = LANGUAGES[number % len(LANGUAGES)]
            name = event.name[code]
            letter = Letter(
                kind="bench",
                about=f"app_{number}",
                once=str(number),
                address=f"n{number}@example.org",
                name=name,
                language=code,
                subject=name,
                text=f"{name}\n" * 20,
                html=f"<p lang={code}>{name}</p>" * 20,
            )
            await outbox.add(transaction, letter)
    await database.close()


async def work(site: Site) -> int:
    """Be the worker, on one core, until killed."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    server = MailServer(host="127.0.0.1", port=site.port, tls=TlsMode.NONE, timeouts=TIMEOUTS)
    services = WorkerServices(
        transactions=Transactions(open_database(site.database), Bus()),
        clock=SystemClock(),
        connect=partial(connect, server),
        ids=RandomIds(),
        sender=Sender("press@example.org", "Press centre", "press.example.org", bounces="bounce@example.org"),
        plan=PLAN,
    )
    async with Worker(services).running():
        await asyncio.Event().wait()
    return 0


async def serve(folder: Path, *, is_hostile: bool) -> int:
    """Be the mail server, which writes the id of each accepted letter to a file."""
    with (folder / "accepted").open("a", encoding="ascii", buffering=1) as log:
        box = MailBox(on_accepted=lambda letter: log.write(f"{letter}\n"))
        async with serving_mail(box, misbehave if is_hostile else accept, delay_s=0.02 if is_hostile else 0) as port:
            print(json.dumps({"port": port}), flush=True)
            await asyncio.Event().wait()
    return 0


@asynccontextmanager
async def running(part: str, folder: Path, port: int = 0) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a part as a process of its own, and end it with the block."""
    command = [sys.executable, "-m", "bench.letters", "--as", part, "--folder", str(folder), "--port", str(port)]
    with (folder / f"{part}.log").open("ab") as log:
        output = log if part == "worker" else asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, stdout=output, stderr=log)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def read_port(server: asyncio.subprocess.Process) -> int:
    """Return the port that the mail server prints."""
    assert server.stdout is not None
    return int(json.loads(await server.stdout.readline())["port"])


async def wait_until_done(site: Site, ended: int | None = None) -> None:
    """Wait until that many letters have a final state, by default all of them. Raises TimeoutError."""
    database = open_database(site.database)
    pending = select(func.count()).select_from(letters).where(letters.c.state.in_(OPEN_STATES))
    total = select(func.count()).select_from(letters)
    try:
        async with asyncio.timeout(WITHIN_S):
            while True:
                async with database.read() as connection:
                    left, everything = await connection.scalar(pending), await connection.scalar(total)
                if int(everything or 0) - int(left or 0) >= (int(everything or 0) if ended is None else ended):
                    return
                await asyncio.sleep(0.2)
    finally:
        await database.close()


async def read_letters(site: Site) -> Sequence[Row[Any]]:
    """Return all letters."""
    database = open_database(site.database)
    async with database.read() as connection:
        rows = (await connection.execute(select(letters))).all()
    await database.close()
    return rows


def read_accepted(folder: Path) -> Counter[str]:
    """Return how often the mail server has accepted each letter."""
    return Counter((folder / "accepted").read_text(encoding="ascii").split())


if __name__ == "__main__":
    sys.exit(main())
