"""Pages of badges: QR codes read by another reader, texts in their boxes, photos, errors."""

import io
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageOps

from accreditation.badges.art import (
    MissingGlyphError,
    NamelessBadgeError,
    UnreadablePhotoError,
    ZoneMark,
    badge_png,
    badges_pdf,
)
from accreditation.badges.art.cut_sheets import BLEED_MM, SURROUND_MM
from accreditation.badges.art.page import RUN
from conference.typesetting.text import JOINERS, printable
from tests.support.badge_samples import HOSTILE, NAMES, TEMPLATE, badge_back, badge_face, photo, token, zone_marks
from tests.support.drawn_badges import opened_pdf, page_images, page_texts, read_code

A6_POINTS = (105 / 25.4 * 72, 148 / 25.4 * 72)
NAMES_BOX_MM = (5.7, 71.5, 99.3, 102.6)
"""Box of a badge's names, outlet and function: left, top, right, bottom."""

X_HEIGHT = 0.55
"""Height of the letter e in ems."""

FACE_AT_150_DPI = (136, 239)


@pytest.mark.parametrize("dpi", [300, 203])
def test_code_is_read_by_another_reader(dpi: int) -> None:
    """Covers A10."""
    faces = [badge_face(seed, zones=zone_marks(seed)) for seed in range(RUN - 1)]
    read_back = [read_code(picture) for picture in page_images(badges_pdf(faces, TEMPLATE), dpi)]
    assert [code.text for code in read_back] == [token(seed) for seed in range(RUN - 1)]
    assert {code.ec_level for code in read_back} == {"Q"}
    alone = read_code(Image.open(io.BytesIO(badge_png(faces[0], TEMPLATE, dpi=dpi))))
    assert alone.text == token(0)


def test_each_badge_has_a_page_of_a6() -> None:
    with opened_pdf(badges_pdf([badge_face(seed) for seed in range(3)], TEMPLATE)) as document:
        assert len(document) == 3
        assert all(page.get_size() == pytest.approx(A6_POINTS, abs=0.1) for page in document)
    assert Image.open(io.BytesIO(badge_png(badge_face(), TEMPLATE))).size == pytest.approx((1240, 1748), abs=1)


def test_page_has_every_text_of_the_badge() -> None:
    face = badge_face(7)
    (page,) = page_texts(badges_pdf([face], TEMPLATE))
    said = " ".join(page.split())
    for text in face.texts():
        assert text in said


def test_every_zone_is_named_however_many_there_are() -> None:
    faces = [badge_face(0, zones=zone_marks(count)) for count in (1, 6, 7, 12, 16)]
    for face, page in zip(faces, page_texts(badges_pdf(faces, TEMPLATE)), strict=True):
        said = " ".join(page.split())
        assert [zone.name for zone in face.zones if zone.name not in said] == []


@pytest.mark.parametrize(("zones", "days"), [(1, 0), (6, 3), (16, 14)])
def test_back_with_every_text_follows_each_badge(zones: int, days: int) -> None:
    faces, back = [badge_face(seed) for seed in range(2)], badge_back(zones, days)
    pages = [" ".join(page.split()) for page in page_texts(badges_pdf(faces, TEMPLATE, back))]
    assert [face.number in page for face, page in zip(faces, pages[::2], strict=True)] == [True, True]
    assert pages[1] == pages[3]
    assert [text for text in back.texts() if text not in pages[1]] == []


def test_file_holds_the_back_once() -> None:
    faces, back = [badge_face(seed) for seed in range(6)], badge_back()
    first, all_backs = (
        len(badges_pdf(some, TEMPLATE, back)) - len(badges_pdf(some, TEMPLATE)) for some in (faces[:1], faces)
    )
    assert all_backs < 2 * first


def test_sheet_to_be_cut_has_the_texts_and_the_code_in_place() -> None:
    plain, sheet = (badges_pdf([badge_face(0)], TEMPLATE, badge_back(), bleed=bleed) for bleed in (False, True))
    surround = SURROUND_MM / 25.4 * 72
    assert page_texts(plain) == page_texts(sheet)
    for boxes, moved in zip(letter_boxes(plain), letter_boxes(sheet), strict=True):
        assert len(boxes) == len(moved) > 0
        assert [edge + surround for box in boxes for edge in box] == pytest.approx(sum(moved, ()), abs=0.05)
    before, after = (read_code(page_images(pdf, 254)[0]).position for pdf in (plain, sheet))
    for corner in ("top_left", "bottom_right"):
        there, here = getattr(before, corner), getattr(after, corner)
        assert (here.x - there.x, here.y - there.y) == pytest.approx((SURROUND_MM * 10,) * 2, abs=3)


