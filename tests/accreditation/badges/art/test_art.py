"""Badges as they come out of the printer: read by another reader, every text in its place, nothing beside it."""

import io
import re
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops

from accreditation.badges.art import (
    BadgeFace,
    NamelessBadgeError,
    NotDrawnError,
    QrShape,
    UnprintableTokenError,
    UnreadablePhotoError,
    badge_png,
    badges_pdf,
    qr_shape,
)
from accreditation.badges.art.data import INK, PAPER, contrast, page_data, readable_on
from accreditation.badges.art.page import RUN
from accreditation.badges.art.qr import DOT_MM, MIN_DOTS_PER_MODULE, QR_SIDE_MM, dots_per_module, module_mm
from accreditation.badges.art.text import JOINERS, printable
from tests.support.badge_samples import HOSTILE, NAMES, TEMPLATE, badge_face, photo, token, zone_marks
from tests.support.qr import find_qr

A6_POINTS = (105 / 25.4 * 72, 148 / 25.4 * 72)
NAMES_BOX_MM = (5.7, 69.5, 99.3, 102.6)
"""Where a badge's names, outlet and function stand: left, top, right, bottom."""

FACE_AT_150_DPI = (136, 239)


@contextmanager
def opened(pdf: bytes) -> Iterator[Any]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def texts(pdf: bytes) -> list[str]:
    """The text layer, page by page."""
    with opened(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def pictures(pdf: bytes, dpi: int) -> list[Image.Image]:
    with opened(pdf) as document:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]


def read(picture: Image.Image) -> zxingcpp.Barcode:
    codes = find_qr(picture)
    assert len(codes) == 1
    return codes[0]


@pytest.mark.parametrize("dpi", [300, 203])
def test_the_code_is_read_by_another_reader(dpi: int) -> None:
    """Covers A10."""
    faces = [badge_face(seed, zones=zone_marks(seed)) for seed in range(RUN - 1)]
    read_back = [read(picture) for picture in pictures(badges_pdf(faces, TEMPLATE), dpi)]
    assert [code.text for code in read_back] == [token(seed) for seed in range(RUN - 1)]
    assert {code.ec_level for code in read_back} == {"Q"}
    alone = read(Image.open(io.BytesIO(badge_png(faces[0], TEMPLATE, dpi=dpi))))
    assert alone.text == token(0)


@pytest.mark.parametrize(("length", "level"), [(60, "Q"), (116, "Q"), (200, "M"), (255, "M")])
def test_code_has_the_highest_printable_correction_level(length: int, level: str) -> None:
    text = token(1, length)
    shape = qr_shape(text)
    code = read(Image.open(io.BytesIO(badge_png(badge_face(qr=shape), TEMPLATE, dpi=203))))
    assert (code.text, code.ec_level) == (text, level)
    assert dots_per_module(shape.size) >= MIN_DOTS_PER_MODULE
    assert (shape.size + 8) * module_mm(shape.size) <= QR_SIDE_MM
    assert module_mm(shape.size) / DOT_MM == pytest.approx(dots_per_module(shape.size))


def test_the_usual_code_has_five_dots_a_module() -> None:
    assert dots_per_module(qr_shape(token()).size) == 5


@pytest.mark.parametrize(
    "text", ["", "r1:abc", "R1:\N{LATIN SMALL LETTER E WITH ACUTE}", "R1:" + "A" * 900, "A" * 5000]
)
def test_a_token_that_cannot_be_printed_is_refused(text: str) -> None:
    with pytest.raises(UnprintableTokenError):
        qr_shape(text)


def test_a_shape_is_kept_as_text() -> None:
    shape = qr_shape(token())
    assert QrShape.from_text(shape.to_text()) == shape
    assert shape.to_text().isascii()
    assert "\n" not in shape.to_text()
    for wrong in ("", "53", "53 ", "x M0 0", "-1 M0 0h1v1z", "٥٣ M0 0h1"):
        with pytest.raises(ValueError, match="QR shape"):
            QrShape.from_text(wrong)


