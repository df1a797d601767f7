"""The viewer's rule twice: `domain/apply.py` here and `static/board.mjs` in browsers hold the same after each message.

Only feeds that a board can give rise to: what an offset below a snapshot's says of a key is in that snapshot.
"""

import asyncio
import json
import subprocess
from typing import Any

import pytest

from broadcast.board.domain.board import Revision
from broadcast.client.apply import View
from broadcast.client.watch import see
from broadcast.feed import wire
from tests.broadcast.feed.test_hub_model import Story
from tests.support.board_samples import MORNING
from tests.support.paths import JAVASCRIPT
from tests.support.pipes import payload_of

REPLAY = JAVASCRIPT / "replay.mjs"
SEEDS = range(12)


def replayed_by_a_browser(feeds: list[list[bytes]]) -> list[list[dict[str, Any]]]:
    connections = "\n".join(json.dumps([payload.decode() for payload in feed]) for feed in feeds)
    result = subprocess.run(["node", REPLAY], input=connections, capture_output=True, text=True, timeout=60, check=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


def replayed_here(feed: list[bytes]) -> list[dict[str, Any]]:
    view, steps = View(), []
    for payload in feed:
        view = see(view, wire.decode_message(payload)).view
        keys = {key: {"offset": held.offset, "state": held.state} for key, held in view.keys.items() if held.state}
        steps.append({"epoch": view.epoch, "offset": view.offset, "behind": view.behind, "keys": keys})
    return steps


def feeds_of_stories() -> list[list[bytes]]:
    """What the viewers of some stories of the model test have heard, from their last new beginning on."""
    feeds = []
    for seed in SEEDS:
        story = Story(seed, str)
        asyncio.run(story.play(200))
        feeds += [[payload_of(frame) for frame in viewer.heard] for viewer in story.viewers]
    return [feed for feed in feeds if feed]


def snapshot(offset: int, epoch: str = "e", *, recovered: bool = False, **keys: int) -> bytes:
    states = {key: (at, b'{"v":%d}' % at) for key, at in keys.items()}
    revision = Revision(epoch, offset)
    return wire.encode_snapshot(revision, states, language="fr", recovered=recovered, at=MORNING, tick_s=5).payload


def update(offset: int, key: str, epoch: str = "e", *, off: bool = False) -> bytes:
    state = b"null" if off else b'{"v":%d}' % offset
    return wire.encode_update(Revision(epoch, offset), key, state).payload


def tick(offset: int, epoch: str = "e") -> bytes:
    return wire.encode_tick(Revision(epoch, offset), MORNING).payload


ODD_FEEDS = {
    "late update": [snapshot(5, x=5), update(4, "x"), update(5, "x"), update(6, "x")],
    "late full snapshot": [snapshot(5, x=3), update(8, "y"), update(9, "x"), snapshot(8, x=3, y=8)],
    "update of what a snapshot dropped": [snapshot(5, x=3), snapshot(8, y=8), update(7, "x")],
    "off and late": [snapshot(5, x=3), update(9, "x", off=True), update(8, "x")],
    "ticks from behind": [snapshot(5, x=3), *[tick(4)] * 2, tick(5), *[tick(4)] * 3, snapshot(4, x=4)],
    "tick ahead": [snapshot(5, x=3), tick(6)],
    "another epoch": [snapshot(5, x=3), snapshot(2, "f", y=1), update(3, "y", "f")],
    "recovered of another epoch": [snapshot(5, x=3), snapshot(9, "f", recovered=True, y=1)],
    "recovered": [snapshot(5, x=3), snapshot(9, recovered=True, y=9), tick(9)],
}


@pytest.fixture(scope="module")
def stories() -> list[list[bytes]]:
    return feeds_of_stories()


def test_browser_and_python_views_agree_after_every_message(stories: list[list[bytes]]) -> None:
    assert sum(map(len, stories)) > 500
    assert replayed_by_a_browser(stories) == [replayed_here(feed) for feed in stories]


@pytest.mark.parametrize("name", ODD_FEEDS)
def test_browsers_hold_what_we_hold_in_odd_cases(name: str) -> None:
    feed = ODD_FEEDS[name]
    assert replayed_by_a_browser([feed]) == [replayed_here(feed)]
