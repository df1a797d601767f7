"""Whatever operators, networks and viewers do in whatever order: what a viewer has applied is what the board shows.

Model test (CASES B2, B3, B4, B8; DESIGN §6.7): real actions, real hub, real outboxes with a small bound, real bytes and
the viewer's own rule. Only the database is its twin in memory, and the network is a pipe that the story opens. A story
is drawn from a seed; its length shrinks to the step that breaks something.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import given, note, settings
from hypothesis import strategies as st

from broadcast.board.actions.announcements import post_announcement, sweep_announcements, withdraw_announcement
from broadcast.board.actions.programme import load_programme, renew_epoch
from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.signing import record_signature, remove_signature
from broadcast.board.actions.speakers import end_statement, give_floor, give_floor_to_next, skip_speaker
from broadcast.board.actions.undo import undo_last
from broadcast.board.domain.announcements import Level
from broadcast.board.domain.board import Revision
from broadcast.board.domain.sessions import Verb
from broadcast.board.ports import Board
from broadcast.board.words import CatalogueWords
from broadcast.client.apply import View, shown_keys
from broadcast.feed import wire
from broadcast.feed.fanout.memory import MemoryFanout
from broadcast.feed.hub import Hub
from broadcast.feed.latest import LatestBoard
from broadcast.feed.send_queue import SendQueue
from conference.bus import Bus
from conference.clock import ManualClock
from conference.errors import RostrumError
from conference.ids import SequentialIds
from conference.texts.catalogues import own_catalogues
from tests.support.board_samples import HANOI, MORNING, OPERATOR, event_info, item, programme, speaker, text
from tests.support.memory_board import MemoryBoard
from tests.support.pipes import Bottomless, Pipe, payload_of, taken

WORDS = CatalogueWords(own_catalogues(), {"VN": text("Viet Nam")})
LANGUAGES = ("ar", "fr")
BOUND = 4_000
"""Bytes: two or three updates, less than a snapshot, so that viewers lag at every turn."""

PROGRAMMES = (
    programme(),
    programme(),
    programme(item("opening", title=text("Opening")), item("debate", speakers=(speaker("VN"), speaker("MX")))),
    replace(programme(), event_info=event_info("Hall of Mirrors", "R313")),
)
KEYS = ("session/opening", "session/debate", "speakers/debate", "tally")
LAST_STEP = 120


@dataclass(eq=False)
class Viewer:
    """A viewer with its own view, connected or not, and one it kept a while ago (a reload without a server)."""

    language: str
    view: View = field(default_factory=View)
    kept: View = field(default_factory=View)
    pipe: Pipe | None = None
    send_queue: SendQueue | None = None
    heard: list[bytes] = field(default_factory=list)


class Story:
    """Operators, a hub, six viewers, and two recorders that never lag and so know every state there was."""

    def __init__(self, seed: int, tell: Callable[[str], object]) -> None:
        self.tell = tell
        self.random = Random(seed)
        self.bus = Bus()
        self.memory = MemoryBoard(self.bus)
        self.clock = ManualClock(MORNING)
        self.board = Board(
            transactions=self.memory,
            store=self.memory,
            clock=self.clock,
            ids=SequentialIds(),
            zone=HANOI,
            countries=("VN", "FR", "EU"),
        )
        self.hub = Hub(self.board, MemoryFanout(), LatestBoard(WORDS, HANOI), bound=BOUND)
        self.viewers = [Viewer(language) for language in LANGUAGES for _ in range(3)]
        self.recorders = {language: Bottomless() for language in LANGUAGES}
        self.truth: dict[tuple[str, str, str, int], Any] = {}

    async def play(self, length: int) -> None:
        await load_programme(self.board, PROGRAMMES[0], operator=OPERATOR)
        await self.hub.refresh()
        for language, pipe in self.recorders.items():
            self.hub.subscribe(pipe, language)
        self.learn()
        steps: list[tuple[Callable[[], Awaitable[None]], int]] = [
            (self.operate, 40),
            (self.read, 15),
            (self.tick, 5),
            (self.travel, 40),
            (self.settle, 5),
        ]
        for _ in range(length):
            step = self.random.choices([s for s, _ in steps], [weight for _, weight in steps])[0]
            await step()
            self.check()
        await self.settle()
        await self.hub.close()

    async def operate(self) -> None:
        """An operator, or the clockwork, does something; some of it is refused."""
        name, action = self.random.choice(self.actions())
        try:
            await action
        except RostrumError as refusal:
            self.tell(f"{name}: {refusal.code}")
        else:
            self.tell(f"{name} → {self.memory.offset}")

    def actions(self) -> list[tuple[str, Awaitable[Any]]]:
        board, pick = self.board, self.random.choice
        later = self.clock.now() + timedelta(minutes=self.random.randint(1, 9))
        posted = [
            key for key, entry in self.memory.latest_entries.items() if key.startswith("announcement/") and entry.state
        ]
        choices: dict[str, Callable[[], Coroutine[Any, Any, Any]]] = {
            "open": lambda: move_session(board, pick(["opening", "debate"]), Verb.OPEN, operator=OPERATOR),
            "move": lambda: move_session(
                board, pick(["opening", "debate"]), pick(list(Verb)), operator=OPERATOR, until=later
            ),
            "next": lambda: give_floor_to_next(board, "debate", operator=OPERATOR),
            "floor": lambda: give_floor(board, "debate", pick(["VN", "FR", "EG"]), operator=OPERATOR),
            "end": lambda: end_statement(board, "debate", operator=OPERATOR),
            "skip": lambda: skip_speaker(board, "debate", pick(["VN", "FR"]), operator=OPERATOR),
            "sign": lambda: record_signature(board, pick(["VN", "FR", "EU"]), operator=OPERATOR),
            "unsign": lambda: remove_signature(board, pick(["VN", "FR", "EU"]), operator=OPERATOR),
            "announce": lambda: post_announcement(board, text("x"), operator=OPERATOR, expires_at=later),
            "alert": lambda: post_announcement(board, text("!"), operator=OPERATOR, level=Level.URGENT),
            "withdraw": lambda: withdraw_announcement(
                board, pick(posted or ["/none"]).partition("/")[2], operator=OPERATOR
            ),
            "undo": lambda: undo_last(board, pick([*KEYS, *posted]), operator=OPERATOR),
            "load": lambda: load_programme(board, pick(PROGRAMMES), operator=OPERATOR),
            "sweep": self.wait_and_sweep,
        }
        if self.random.random() < 0.01:
            return [("renew epoch", renew_epoch(board, operator=OPERATOR))]
        name = pick([*choices])
        return [(name, choices[name]())]

    async def wait_and_sweep(self) -> None:
        self.clock.advance(300)
        await sweep_announcements(self.board)

    async def read(self) -> None:
        self.tell("read")
        await self.hub.refresh()
        self.learn()

    async def tick(self) -> None:
        self.tell("tick")
        await self.hub.tick()
        self.learn()

    async def travel(self) -> None:
        """Viewers come, go, read a little or all, and keep what they see."""
        number = self.random.randrange(len(self.viewers))
        viewer = self.viewers[number]
        what = self.random.choice(["connect", "flow", "flow", "flow", "drop", "keep"])
        self.tell(f"viewer {number}: {what}")
        match what:
            case "connect":
                self.connect(viewer)
            case "flow":
                self.take(viewer, self.random.choice([1, 2, 9]))
            case "drop":
                self.drop(viewer)
            case "keep":
                viewer.kept = viewer.view

    def connect(self, viewer: Viewer) -> None:
        """Connect with the viewer's own revision, with an older one, without one, or with one that never was."""
        self.drop(viewer)
        how = self.random.choice(["own", "own", "kept", "kept", "none", "future", "other"])
        if how != "own":
            viewer.view = viewer.kept if how == "kept" else View()
            viewer.heard.clear()
        own = Revision(viewer.view.epoch, viewer.view.offset) if viewer.view.epoch else None
        never = {"future": Revision(self.hub.latest.revision.epoch, 1_000_000), "other": Revision("ep_other", 1)}
        viewer.pipe = Pipe()
        viewer.send_queue = self.hub.subscribe(viewer.pipe, viewer.language, resume=never.get(how, own))
        viewer.pipe.send_queue = viewer.send_queue
        self.tell(f"{how}: {own}")

    def drop(self, viewer: Viewer) -> None:
        if viewer.send_queue is not None:
            self.hub.unsubscribe(viewer.send_queue, viewer.language)
            viewer.pipe = viewer.send_queue = None

    def take(self, viewer: Viewer, frames: int | None = None) -> None:
        if viewer.pipe is None:
            return
        before = viewer.view
        arrived = viewer.pipe.flow(frames)
        viewer.heard += arrived
        viewer.view = taken(viewer.view, arrived)
        assert not viewer.view.behind, "a connection that is not cut never leaves its viewer behind"
        if viewer.view.epoch == before.epoch:
            assert viewer.view.offset >= before.offset

    def learn(self) -> None:
        """Remember every state that the board has shown."""
        for language, pipe in self.recorders.items():
            for frame in pipe.flow():
                message = wire.decode_message(payload_of(frame))
                if isinstance(message, wire.Snapshot):
                    for key, keyed in message.keys.items():
                        self.truth[language, message.epoch, key, keyed.offset] = wire.decode_state(keyed.state)
                elif isinstance(message, wire.Update):
                    self.truth[language, message.epoch, message.key, message.offset] = wire.decode_state(message.state)

    def check(self) -> None:
        """After every step: each frame is accounted for, and nobody shows a state that never was."""
        counters = self.hub.counters.frames
        assert counters.offered == counters.sent + counters.conflated + counters.dropped + self.hub.pending
        for viewer in self.viewers:
            for key, held in viewer.view.keys.items():
                assert self.truth[viewer.language, viewer.view.epoch, key, held.offset] == held.state

    async def settle(self) -> None:
        """When all is read and has flowed, every connected viewer holds exactly what a fresh node would send."""
        self.tell("settle")
        await self.read()
        for viewer in self.viewers:
            self.take(viewer)
            while viewer.pipe is not None and viewer.pipe.held:
                self.take(viewer)
            assert viewer.send_queue is None or not viewer.send_queue.lagging
        for viewer in self.viewers:
            if viewer.send_queue is not None:
                fresh = await self.afresh(viewer.language)
                assert (viewer.view.epoch, viewer.view.offset) == (fresh["epoch"], fresh["offset"])
                assert shown_keys(viewer.view) == {key: keyed["state"] for key, keyed in fresh["keys"].items()}

    async def afresh(self, language: str) -> Any:
        """The snapshot of a node that has just started on the same database."""
        latest = LatestBoard(WORDS, HANOI)
        head, entries = await self.memory.list_entries(None)
        latest.reset(head, entries)
        return json.loads(latest.snapshot(language, now=self.clock.now())[1].payload)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), length=st.just(LAST_STEP) | st.integers(1, LAST_STEP))
def test_viewers_hold_the_state_of_the_board(seed: int, length: int) -> None:
    asyncio.run(Story(seed, note).play(length))
