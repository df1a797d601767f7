"""A day of a screen, compressed: whether its page keeps the memory that it has after its first hours.

    python -m bench.screen_day [--hours 24] [--path ADDRESS] [--aims]

The page of a real server is open in Chromium, whose clock is advanced by three minutes at a time. Each step stands for
its three minutes: each timer of the page fires once, so that each rotation takes one turn, and in place of the feed a
script sends one tick and one change: phases, the tally, and announcements that come and go. Once an hour the connection
is lost and made again. A day has 480 changes, more than an event makes, and 24 reconnects; of its ticks one in 36 is
sent, of the turns of its rotations about one in nine is taken.

After each hour the garbage is collected, and the heap in use, the nodes and the listeners of the page are printed. What
the page holds depends on what it shows: the second day has twice as many sessions as the first. Nodes are therefore
counted for each node of the document, and the least of the last quarter of the hours is compared with that of the first
one: what is never let go of is in each figure. With `--aims` the exit code is 1 when heap or nodes have grown by more
than a fifth.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import CDPSession, Page, WebSocketRoute

from bench.door_site import scratch
from tests.browser.board import SETTINGS, STARTS_AT, WALL, chromium, prepare, window
from tests.support.live import live_server

ALL_LAYOUTS = "/en/screens/grid?cells=lobby;room:room=plenary;programme;signing;figures;announcement"
STEP = timedelta(minutes=3)
MOST_GROWTH = 1.2
COUNT_SHOWN = "document.evaluate('count(//node())', document, null, XPathResult.NUMBER_TYPE).numberValue"
PHASES = ("scheduled", "in_session", "suspended", "in_session", "adjourned", "delayed")


@dataclass(frozen=True, slots=True)
class PageMemory:
    """What a page holds after a garbage collection: bytes of the heap, all nodes, those in the document, listeners."""

    heap: int
    nodes: int
    shown: int
    listeners: int

    @property
    def nodes_held(self) -> float:
        """All nodes for each one in the document."""
        return self.nodes / self.shown


class ScriptedFeed:
    """Sends the page a snapshot of the server, then changes that are made up, with times of the page's own clock."""

    def __init__(self) -> None:
        self.at = datetime.fromisoformat(STARTS_AT)
        self.number = 0
        self.connected = 0
        self.board: dict[str, Any] = {}
        self.socket: WebSocketRoute | None = None

    def route(self, socket: WebSocketRoute) -> None:
        """Stand between a page and the server, of whose messages the first snapshot alone counts."""
        server = socket.connect_to_server()

        def forward(message: str | bytes) -> None:
            decoded = json.loads(message)
            if decoded["type"] != "snapshot":
                return
            self.socket = socket
            self.connected += 1
            self.board = self.board or decoded
            self._send_message({**self.board, "at": self._format_moment()})

        server.on_message(forward)
        socket.on_message(lambda _message: None)

    def disconnect(self) -> None:
        """Lose the connection; the page makes another one."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def tick(self) -> None:
        """Confirm the board."""
        self.at += STEP
        self._send_message({"type": "tick", "at": self._format_moment()})

    def change(self) -> None:
        """Send the next change."""
        self.number += 1
        self.board["offset"] += 1
        key, state = self._next_state(self.board)
        self._send_message({"type": "update", "key": key, "state": state})

    def _send_message(self, message: dict[str, Any]) -> None:
        if self.socket is not None:
            revision = {"epoch": self.board["epoch"], "offset": self.board["offset"]}
            self.socket.send(json.dumps({**message, **revision}))

    def _next_state(self, board: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
        if self.number % 3 == 0:
            return self._make_announcement()
        if self.number % 5 == 0 and "tally" in board["keys"]:
            tally = board["keys"]["tally"]["state"]
            tally["signed"] = self.number % 150
            return "tally", tally
        keys = sorted(key for key in board["keys"] if key.startswith("session/"))
        key = keys[self.number % len(keys)]
        session = board["keys"][key]["state"]
        session["phase"] = PHASES[self.number % len(PHASES)]
        session["since"], session["until"] = self._format_moment(), None
        return key, session

    def _make_announcement(self) -> tuple[str, dict[str, Any] | None]:
        number = self.number // 3
        if number % 2:
            return f"announcement/{number - 1}", None
        level = "urgent" if number % 4 else "info"
        return f"announcement/{number}", {
            **{"id": str(number), "text": f"Shuttle bus {number}", "level": level, "rooms": None, "destinations": None},
            **{"posted_at": self._format_moment(), "expires_at": None, "language": "en", "fallback": False},
        }

    def _format_moment(self) -> str:
        return self.at.isoformat(timespec="milliseconds")


def main() -> int:
    """Let the day pass, and print what the page holds after each hour."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=int, default=24, help="hours of the day")
    parser.add_argument("--path", default=ALL_LAYOUTS, help="address of the screen")
    parser.add_argument("--aims", action="store_true", help="exit code 1 when the page grows")
    options = parser.parse_args()
    with scratch() as folder:
        data = folder / "data"
        data.mkdir()
        prepare(data)
        with live_server(data, {**SETTINGS, "ROSTRUM_TICK_S": str(STEP.seconds)}) as server, chromium() as browser:
            context, page = window(browser, server, WALL, service_workers="allow")
            feed = ScriptedFeed()
            page.route_web_socket("**/feed/**", feed.route)
            page.clock.install()
            page.goto(options.path)
            page.wait_for_selector("body[data-revision]:not([data-revision=''])")
            devtools = context.new_cdp_session(page)
            held = [_pass_hour(page, feed, devtools, hour) for hour in range(options.hours)]
            print(f"{feed.number} changes, {feed.connected - 1} reconnects")
    return _judge_growth(held, is_strict=options.aims)


def _pass_hour(page: Page, feed: ScriptedFeed, session: CDPSession, hour: int) -> PageMemory:
    feed.disconnect()
    for _ in range(timedelta(hours=1) // STEP):
        page.clock.fast_forward(STEP.seconds * 1000)
        feed.tick()
        feed.change()
    memory = _read_memory(session)
    print(
        f"hour {hour + 1:2}  heap {memory.heap / 2**20:6.2f} MiB  nodes {memory.nodes:6}, {memory.shown:5} shown  "
        f"listeners {memory.listeners}",
        flush=True,
    )
    return memory


def _read_memory(session: CDPSession) -> PageMemory:
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    counts = session.send("Memory.getDOMCounters")
    heap = session.send("Runtime.getHeapUsage")["usedSize"]
    shown = session.send("Runtime.evaluate", {"expression": COUNT_SHOWN})["result"]["value"]
    return PageMemory(int(heap), counts["nodes"], shown, counts["jsEventListeners"])


def _judge_growth(held: list[PageMemory], *, is_strict: bool) -> int:
    quarter = max(1, len(held) // 4)
    (heap, nodes), (last_heap, last_nodes) = _find_least(held[:quarter]), _find_least(held[-quarter:])
    is_flat = last_heap <= MOST_GROWTH * heap and last_nodes <= MOST_GROWTH * nodes
    print(
        f"least of the first {quarter} h and of the last: heap {heap / 2**20:.2f} → {last_heap / 2**20:.2f} MiB, "
        f"nodes for each one shown {nodes:.1f} → {last_nodes:.1f}: {'flat' if is_flat else 'NOT flat'}"
    )
    return 1 if is_strict and not is_flat else 0


def _find_least(held: list[PageMemory]) -> tuple[int, float]:
    return min(one.heap for one in held), min(one.nodes_held for one in held)


if __name__ == "__main__":
    sys.exit(main())
