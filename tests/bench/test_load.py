"""The native crowd sees what is wrong with a server: it is the witness of every claim about the feed."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from bench.compiled import compile_program
from bench.load import PATHS, Crowd, Load, Sent

pytestmark = [
    pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler"),
    pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no Linux"),
]

VIEWERS = len(PATHS)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compile_program("load", tmp_path_factory.mktemp("native"))


@contextmanager
def crowd_of(program: Path, say: Callable[[int, ServerConnection], None], viewers: int = VIEWERS) -> Iterator[Load]:
    """A crowd, and a server that says something to each after a first snapshot, by the number of its path."""

    def handle(connection: ServerConnection) -> None:
        assert connection.request is not None
        connection.send(snapshot(1))
        say(PATHS.index(connection.request.path.partition("?")[0]), connection)
        with suppress(ConnectionClosed):
            connection.recv()

    with serve(handle, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.socket.getsockname()[1]
        core = min(os.sched_getaffinity(0))
        try:
            with Load(program, Crowd(viewers=viewers, at_once=viewers), port=port, core=core) as load:
                yield load
        finally:
            server.shutdown()
            thread.join()


def snapshot(offset: int, at: str = "2025-10-25T02:00:00Z", text: str = "") -> str:
    return f'{{"type":"snapshot","offset":{offset},"at":"{at}","text":"{text}"}}'


def update(offset: int, text: str = "") -> str:
    return f'{{"type":"update","offset":{offset},"text":"{text}"}}'


def test_a_crowd_that_has_every_update_is_whole(program: Path) -> None:
    def say(_number: int, connection: ServerConnection) -> None:
        connection.send(update(2, "ب" * 200))
        connection.send(update(3, "x" * 70_000))

    began = time.monotonic_ns()
    with crowd_of(program, say) as load:
        assert load.connect(10).whole
        assert load.wait(3, 10) == 0
        delays = load.report([Sent(2, began), Sent(3, began)])
        assert delays.whole
        assert delays.deliveries == 2 * VIEWERS
        assert 0 < delays.p50_us <= delays.p99_us <= delays.max_us
        assert load.told("update") == [update(3, "x" * 70_000).encode()] * VIEWERS
        assert load.counts()["other_updates"] == 0


def test_an_update_that_one_viewer_lacks_is_missed(program: Path) -> None:
    def say(number: int, connection: ServerConnection) -> None:
        if number != 4:
            connection.send(update(2))

    with crowd_of(program, say) as load:
        load.connect(10)
        assert load.wait(2, 0.3) == 1
        delays = load.report([Sent(2, 0)])
        assert (delays.wanted, delays.deliveries, delays.whole) == (VIEWERS, VIEWERS - 1, False)


@pytest.mark.parametrize(("offsets", "twice", "disorder"), [((2, 2, 3), 1, 0), ((3, 2, 3), 1, 1), ((3, 2), 0, 1)])
def test_repeated_or_late_updates_are_reported(
    program: Path, offsets: tuple[int, ...], twice: int, disorder: int
) -> None:
    def say(number: int, connection: ServerConnection) -> None:
        for offset in offsets if number == 0 else (2, 3):
            connection.send(update(offset))
        connection.send(update(4))

    with crowd_of(program, say) as load:
        load.connect(10)
        assert load.wait(4, 10) == 0
        delays = load.report([Sent(2, 0), Sent(3, 0)])
        assert (delays.twice, delays.disorder, delays.whole) == (twice, disorder, False)


def test_differing_updates_of_viewers_are_reported(program: Path) -> None:
    """Two for each path; a snapshot may differ in its moment, and in nothing else."""
    lock, said = threading.Lock(), []

    def say(number: int, connection: ServerConnection) -> None:
        with lock:
            second = number in said
            said.append(number)
        text = "?" if second and number == 2 else ""
        connection.send(snapshot(5, f"2025-10-25T02:00:{10 + second}Z", text))
        connection.send(update(6, "?" if second and number == 3 else ""))

    with crowd_of(program, say, viewers=2 * len(PATHS)) as load:
        assert load.connect(10).whole
        assert load.wait(6, 10) == 0
        counts = load.counts()
        assert (counts["other_updates"], counts["other_snapshots"]) == (1, 1)


def test_cut_viewer_reconnects_with_its_revision(program: Path) -> None:
    asked: list[str] = []

    def say(_number: int, connection: ServerConnection) -> None:
        assert connection.request is not None
        asked.append(connection.request.path)

    with crowd_of(program, say) as load:
        assert load.connect(10).connected == VIEWERS
        load.cut()
        assert load.counts()["ready"] == 0
        back = load.connect(10, query="?epoch=e&offset=1")
        assert back.whole
        assert back.seconds > 0
    assert sorted(asked) == sorted([*PATHS, *(f"{path}?epoch=e&offset=1" for path in PATHS)])
