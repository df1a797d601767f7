"""Every script a name can be in is shaped, keeps to its line and has its letters; what has none is told before (A9)."""

import io
import json
import re
import unicodedata
from functools import cache

import pytest
import typst
from PIL import Image

from accreditation.badges.art import MissingGlyphError, badges_pdf, missing_glyphs
from accreditation.badges.art.text import SetText, main_script, printable, set_text
from conference.fonts.families import CJK, FAMILIES, coverage, font_file, font_folders
from tests.support.badge_samples import HOSTILE, NAMES, TEMPLATE, badge_face

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


def test_an_empty_box_is_recognised() -> None:
    boxes = empty_boxes()
    assert boxes
    assert outlines(draw(set_text("𒀀"), "svg")) & boxes


@pytest.mark.parametrize("script", NAMES)
def test_a_name_has_all_its_letters(script: str) -> None:
    name = NAMES[script]
    assert missing_glyphs([name, unicodedata.normalize("NFD", name)]) == {}
    glyphs = outlines(draw(set_text(printable(name)), "svg"))
    assert glyphs
    assert not glyphs & empty_boxes()


@pytest.mark.parametrize("script", TALLEST)
def test_a_line_has_room_for_its_signs(script: str) -> None:
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
def test_a_missing_glyph_is_reported(text: str, missing: list[str]) -> None:
    assert missing_glyphs([text, "Nguyễn"]) == {text: missing}


def test_printing_is_refused_by_name() -> None:
    faces = [badge_face(0), badge_face(1, native_name="𒀀𒀀", outlet="\ue001"), badge_face(2, latin_name="𒀁")]
    with pytest.raises(MissingGlyphError) as refused:
        badges_pdf(faces, TEMPLATE)
    assert refused.value.missing == {"P-0002": ["𒀀", "\ue001"], "P-0003": ["𒀁"]}
    assert refused.value.code == "badge.missing_glyphs"
    assert refused.value.params["badges"] == "P-0002, P-0003"
    assert "U+12000" in str(refused.value.params["characters"])


def test_hostile_texts_have_their_glyphs() -> None:
    assert missing_glyphs(HOSTILE) == {}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        (unicodedata.normalize("NFD", "Nguyễn Thị Hường"), "Nguyễn Thị Hường"),
        ("A\x00B\x1bC\x9f", "ABC"),
        ("\u202eevil\u202c \u2066x\u2069\u200e\u200f\u061c", "evil x"),
        ("soft\u00adhyphen\u2060\ufeff\u200b", "softhyphen"),
        (" a\tb\r\n c\u2028d\u00a0e ", "a b c d e"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("\u200d \u200c", ""),
        ("\u0303\u0303", ""),
        ("x\U000e0041\U000e0042", "x"),
        ("\ufa19 \ufa11", "\ufa19 \ufa11"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("Q" + "\u0303" * 9, "Q" + "\u0303" * 3),
        ("\ud800A", "A"),
        ("", ""),
    ],
)
def test_printable_keeps_letters_and_drops_invisible_ones(typed: str, printed: str) -> None:
    assert printable(typed) == printed
    assert printable(printed) == printed


@pytest.mark.parametrize("script", NAMES)
def test_a_text_is_set_in_its_own_script(script: str) -> None:
    expected = {"Hant": "Hani"}.get(script, script)
    words = set_text(printable(NAMES[script]))
    assert main_script(NAMES[script]) == expected
    assert words.direction == ("rtl" if script in {"Arab", "Hebr"} else "ltr")
    first = words.families[0]
    letters = {ord(letter) for letter in words.text if letter.isalpha()}
    assert letters <= coverage()[first]
    assert set(words.families) == set(FAMILIES)


@pytest.mark.parametrize(
    ("name", "country", "form"),
    [
        ("王小明", "", "SC"),
        ("王小明", "TW", "TC"),
        ("王小明", "HK", "HK"),
        ("王小明", "JP", "JP"),
        ("王小明", "KR", "KR"),
        ("刘晓东", "", "SC"),
        ("陳美齡", "", "TC"),
        ("黒沢辻", "", "JP"),
        ("小野寺 あおい", "CN", "JP"),
        ("김서연", "CN", "KR"),
    ],
)
def test_han_letters_take_the_forms_of_their_place(name: str, country: str, form: str) -> None:
    words = set_text(name, country)
    assert words.families[0] == f"Noto Sans CJK {form}"
    assert words.families[0] in CJK
    assert (words.language, words.region) == {
        "SC": ("zh", "CN"),
        "TC": ("zh", "TW"),
        "HK": ("zh", "HK"),
        "JP": ("ja", "JP"),
        "KR": ("ko", "KR"),
    }[form]


def test_long_words_break_only_between_letters() -> None:
    words = set_text("W" * 30)
    assert words.broken.replace("\u200b", "") == words.text
    assert words.broken.count("\u200b") == 29
    assert set_text("Nguyễn Thị Minh Khai").broken == ""
    conjuncts = set_text("श्री" * 12).broken
    assert "श्\u200b" not in conjuncts
    assert "\u200b" in conjuncts
