"""An address as a QR code for a screen: black on white, with its quiet zone."""

from typing import Any

from msgspec import Struct

QUIET_MODULES = 4


class LinkQr(Struct, frozen=True):
    """The code's side in modules, quiet zone included, and its dark runs as SVG path data."""

    side: int
    path: str


def link_qr(address: str) -> LinkQr:
    """The code of an address, level M."""
    rows = modules_of(address)
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            length = next((n for n, dark in enumerate(row[x:]) if not dark), len(row) - x)
            if length:
                runs.append(f"M{x + QUIET_MODULES} {y + QUIET_MODULES}h{length}v1h-{length}z")
            x += length + 1
    return LinkQr(len(rows) + 2 * QUIET_MODULES, "".join(runs))


def modules_of(address: str) -> list[list[bool]]:
    """The code's modules, dark ones true, without a quiet zone."""
    from qrcode import QRCode  # noqa: PLC0415 - it loads Pillow, which a server needs only once it draws
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415

    code: Any = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(address)
    code.make()
    return [[bool(dark) for dark in row] for row in code.modules]


def qr_lines(address: str) -> list[str]:
    """The code for a terminal, two modules a character, quiet zone included; to be printed black on white."""
    rows = modules_of(address)
    margin, width = [False] * QUIET_MODULES, len(rows) + 2 * QUIET_MODULES
    empty = [[False] * width for _ in range(QUIET_MODULES)]
    framed = [*empty, *([*margin, *row, *margin] for row in rows), *empty]
    framed += [[False] * width] * (len(framed) % 2)
    return [
        "".join(_HALVES[upper, lower] for upper, lower in zip(*framed[y : y + 2], strict=True))
        for y in range(0, len(framed), 2)
    ]


_HALVES = {
    (False, False): " ",
    (True, False): "\N{UPPER HALF BLOCK}",
    (False, True): "\N{LOWER HALF BLOCK}",
    (True, True): "\N{FULL BLOCK}",
}
