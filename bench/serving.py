"""Rostrum in a process of its own, as `rostrum serve` runs it, with the reference event; and acts when it is told.

The acts are an operator's: the rule, the commit to SQLite, the doorbell, the hub's read of what is new, its projection
into seven languages, and the write to every connection.
"""

import argparse
import asyncio
import dataclasses
import gc
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import uvloop
from aiohttp import web

from bench.cores import open_many_files
from bench.parts import commands, say
from broadcast.board.actions.announcements import post_announcement
from broadcast.board.actions.commit import Committed
from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.undo import undo_last
from broadcast.board.domain.board import session_key
from broadcast.board.domain.events import BoardChanged
from broadcast.board.domain.sessions import Phase, Session, Verb
from broadcast.board.event_data import programme_of
from broadcast.feed.service import BOARD, FEED
from conference.auth.roles import Staff
from conference.event import Event
from conference.languages import LANGUAGES, pick
from conference.logs import configure_logs
from rostrum import roles
from rostrum.app import make_application
from rostrum.runtime import Runtime, open_runtime
from rostrum.serving.certificates import Certificate
from rostrum.serving.process import settle_memory
from rostrum.serving.runner import Runner, listen
from rostrum.settings import Settings

LAG_EVERY_S = 0.005

OPERATOR = Staff("bench", "bench", "Bench", frozenset({roles.OPERATOR}), "en")


def main() -> None:
    """Serve until the commands end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--data-dir", type=Path, help="kept afterwards; without one, a folder that goes")
    parser.add_argument("--tick-s", type=int, default=5)
    parser.add_argument("--clock-starts-at", type=datetime.fromisoformat, help="as in the data folder's database")
    parser.add_argument("--certificate", type=Path, help="chain of certificates, PEM: serve HTTPS")
    parser.add_argument("--key", type=Path, help="the key of the certificate, PEM")
    parser.add_argument("--balancer", help="the address whose connections begin with the PROXY protocol")
    options = parser.parse_args()
    open_many_files(0)
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as folder:
        settings = Settings(
            data_dir=options.data_dir or Path(folder),
            tick_s=options.tick_s,
            clock_starts_at=options.clock_starts_at,
            tls_certificate=options.certificate,
            tls_key=options.key,
            proxy_protocol=(options.balancer,) if options.balancer else (),
            log_level="warning",
        )
        configure_logs(level=settings.log_level)
        uvloop.run(serve(settings, options.port))


async def serve(settings: Settings, port: int) -> None:
    """Serve the whole application, and answer each command."""
    async with open_runtime(settings) as runtime:
        runtime.catalogues.load_all()
        acts = Acts(runtime)
        app = make_application(runtime)
        await load_programme(app[BOARD], programme_of(runtime.event), operator=OPERATOR)
        runner = Runner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        settle_memory()
        await listen(runner, "127.0.0.1", port, tls=Certificate(settings).tls if settings.serves_tls else None)
        say(port=runner.addresses[0][1])
        try:
            async for command in commands():
                say(**await acts.do(app, command))
        finally:
            await runner.cleanup()


class Acts:
    """What a measurement asks for."""

    def __init__(self, runtime: Runtime) -> None:
        self._event = runtime.event
        self._committed_ns = 0
        self._sessions: list[str] = []
        self._moves = 0
        self._lag = LoopLag()
        runtime.bus.subscribe(BoardChanged, self._note_commit)

    async def _note_commit(self, _changed: BoardChanged) -> None:
        self._committed_ns = time.monotonic_ns()

    async def do(self, app: web.Application, command: str) -> dict[str, Any]:
        """One command: `announce BYTES`, `move`, `counters`, `collect`, or `lag`, which begins to watch the loop."""
        verb, *arguments = command.split()
        match verb:
            case "announce":
                return await self._timed(self._announce(app, int(arguments[0])))
            case "move":
                return await self._timed(self._move(app))
            case "counters":
                return counters(app)
            case "collect":
                return {"collected": gc.collect()}
            case "lag":
                return {"lag_ms": self._lag.take_ms()}
        raise ValueError(f"unknown command {command!r}")

    async def _timed(self, act: Any) -> dict[str, Any]:
        """When the act was called, when it was committed and when it was done (CLOCK_MONOTONIC, ns)."""
        called_ns = time.monotonic_ns()
        done: Committed = await act
        return {"offset": done.revision.offset, "called_ns": called_ns, "committed_ns": self._committed_ns}

    async def _announce(self, app: web.Application, size: int) -> Committed:
        text = {language: sized_text(self._event, language, size) for language in LANGUAGES}
        return await post_announcement(app[BOARD], text, operator=OPERATOR)

    async def _move(self, app: web.Application) -> Committed:
        """Open a session, or put it back: all scheduled sessions in turn."""
        if not self._sessions:
            self._sessions = await scheduled_sessions(app)
        turn, number = divmod(self._moves, len(self._sessions))
        self._moves += 1
        session = self._sessions[number]
        if turn % 2:
            return await undo_last(app[BOARD], session_key(session), operator=OPERATOR)
        return await move_session(app[BOARD], session, Verb.OPEN, operator=OPERATOR)


class LoopLag:
    """How late the event loop woke a task that sleeps for a few milliseconds, at most."""

    def __init__(self) -> None:
        self._largest_s = 0.0
        self._task: asyncio.Task[None] | None = None

    def take_ms(self) -> float:
        """Return the largest delay since the last call, and watch from now on."""
        if self._task is None:
            self._task = asyncio.create_task(self._watch_loop(), name="lag")
        largest_s, self._largest_s = self._largest_s, 0.0
        return 1000 * largest_s

    async def _watch_loop(self) -> None:
        while True:
            slept_at = time.monotonic()
            await asyncio.sleep(LAG_EVERY_S)
            self._largest_s = max(self._largest_s, time.monotonic() - slept_at - LAG_EVERY_S)


async def scheduled_sessions(app: web.Application) -> list[str]:
    """The sessions of the board that have not begun."""
    board = app[BOARD]
    async with board.transactions.read() as transaction:
        _, entries = await board.store.list_entries(transaction)
    states = [entry.state for entry in entries]
    return [state.id for state in states if isinstance(state, Session) and state.phase is Phase.SCHEDULED]


def sized_text(event: Event, language: str, size: int) -> str:
    """A text in that language that takes so many bytes: the conference's name, again and again."""
    name, _ = pick(event.name, language)
    text = ((name + " ") * (size // len(name.encode()) + 1)).encode()[:size].decode(errors="ignore").strip()
    return text + "." * (size - len(text.encode()))


def counters(app: web.Application) -> dict[str, Any]:
    """What the hub has done."""
    hub = app[FEED].hub
    return {
        "frames": dataclasses.asdict(hub.counters.frames),
        "pending": hub.pending,
        "open": len(app[FEED].connections),
    }


if __name__ == "__main__":
    main()
