"""Followers of a session: how soon each is notified of an operator's act.

    python -m bench.notifications [--followers 200] [--acts 20] [--keys 5]

`rostrum serve` runs in a process of its own. Its push service is a server of this process on the loopback interface.
Followers in seven languages subscribe by the request of the session's page, each with keys of its own. An operator
suspends and resumes the session by the form of the console; the next act is sent when all followers have been told. The
time runs from the request of the act until the push service has the message, which is then decrypted (RFC 8291).

The last acts (`--keys`; 0: none, without a browser) are keys at a console in Chromium. A page in another window follows
the session by its button; the driver hands its message to the page's service worker, as a push service would, and the
time runs from the key until the worker shows the notification. What a push service and its network take is not in the
figures. The exit code is 1 when a follower missed a message, got it twice or in another language, and when a
notification shows something else than its message.
"""

import argparse
import asyncio
import json
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from bench.cores import bounded
from bench.door_site import scratch
from bench.push_followers import Follower, collect_messages, find_faults, make_followers, subscribe_followers
from bench.quantiles import find_quantile
from bench.staff_logins import add_operators
from bench.two_days.consoles import NOTE_KEYS
from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Verb
from broadcast.board.event_data import programme_of
from conference.languages import LANGUAGES, pick
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.browser.board import PHONE, SETTINGS, STARTS_AT, chromium, window
from tests.browser.push_pages import PushedWorker, subscribe_as
from tests.support.live import LiveServer, live_server
from tests.support.push_browsers import STAND_IN_SETTINGS, PushedMessage, PushStandIn, push_stand_in

SESSION = "debate-1"
CONSOLE = f"/staff/console?session={SESSION}"
PAGE_LANGUAGE = "vi"
MOST_FOLLOWERS = 2000
"""The server takes 300 requests at once from each of seven addresses."""

KEYS = {Verb.SUSPEND: "s", Verb.RESUME: "r"}
LIMIT_S = 300.0

Act = Callable[[Verb], float]
"""Sends an act, and returns when, in seconds since 1970."""


@dataclass(frozen=True)
class PreparedSession:
    """The session in progress that is followed: an operator's login, and its titles by language."""

    login: str
    titles: Mapping[str, str]


@dataclass
class Measurement:
    """Milliseconds from acts to the push service and from keys to notifications, and what was wrong."""

    to_service: list[float] = field(default_factory=list)
    to_notification: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def measure_act(
        self,
        act: Act,
        verb: Verb,
        *,
        service: PushStandIn,
        followers: Sequence[Follower],
        titles: Mapping[str, str],
        take: Callable[[PushedMessage], None] = lambda _message: None,
    ) -> float:
        """Measure one act until all followers are told; return when it was sent."""
        sent_at = act(verb)
        messages = collect_messages(service, [one.path for one in followers], take=take)
        self.to_service += [1000 * (one.at - sent_at) for one in messages]
        self.faults += find_faults(followers, messages, titles)
        return sent_at


