"""Badges on paper and on the telephone: one typst template an event, from which both PDF and PNG are drawn.

What a person typed reaches the template as JSON, never as source. The functions block for as long as they draw
(a badge about 30 ms, 400 badges about two seconds) and let other threads run meanwhile: call them in a thread.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from accreditation.badges.art.badge_content import BadgeFace
from accreditation.badges.art.data import page_data
from accreditation.badges.art.drawing import PDF, as_json, drawn
from accreditation.badges.art.errors import MissingGlyphError, UnreadablePhotoError
from accreditation.badges.art.glyphs import missing_glyphs
from accreditation.badges.art.photo import photo_page

RUN = 12
"""From so many badges on, a process of its own draws them: typst keeps what it has laid out for ten more drawings,
over a megabyte a badge, and a run would leave the server with a gigabyte."""

FACES = "faces.json"


def badges_pdf(faces: Sequence[BadgeFace], template: Path) -> bytes:
    """A PDF of A6 pages, one a badge, in the order given. The same faces give the same bytes.

    Raises MissingGlyphError, NamelessBadgeError and UnreadablePhotoError before anything is drawn, NotDrawnError
    if the template fails, ValueError without a face.
    """
    return _drawn(faces, template, photo_suffix="pdf", how=PDF)


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


def _drawn(faces: Sequence[BadgeFace], template: Path, *, photo_suffix: str, how: Mapping[str, object]) -> bytes:
    if not faces:
        raise ValueError("no badge to draw")
    refuse_unprintable(faces)
    photos = {f"{index}.{photo_suffix}": _photo(face, photo_suffix) for index, face in enumerate(faces)}
    files = {FACES: as_json(page_data(faces, photo_suffix)), **photos}
    return drawn(template, files, how=how, apart=len(faces) >= RUN)


def _photo(face: BadgeFace, suffix: str) -> bytes:
    try:
        page = photo_page(face.photo)
    except ValueError as error:
        raise UnreadablePhotoError(face.number) from error
    return page if suffix == "pdf" else face.photo
