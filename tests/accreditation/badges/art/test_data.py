"""Data that a badge's template reads: colours, groups, names."""

import pytest

from accreditation.badges.art import (
    BadgeFace,
)
from accreditation.badges.art.data import INK, PAPER, page_data, readable_on
from accreditation.badges.art.errors import NamelessBadgeError
from conference.graphics.colours import contrast_ratio
from conference.typesetting.drawing import as_json
from tests.support.badge_samples import badge_face, token


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
    assert contrast_ratio(text, colour) >= 4.5


def test_badges_of_one_category_share_a_group() -> None:
    faces: list[BadgeFace] = [badge_face(0), badge_face(1), badge_face(2, colour="#b3261e")]
    data = page_data(faces, "pdf")
    assert [face["group"] for face in data["faces"]] == [0, 0, 1]
    assert [group["colour"] for group in data["groups"]] == ["#0b5cab", "#b3261e"]


@pytest.mark.parametrize(
    ("native", "latin", "printed"),
    [
        ("阮氏花", "NGUYEN THI HOA", ("阮氏花", "NGUYEN THI HOA")),
        ("", "NGUYEN THI HOA", ("NGUYEN THI HOA", "")),
        ("NGUYEN THI HOA", "NGUYEN THI HOA", ("NGUYEN THI HOA", "")),
        ("\u202e\x00", "NGUYEN", ("NGUYEN", "")),
        ("NGUY\u200bEN", "NGUYEN", ("NGUYEN", "")),
    ],
    ids=ascii,
)
def test_latin_name_is_not_repeated(native: str, latin: str, printed: tuple[str, str]) -> None:
    (face,) = page_data([badge_face(native_name=native, latin_name=latin)], "pdf")["faces"]
    assert (face["native"]["text"], face["latin"]["text"]) == printed


def test_nameless_badge_is_refused_by_number() -> None:
    with pytest.raises(NamelessBadgeError) as refused:
        page_data([badge_face(0), badge_face(1, native_name="\x00", latin_name="\u200b")], "pdf")
    assert refused.value.params == {"badge": "P-0002"}


def test_photo_of_each_badge_is_named_by_its_place() -> None:
    data = page_data([badge_face(0), badge_face(1)], "jpg")
    assert [face["photo"] for face in data["faces"]] == ["/0.jpg", "/1.jpg"]


def test_typed_text_is_data_and_not_markup() -> None:
    name = '#import "x" </path><svg> $x$'
    (face,) = page_data([badge_face(native_name=name)], "pdf")["faces"]
    assert face["native"]["text"] == name
    assert name not in face["qr"]["svg"]


def test_data_has_no_token_and_no_photo_bytes() -> None:
    encoded = as_json(page_data([badge_face(3)], "pdf"))
    assert token(3).encode() not in encoded
    assert encoded.isascii()