def test_a_shape_covers_the_dark_modules_and_no_others() -> None:
    shape = qr_shape(token())
    dark = [[False] * shape.size for _ in range(shape.size)]
    for outline in shape.path.split("M")[1:]:
        _fill(dark, outline)
    finder = ["#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######"]
    assert ["".join("#" if cell else " " for cell in row[:7]) for row in dark[:7]] == finder
    assert sum(map(sum, dark)) == pytest.approx(shape.size**2 / 2, rel=0.1)


def _fill(dark: list[list[bool]], outline: str) -> None:
    """Turn what one outline encloses: even-odd, row by row."""
    x, y = (int(number) for number in re.findall(r"\d+", outline)[:2])
    points = [(x, y)]
    for way, by in re.findall(r"([hv])(-?\d+)", outline):
        x, y = (x + int(by), y) if way == "h" else (x, y + int(by))
        points.append((x, y))
    for row in range(len(dark)):
        pairs = zip(points, [*points[1:], points[0]], strict=True)
        walls = sorted(a[0] for a, b in pairs if a[0] == b[0] and min(a[1], b[1]) <= row < max(a[1], b[1]))
        for left, right in zip(walls[::2], walls[1::2], strict=True):
            for column in range(left, right):
                dark[row][column] = not dark[row][column]


def test_a_page_is_a6_and_there_is_one_for_each() -> None:
    with opened(badges_pdf([badge_face(seed) for seed in range(3)], TEMPLATE)) as document:
        assert len(document) == 3
        assert all(page.get_size() == pytest.approx(A6_POINTS, abs=0.1) for page in document)
    assert Image.open(io.BytesIO(badge_png(badge_face(), TEMPLATE))).size == pytest.approx((1240, 1748), abs=1)


def test_page_has_every_text_of_the_badge() -> None:
    face = badge_face(7)
    (page,) = texts(badges_pdf([face], TEMPLATE))
    said = " ".join(page.split())
    for text in face.texts():
        assert text in said


def test_equal_faces_give_equal_bytes_alone_and_in_a_run() -> None:
    faces = [badge_face(seed) for seed in range(RUN)]
    assert badges_pdf(faces, TEMPLATE) == badges_pdf(faces, TEMPLATE)
    assert badges_pdf(faces[:2], TEMPLATE) == badges_pdf(faces[:2], TEMPLATE)
    assert badge_png(faces[0], TEMPLATE) == badge_png(faces[0], TEMPLATE)
    assert texts(badges_pdf(faces, TEMPLATE))[:2] == texts(badges_pdf(faces[:2], TEMPLATE))


def test_threads_draw_at_once() -> None:
    faces = [badge_face(seed, native_name=name) for seed, name in enumerate([*NAMES.values()][::4])]
    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda face: badge_png(face, TEMPLATE, dpi=100), faces))
    assert drawn == [badge_png(face, TEMPLATE, dpi=100) for face in faces]


def test_the_photo_is_embedded_as_it_is() -> None:
    assert photo() in badges_pdf([badge_face()], TEMPLATE)


def test_each_badge_has_its_own_photo() -> None:
    dark, light = photo(20), photo(200)
    faces = [badge_face(0, photo=dark), badge_face(1, photo=light), badge_face(2, photo=dark)]
    reds = [picture.getpixel(FACE_AT_150_DPI) for picture in pictures(badges_pdf(faces, TEMPLATE), 150)]
    assert reds[0] == reds[2] != reds[1]
    assert [picture.getpixel(FACE_AT_150_DPI) for picture in pictures(badges_pdf(faces[1:2], TEMPLATE), 150)] == [
        reds[1]
    ]