def letter_boxes(pdf: bytes) -> list[list[tuple[float, ...]]]:
    """Return the edges of each letter of each page, in points."""
    with opened_pdf(pdf) as document:
        texts = [page.get_textpage() for page in document]
        return [[text.get_charbox(at) for at in range(text.count_chars())] for text in texts]


def test_band_reaches_into_the_bleed_and_no_further() -> None:
    (sheet,) = page_images(badges_pdf([badge_face(0)], TEMPLATE, bleed=True), 254)
    outer, inner = (SURROUND_MM - BLEED_MM) * 10, (SURROUND_MM - BLEED_MM) * 10 + 2
    band, paper = (0x0B, 0x5C, 0xAB), (255, 255, 255)
    corners = [(inner, inner), (sheet.width - 1 - inner, inner)]
    assert [sheet.getpixel(corner) for corner in corners] == [band, band]
    outside = [(outer - 3, 250), (sheet.width + 2 - outer, 250), (300, outer - 3)]
    assert [sheet.getpixel(place) for place in outside] == [paper] * 3


def test_crop_marks_stand_outside_the_bleed_on_both_sides() -> None:
    sheets = page_images(badges_pdf([badge_face(0)], TEMPLATE, badge_back(), bleed=True), 254)
    bleed_edge = (SURROUND_MM - BLEED_MM) * 10
    for sheet in sheets:
        strips = [sheet.crop((0, 0, sheet.width, bleed_edge - 2)), sheet.crop((0, 0, bleed_edge - 2, sheet.height))]
        columns, rows = (ImageOps.invert(strip.convert("L")).resize(size) for strip, size in zip(
            strips, ((sheet.width, 1), (1, sheet.height)), strict=True
        ))  # fmt: skip
        marked = [[place for place, ink in enumerate(line.tobytes()) if ink > 40] for line in (columns, rows)]
        for found, side in zip(marked, (1050, 1480), strict=True):
            assert {round(place, -1) for place in found} == {SURROUND_MM * 10, SURROUND_MM * 10 + side}


def test_equal_faces_give_equal_bytes_alone_and_in_a_run() -> None:
    faces = [badge_face(seed) for seed in range(RUN)]
    assert badges_pdf(faces, TEMPLATE) == badges_pdf(faces, TEMPLATE)
    assert badges_pdf(faces[:2], TEMPLATE) == badges_pdf(faces[:2], TEMPLATE)
    assert badge_png(faces[0], TEMPLATE) == badge_png(faces[0], TEMPLATE)
    assert page_texts(badges_pdf(faces, TEMPLATE))[:2] == page_texts(badges_pdf(faces[:2], TEMPLATE))


def test_badges_are_drawn_in_several_threads() -> None:
    faces = [badge_face(seed, native_name=name) for seed, name in enumerate([*NAMES.values()][::4])]
    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda face: badge_png(face, TEMPLATE, dpi=100), faces))
    assert drawn == [badge_png(face, TEMPLATE, dpi=100) for face in faces]


def test_photo_is_embedded_unchanged() -> None:
    assert photo() in badges_pdf([badge_face()], TEMPLATE)


def test_each_badge_has_its_own_photo() -> None:
    dark, light = photo(20), photo(200)
    faces = [badge_face(0, photo=dark), badge_face(1, photo=light), badge_face(2, photo=dark)]
    reds = [picture.getpixel(FACE_AT_150_DPI) for picture in page_images(badges_pdf(faces, TEMPLATE), 150)]
    assert reds[0] == reds[2] != reds[1]
    assert [picture.getpixel(FACE_AT_150_DPI) for picture in page_images(badges_pdf(faces[1:2], TEMPLATE), 150)] == [
        reds[1]
    ]


