"""The screens of two days: headless ones, which keep the board as a screen does, and real ones in Chromium."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import aiohttp
from playwright.async_api import Page

from broadcast.board.domain.board import Revision
from broadcast.client.apply import View, shown_keys
from broadcast.client.watch import see
from broadcast.feed.wire import decode_message, encode_shown

LOOK_EVERY_S = 0.01
REPORT_EVERY_S = 0.25

NOTE_PAINTS = """addEventListener("DOMContentLoaded", () => {
  globalThis.benchPaintedAt = {};
  let noted = "";
  const note = () => {
    const revision = document.querySelector("[data-revision]")?.dataset.revision ?? "";
    if (revision === noted) return;
    noted = revision;
    requestAnimationFrame(() => requestAnimationFrame(() => { globalThis.benchPaintedAt[revision] ??= Date.now(); }));
  };
  new MutationObserver(note).observe(document, { subtree: true, childList: true, attributeFilter: ["data-revision"] });
  note();
});"""
"""Script of a screen or console: revision that it has painted → the time after the frame that shows it."""


TEXT_OF_MAIN = """() => {
  const main = document.querySelector(".screen-main").cloneNode(true);
  for (const replaced of main.querySelectorAll("s, .row-end")) replaced.remove();
  return main.textContent;
}"""


class LateError(Exception):
    """A screen did not have the revision in time."""


class HeadlessScreen:
    """A screen without a window: it applies each message to its view and reports what it would have painted."""

    def __init__(self, name: str, language: str) -> None:
        self.name, self.language = name, language
        self.view = View()
        self.received_ms: dict[int, float] = {}
        self._changed = asyncio.Event()

    async def follow(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Apply the messages of a connection until it ends."""
        async for message in socket:
            event = see(self.view, decode_message(message.data))
            self.view = event.view
            if event.changed:
                self.received_ms[self.view.offset] = 1000 * time.time()
                self._changed.set()

    async def report(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Tell the server what is shown, as often as a screen does, until cancelled."""
        reported = 0
        while True:
            await asyncio.sleep(REPORT_EVERY_S)
            if self.view.offset != reported:
                reported = self.view.offset
                revision = Revision(self.view.epoch, reported)
                await socket.send_str(encode_shown(self.name, revision, self.language).decode())

    async def wait_for(self, offset: int, *, within_s: float) -> float:
        """Return when the screen had the revision, in ms. Raises: LateError, also when it has another one."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while self.view.offset < offset:
                    await self._changed.wait()
                    self._changed.clear()
        if self.view.offset != offset:
            raise LateError(f"{self.name} has {self.view.offset}, not {offset}")
        return self.received_ms.get(offset, 0.0)

    @property
    def shown(self) -> Mapping[str, Any]:
        """Key → the state that the screen shows."""
        return shown_keys(self.view)


class RealScreen:
    """A screen or console in Chromium, which names in `data-revision` the revision that it has painted last."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name

    async def wait_for(self, offset: int, *, within_s: float) -> float:
        """Return when the frame with the revision was shown, in ms. Raises: LateError."""
        found = "(end) => Object.entries(benchPaintedAt).find(([one]) => one.endsWith(end))?.[1] ?? null"
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            painted: float | None = await self.page.evaluate(found, f".{offset}")
            if painted is not None:
                return painted
            await asyncio.sleep(LOOK_EVERY_S)
        shown = await self.page.locator("[data-revision]").first.get_attribute("data-revision")
        raise LateError(f"{self.name} shows {shown}, not {offset}")

    async def read_text(self) -> str:
        """Return what the screen shows between head and foot, without ends, and times that it remembers as replaced."""
        text: str = await self.page.evaluate(TEXT_OF_MAIN)
        return text

    async def shows_same(self, other: "RealScreen", *, within_s: float) -> bool:
        """Return whether both screens show the same texts: the pages of a lobby take turns."""
        until, texts, other_texts = time.monotonic() + within_s, set[str](), set[str]()
        while time.monotonic() < until:
            texts.add(await self.read_text())
            other_texts.add(await other.read_text())
            if texts == other_texts:
                return True
            await asyncio.sleep(REPORT_EVERY_S)
        return False
