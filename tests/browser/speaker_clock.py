"""The screen before a speaker on a device whose clock is wrong, and the server's own time of the statement."""

import asyncio
import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from rostrum import roles
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.support.api_tokens import make_header
from tests.support.live import LiveServer
from tests.support.passwords import cheap_passwords

SHIFT_MS = 600_000

WRONG_DATE = f"""(() => {{
  const Right = globalThis.Date;
  globalThis.Date = class extends Right {{
    constructor(...given) {{ given.length ? super(...given) : super(Right.now() + {SHIFT_MS}); }}
    static now() {{ return Right.now() + {SHIFT_MS}; }}
  }};
}})()"""
"""Puts the clock of a page ten minutes forward; `performance` is left alone, as on a device whose clock is wrong."""

WATCH_SECONDS = """(count) => new Promise((done) => {
  const seen = [];
  const watch = new MutationObserver(() => {
    const at = performance.timeOrigin + performance.now();
    const timer = document.querySelector("main [data-timer]");
    const text = timer?.querySelector(".timer-clock").textContent;
    if (!text || text === seen.at(-1)?.text) return;
    seen.push({at, text, timer: JSON.parse(timer.dataset.timer)});
    if (seen.length === count) { watch.disconnect(); done(seen); }
  });
  watch.observe(document.querySelector("main"), {subtree: true, childList: true, characterData: true});
})"""
"""Waits until the figure has changed `count` times; when each was written, in ms by a clock that is right."""

READ_SERVER = """async ({path, headers}) => {
  const wall = () => performance.timeOrigin + performance.now();
  const from = wall();
  const response = await fetch(path, {headers});
  return {from, to: wall(), ...await response.json()};
}"""


@dataclass(frozen=True)
class WrittenSecond:
    """A figure on the glass: ms since 1970 when it was written, its seconds that remain, and the timer it is of."""

    at: float
    seconds: int
    timer: dict[str, Any]


def issue_token(folder: Path) -> dict[str, str]:
    """Return the header of a program that operates the board of this data folder."""

    async def issue() -> dict[str, str]:
        async with open_runtime(Settings(data_dir=folder)) as runtime:
            cheap = replace(runtime, accounts=replace(runtime.accounts, passwords=cheap_passwords()))
            return dict(await make_header(cheap, roles.OPERATOR, name="program"))

    with ThreadPoolExecutor(1) as apart:  # the browser's own event loop may be running in this thread
        return apart.submit(lambda: asyncio.run(issue())).result()


def begin_statement(server: LiveServer, headers: dict[str, str], session: str) -> None:
    """Open a session and give the floor to its first speaker."""
    sessions = ask_server(server, headers, "sessions")["sessions"]
    (version,) = [one["version"] for one in sessions if one["id"] == session]
    ask_server(server, headers, f"sessions/{session}/moves", {"verb": "open", "version": version})
    listed = ask_server(server, headers, f"sessions/{session}/speakers")
    ask_server(server, headers, f"sessions/{session}/speakers", {"act": "next", "version": listed["version"]})


def ask_server(
    server: LiveServer, headers: dict[str, str], path: str, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Send a request of a program to the API and return the answer."""
    content = None if body is None else json.dumps(body).encode()
    sent = {**headers, "Content-Type": "application/json"}
    request = urllib.request.Request(f"{server.url}/api/v1/{path}", content, sent)
    with urllib.request.urlopen(request, timeout=30) as response:
        answer: dict[str, Any] = json.load(response)
    return answer


def watch_seconds(page: Page, count: int) -> list[WrittenSecond]:
    """Return the next figures that the screen writes."""
    seen = page.evaluate(WATCH_SECONDS, count)
    return [WrittenSecond(one["at"], _seconds_of(one["text"]), one["timer"]) for one in seen]


def _seconds_of(text: str) -> int:
    """Return the seconds that remain; negative over the limit."""
    total = 0
    for part in text.removeprefix("+").split(":"):
        total = total * 60 + int(part)
    return -total if text.startswith("+") else total


@dataclass(frozen=True)
class ServerTimer:
    """The time used by the current speaker as the server says: at a moment between `asked` and `answered` (ms)."""

    used_s: float
    asked: float
    answered: float

    def used_at(self, moment: float) -> tuple[float, float]:
        """Return the least and the most seconds that were used at a moment."""
        return self.used_s + (moment - self.answered) / 1000, self.used_s + (moment - self.asked) / 1000


def read_server(page: Page, headers: dict[str, str], session: str) -> ServerTimer:
    """Ask the server for the time used by the current speaker of a session."""
    path = f"/api/v1/sessions/{session}/speakers"
    answer = page.evaluate(READ_SERVER, {"path": path, "headers": headers})
    (current,) = [one for one in answer["speakers"] if one["turn"] == "speaking"]
    return ServerTimer(current["used_s"], answer["from"], answer["to"])
