"""Boxes of sheets that are cut, read by another reader; files that are not such sheets."""

import pytest

from accreditation.badges.art import UnsupportedLayoutError, badges_pdf
from accreditation.badges.art.cut_sheets import BLEED_MM, SURROUND_MM, require_layout
from accreditation.badges.art.page import RUN
from tests.support.badge_samples import TEMPLATE, badge_back, badge_face
from tests.support.drawn_badges import opened_pdf, page_texts

MM = 72 / 25.4


@pytest.mark.parametrize("count", [1, RUN])
def test_each_page_has_the_boxes_of_a_cut_sheet(count: int) -> None:
    faces = [badge_face(seed) for seed in range(count)]
    pdf = badges_pdf(faces, TEMPLATE, badge_back(), bleed=True)
    with opened_pdf(pdf) as document:
        assert len(document) == 2 * count
        for page in document:
            boxes = (page.get_mediabox(), page.get_bleedbox(), page.get_trimbox())
            for box, inset in zip(boxes, (0, SURROUND_MM - BLEED_MM, SURROUND_MM), strict=True):
                edges = (inset, inset, 105 + 2 * SURROUND_MM - inset, 148 + 2 * SURROUND_MM - inset)
                assert box == pytest.approx([edge * MM for edge in edges], abs=0.01)
    assert [face.number in text for face, text in zip(faces, page_texts(pdf)[::2], strict=True)] == [True] * count
    assert pdf == badges_pdf(faces, TEMPLATE, badge_back(), bleed=True)


def test_badges_without_bleed_have_no_box_of_their_own() -> None:
    pdf = badges_pdf([badge_face()], TEMPLATE)
    assert b"TrimBox" not in pdf
    assert b"BleedBox" not in pdf


@pytest.mark.parametrize(("pages", "bleed"), [(2, False), (1, True)])
def test_file_without_the_layout_is_refused(pages: int, bleed: bool) -> None:
    pdf = badges_pdf([badge_face()], TEMPLATE)
    require_layout(pdf, pages=1, bleed=False)
    with pytest.raises(UnsupportedLayoutError):
        require_layout(pdf, pages=pages, bleed=bleed)
