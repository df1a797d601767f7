"""`rostrum watch`: follow the feed with the `websockets` client, and print changes in a terminal.

`follow` is the complete client without the terminal; headless screens and tests use it too.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from urllib.parse import urlencode, urlsplit, urlunsplit

from msgspec import Struct
from rich.console import Console
from rich.text import Text
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.typing import Origin

from broadcast.client.apply import Shown, View, apply_snapshot, apply_tick, apply_update, shown_keys
from broadcast.feed import wire
from broadcast.feed.identity.messages import Assignment, Challenge, Command

OPEN_WITHIN_S = 10.0
CLOSE_WITHIN_S = 0.5
"""Seconds that a server may take to answer a close frame: a stalled one does not answer."""

LARGEST_MESSAGE = 8 * 1024 * 1024
MISSED_TICKS = 2
TICK_GRACE_S = 0.75
BACKOFF_FIRST_S, MAX_BACKOFF_S = 0.5, 30.0
MAX_AWAY_S = 120.0
"""Longest time in seconds that a goodbye may delay the next connection."""


class FeedEvent(Struct, frozen=True, kw_only=True):
    """Result of a message: the view, the changed keys, and the server's time, if the message has one.

    `problem` says why the connection was lost; the view is then the last one. `away_s`: the server sent a goodbye, and
    the client reconnects after this number of seconds.
    """

    view: View
    changed: tuple[str, ...] = ()
    at: datetime | None = None
    problem: str | None = None
    recovered: bool | None = None
    away_s: float | None = None


class FeedPeer(Protocol):
    """What a client is besides a viewer: a screen with a name, which answers messages of the server.

    `origin` is that of the server, which the handshake names.
    """

    name: str
    origin: str

    def answer(self, message: wire.ServerMessage, view: View) -> list[bytes]:
        """Return the messages that are sent after this one; `view` has it applied."""
        ...


class PipeConsole(Console):
    """A console that raises BrokenPipeError. rich raises SystemExit, which leaves the connection open in the loop."""

    def on_broken_pipe(self) -> None:
        """Raise the BrokenPipeError that is being handled."""
        self.quiet = True
        raise  # noqa: PLE0704 - rich calls this method while it handles the error


class RefusedError(Exception):
    """The server refuses this feed permanently; the message says why."""


def feed_url(address: str, language: str, view: View, *, screen: str = "") -> str:
    """Return the WebSocket address of a server (`http://…` or `https://…`), resuming from the view's revision.

    `screen` is the name that the connection reports under.
    """
    parts = urlsplit(address if "//" in address else f"http://{address}")
    scheme = "wss" if parts.scheme in ("https", "wss") else "ws"
    named = {"screen": screen} if screen else {}
    resume = urlencode({"epoch": view.epoch, "offset": view.offset, **named} if view.epoch else named)
    path = f"{parts.path.rstrip('/')}/feed/v1/{language}/ws"
    return urlunsplit((scheme, parts.netloc, path, resume, ""))


def backoff_s(attempt: int, chance: Callable[[], float]) -> float:
    """Return the seconds before attempt number `attempt` (from 0): full jitter under a doubling bound."""
    bound: float = min(MAX_BACKOFF_S, BACKOFF_FIRST_S * 2 ** min(attempt, 10))
    return chance() * bound


async def follow(
    address: str,
    language: str,
    *,
    view: View | None = None,
    chance: Callable[[], float] = random.random,
    peer: FeedPeer | None = None,
) -> AsyncGenerator[FeedEvent, None]:
    """Yield feed events until cancelled; reconnect with back-off and jitter, or as a goodbye says, and resume.

    A `peer` answers the server's messages before their events are yielded.

    Raises: RefusedError: the feed does not exist, or the server refuses this client.
    """
    view = view or View()
    attempt = 0
    while True:
        problem, away_s = "behind", None
        try:
            async with aclosing(_follow_connection(address, language, view, peer)) as events:
                async for event in events:
                    view, attempt, away_s = event.view, 0, event.away_s
                    yield event
                    if view.behind or away_s is not None:
                        break
        except InvalidStatus as refusal:
            status = refusal.response.status_code
            if status in (400, 401, 403, 404):
                raise RefusedError(f"{address} answered {status}") from refusal
            problem = f"HTTP {status}"
        except (WebSocketException, OSError, TimeoutError, ValueError) as error:
            problem = str(error) or type(error).__name__
        if away_s is not None:
            await asyncio.sleep(away_s)
            continue
        yield FeedEvent(view=view, problem=problem)
        await asyncio.sleep(backoff_s(attempt, chance))
        attempt += 1


async def _follow_connection(
    address: str, language: str, view: View, peer: FeedPeer | None
) -> AsyncGenerator[FeedEvent, None]:
    """Yield the events of one connection; two missed ticks end it with TimeoutError."""
    url = feed_url(address, language, view, screen=peer.name if peer else "")
    silence_s: float = OPEN_WITHIN_S
    view = replace(view, behind=False)
    async with connect(
        url,
        compression=None,
        open_timeout=OPEN_WITHIN_S,
        close_timeout=CLOSE_WITHIN_S,
        max_size=LARGEST_MESSAGE,
        origin=Origin(peer.origin) if peer else None,
    ) as socket:
        while True:
            async with asyncio.timeout(silence_s):
                message = wire.decode_message(await socket.recv())
            event = see(view, message)
            view = event.view
            for answer in peer.answer(message, view) if peer else ():
                await socket.send(answer.decode())
            if isinstance(message, wire.Snapshot):
                silence_s = MISSED_TICKS * message.tick_s + TICK_GRACE_S
            yield event


def see(view: View, message: wire.ServerMessage) -> FeedEvent:
    """Apply a message to a view and return the event."""
    match message:
        case wire.Snapshot():
            keys = {key: (keyed.offset, wire.decode_state(keyed.state)) for key, keyed in message.keys.items()}
            new_view = apply_snapshot(
                view, epoch=message.epoch, offset=message.offset, recovered=message.recovered, keys=keys
            )
            return FeedEvent(view=new_view, changed=tuple(keys), at=message.at, recovered=message.recovered)
        case wire.Update():
            new_view = apply_update(
                view,
                epoch=message.epoch,
                offset=message.offset,
                key=message.key,
                state=wire.decode_state(message.state),
            )
            return FeedEvent(view=new_view, changed=() if new_view is view else (message.key,))
        case wire.Tick():
            return FeedEvent(view=apply_tick(view, epoch=message.epoch, offset=message.offset), at=message.at)
        case wire.Goodbye():
            return FeedEvent(view=view, away_s=min(max(message.retry_after_s, 0.0), MAX_AWAY_S))
        case Challenge() | Assignment() | Command():
            return FeedEvent(view=view)


async def watch(address: str, language: str, *, console: Console | None = None) -> None:
    """Print one line for each change of the board until interrupted.

    Raises: RefusedError: as `follow`. BrokenPipeError: the reader of the output has ended.
    """
    console = console or PipeConsole()
    async with aclosing(follow(address, language)) as events:
        async for event in events:
            _print_event(console, event)


def _print_event(console: Console, event: FeedEvent) -> None:
    if event.problem is not None:
        console.print(Text(f"… {event.problem}; trying again", style="yellow"))
        return
    if event.away_s is not None:
        console.print(Text(f"… the server said goodbye; back in {event.away_s:.1f} s", style="dim"))
    if event.recovered is not None:
        console.print(_format_headline(event))
    board = shown_keys(event.view)
    for key in sorted(event.changed, key=lambda key: event.view.keys[key].offset):
        console.print(row(key, event.view.keys[key].offset, board.get(key)))


def _format_headline(event: FeedEvent) -> Text:
    how = "resumed" if event.recovered else "whole board"
    at = f"{event.at:%H:%M:%S}Z" if event.at else ""
    return Text(f"── {how} · {event.view.epoch} · {event.view.offset} · {at}", style="dim")


_PHASE_STYLE = {
    "in_session": "bold green",
    "suspended": "yellow",
    "delayed": "yellow",
    "postponed": "magenta",
    "cancelled": "red",
}


def row(key: str, offset: int, state: Shown | None) -> Text:
    """Format one key as one line: its offset and its state."""
    line = Text(f"{offset:>6}  ", style="dim")
    if state is None:
        return line.append(f"– {key}", style="dim strike")
    kind = key.partition("/")[0]
    match kind:
        case "session":
            line.append(f"{state['phase_label']}  ", style=_PHASE_STYLE.get(state["phase"], ""))
            line.append(f"{state['title']} · {state['room_name']}", style="default")
            for change in state.get("changes", ()):
                line.append(f" · {change['text']}", style="yellow")
            if state["speaker"]:
                line.append(f" · {state['speaker']['name']}", style="bold")
        case "speakers":
            now = state["current"]["name"] if state["current"] else "–"
            line.append(f"{state['session']}: {now} · {state['spoken']}/{state['total']}", style="cyan")
        case "tally":
            line.append(f"{state['text']} · {state['source']} · {state['as_of']}", style="bold blue")
        case "announcement":
            line.append(state["text"], style="bold red" if state["level"] == "urgent" else "bold")
        case "alert":
            text = state["texts"][0]
            style = "bold red" if state["status"] == "actual" else "bold"
            line.append(f"{text['label']} · {text['headline']}", style=style)
        case _:
            line.append(str(state.get("name", key)), style="default")
    return line