def main() -> int:
    """Measure and print; 0 when each follower was told of each act once, in its language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--followers", type=int, default=200, help=f"at most {MOST_FOLLOWERS}")
    parser.add_argument("--acts", type=int, default=20)
    parser.add_argument("--keys", type=int, default=5, help="how many of the acts are keys at a console in Chromium")
    options = parser.parse_args()
    if not 0 < options.followers <= MOST_FOLLOWERS or not 0 <= options.keys <= options.acts:
        parser.error(f"at most {MOST_FOLLOWERS} followers, and no more keys than acts")
    with bounded(LIMIT_S), scratch() as folder:
        measured = measure_notifications(folder, options)
    return print_measurement(measured, options)


def measure_notifications(folder: Path, options: argparse.Namespace) -> Measurement:
    """Serve the event, and measure all acts."""
    prepared, measured = asyncio.run(_open_session(folder)), Measurement()
    with push_stand_in() as service, live_server(folder, {**SETTINGS, **STAND_IN_SETTINGS}) as server:
        followers = make_followers(service, options.followers)
        subscribe_followers(server.url, SESSION, followers)
        act = _open_form(server, prepared.login)
        verbs = [(Verb.SUSPEND, Verb.RESUME)[number % 2] for number in range(options.acts)]
        by_form = options.acts - options.keys
        for verb in verbs[:by_form]:
            measured.measure_act(act, verb, service=service, followers=followers, titles=prepared.titles)
        if options.keys:
            with chromium() as browser:
                site = FollowedSite(browser, server, service, followers)
                _measure_keys(site, prepared, verbs[by_form:], measured)
    return measured


async def _open_session(folder: Path) -> PreparedSession:
    """Load the programme into a new database, and open the session."""
    settings = Settings(data_dir=folder, clock_starts_at=datetime.fromisoformat(STARTS_AT))
    async with open_runtime(settings) as runtime:
        operator, login = (await add_operators(runtime, {"operator": "en"}))["operator"]
        board = assemble_broadcast(runtime).board
        await load_programme(board, programme_of(runtime.event), operator=operator)
        await move_session(board, SESSION, Verb.OPEN, operator=operator)
        item = next(one for one in runtime.event.programme if one.id == SESSION)
        return PreparedSession(login, {code: pick(item.title, code)[0] for code in LANGUAGES})


def _open_form(server: LiveServer, login: str) -> Act:
    """Load the console once, and return what sends its form, with the offset that the last answer named."""
    html = _ask_console(server, login, CONSOLE, accept="text/html").decode()
    csrf = html.split('name="csrf" value="', 1)[1].split('"', 1)[0]
    offset = int(html.split('name="expected" value="', 1)[1].split('"', 1)[0])

    def act(verb: Verb) -> float:
        nonlocal offset
        form = {"csrf": csrf, "expected": str(offset), "session": SESSION, "verb": verb.value}
        sent_at = time.time()
        answer = _ask_console(server, login, f"/staff/console/sessions/{SESSION}", form)
        offset = int(json.loads(answer)["offset"])
        return sent_at

    return act


def _ask_console(
    server: LiveServer,
    login: str,
    path: str,
    form: Mapping[str, str] | None = None,
    *,
    accept: str = "application/json",
) -> bytes:
    body = None if form is None else urlencode(form).encode()
    request = urllib.request.Request(server.url + path, body, {"Cookie": f"login={login}", "Accept": accept})
    with urllib.request.urlopen(request, timeout=30) as response:
        answer: bytes = response.read()
    return answer


@dataclass(frozen=True)
class FollowedSite:
    """The server, its push service with followers, and a browser that looks at it."""

    browser: Browser
    server: LiveServer
    service: PushStandIn
    followers: Sequence[Follower]


class NotifiedPage:
    """A page that follows the session by its button, and whose messages are handed to its service worker."""

    def __init__(self, site: FollowedSite) -> None:
        self.follower = Follower(site.service.browser("page"), PAGE_LANGUAGE)
        self.notified: list[tuple[dict[str, str], dict[str, Any]]] = []
        """Each message, and the notification that the worker has shown."""

        context, page = window(site.browser, site.server, PHONE, service_workers="allow")
        subscribe_as(context, self.follower.browser)
        page.goto(f"/{PAGE_LANGUAGE}/sessions/{SESSION}")
        page.locator("[data-part=notifications] [data-act=follow]").click()
        page.locator("[data-part=notifications] [data-act=unfollow]").wait_for()
        self._worker = PushedWorker(page)

    def take_message(self, message: PushedMessage) -> None:
        """Hand a message over if it is for this page."""
        if message.path == self.follower.path:
            text = self.follower.browser.decrypt(message.body)
            self.notified.append((text, self._worker.show(text)))


def _measure_keys(site: FollowedSite, prepared: PreparedSession, verbs: Sequence[Verb], measured: Measurement) -> None:
    """Measure acts by keys, of which a page in Chromium is notified too."""
    page, act = NotifiedPage(site), _open_keyboard(site, prepared.login)
    followers = [*site.followers, page.follower]
    for verb in verbs:
        pressed_at = measured.measure_act(
            act, verb, service=site.service, followers=followers, titles=prepared.titles, take=page.take_message
        )
        for text, shown in page.notified:
            measured.to_notification.append(shown["at"] - 1000 * pressed_at)
            if (shown["title"], shown["body"], shown["lang"]) != (text["title"], text["body"], text["language"]):
                measured.faults.append(f"the notification shows {shown['title']!r}")
        page.notified.clear()


def _open_keyboard(site: FollowedSite, login: str) -> Act:
    """Open the console with keys that change the board, and return what presses them."""
    context, page = window(site.browser, site.server)
    context.add_cookies([{"name": "login", "value": login, "url": site.server.url}])
    context.add_init_script(NOTE_KEYS)
    page.goto(CONSOLE)
    page.wait_for_selector("html.scripted")
    page.locator(".keys-switch").press("Space")
    return lambda verb: _press_key(page, KEYS[verb])


def _press_key(page: Page, key: str) -> float:
    """Press the key of an act once the console offers it; return when, in seconds since 1970."""
    page.locator(f'main button[data-key="{key.upper()}"]:enabled').first.wait_for(state="attached")
    page.keyboard.press(key)
    return float(page.evaluate("globalThis.benchPressedAt")) / 1000


def print_measurement(measured: Measurement, options: argparse.Namespace) -> int:
    """Print the times and faults; return the exit code."""
    print(
        f"{options.followers} followers in {len(LANGUAGES)} languages, {options.acts} acts, {options.keys} of them keys"
    )
    for name, times in {
        "act → push service": measured.to_service,
        "key → notification": measured.to_notification,
    }.items():
        if times:
            p50, p99 = find_quantile(times, 0.5), find_quantile(times, 0.99)
            print(f"  {name}  {len(times):6}   p50 {p50:6.0f} ms   p99 {p99:6.0f} ms   max {max(times):6.0f} ms")
    for fault in measured.faults[:10]:
        print(f"  {fault}")
    is_right = not measured.faults
    print("each follower was told of each act once, in its language" if is_right else "NOTIFICATIONS ARE WRONG")
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
