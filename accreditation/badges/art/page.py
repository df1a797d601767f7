"""Draw badges as PDF and PNG from the event's typst template.

Typed text reaches the template as JSON, never as source. The functions block while they draw
(a badge about 30 ms, 400 badges about two seconds) and let other threads run: call them in a thread.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from accreditation.badges.art.badge_content import BadgeBack, BadgeFace
from accreditation.badges.art.data import back_data, page_data
from accreditation.badges.art.drawing import PDF, as_json, draw_template
from accreditation.badges.art.errors import MissingGlyphError, UnreadablePhotoError
from accreditation.badges.art.glyphs import missing_glyphs
from accreditation.badges.art.photo import photo_page

RUN = 12
"""Number of badges from which a separate process draws them: typst keeps what it has laid out for ten more drawings,
over a megabyte a badge, and a run would leave the server with a gigabyte."""

FACES, BACK = "faces.json", "back.pdf"


def badges_pdf(faces: Sequence[BadgeFace], template: Path, back: BadgeBack | None = None) -> bytes:
    """Draw a PDF of A6 pages, one a badge, in the order given. The same faces give the same bytes.

    The back, when there is one, follows each badge as a page of its own. It is drawn once: the file holds it once.

    Raises MissingGlyphError, NamelessBadgeError and UnreadablePhotoError before anything is drawn, NotDrawnError
    if the template fails, ValueError without a face.
    """
    return _draw_badges(faces, template, photo_suffix="pdf", how=PDF, back=back)


def badge_png(face: BadgeFace, template: Path, *, dpi: int = 300) -> bytes:
    """Draw one badge as a PNG of `dpi` dots per inch. Raises the errors of `badges_pdf`."""
    return _draw_badges([face], template, photo_suffix="jpg", how={"format": "png", "ppi": float(dpi)})


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


def _draw_badges(
    faces: Sequence[BadgeFace],
    template: Path,
    *,
    photo_suffix: str,
    how: Mapping[str, object],
    back: BadgeBack | None = None,
) -> bytes:
    if not faces:
        raise ValueError("no badge to draw")
    refuse_unprintable(faces)
    photos = {f"{index}.{photo_suffix}": _photo_file(face, photo_suffix) for index, face in enumerate(faces)}
    files = {FACES: as_json(page_data(faces, photo_suffix, f"/{BACK}" if back else None)), **photos}
    if back:
        files[BACK] = draw_template(template, {FACES: as_json(back_data(back))}, how=PDF, apart=False)
    return draw_template(template, files, how=how, apart=len(faces) >= RUN)


def _photo_file(face: BadgeFace, suffix: str) -> bytes:
    try:
        page = photo_page(face.photo)
    except ValueError as error:
        raise UnreadablePhotoError(face.number) from error
    return page if suffix == "pdf" else face.photo
