"""Worker: answers to each upload, its limits, and its end with the server."""

import asyncio
import subprocess
import sys

import psutil
import pytest

from accreditation.applications.photo_decoding.frames import (
    Answer,
    Prepared,
    Refused,
    decode_answer,
    read_message,
    write_message,
)
from accreditation.applications.photo_decoding.preparing import prepare_photo
from accreditation.applications.photo_decoding.worker import MEMORY_BYTES, NICENESS, PHOTO_CPU_S
from accreditation.applications.photo_studio import PillowStudio
from tests.support.photo_uploads import WORKER, encoded, large_png, portrait, started_worker


@pytest.mark.parametrize("sent", [b"", b"\0\0", b"\0\0\0\x09short"])
def test_worker_ends_with_its_input(sent: bytes) -> None:
    worker = subprocess.run([sys.executable, "-m", WORKER], input=sent, capture_output=True, timeout=60, check=False)
    assert (worker.returncode, worker.stdout, worker.stderr) == (0, b"", b"")


def test_worker_has_no_secrets_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")

    async def environment() -> dict[str, str]:
        upload = asyncio.create_task(PillowStudio().prepare(large_png()))
        found: dict[str, str] = (await started_worker()).environ()
        await upload
        return found

    assert "DATABASE_URL" not in asyncio.run(environment())


SERVER = """
import asyncio, sys
from accreditation.applications.photo_studio import PillowStudio
asyncio.run(PillowStudio().prepare(sys.stdin.buffer.read()))
"""


def test_worker_ends_with_a_server_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", SERVER], stdin=subprocess.PIPE) as server:
        assert server.stdin is not None
        server.stdin.write(large_png())
        server.stdin.close()
        worker = asyncio.run(started_worker())
        server.kill()
    assert psutil.wait_procs([worker], timeout=60)[1] == []


def started_process() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def answer_to(worker: "subprocess.Popen[bytes]", upload: bytes) -> Answer:
    """Send one upload to the worker and wait for its answer."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    write_message(worker.stdin, upload)
    content = read_message(worker.stdout)
    assert content is not None
    return decode_answer(content)


def test_worker_answers_each_upload_in_turn() -> None:
    good = encoded(portrait(300, 400))
    with started_process() as worker:
        first = answer_to(worker, good)
        assert answer_to(worker, b"%PDF-1.7") == Refused("photo.not_image", {})
        small = answer_to(worker, encoded(portrait(299, 400)))
        assert small == Refused("photo.too_small", {"width": 300, "height": 400})
        assert isinstance(first, Prepared)
        assert answer_to(worker, good) == first == Prepared(prepare_photo(good))


@pytest.mark.skipif(sys.platform != "linux", reason="reads the limits of another process")
def test_worker_limits_memory_time_and_priority() -> None:
    with started_process() as worker:
        answer_to(worker, b"no photo")
        process = psutil.Process(worker.pid)
        assert process.rlimit(psutil.RLIMIT_DATA)[0] == MEMORY_BYTES
        assert process.rlimit(psutil.RLIMIT_CORE)[0] == 0
        assert process.nice() == min(psutil.Process().nice() + NICENESS, 19)
        first = process.rlimit(psutil.RLIMIT_CPU)[0]
        assert PHOTO_CPU_S < first < 2 * PHOTO_CPU_S
