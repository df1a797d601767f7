"""The drawn script, in both directions."""

from dataclasses import replace

from broadcast.scripts.art.sheet import ScriptSheet, script_pdf
from tests.support.drawn_badges import page_texts

SHEET = ScriptSheet(
    title="حفل الافتتاح",
    event="《河内公约》",
    direction="ltr",
    facts=[("Ngày", "25/10/2025")],
    columns=["Time", "What"],
    widths=[1, 3],
    rows=[[["09:00", "5"], [f"Cue {number}", "Quốc ca"]] for number in range(40)],
    signed=[("礼宾", "Nguyễn Thu Hà")],
    footer="Version 2",
)


def test_every_cue_is_printed_with_page_numbers() -> None:
    pages = page_texts(script_pdf(SHEET))
    assert len(pages) > 1
    assert "39" in pages[-1]
    assert all(str(number) in page for number, page in enumerate(pages, 1))
    assert len(page_texts(script_pdf(replace(SHEET, direction="rtl")))) == len(pages)
