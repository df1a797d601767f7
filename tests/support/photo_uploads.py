"""Uploads for the tests of photos, and the running photo processes of this process."""

import asyncio
import io
import struct

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


PRIMARIES = {
    "Adobe RGB": ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457), 2.2),
    "Display P3": ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407), 2.2),
    "ProPhoto RGB": ((0.79767, 0.28804, 0.0), (0.13519, 0.71188, 0.0), (0.03134, 0.00009, 0.82491), 1.8),
}
"""Colour space → red, green and blue as XYZ under D50, and gamma."""


def colour_profile(name: str) -> bytes:
    """Return an ICC profile (version 2, matrix and curve) of a colour space of `PRIMARIES`."""
    *primaries, gamma = PRIMARIES[name]
    curve = b"curv" + struct.pack(">IIH2x", 0, 1, round(gamma * 256))
    text = b"text" + bytes(4) + name.encode() + b"\0"
    description = b"desc" + struct.pack(">II", 0, len(name) + 1) + name.encode() + bytes(1 + 4 + 4 + 2 + 1 + 67)
    tags = {b"desc": description, b"cprt": text, b"wtpt": _xyz_tag((0.96420, 1.0, 0.82491))}
    tags |= {tag: _xyz_tag(xyz) for tag, xyz in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    table, data = struct.pack(">I", len(tags)), b""
    for tag, value in tags.items():
        table += tag + struct.pack(">II", 128 + 4 + 12 * len(tags) + len(data), len(value))
        data += value + bytes(-len(value) % 4)
    size = 128 + len(table) + len(data)
    head = struct.pack(">I4sI4s4s4s", size, b"", 0x02400000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp"
    illuminant = _xyz_tag((0.96420, 1.0, 0.82491))[8:]
    return (head.ljust(68, b"\0") + illuminant).ljust(128, b"\0") + table + data


def _xyz_tag(xyz: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in xyz))


def with_profile_parts(jpeg: bytes, *parts: bytes) -> bytes:
    """Return the JPEG with these parts of a profile (number, count and data) in this order."""
    segments = b"".join(b"\xff\xe2" + struct.pack(">H", 14 + len(part)) + b"ICC_PROFILE\0" + part for part in parts)
    return jpeg[:2] + segments + jpeg[2:]
