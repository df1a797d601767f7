"""A server with the event, its operators, and a rehearsal whose clock runs sixty times as fast."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bench.door_site import MORNING
from bench.staff_logins import add_operators
from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.read import read_changes
from broadcast.board.event_data import programme_of
from broadcast.board.ports import Change
from broadcast.board.storage import SqlBoardStore
from broadcast.rehearsal.tables import BOARD_TABLES
from conference.api.tokens import NewToken, add_token
from conference.event import Event
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.support.servers import free_port

RATE = 60
MOST_CHANGES = 100_000


@dataclass(frozen=True, slots=True)
class DaysSite:
    """The settings of the server, its event, login of each operator, and a token of the API."""

    settings: Settings
    event: Event
    logins: Mapping[str, str]
    token: str


async def fill_site(folder: Path, operators: Mapping[str, str]) -> DaysSite:
    """Load the event and add operators, given by name with their language."""
    settings = Settings(
        data_dir=folder, port=free_port(), clock_starts_at=MORNING, log_level="warning", font_slices="asked"
    )
    async with open_runtime(settings) as runtime:
        added = await add_operators(runtime, operators)
        staff, logins = next(iter(added.values()))[0], {name: secret for name, (_, secret) in added.items()}
        await load_programme(assemble_broadcast(runtime).board, programme_of(runtime.event), operator=staff)
        scopes = frozenset(role.permission for role in staff.roles)
        issued = await add_token(runtime.accounts, NewToken("two days", scopes, 30, False), owner=staff)
        return DaysSite(settings, runtime.event, logins, issued.secret)


async def read_log(settings: Settings) -> list[Change]:
    """Return the log of the rehearsal's board, oldest first."""
    async with open_runtime(settings) as runtime:
        board = replace(assemble_broadcast(runtime).board, store=SqlBoardStore(BOARD_TABLES))
        return sorted(await read_changes(board, limit=MOST_CHANGES), key=lambda change: change.offset)


class RehearsalControl:
    """The clock of the rehearsal, set by the API."""

    def __init__(self, client: aiohttp.ClientSession, token: str) -> None:
        self._client, self._token = client, token
        self._shown, self._read_at = MORNING, time.monotonic()

    async def start(self, at: datetime) -> str:
        """Begin a rehearsal at this time; returns the token of its screens."""
        answer = await self._change_rehearsal(act="start", day=at.date().isoformat(), at=at.isoformat(), rate=RATE)
        return str(answer["token"])

    async def pause(self) -> None:
        """Stop the clock."""
        await self._change_rehearsal(act="pause")

    async def wait_until(self, at: datetime, *, longest: timedelta) -> None:
        """Wait until the clock shows this time; a longer wait than `longest` is skipped."""
        if at - self.shown_now() > longest:
            await self._change_rehearsal(act="set", at=at.isoformat())
        await asyncio.sleep(max(0.0, (at - self.shown_now()).total_seconds() / RATE))

    def shown_now(self) -> datetime:
        """Return what the clock shows."""
        return self._shown + timedelta(seconds=RATE * (time.monotonic() - self._read_at))

    async def _change_rehearsal(self, **body: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}"}
        async with self._client.post("/api/v1/rehearsal", json=body, headers=headers) as response:
            answer: dict[str, Any] = await response.json()
            if response.status != 200:
                raise RuntimeError(f"{body}: {answer}")
        self._shown, self._read_at = datetime.fromisoformat(answer["shown_at"]), time.monotonic()
        return answer


async def read_boards(client: aiohttp.ClientSession, token: str, languages: Sequence[str]) -> Mapping[str, Any]:
    """Return language → the snapshot of the rehearsal's board, as the server has it."""
    boards = {}
    for language in languages:
        address = f"/rehearsal/feed/v1/{language}/board.json?rehearsal={token}"
        async with client.get(address) as response:
            boards[language] = await response.json()
    return boards