@pytest.mark.parametrize("script", NAMES)
def test_a_name_in_any_script_is_on_the_page_and_in_its_text(script: str) -> None:
    name = NAMES[script]
    pdf = badges_pdf([badge_face(native_name=name, latin_name="LATIN NAME", outlet="Blue River News")], TEMPLATE)
    (page,) = texts(pdf)
    assert {letter for letter in printable(name) if letter.isalpha()} <= set(page)
    assert "LATIN NAME" in page
    assert "Blue River News" in page
    assert not {"\ufffd", "\x00", "\ufffe"} & set(page)


def test_a_right_to_left_name_starts_on_the_right() -> None:
    """The first letter of the name is right of its last, and the Latin outlet below reads from the left."""
    pdf = badges_pdf([badge_face(native_name="אבגדה", outlet="Quux")], TEMPLATE)
    with opened(pdf) as document:
        page = document[0].get_textpage()
        text = page.get_text_range()
        places = {letter: page.get_charbox(text.index(letter))[0] for letter in "אהQx"}
    assert places["א"] > places["ה"]
    assert places["Q"] < places["x"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_data_and_stays_in_its_place(name: str) -> None:
    calm = badge_face(native_name="A", latin_name="", outlet="", function="")
    wild = badge_face(native_name=name, latin_name=name, outlet=name * 2, function=name)
    (before,), (after,) = (pictures(badges_pdf([face], TEMPLATE), 150) for face in (calm, wild))
    changed = ImageChops.difference(before, after).getbbox()
    assert changed is not None
    millimetres = [edge / 150 * 25.4 for edge in changed]
    assert millimetres[0] >= NAMES_BOX_MM[0]
    assert millimetres[1] >= NAMES_BOX_MM[1]
    assert millimetres[2] <= NAMES_BOX_MM[2]
    assert millimetres[3] <= NAMES_BOX_MM[3]


@pytest.mark.parametrize("name", [name for name in HOSTILE if name.isascii() and len(name) < 60])
def test_a_hostile_name_is_printed_letter_by_letter(name: str) -> None:
    (page,) = texts(badges_pdf([badge_face(native_name=name)], TEMPLATE))
    letters = "".join(printable(name).split())
    assert letters in "".join(page.split())


def test_overrides_and_controls_do_not_reach_the_page() -> None:
    face = badge_face(native_name="\u202eNguyễn\u0000 \u2066Hoa\u2069", outlet="Báo\u202d\nHồng", number="P-\u200b1")
    (page,) = texts(badges_pdf([face], TEMPLATE))
    assert "Nguyễn Hoa" in page
    assert "Báo Hồng" in page
    assert not set(page) & set("\u202e\u202d\u2066\u2069\u200b\x00")


def test_joiners_survive() -> None:
    name = NAMES["Sinh"]
    assert set(name) & set(JOINERS)
    (page,) = texts(badges_pdf([badge_face(native_name=name)], TEMPLATE))
    assert name in page


def test_a_long_text_never_covers_another() -> None:
    """All texts at their longest: the code is still read and every line has its own height."""
    long = "Cơ quan Thông tấn xã Đồng bằng sông Cửu Long " * 4
    face = badge_face(
        native_name=long,
        latin_name=long.upper(),
        outlet=long,
        function=long,
        valid=long,
        event_names=(long, long),
        category_word=long,
        number="LONG-000000000001",
        zones=zone_marks(16),
    )
    (picture,) = pictures(badges_pdf([face], TEMPLATE), 203)
    assert read(picture).text == token(0)


@pytest.mark.parametrize("count", range(17))
def test_zones_stay_beside_the_photo(count: int) -> None:
    (bare,) = pictures(badges_pdf([badge_face(zones=())], TEMPLATE), 100)
    (zoned,) = pictures(badges_pdf([badge_face(zones=zone_marks(count))], TEMPLATE), 100)
    changed = ImageChops.difference(bare, zoned).getbbox()
    if count == 0:
        assert changed is None
        return
    assert changed is not None
    left, top, right, bottom = (edge / 100 * 25.4 for edge in changed)
    assert left > 43
    assert right < 99.5
    assert top > 22
    assert bottom < 69


def test_text_layer_has_no_token_and_only_printed_text() -> None:
    """Covers A11."""
    face = badge_face(3)
    pdf = badges_pdf([face], TEMPLATE)
    (page,) = texts(pdf)
    assert token(3) not in page
    assert token(3).encode() not in pdf
    allowed = sorted((part for text in face.texts() for part in printable(text).split()), key=len, reverse=True)
    assert [word for word in page.split() if word not in allowed] == []


def test_metadata_names_the_event_and_no_person() -> None:
    faces = [badge_face(seed) for seed in range(2)]
    with opened(badges_pdf(faces, TEMPLATE)) as document:
        metadata = document.get_metadata_dict()
    assert metadata.pop("Title") == faces[0].event_names[0]
    assert metadata.pop("Creator").startswith("Typst")
    assert set(metadata.values()) == {""}


def test_nothing_is_left_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    badges_pdf([badge_face(seed) for seed in range(RUN)], TEMPLATE)
    badge_png(badge_face(), TEMPLATE)
    with pytest.raises(UnreadablePhotoError):
        badges_pdf([badge_face(photo=b"")], TEMPLATE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("bad", [b"", b"GIF89a", photo()[:20], b"\xff\xd8\xff\xe0"])
def test_a_photo_that_no_printer_reads_is_refused_by_number(bad: bytes) -> None:
    with pytest.raises(UnreadablePhotoError) as refused:
        badges_pdf([badge_face(0), badge_face(1, photo=bad)], TEMPLATE)
    assert refused.value.params == {"badge": "P-0002"}


def test_a_badge_without_a_name_is_refused_by_number() -> None:
    with pytest.raises(NamelessBadgeError) as refused:
        badges_pdf([badge_face(0, native_name="\u202e\u0000", latin_name=" ")], TEMPLATE)
    assert refused.value.params == {"badge": "P-0001"}


@pytest.mark.parametrize(("native", "latin"), [("", "HOA NGUYEN"), ("HOA NGUYEN", ""), ("HOA NGUYEN", "HOA NGUYEN")])
def test_one_name_is_printed_once(native: str, latin: str) -> None:
    (page,) = texts(badges_pdf([badge_face(native_name=native, latin_name=latin)], TEMPLATE))
    assert page.count("HOA NGUYEN") == 1


@pytest.mark.parametrize("count", [1, RUN])
def test_template_error_has_no_personal_data(count: int, tmp_path: Path) -> None:
    template = tmp_path / "badge.typ"
    template.write_text('#let data = json("/faces.json")\n#panic("no badge today")')
    with pytest.raises(NotDrawnError) as failed:
        badges_pdf([badge_face(seed) for seed in range(count)], template)
    assert "no badge today" in failed.value.diagnostic
    assert "Nguyễn" not in failed.value.diagnostic


def test_empty_run_is_refused() -> None:
    with pytest.raises(ValueError, match="no badge"):
        badges_pdf([], TEMPLATE)


@pytest.mark.parametrize(
    ("colour", "text"),
    [
        ("#0b5cab", PAPER),
        ("#b3261e", PAPER),
        ("#5b3a8c", PAPER),
        ("#f2c200", INK),
        ("#ffffff", INK),
        ("#000000", PAPER),
    ],
)
def test_band_text_has_the_higher_contrast(colour: str, text: str) -> None:
    assert readable_on(colour) == text
    assert contrast(text, colour) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#0b5cab", "#0b5cab") == 1


def test_badges_of_one_kind_share_their_frame() -> None:
    faces: list[BadgeFace] = [badge_face(0), badge_face(1), badge_face(2, colour="#b3261e")]
    data = page_data(faces, "pdf")
    assert [face["group"] for face in data["faces"]] == [0, 0, 1]
    assert [group["colour"] for group in data["groups"]] == ["#0b5cab", "#b3261e"]
