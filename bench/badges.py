"""400 badges with photos in one PDF: how long it takes, how large it is, and whether every code can be read.

`python -m bench.badges [--keep FILE]` makes the badges of the event's fictional press corps, in twenty scripts,
then rasterises each page at 300 and at 203 dots an inch and reads it with zxing-cpp, which shares no code with
what drew it. The exit code is 1 unless all 400 are read at both
(CASES A10).
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import base45
import pypdfium2
import zxingcpp

from accreditation.badges.art import BadgeFace, ZoneMark, badge_png, badges_pdf, qr_shape
from accreditation.badges.domain.tokens import PREFIX
from conference.event import Event, load_event
from conference.resources import event_folder
from rostrum.demo.press_corps import CorpsApplication, PressCorps, draw_photo, press_corps

COUNT = 400
RESOLUTIONS = (300, 203)
TOKEN_BYTES = 116
SINGLES = 20
POINTS = 72
QR_ONLY = zxingcpp.barcode_formats_from_str("QRCode")

T = TypeVar("T")


def main() -> int:
    """Measure, print, decode; 0 if every code was read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="write the PDF here")
    keep = parser.parse_args().keep
    event = load_event(event_folder("hanoi-2025"))
    template = event.folder / "badge.typ"
    tokens = [new_token(random.Random(number)) for number in range(COUNT)]
    faces = timed("photos and QR geometry (kept from the issue)", lambda: corps_faces(event, tokens))
    print(f"{COUNT} badges, photos of {sum(len(face.photo) for face in faces) / COUNT / 1000:.0f} kB on average")
    pdf = timed("400 badges, first run of the process", lambda: badges_pdf(faces, template))
    others = [
        replace(face, number=f"{face.number}B", qr=turned.qr) for face, turned in zip(faces, faces[::-1], strict=True)
    ]
    timed("400 other badges, second run", lambda: badges_pdf(others, template))
    print(f"size of the PDF: {len(pdf) / 1e6:.1f} MB")
    singles(faces, template)
    if keep:
        keep.write_bytes(pdf)
    return 0 if all(list(map(partial(read_all, pdf, tokens), RESOLUTIONS))) else 1


def timed(what: str, work: Callable[[], T]) -> T:
    """Do the work, print how long it took."""
    started = time.perf_counter()
    result = work()
    print(f"{what}: {time.perf_counter() - started:.2f} s", flush=True)
    return result


def new_token(draw: random.Random) -> str:
    """A text as long and as random as a badge's token."""
    text: bytes = base45.b45encode(draw.randbytes(TOKEN_BYTES))
    return PREFIX + text.decode()


def corps_faces(event: Event, tokens: Sequence[str]) -> list[BadgeFace]:
    """The badges of the approved press corps, one for each token."""
    corps = press_corps(event)
    people = zip(corps.approved, tokens, strict=True)
    return [_face(event, corps, person, token, number) for number, (person, token) in enumerate(people, start=1)]


def _face(event: Event, corps: PressCorps, person: CorpsApplication, token: str, number: int) -> BadgeFace:
    category = event.category(person.category)
    zones = [event.zone(code) for code in category.zones]
    return BadgeFace(
        number=f"{category.letter}-{number:04d}",
        category_word=category.name["en"],
        category_letter=category.letter,
        colour=category.colour,
        native_name=person.native_name,
        latin_name=f"{person.family_name} {person.given_name}".strip(),
        outlet=corps.outlet(person.outlet_ids[0]).name if person.outlet_ids else "",
        function=event.function(person.function).name["en"],
        zones=tuple(ZoneMark(zone.code, zone.mark, zone.name["en"]) for zone in zones),
        valid="24–26 October 2025",
        event_names=(event.name["en"], event.name["vi"]),
        qr=qr_shape(token),
        photo=draw_photo(person.key, corps.seed),
        country=person.country,
    )


def singles(faces: Sequence[BadgeFace], template: Path) -> None:
    """One badge at a time, each another one: what a reprint and a status page wait for."""
    drawings: dict[str, Callable[[BadgeFace], bytes]] = {
        "PDF": lambda face: badges_pdf([face], template),
        "PNG at 300 dpi": lambda face: badge_png(face, template),
    }
    for what, draw in drawings.items():
        seconds = []
        for face in faces[:SINGLES]:
            started = time.perf_counter()
            draw(face)
            seconds.append(time.perf_counter() - started)
        first, *later = seconds
        print(f"one badge as {what}: {first * 1000:.0f} ms the first, then {statistics.median(later) * 1000:.0f} ms")


def read_all(pdf: bytes, tokens: Sequence[str], dpi: int) -> bool:
    """Rasterise every page and read its code; whether each is its token."""
    started = time.perf_counter()
    halves = (range(0, len(tokens), 2), range(1, len(tokens), 2))
    with ProcessPoolExecutor(len(halves)) as processes:
        read: dict[int, str | None] = {}
        for part in processes.map(read_pages, [pdf] * len(halves), halves, [dpi] * len(halves)):
            read |= part
    right = sum(read[number] == token for number, token in enumerate(tokens))
    wrong = [number + 1 for number, token in enumerate(tokens) if read[number] != token]
    print(f"{dpi} dpi: {right} of {len(tokens)} read by zxing-cpp, {time.perf_counter() - started:.0f} s")
    if wrong:
        print(f"not read: pages {wrong}")
    return not wrong


def read_pages(pdf: bytes, numbers: Sequence[int], dpi: int) -> dict[int, str | None]:
    """Page → the text of its code, None when none is found."""
    with pypdfium2.PdfDocument(pdf) as document:
        return {number: read_page(document[number], dpi) for number in numbers}


def read_page(page: Any, dpi: int) -> str | None:
    """The text of the one QR code on a page as a printer of `dpi` dots an inch would set it."""
    picture = page.render(scale=dpi / POINTS, grayscale=True).to_pil()
    codes = zxingcpp.read_barcodes(picture, formats=QR_ONLY)
    return codes[0].text if len(codes) == 1 else None


if __name__ == "__main__":
    sys.exit(main())
