"""Content of a badge, and QR shapes as text."""

import pytest

from accreditation.badges.art import (
    QrShape,
    qr_shape,
)
from tests.support.badge_samples import badge_face, token, zone_marks


def test_shape_is_read_back_from_its_text() -> None:
    shape = qr_shape(token())
    assert QrShape.from_text(shape.to_text()) == shape
    assert shape.to_text().isascii()
    assert "\n" not in shape.to_text()
    for wrong in ("", "53", "53 ", "x M0 0", "-1 M0 0h1v1z", "٥٣ M0 0h1"):
        with pytest.raises(ValueError, match="QR shape"):
            QrShape.from_text(wrong)


def test_texts_are_everything_printed_and_nothing_else() -> None:
    face = badge_face(zones=zone_marks(2), country="VN")
    printed = list(face.texts())
    assert printed[:5] == ["P-0001", "Press", "P", "Nguyễn Thị Hoa", "NGUYEN THI HOA"]
    assert printed[-4:] == ["G", "Zone of G", "P", "Zone of P"]
    assert {"Báo Sông Hồng", "Reporter", *face.event_names, face.valid} <= set(printed)
    assert not {face.colour, face.country, face.qr.path} & set(printed)


def test_badge_without_zones_has_no_text_of_a_zone() -> None:
    assert len(list(badge_face(zones=()).texts())) == len(list(badge_face(zones=zone_marks(3)).texts())) - 6


@pytest.mark.parametrize("text", ["1", " M0 0", "4.5 M0 0", "²1 M0 0", "21\tM0 0"])
def test_text_of_no_shape_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="QR shape"):
        QrShape.from_text(text)


def test_path_of_a_shape_may_contain_blanks() -> None:
    assert QrShape.from_text("21 M0 0h7v7") == QrShape(21, "M0 0h7v7")
