"""Memory of the service while photos are uploaded: two large PNGs at once, then a hundred photos of 12 megapixels.

`python -m bench.photo_memory` serves the desk on SQLite. Each upload comes from an address of its own, so that the
queue of the photos is measured and not the limit of an address. Memory is the proportional set size (PSS) of the server
and all its children together, sampled every `SAMPLE_S`. The exit code is 1 when an upload got an answer that is neither
200, `photo.too_many_pixels` nor `photo.busy`. With `--aims` it is also 1 when the peak is above `PEAK_AIM_MIB`, or
memory after `--wait` seconds is not back within `RETURN_AIM` of the start.
"""

import argparse
import asyncio
import io
import random
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from html import unescape

import aiohttp
from PIL import Image, ImageDraw

from bench.cores import family, pss_kib
from bench.door_site import scratch, serving
from rostrum.settings import Settings
from tests.support.servers import free_port

PEAK_AIM_MIB = 400
RETURN_AIM = 0.10
"""By how much of the start's memory the service may exceed it in the end."""

SAMPLE_S = 0.02
PNG_SIZE = (5400, 5500)
PHOTO_SIZE = (4032, 3024)
DRAWN_PHOTOS = 4
"""Different photos; each is uploaded several times."""

RIGHT_CODES = {(422, "photo.too_many_pixels"), (429, "photo.busy")}


@dataclass
class Peak:
    """The highest sum seen, KiB."""

    kib: int = 0


@dataclass
class Outcome:
    """The answers to one part's uploads, and the service's memory meanwhile."""

    answers: Counter[tuple[int, str]] = field(default_factory=Counter)
    seconds: float = 0.0
    peak: Peak = field(default_factory=Peak)

    @property
    def is_right(self) -> bool:
        """Whether each upload was taken, or refused for a reason that its sender can act on."""
        return all(answer[0] == 200 or answer in RIGHT_CODES for answer in self.answers)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=100, help="uploads at once in the second part")
    parser.add_argument("--wait", type=float, default=60.0, help="seconds until memory is looked at again")
    parser.add_argument("--aims", action="store_true", help="fail when an aim is missed")
    return asyncio.run(_measure(parser.parse_args()))


async def _measure(options: argparse.Namespace) -> int:
    png, photos = _large_png(), [_photo(seed) for seed in range(DRAWN_PHOTOS)]
    with scratch() as folder:
        settings = Settings(data_dir=folder, port=free_port(), proxies=1, log_level="warning")
        async with serving(settings, only="desk") as server, AsyncExitStack() as stack:
            applicants = [await _applicant(stack, settings, number) for number in range(2 + options.photos)]
            start_kib = pss_kib(family(server.pid))
            print(f"{'start':17} {_mib(start_kib)}", flush=True)
            pngs = await _upload(server.pid, applicants[:2], [png])
            _print_outcome("two PNGs", pngs)
            crowd = await _upload(server.pid, applicants[2:], photos)
            _print_outcome(f"{options.photos} photos", crowd)
            await asyncio.sleep(options.wait)
            end_kib = pss_kib(family(server.pid))
            print(f"{f'after {options.wait:.0f} s':17} {_mib(end_kib)}", flush=True)
    met = _print_aims(start_kib, max(pngs.peak.kib, crowd.peak.kib), end_kib)
    return 0 if pngs.is_right and crowd.is_right and (met or not options.aims) else 1


def _large_png() -> bytes:
    """A PNG of almost 30 megapixels with alpha: 115 KB."""
    out = io.BytesIO()
    Image.new("RGBA", PNG_SIZE, (120, 90, 60, 200)).save(out, "PNG")
    return out.getvalue()


def _photo(seed: int) -> bytes:
    """A drawn JPEG of 12 megapixels, about as large as a telephone's."""
    dice = random.Random(seed)
    noise = Image.effect_noise(PHOTO_SIZE, 40)
    image = Image.merge("RGB", [noise.point([dice.randrange(256) // 8 + n // 2 for n in range(256)])] * 3)
    ImageDraw.Draw(image).ellipse((1300, 600, 2700, 2400), fill=(dice.randrange(256), 140, 110))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


@dataclass
class Applicant:
    """A browser with an open application form."""

    session: aiohttp.ClientSession
    headers: dict[str, str]
    form: str


async def _applicant(stack: AsyncExitStack, settings: Settings, number: int) -> Applicant:
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of a host that is an IP address
    opened = aiohttp.ClientSession(f"http://127.0.0.1:{settings.port}", cookie_jar=jar)
    session = await stack.enter_async_context(opened)
    address = {"X-Forwarded-For": f"10.20.{number // 250}.{number % 250 + 1}"}
    async with session.get("/en/apply", headers=address) as answer:
        page = await answer.text()
    headers = address | {"X-CSRF-Token": _hidden_value(page, "csrf"), "Accept": "application/json"}
    return Applicant(session, headers, _hidden_value(page, "form"))


def _hidden_value(page: str, name: str) -> str:
    match = re.search(rf'name="{name}" value="([^"]*)"', page)
    if match is None:
        raise RuntimeError(f"the form has no field {name}")
    return unescape(match[1])


async def _upload(pid: int, applicants: Sequence[Applicant], photos: Sequence[bytes]) -> Outcome:
    """Upload at once, each applicant one of the photos."""
    outcome, began = Outcome(), time.perf_counter()
    with _sampled(pid, outcome.peak):
        answers = await asyncio.gather(
            *(_send_photo(one, photos[number % len(photos)]) for number, one in enumerate(applicants))
        )
    outcome.seconds = time.perf_counter() - began
    outcome.answers.update(answers)
    return outcome


async def _send_photo(applicant: Applicant, photo: bytes) -> tuple[int, str]:
    """Status and error code of the answer."""
    data = aiohttp.FormData({"form": applicant.form})
    data.add_field("photo", io.BytesIO(photo), filename="photo", content_type="application/octet-stream")
    async with applicant.session.post("/en/apply/photo", data=data, headers=applicant.headers) as answer:
        return answer.status, "" if answer.status == 200 else str((await answer.json())["code"])


@contextmanager
def _sampled(pid: int, peak: Peak) -> Iterator[None]:
    """Sample the memory of a process and its children in a thread until the block ends."""
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(SAMPLE_S):
            peak.kib = max(peak.kib, pss_kib(family(pid)))

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _print_outcome(name: str, outcome: Outcome) -> None:
    answers = ", ".join(f"{count} × {status} {code}".strip() for (status, code), count in outcome.answers.items())
    print(f"{name:17} {_mib(outcome.peak.kib)} at most, {outcome.seconds:.1f} s: {answers}", flush=True)
    if not outcome.is_right:
        print("AN ANSWER IS WRONG", flush=True)


def _print_aims(start_kib: int, peak_kib: int, end_kib: int) -> bool:
    is_low, is_back = peak_kib <= PEAK_AIM_MIB * 1024, end_kib <= start_kib * (1 + RETURN_AIM)
    print(f"aim: peak at most {PEAK_AIM_MIB} MiB: {'met' if is_low else 'NOT met'}")
    print(f"aim: in the end at most {1 + RETURN_AIM:.1f} times the start: {'met' if is_back else 'NOT met'}")
    return is_low and is_back


def _mib(kib: int) -> str:
    return f"{kib / 1024:.0f} MiB"


if __name__ == "__main__":
    sys.exit(main())
