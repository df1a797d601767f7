"""A running server takes the event that is loaded: on the same sockets, without a refused connection."""

import asyncio
import http.client
import json
import os
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from socket import socket
from typing import Any
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from rostrum.serving import server as serving
from rostrum.serving.generations import Generation, open_generation
from rostrum.serving.runner import bind_addresses
from rostrum.serving.server import Server
from rostrum.settings import Settings
from tests.conference.event.folders import change, copied_event
from tests.support.forked_program import ForkedProgram
from tests.support.live import LiveServer, live_server

WITHIN_S = 30


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[LiveServer]:
    """A server that looks often for another event."""
    folder = tmp_path_factory.mktemp("reloading")
    shutil.copy(sqlite_template, folder / "rostrum.db")
    with live_server(folder, {"ROSTRUM_EVENT_CHECK_MS": "50"}) as started:
        yield started


def load_by_command(server: LiveServer, folder: Path) -> None:
    """Run `rostrum event load` while the server runs."""
    environment = {**os.environ, "ROSTRUM_DATA_DIR": str(server.data_dir)}
    command = ForkedProgram(("event", "load", f"{folder}/", "--yes"), environment, server.data_dir / "load.log")
    assert command.wait(WITHIN_S) == 0, (server.data_dir / "load.log").read_text()


def connection_to(server: LiveServer) -> http.client.HTTPConnection:
    address = urlsplit(server.url)
    return http.client.HTTPConnection(str(address.hostname), address.port, timeout=WITHIN_S)


def get(server: LiveServer, path: str) -> str:
    """Return a page, on a connection of its own."""
    with closing(connection_to(server)) as connection:
        connection.request("GET", path)
        return connection.getresponse().read().decode()


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def new_connections(server: LiveServer) -> Iterator[list[object]]:
    """Ask on new connections all the time; yields the answers: a status, or the error of a refused connection."""
    answers: list[object] = []
    done = threading.Event()

    def ask_repeatedly() -> None:
        while not done.wait(0.01):
            with closing(connection_to(server)) as connection:
                try:
                    connection.request("GET", "/healthz")
                    answers.append(connection.getresponse().status)
                except ConnectionRefusedError as error:
                    answers.append(error)
                except ConnectionError:
                    continue  # accepted by the application that stops: clients ask again

    asking = threading.Thread(target=ask_repeatedly)
    asking.start()
    try:
        yield answers
    finally:
        done.set()
        asking.join(WITHIN_S)


async def watched(connection: ClientConnection) -> dict[str, Any]:
    """Return the goodbye, once the server has closed the connection."""
    goodbye: dict[str, Any] = {}
    try:
        async for message in connection:
            said = json.loads(message)
            goodbye = said if said["type"] == "goodbye" else goodbye
    except ConnectionClosed:
        pass
    return goodbye


async def first_message(address: str) -> str:
    async with connect(address) as connection:
        return str(await connection.recv())


async def test_loaded_event_is_served_without_a_refused_connection(server: LiveServer, tmp_path: Path) -> None:
    folder = copied_event(tmp_path / "changed")
    change(folder, "event.toml", 'name.en = "Signing Ceremony', 'name.en = "Grand Ceremony')
    feed = server.url.replace("http", "ws") + "/feed/v1/en/ws"
    assert "Signing Ceremony" in get(server, "/en/")
    kept = connection_to(server)
    kept.request("GET", "/healthz")
    assert kept.getresponse().read() == b"alive\n"
    with new_connections(server) as answers:
        async with connect(feed) as viewer:
            await viewer.recv()
            await asyncio.to_thread(load_by_command, server, folder)
            goodbye = await asyncio.wait_for(watched(viewer), WITHIN_S)
            assert viewer.close_code == 1012
        assert goodbye["reason"] == "drain"
        assert goodbye["retry_after_s"] <= 2
        assert "Opening ceremony" in await first_message(feed)
        assert "Grand Ceremony" in await asyncio.to_thread(get, server, "/en/")
    assert set(answers) == {200}
    kept.close()
    kept.request("GET", "/healthz")
    assert kept.getresponse().read() == b"alive\n"


def set_content(server: LiveServer, content: str) -> str:
    """Replace the loaded event's content, with another version, and return the earlier content."""
    with closing(sqlite3.connect(server.data_dir / "rostrum.db")) as database:
        (earlier,) = database.execute("SELECT content FROM loaded_event").fetchone()
        database.execute("UPDATE loaded_event SET version = version + 1, content = ?", (content,))
        database.commit()
    return str(earlier)


def test_event_that_cannot_be_read_is_not_taken(server: LiveServer) -> None:
    log = server.data_dir / "server.log"
    content = set_content(server, '{"rooms": "another release"}')
    wait_until(lambda: "event.not_taken" in log.read_text())
    assert "another release of the program" in log.read_text()
    assert "<h1>" in get(server, "/en/")
    set_content(server, content.replace("High-level Conference", "Other Conference"))
    wait_until(lambda: "Other Conference" in get(server, "/en/"))


class FailingGeneration(Generation):
    """A generation that opens, but does not start."""

    async def start(self, bound: Any) -> None:
        raise OSError("no start")


@pytest.fixture
async def bound() -> Any:
    """A socket on a free port."""
    sockets = await bind_addresses("127.0.0.1", 0)
    yield sockets
    for opened in sockets:
        opened.close()


async def test_earlier_event_is_served_when_the_next_does_not_start(
    settings: Settings, bound: list[socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = await open_generation(settings)
    await generation.start(bound)
    attempted = asyncio.Event()

    async def open_failing(_settings: Settings) -> Generation:
        opened = await open_generation(settings)
        attempted.set()
        return FailingGeneration(opened.runtime, opened.app, opened._opened)

    monkeypatch.setattr(serving, "open_generation", open_failing)
    monkeypatch.setattr(serving, "wait_for_other_version", lambda _runtime: asyncio.sleep(0))
    address = f"http://127.0.0.1:{bound[0].getsockname()[1]}"
    running = asyncio.create_task(Server(settings, bound, generation).run())
    live = LiveServer(address, None, settings.data_dir)  # type: ignore[arg-type]
    await asyncio.wait_for(attempted.wait(), WITHIN_S)
    assert "<h1>" in await asyncio.to_thread(get, live, "/en/")
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, WITHIN_S)
