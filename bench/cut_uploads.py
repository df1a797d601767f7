"""An upload of 10 MB over 64 kbit/s whose connection is cut 20 times: how many bytes are sent again?

`python -m bench.cut_uploads [--megabytes 10] [--kilobits 64] [--cuts 20]` serves the site in this process behind a link
that passes bytes at this rate and cuts connections at evenly spread places, and uploads a file as a page does (tus
1.0, pieces of a length that suits the rate). With the defaults it takes about 22 minutes. The exit code is 1 when more
than 3 % were sent again.
"""

import argparse
import asyncio
import sys
import tempfile
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from accreditation.applications.actions.applying import save_draft_photo, submit_application
from accreditation.applications.domain.answers import Answers
from bench.door_site import MORNING
from conference.logs import configure_logs
from rostrum.app import make_application
from rostrum.parts.accreditation import assemble_accreditation
from rostrum.runtime import open_runtime
from rostrum.serving.runner import Runner, listen
from rostrum.settings import Settings
from tests.support.application_samples import SECRET, applicant, upload

MOST_AGAIN = 0.03
"""Share of the file that may be sent again."""

KIND = "assignment_letter"
BLOCK = 1024
"""Bytes that the link passes at once."""

FIRST_PIECE, LEAST_PIECE, MOST_PIECE = 64 * 1024, 32 * 1024, 4 * 1024 * 1024
QUICK_S, SLOW_S = 3.0, 12.0
"""As in `accreditation/documents/static/resumable_upload.mjs`."""

_TUS = {"Tus-Resumable": "1.0.0"}


@dataclass
class CuttingLink:
    """TCP proxy that passes bytes to the server at a rate, and cuts the connection at given numbers of passed bytes."""

    port: int
    bytes_per_s: float
    cuts: list[int]
    passed: int = 0
    done_cuts: int = 0
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    async def serve(self) -> asyncio.Server:
        """Listen on a free port."""
        return await asyncio.start_server(self._pass_on, "127.0.0.1", 0, limit=BLOCK)

    async def _pass_on(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        server, requests = await asyncio.open_connection("127.0.0.1", self.port)
        back = asyncio.create_task(_copy_bytes(server, answers))
        self._tasks.add(back)
        back.add_done_callback(self._tasks.discard)
        try:
            while block := await client.read(BLOCK):
                self.passed += len(block)
                requests.write(block)
                await requests.drain()
                await asyncio.sleep(len(block) / self.bytes_per_s)
                if self.cuts and self.passed >= self.cuts[0]:
                    self.cuts.pop(0)
                    self.done_cuts += 1
                    answers.transport.abort()
                    break
        except OSError:
            pass
        finally:
            requests.close()
            answers.close()


async def _copy_bytes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while block := await reader.read(64 * 1024):
            writer.write(block)
            await writer.drain()
        writer.close()


@dataclass
class PieceUpload:
    """Upload of a file in pieces, as a page does it; `sent` counts the requests' bodies."""

    session: aiohttp.ClientSession
    base: str
    data: bytes
    piece: int = FIRST_PIECE
    address: str = ""

    async def run(self) -> None:
        """Send the whole file, however often the connection is cut."""
        loop, offset = asyncio.get_running_loop(), -1
        while offset < len(self.data):
            try:
                if offset < 0:
                    offset = await self._find_offset()
                began = loop.time()
                offset = await self._send_piece(offset)
                self._adapt_piece(loop.time() - began)
            except (aiohttp.ClientError, OSError):
                offset = -1

    def _adapt_piece(self, took_s: float) -> None:
        if took_s < QUICK_S:
            self.piece = min(2 * self.piece, MOST_PIECE)
        if took_s > SLOW_S:
            self.piece = max(self.piece // 2, LEAST_PIECE)

    async def _find_offset(self) -> int:
        if self.address:
            async with self.session.head(self.address, headers=_TUS) as answer:
                answer.raise_for_status()
                return int(answer.headers.get("Upload-Offset", -1))
        metadata = f"kind {b64encode(KIND.encode()).decode()}"
        headers = {**_TUS, "Upload-Length": str(len(self.data)), "Upload-Metadata": metadata}
        async with self.session.post(self.base, headers=headers) as answer:
            answer.raise_for_status()
            self.address = f"{self.base}/{answer.headers['Location'].rpartition('/')[2]}"
        return 0

    async def _send_piece(self, offset: int) -> int:
        headers = {**_TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
        piece = self.data[offset : offset + self.piece]
        async with self.session.patch(self.address, headers=headers, data=piece) as answer:
            if answer.status == 409:
                return int(answer.headers.get("Upload-Offset", -1))
            answer.raise_for_status()
            return int(answer.headers["Upload-Offset"])


@dataclass(frozen=True)
class Outcome:
    """What went over the link: bytes of the file, all bytes with heads of requests, cuts, seconds."""

    size: int
    passed: int
    cuts: int
    seconds: float

    @property
    def share_again(self) -> float:
        """Bytes sent in addition to the file, heads of requests included, as a share of the file."""
        return self.passed / self.size - 1


@asynccontextmanager
async def served_application(folder: Path) -> AsyncIterator[tuple[int, str]]:
    """Serve a site with one application; yield the port and the path of the applicant's uploads."""
    settings = Settings(data_dir=folder, clock_starts_at=MORNING, log_level="error")
    async with open_runtime(settings) as runtime:
        services = assemble_accreditation(runtime).applications
        await save_draft_photo(services, upload(), secret=SECRET)
        answers = Answers(applicant(), "Nile Gazette", "reporter", "general")
        application = await submit_application(services, answers, secret=SECRET)
        runner = Runner(make_application(runtime), access_log=None, shutdown_timeout=1)
        await runner.setup()
        await listen(runner, "127.0.0.1", 0)
        try:
            yield runner.addresses[0][1], f"/en/applications/{services.links.secret_of(application)}/uploads"
        finally:
            await runner.cleanup()


async def measure(folder: Path, size: int, bytes_per_s: float, cuts: int) -> Outcome:
    """Upload `size` bytes over a link of this rate that is cut so often."""
    loop = asyncio.get_running_loop()
    async with served_application(folder) as (port, path):
        link = CuttingLink(port, bytes_per_s, [size * number // (cuts + 1) for number in range(1, cuts + 1)])
        server = await link.serve()
        base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{path}"
        began = loop.time()
        async with aiohttp.ClientSession() as session:
            await PieceUpload(session, base, bytes(size)).run()
        seconds = loop.time() - began
        server.close()
    return Outcome(size, link.passed, link.done_cuts, seconds)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--kilobits", type=float, default=64)
    parser.add_argument("--cuts", type=int, default=20)
    options = parser.parse_args(arguments)
    configure_logs(level="error")
    size = int(options.megabytes * 1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measure(Path(folder), size, options.kilobits * 125, options.cuts))
    print(
        f"{found.size} bytes in {found.seconds:.0f} s with {found.cuts} cuts: "
        f"{100 * found.share_again:.2f} % in addition, heads of requests included"
    )
    return int(found.share_again > MOST_AGAIN or found.cuts < options.cuts)


if __name__ == "__main__":
    sys.exit(main())
