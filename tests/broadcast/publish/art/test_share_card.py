"""The picture of a shared address: its size, in each direction of text, and equal bytes for equal content."""

import io

import pytest
from msgspec.structs import replace
from PIL import Image

from broadcast.publish.art.share_card import ShareCard, draw_card

CARD = ShareCard(
    event="Conference",
    title="Lễ khai mạc",
    day="25/10/2025",
    hours="≈ 09:00–10:15",
    place="Hall",
    state="",
    phase="scheduled",
    direction="ltr",
)
ARABIC = replace(CARD, title="حفل الافتتاح", direction="rtl")
LONG = replace(
    CARD, title="网络平台在保护儿童和青少年免受网络犯罪侵害方面的作用" * 6, state="已取消", phase="cancelled"
)


@pytest.mark.parametrize(("card", "edge"), [(CARD, 5), (ARABIC, 1195), (LONG, 5)])
def test_picture_has_its_size_and_a_bar_where_lines_begin(card: ShareCard, edge: int) -> None:
    picture = Image.open(io.BytesIO(draw_card(card))).convert("RGB")
    assert picture.size == (1200, 630)
    assert picture.getpixel((edge, 300)) == (0x0B, 0x5C, 0xAB)
    assert picture.getpixel((1200 - edge, 300)) == (0xF7, 0xF8, 0xF5)


def test_equal_content_is_drawn_equal_without_unknown_letters() -> None:
    assert draw_card(CARD) == draw_card(replace(CARD, title=f"{CARD.title}\U000f0000"))
    assert draw_card(CARD) != draw_card(replace(CARD, title="Lễ bế mạc"))
