"""Glyphs of every script: letters are shaped, fit their line, and missing ones are reported (A9)."""

import io
import json
import re
import unicodedata
from functools import cache

import pytest
import typst
from PIL import Image

from conference.fonts.families import FAMILIES, font_file, font_folders
from conference.typesetting.glyphs import missing_glyphs
from conference.typesetting.text import SetText, printable, set_text
from tests.support.badge_samples import HOSTILE, NAMES

TALLEST = NAMES | {
    "Latn": "Ễ Ngọc Ẵ Ậ jg Ț Ǻ",
    "Cyrl": "Йщёдђу",
    "Arab": "محمّدٌ الحُسَينِيّ إِبراهيم لِلّٰه پچ گ ڤ",
    "Thai": "ปู่ทั้งญู้ ฟี้ ฏุ ฎู",
    "Laoo": "ຫຼັ້ງ ປູ່ ທີ່ ຟ້າ",
    "Khmr": "ស្ត្រី ក្រុង្គ្រ ឃ្លាំង ញ្ញុំ",
    "Mymr": "ကျွန်ုပ် မြို့ သင်္ဘော ဂြိုဟ် ကြွ",
    "Deva": "श्रीवास्तव कृष्ण ट्ठू र्कें हूँ",
    "Taml": "ஸ்ரீ கூ சௌந்தர்ய ஞூ",
    "Telu": "శ్రీకృష్ణ స్త్రీ ప్రౌ క్ష్మి",
    "Sinh": "ශ්\u200dරී ක්\u200dරිෂ්ණ කූ ලූ මු",
    "Marks": "ẍ̃́ Ạ̈́̃ Q̣̤̃",
}
PARTS_OF_EM = 100


@cache
def fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in font_folders()]
    )


def draw(words: SetText, form: str, *, weight: int = 700, fallback: bool = True) -> bytes:
    """The text alone on a page, 100 pt large, its baseline 250 pt from the top."""
    families = json.dumps(words.families, ensure_ascii=False)[1:-1]
    source = f"""
    #set page(width: 6000pt, height: 500pt, margin: 0pt)
    #set text(size: {PARTS_OF_EM}pt, weight: {weight}, lang: "{words.language}", dir: {words.direction})
    #set text(font: ({families},), fallback: {str(fallback).lower()}, top-edge: 0pt, bottom-edge: 0pt)
    #place(left, dx: 20pt, dy: 250pt, box(width: 5900pt, {json.dumps(words.text, ensure_ascii=False)}))"""
    compiler = typst.Compiler(font_paths=fonts(), ignore_system_fonts=True)
    drawn = compiler.compile(input=source.encode(), format=form, ppi=72)  # type: ignore[arg-type]
    assert isinstance(drawn, bytes)
    return drawn


def outlines(svg: bytes) -> set[str]:
    """The outlines of the glyphs of an SVG."""
    return set(re.findall(r'<symbol[^>]*>\s*<path d="([^"]+)"', svg.decode()))


@cache
def empty_boxes() -> frozenset[str]:
    """What each face draws for a character it does not have."""
    boxes = set()
    for family in FAMILIES:
        words = SetText("\ue123", "", "en", "", "ltr", 1, 1, True, (family,))
        boxes |= outlines(draw(words, "svg", fallback=False))
    return frozenset(boxes)


def test_every_face_of_the_table_is_in_the_packages() -> None:
    assert [family for family in FAMILIES if not font_file(family).is_file()] == []
    assert set(FAMILIES) <= set(fonts().families())


def test_empty_box_is_recognised() -> None:
    boxes = empty_boxes()
    assert boxes
    assert outlines(draw(set_text("𒀀"), "svg")) & boxes


@pytest.mark.parametrize("script", NAMES)
def test_name_has_all_its_letters(script: str) -> None:
    name = NAMES[script]
    assert missing_glyphs([name, unicodedata.normalize("NFD", name)]) == {}
    glyphs = outlines(draw(set_text(printable(name)), "svg"))
    assert glyphs
    assert not glyphs & empty_boxes()


@pytest.mark.parametrize("script", TALLEST)
def test_line_has_room_for_its_signs(script: str) -> None:
    words = set_text(printable(TALLEST[script]))
    for weight in (400, 700):
        picture = Image.open(io.BytesIO(draw(words, "png", weight=weight))).convert("L")
        box = picture.point(lambda light: 255 if light < 128 else 0).getbbox()
        assert box is not None
        assert (250 - box[1]) / PARTS_OF_EM <= words.rise + 0.02
        assert (box[3] - 250) / PARTS_OF_EM <= words.fall + 0.02


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("𒀀 Ur-Nammu", ["𒀀"]),
        ("\ue001", ["\ue001"]),
        ("Broken \ufffd", ["\ufffd"]),
        ("ދިވެހި", ["ދި", "ވެ", "ހި"]),
        ("དབང", ["ད", "བ", "ང"]),
        ("ก\u05b8", ["ก\u05b8"]),
    ],
)
def test_missing_glyph_is_reported(text: str, missing: list[str]) -> None:
    assert missing_glyphs([text, "Nguyễn"]) == {text: missing}


def test_hostile_texts_have_their_glyphs() -> None:
    assert missing_glyphs(HOSTILE) == {}
