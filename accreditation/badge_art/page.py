"""Badges on paper and on the telephone: one typst template an event, from which both PDF and PNG are drawn.

What a person typed reaches the template as JSON, never as source. The functions block for as long as they draw
(a badge about 30 ms, 400 badges about two seconds) and let other threads run meanwhile: call them in a thread.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst

from accreditation.badge_art import typesetter
from accreditation.badge_art.data import page_data
from accreditation.badge_art.errors import MissingGlyphError, NotDrawnError, UnreadablePhotoError
from accreditation.badge_art.faces import BadgeFace
from accreditation.badge_art.glyphs import missing_glyphs
from accreditation.badge_art.photo import photo_page
from conference.fonts import font_folders

RUN = 12
"""From so many badges on, a process of its own draws them: typst keeps what it has laid out for ten more drawings,
over a megabyte a badge, and a run would leave the server with a gigabyte."""

RUN_TIMEOUT_S = 300


def badges_pdf(faces: Sequence[BadgeFace], template: Path) -> bytes:
    """A PDF of A6 pages, one a badge, in the order given. The same faces give the same bytes.

    Raises MissingGlyphError, NamelessBadgeError and UnreadablePhotoError before anything is drawn, NotDrawnError
    if the template fails, ValueError without a face.
    """
    return _drawn(faces, template, photo_suffix="pdf", how={"format": "pdf", "timestamp": 0})


def badge_png(face: BadgeFace, template: Path, *, dpi: int = 300) -> bytes:
    """One badge as a picture of `dpi` dots an inch. Raises what `badges_pdf` raises."""
    return _drawn([face], template, photo_suffix="jpg", how={"format": "png", "ppi": float(dpi)})


def refuse_unprintable(faces: Sequence[BadgeFace]) -> None:
    """Raise MissingGlyphError, by badge number, unless every character on every badge can be drawn."""
    missing = missing_glyphs(text for face in faces for text in face.texts())
    if missing:
        raise MissingGlyphError(
            {
                face.number: list(
                    dict.fromkeys(character for text in face.texts() for character in missing.get(text, ()))
                )
                for face in faces
                if any(text in missing for text in face.texts())
            }
        )


def _drawn(faces: Sequence[BadgeFace], template: Path, *, photo_suffix: str, how: dict[str, Any]) -> bytes:
    if not faces:
        raise ValueError("no badge to draw")
    refuse_unprintable(faces)
    with tempfile.TemporaryDirectory(prefix="rostrum-badges-") as name:
        folder = Path(name)
        _write_json(folder / typesetter.FACES, page_data(faces, photo_suffix))
        _write_json(folder / typesetter.ORDER, {"fonts": [str(fonts) for fonts in font_folders()], "how": how})
        (folder / typesetter.TEMPLATE).write_bytes(template.read_bytes())
        for index, face in enumerate(faces):
            (folder / f"{index}.{photo_suffix}").write_bytes(_photo(face, photo_suffix))
        return _apart(folder) if len(faces) >= RUN else _here(folder)


def _write_json(file: Path, value: object) -> None:
    file.write_text(json.dumps(value), encoding="ascii")


def _photo(face: BadgeFace, suffix: str) -> bytes:
    try:
        page = photo_page(face.photo)
    except ValueError as error:
        raise UnreadablePhotoError(face.number) from error
    return page if suffix == "pdf" else face.photo


def _here(folder: Path) -> bytes:
    try:
        return typesetter.draw(folder)
    except typst.TypstError as error:
        raise NotDrawnError(error.diagnostic) from error


def _apart(folder: Path) -> bytes:
    command = [sys.executable, "-P", str(typesetter.__file__), str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=RUN_TIMEOUT_S)  # noqa: S603 - our own file
    except subprocess.CalledProcessError as error:
        raise NotDrawnError(error.stderr.decode(errors="replace")) from error
    except subprocess.TimeoutExpired as error:
        raise NotDrawnError(f"no badges after {RUN_TIMEOUT_S} s") from error
    return (folder / typesetter.DRAWN).read_bytes()
