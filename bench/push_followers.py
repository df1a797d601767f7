"""Followers of a session for `python -m bench.notifications`: they subscribe, get messages and judge them."""

import asyncio
import queue
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from conference.languages import LANGUAGES, language
from tests.support.push_browsers import PushBrowser, PushedMessage, PushStandIn

ARRIVES_WITHIN_S = 30.0
SETTLE_S = 0.3
"""Seconds after the last awaited message in which a second one to the same follower is noticed."""


@dataclass(frozen=True)
class Follower:
    """A browser with keys of its own that follows a session in a language (a code of the site)."""

    browser: PushBrowser
    language: str

    @property
    def path(self) -> str:
        """The path of the browser at its push service."""
        return urlsplit(self.browser.endpoint).path


def make_followers(service: PushStandIn, count: int) -> list[Follower]:
    """Return followers of a push service, the languages of the site in turn."""
    return [
        Follower(service.browser(f"follower-{number}"), LANGUAGES[number % len(LANGUAGES)]) for number in range(count)
    ]


def subscribe_followers(url: str, session: str, followers: Sequence[Follower]) -> None:
    """Send the request of each follower to the server. Raises aiohttp.ClientResponseError for a refused one."""
    asyncio.run(_subscribe_all(url, session, followers))


async def _subscribe_all(url: str, session: str, followers: Sequence[Follower]) -> None:
    """Subscribe; each language comes from a network address of its own, for which the server counts requests."""
    for number, code in enumerate(LANGUAGES):
        connector = aiohttp.TCPConnector(local_addr=(f"127.0.0.{number + 2}", 0))
        async with aiohttp.ClientSession(url, connector=connector, raise_for_status=True) as client:
            for follower in followers:
                if follower.language == code:
                    await client.post(f"/{code}/sessions/{session}/follow", json=follower.browser.body)


def collect_messages(
    service: PushStandIn, paths: Sequence[str], *, take: Callable[[PushedMessage], None]
) -> list[PushedMessage]:
    """Take the messages of one act until each path has one, and those that come soon after; `take` sees each."""
    missing, received = set(paths), []
    ends = time.monotonic() + ARRIVES_WITHIN_S
    with suppress(queue.Empty):
        while True:
            message = service.received.get(timeout=max(0.0, ends - time.monotonic()))
            received.append(message)
            missing.discard(message.path)
            take(message)
            if not missing:
                ends = time.monotonic() + SETTLE_S
    return received


def find_faults(
    followers: Sequence[Follower], messages: Sequence[PushedMessage], titles: Mapping[str, str]
) -> list[str]:
    """Compare the messages of one act with the followers; `titles` are the session's by language.

    Returns a line for each follower that missed the message or got it twice, and for each message in another language.
    """
    counts, of_path = Counter(one.path for one in messages), {one.path: one for one in followers}
    faults = [f"{path}: {counts[path]} messages" for path in of_path if counts[path] != 1]
    for one in messages:
        follower = of_path.get(one.path)
        if follower is None:
            faults.append(f"{one.path}: is no follower")
        elif not _is_in_language(follower.browser.decrypt(one.body), follower.language, titles):
            faults.append(f"{one.path}: not in the language {follower.language}")
    return faults


def _is_in_language(message: Mapping[str, Any], code: str, titles: Mapping[str, str]) -> bool:
    is_titled = str(message["title"]).endswith(f" · {titles[code]}")
    return is_titled and message["language"] == language(code).tag and message["path"].startswith(f"{code}/")
