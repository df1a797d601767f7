"""Draw badges as PDF and PNG from the event's typst template.

Typed text reaches the template as JSON, never as source. The functions block while they draw
(a badge about 30 ms, 400 badges about two seconds) and let other threads run: call them in a thread.
"""

from collections.abc import Sequence
from pathlib import Path

from accreditation.badges.art.badge_content import BadgeBack, BadgeFace
from accreditation.badges.art.cut_sheets import add_bleed_boxes, require_layout
from accreditation.badges.art.data import back_data, page_data
from accreditation.badges.art.errors import MissingGlyphError, UnreadablePhotoError
from accreditation.badges.art.photo import photo_page
from conference.typesetting.drawing import PDF, as_json, draw_template
from conference.typesetting.glyphs import missing_glyphs

RUN = 12
"""Number of badges from which a separate process draws them: typst keeps what it has laid out for ten more drawings,
over a megabyte a badge, and a run would leave the server with a gigabyte."""

FACES, BACK = "faces.json", "back.pdf"


def badges_pdf(
    faces: Sequence[BadgeFace], template: Path, back: BadgeBack | None = None, *, bleed: bool = False
) -> bytes:
    """Draw a PDF of A6 pages, one a badge, in the order given. The same faces give the same bytes.

    The back, when there is one, follows each badge as a page of its own. It is drawn once: the file holds it once.
    With `bleed` pages are sheets with crop marks, to be cut to A6 (`accreditation.badges.art.cut_sheets`).

    Raises MissingGlyphError, NamelessBadgeError and UnreadablePhotoError before anything is drawn, NotDrawnError
    if the template fails, UnsupportedLayoutError if it draws no back or no bleed, ValueError without a face.
    """
    back_file = f"/{BACK}" if back else None
    files = {
        FACES: as_json(page_data(_require_printable(faces), "pdf", back_file, bleed=bleed)),
        **_photo_files(faces, "pdf"),
    }
    if back:
        files[BACK] = draw_template(template, {FACES: as_json(back_data(back, bleed=bleed))}, how=PDF, apart=False)
    pdf = draw_template(template, files, how=PDF, apart=len(faces) >= RUN)
    if back or bleed:
        require_layout(pdf, pages=len(faces) * (2 if back else 1), bleed=bleed)
    return add_bleed_boxes(pdf) if bleed else pdf


def badge_png(face: BadgeFace, template: Path, *, dpi: int = 300) -> bytes:
    """Draw one badge as a PNG of `dpi` dots per inch. Raises the errors of `badges_pdf`."""
    files = {FACES: as_json(page_data(_require_printable([face]), "jpg")), **_photo_files([face], "jpg")}
    return draw_template(template, files, how={"format": "png", "ppi": float(dpi)}, apart=False)


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


def _require_printable(faces: Sequence[BadgeFace]) -> Sequence[BadgeFace]:
    if not faces:
        raise ValueError("no badge to draw")
    refuse_unprintable(faces)
    return faces


def _photo_files(faces: Sequence[BadgeFace], suffix: str) -> dict[str, bytes]:
    return {f"{index}.{suffix}": _photo_file(face, suffix) for index, face in enumerate(faces)}


def _photo_file(face: BadgeFace, suffix: str) -> bytes:
    try:
        page = photo_page(face.photo)
    except ValueError as error:
        raise UnreadablePhotoError(face.number) from error
    return page if suffix == "pdf" else face.photo
