"""QR codes of addresses: a screen's code and a terminal's are readable."""

import re

import zxingcpp
from PIL import Image, ImageDraw

from conference.texts.link_qr import QUIET_MODULES, link_qr, modules_of, qr_lines

ADDRESS = "https://192.0.2.7:8443/press/doors/"


def test_enrolment_qr_is_readable_by_another_decoder() -> None:
    address = "https://192.0.2.7:8443/press/doors/#enrol=Jd83kfm20DkeoPq4mcn48fk2ldm9s3kd"
    shape, scale = link_qr(address), 4
    image = Image.new("L", (shape.side * scale, shape.side * scale), 255)
    draw = ImageDraw.Draw(image)
    for run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", shape.path):
        x, y, length = (int(number) for number in run)
        draw.rectangle((x * scale, y * scale, (x + length) * scale - 1, (y + 1) * scale - 1), 0)
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [address]
    assert shape.side == len(modules_of(address)) + 2 * QUIET_MODULES


def test_terminal_lines_have_the_size_of_the_code() -> None:
    lines, width = qr_lines(ADDRESS), len(modules_of(ADDRESS)) + 2 * QUIET_MODULES
    assert {len(line) for line in lines} == {width}
    assert len(lines) == (width + 1) // 2
