"""Drawing of collection passes: the picture, the PDF and the code alone."""

import io

from PIL import Image

from accreditation.badges.art import qr_shape
from accreditation.badges.art.pass_sheet import PassFact, PassSheet, pass_pdf, pass_png, qr_svg
from accreditation.badges.art.qr import QUIET_MODULES
from tests.support.application_samples import photo
from tests.support.drawn_badges import page_texts, read_code

TOKEN = "R1:" + "AB" * 90
SHEET = PassSheet(
    language="en",
    direction="ltr",
    title="Collection pass",
    warning="This is not a badge.",
    event="Forum <b>",
    native_name="Omar Sy",
    latin_name="SY OMAR",
    country="FR",
    facts=(PassFact("Badge desk", ("Hall 2", "Palais")),),
    note="Bring a document.",
    qr=qr_shape(TOKEN),
    photo=photo().jpeg,
)


def test_picture_has_a_code_that_a_reader_finds() -> None:
    picture = Image.open(io.BytesIO(pass_png(SHEET))).convert("RGB")
    assert picture.width == 909
    assert read_code(picture).text == TOKEN


def test_pdf_has_the_texts_of_the_pass() -> None:
    (page,) = page_texts(pass_pdf(SHEET))
    for text in ("Collection pass", "This is not a badge.", "Forum <b>", "Omar Sy", "Hall 2", "Bring a document."):
        assert text in page


def test_code_alone_has_its_quiet_zone() -> None:
    side = SHEET.qr.size + 2 * QUIET_MODULES
    assert f'viewBox="0 0 {side} {side}"' in qr_svg(SHEET.qr)
