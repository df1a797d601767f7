"""Operator at work on one node, with the list of everything that was ever on the board."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from broadcast.board.actions.announcements import post_announcement, withdraw_announcement
from broadcast.board.actions.commit import Committed
from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.signing import record_signature, remove_signature
from broadcast.board.actions.speakers import give_floor_to_next
from broadcast.board.actions.undo import undo_last
from broadcast.board.domain.announcements import Level
from broadcast.board.domain.board import speakers_key
from broadcast.board.event_data import programme_of
from broadcast.feed import wire
from broadcast.feed.assembly import Broadcast
from conference.auth.roles import Staff
from conference.errors import RostrumError, UnavailableError
from conference.languages import LANGUAGES
from conference.storage.outages import OUTCOME_UNKNOWN
from rostrum import roles
from rostrum.runtime import Runtime
from tests.support.board_moves import open_session

OPERATOR = Staff("faults", "faults", "Faults", frozenset({roles.OPERATOR}), "en")
SESSION, DEBATE, COUNTRY = "opening", "debate-1", "VN"
AGAIN_AFTER_S = 0.1

Moment = tuple[str, str, int, str]
"""A state that a viewer held: epoch, key, offset, and the state as text."""


class Truth:
    """What was committed: every projected state that ever was, and the board as it is now, in each language."""

    def __init__(self, broadcast: Broadcast) -> None:
        self.epoch, self.offset = "", 0
        self.ever: dict[str, set[Moment]] = {language: set() for language in LANGUAGES}
        self.board: dict[str, dict[str, tuple[int, str]]] = {}
        self._broadcast = broadcast

    async def take(self) -> None:
        """Read what has been committed since. Must be called after each commit, before the next."""
        hub, board = self._broadcast.hub, self._broadcast.board
        await hub.refresh()
        async with board.transactions.read() as transaction:
            _, entries = await board.store.list_entries(transaction)
        for language in LANGUAGES:
            snapshot: Any = wire.decode_message(hub.snapshot(language).payload)
            keys = snapshot.keys.items()
            states = {key: (keyed.offset, as_text(wire.decode_state(keyed.state))) for key, keyed in keys}
            self.epoch, self.offset, self.board[language] = snapshot.epoch, snapshot.offset, states
            self.ever[language] |= {(snapshot.epoch, key, offset, text) for key, (offset, text) in states.items()}
            gone = {(snapshot.epoch, e.key, e.offset, as_text(None)) for e in entries if e.state is None}
            self.ever[language] |= gone


class Desk:
    """Changes the board by real actions, each different from the last."""

    def __init__(self, runtime: Runtime, broadcast: Broadcast) -> None:
        self.board = broadcast.board
        self.truth = Truth(broadcast)
        self.refused: list[str] = []
        self._world = runtime
        self._announcement = ""
        self._next = 0

    async def begin(self) -> None:
        """Load the programme, and open the session whose speakers are called."""
        await load_programme(self.board, programme_of(self._world.event), operator=OPERATOR)
        await open_session(self.board, DEBATE, operator=OPERATOR)
        await self.truth.take()

    async def act(self) -> float:
        """Do the next thing, again until the database takes it; gives the seconds until it was durable."""
        steps = self._steps()
        step = steps[self._next % len(steps)]
        self._next += 1
        began = time.monotonic()
        unknown = False
        while True:
            try:
                await step()
                break
            except UnavailableError as error:
                self.refused.append(error.code)
                unknown = unknown or error.code == OUTCOME_UNKNOWN
                await asyncio.sleep(AGAIN_AFTER_S)
            except RostrumError:
                if not unknown:
                    raise
                break
        took = time.monotonic() - began
        await self._take_truth()
        return took

    async def try_once(self) -> tuple[str, float]:
        """Do something that the database will not take: the code of the error, and the seconds until it was told."""
        began = time.monotonic()
        try:
            await open_session(self.board, SESSION, operator=OPERATOR)
        except UnavailableError as error:
            return error.code, time.monotonic() - began
        return "", time.monotonic() - began

    async def _take_truth(self) -> None:
        while True:
            try:
                return await self.truth.take()
            except (UnavailableError, TimeoutError):
                await asyncio.sleep(AGAIN_AFTER_S)

    def _steps(self) -> list[Callable[[], Awaitable[Committed]]]:
        board = self.board
        return [
            lambda: open_session(board, SESSION, operator=OPERATOR),
            lambda: record_signature(board, COUNTRY, operator=OPERATOR),
            lambda: give_floor_to_next(board, DEBATE, operator=OPERATOR),
            self._announce,
            lambda: undo_last(board, f"session/{SESSION}", operator=OPERATOR),
            lambda: remove_signature(board, COUNTRY, operator=OPERATOR),
            lambda: undo_last(board, speakers_key(DEBATE), operator=OPERATOR),
            lambda: withdraw_announcement(board, self._announcement, operator=OPERATOR),
        ]

    async def _announce(self) -> Committed:
        text = dict.fromkeys(LANGUAGES, f"announcement {self._next}")
        expires_at = self._world.clock.now() + timedelta(hours=1)
        done = await post_announcement(self.board, text, operator=OPERATOR, level=Level.URGENT, expires_at=expires_at)
        self._announcement = done.key.partition("/")[2]
        return done


def as_text(state: object) -> str:
    """A state so that equal ones are equal texts."""
    return json.dumps(state, sort_keys=True, ensure_ascii=False)