@pytest.mark.parametrize("script", NAMES)
def test_name_in_any_script_is_in_the_text_layer(script: str) -> None:
    name = NAMES[script]
    pdf = badges_pdf([badge_face(native_name=name, latin_name="LATIN NAME", outlet="Blue River News")], TEMPLATE)
    (page,) = page_texts(pdf)
    assert {letter for letter in printable(name) if letter.isalpha()} <= set(page)
    assert "LATIN NAME" in page
    assert "Blue River News" in page
    assert not {"\ufffd", "\x00", "\ufffe"} & set(page)


def test_right_to_left_name_starts_on_the_right() -> None:
    """The first letter of the name is right of its last, and the Latin outlet below reads from the left."""
    pdf = badges_pdf([badge_face(native_name="אבגדה", outlet="Quux")], TEMPLATE)
    with opened_pdf(pdf) as document:
        page = document[0].get_textpage()
        text = page.get_text_range()
        places = {letter: page.get_charbox(text.index(letter))[0] for letter in "אהQx"}
    assert places["א"] > places["ה"]
    assert places["Q"] < places["x"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_name_changes_nothing_outside_its_box(name: str) -> None:
    calm = badge_face(native_name="A", latin_name="", outlet="", function="")
    wild = badge_face(native_name=name, latin_name=name, outlet=name * 2, function=name)
    (before,), (after,) = (page_images(badges_pdf([face], TEMPLATE), 150) for face in (calm, wild))
    changed = ImageChops.difference(before, after).getbbox()
    assert changed is not None
    millimetres = [edge / 150 * 25.4 for edge in changed]
    assert millimetres[0] >= NAMES_BOX_MM[0]
    assert millimetres[1] >= NAMES_BOX_MM[1]
    assert millimetres[2] <= NAMES_BOX_MM[2]
    assert millimetres[3] <= NAMES_BOX_MM[3]


@pytest.mark.parametrize("name", [name for name in HOSTILE if name.isascii() and len(name) < 60])
def test_hostile_name_is_printed_letter_by_letter(name: str) -> None:
    (page,) = page_texts(badges_pdf([badge_face(native_name=name)], TEMPLATE))
    letters = "".join(printable(name).split())
    assert letters in "".join(page.split())


def test_overrides_and_controls_are_not_printed() -> None:
    face = badge_face(native_name="\u202eNguyễn\u0000 \u2066Hoa\u2069", outlet="Báo\u202d\nHồng", number="P-\u200b1")
    (page,) = page_texts(badges_pdf([face], TEMPLATE))
    assert "Nguyễn Hoa" in page
    assert "Báo Hồng" in page
    assert not set(page) & set("\u202e\u202d\u2066\u2069\u200b\x00")


def test_joiners_are_printed() -> None:
    name = NAMES["Sinh"]
    assert set(name) & set(JOINERS)
    (page,) = page_texts(badges_pdf([badge_face(native_name=name)], TEMPLATE))
    assert name in page


def test_long_texts_do_not_cover_the_code() -> None:
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
    (picture,) = page_images(badges_pdf([face], TEMPLATE), 203)
    assert read_code(picture).text == token(0)


@pytest.mark.parametrize("count", range(17))
def test_zones_stay_beside_the_photo(count: int) -> None:
    (bare,) = page_images(badges_pdf([badge_face(zones=())], TEMPLATE), 100)
    (zoned,) = page_images(badges_pdf([badge_face(zones=zone_marks(count))], TEMPLATE), 100)
    changed = ImageChops.difference(bare, zoned).getbbox()
    if count == 0:
        assert changed is None
        return
    assert changed is not None
    left, top, right, bottom = (edge / 100 * 25.4 for edge in changed)
    assert left > 43
    assert right < 99.5
    assert top > 24
    assert bottom < 71


@pytest.mark.parametrize("count", [6, 7, 9, 10, 14, 16])
def test_each_zone_has_its_name_in_readable_size(count: int) -> None:
    """The smallest letter of a zone's name is that of a caption: 5 points."""
    names = ("Press conference room", "Interpretation booths", "Delegates’ lounge", "Backstage")
    zones = tuple(ZoneMark(f"z{n}", str(n), names[n % 4]) for n in range(1, count + 1))
    with opened_pdf(badges_pdf([badge_face(zones=zones)], TEMPLATE)) as document:
        page = document[0].get_textpage()
        text = page.get_text_range()
        heights = [page.get_charbox(at)[3] - page.get_charbox(at)[1] for at, sign in enumerate(text) if sign == "e"]
    said = " ".join(text.split())
    assert [said.count(name) for name in names] == [sum(zone.name == name for zone in zones) for name in names]
    assert min(heights) / X_HEIGHT >= 5


@pytest.mark.parametrize("word", ["Press", "Broadcast and technical", "Day pass, 25 October · Thẻ ngày 25 tháng 10"])
def test_slot_area_has_nothing_but_the_band(word: str) -> None:
    """A slot of 16 × 5 mm can be punched in the middle above the text."""
    (picture,) = page_images(badges_pdf([badge_face(category_word=word, category_letter="MM")], TEMPLATE), 100)
    left, top, right, bottom = (round(edge / 25.4 * 100) for edge in (42, 1, 63, 8))
    colours = picture.crop((left, top, right, bottom)).getcolors()
    assert colours is not None
    assert [colour for _, colour in colours] == [(0x0B, 0x5C, 0xAB)]


def test_text_layer_has_no_token_and_only_printed_text() -> None:
    """Covers A11."""
    face = badge_face(3)
    pdf = badges_pdf([face], TEMPLATE)
    (page,) = page_texts(pdf)
    assert token(3) not in page
    assert token(3).encode() not in pdf
    allowed = sorted((part for text in face.texts() for part in printable(text).split()), key=len, reverse=True)
    assert [word for word in page.split() if word not in allowed] == []


def test_metadata_names_the_event_and_no_person() -> None:
    faces = [badge_face(seed) for seed in range(2)]
    with opened_pdf(badges_pdf(faces, TEMPLATE)) as document:
        metadata = document.get_metadata_dict()
    assert metadata.pop("Title") == faces[0].event_names[0]
    assert metadata.pop("Creator").startswith("Typst")
    assert set(metadata.values()) == {""}


def test_drawing_leaves_no_file_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    badges_pdf([badge_face(seed) for seed in range(RUN)], TEMPLATE)
    badge_png(badge_face(), TEMPLATE)
    with pytest.raises(UnreadablePhotoError):
        badges_pdf([badge_face(photo=b"")], TEMPLATE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("bad", [b"", b"GIF89a", photo()[:20], b"\xff\xd8\xff\xe0"])
def test_unreadable_photo_is_refused_by_badge_number(bad: bytes) -> None:
    with pytest.raises(UnreadablePhotoError) as refused:
        badges_pdf([badge_face(0), badge_face(1, photo=bad)], TEMPLATE)
    assert refused.value.params == {"badge": "P-0002"}


def test_badge_without_a_name_is_refused_by_number() -> None:
    with pytest.raises(NamelessBadgeError) as refused:
        badges_pdf([badge_face(0, native_name="\u202e\u0000", latin_name=" ")], TEMPLATE)
    assert refused.value.params == {"badge": "P-0001"}


@pytest.mark.parametrize(("native", "latin"), [("", "HOA NGUYEN"), ("HOA NGUYEN", ""), ("HOA NGUYEN", "HOA NGUYEN")])
def test_equal_or_single_name_is_printed_once(native: str, latin: str) -> None:
    (page,) = page_texts(badges_pdf([badge_face(native_name=native, latin_name=latin)], TEMPLATE))
    assert page.count("HOA NGUYEN") == 1


def test_empty_run_is_refused() -> None:
    with pytest.raises(ValueError, match="no badge"):
        badges_pdf([], TEMPLATE)


def test_missing_glyphs_are_refused_by_badge_number() -> None:
    faces = [badge_face(0), badge_face(1, native_name="𒀀𒀀", outlet="\ue001"), badge_face(2, latin_name="𒀁")]
    with pytest.raises(MissingGlyphError) as refused:
        badges_pdf(faces, TEMPLATE)
    assert refused.value.missing == {"P-0002": ["𒀀", "\ue001"], "P-0003": ["𒀁"]}
    assert refused.value.code == "badge.missing_glyphs"
    assert refused.value.params["badges"] == "P-0002 · P-0003"
    assert "U+12000" in str(refused.value.params["characters"])
