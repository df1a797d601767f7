"""Uploads for the tests of photos, and the running photo processes of this process."""

import asyncio
import io

import psutil
from PIL import Image, ImageDraw

WORKER = "accreditation.applications.photo_decoding.worker"


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """Return the image as a file of this format."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(jpeg: bytes) -> Image.Image:
    """Return the image of a file."""
    return Image.open(io.BytesIO(jpeg))


def portrait(width: int = 900, height: int = 1200, mode: str = "RGB") -> Image.Image:
    """Draw a face with a red bar above it."""
    image = Image.new("RGB", (width, height), "#dde4ea")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, height // 8), fill="#c01020")
    draw.ellipse((width // 4, height // 4, width * 3 // 4, height * 3 // 4), fill="#b98a6a")
    return image.convert(mode)


def large_png() -> bytes:
    """Return 115 KB that take 120 MB when decoded."""
    return encoded(Image.new("RGBA", (5400, 5500), (120, 90, 60, 200)), "PNG")


def list_workers() -> list[psutil.Process]:
    """List the running photo processes of this process."""
    return [child for child in psutil.Process().children(recursive=True) if _is_worker(child)]


def _is_worker(process: psutil.Process) -> bool:
    try:
        return WORKER in process.cmdline()
    except psutil.Error:  # it has ended
        return False


async def started_worker() -> psutil.Process:
    """Wait for a photo process of this process."""
    while not (found := list_workers()):  # noqa: ASYNC110 - another process has no event to wait for
        await asyncio.sleep(0.01)
    return found[0]
