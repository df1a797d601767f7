"""Drawing of one-day badges: one page each, and lines of the log for all of them."""

from accreditation.badges.art import qr_shape
from accreditation.day_badges.art import DaySheet, LogColumns, NumberedCode, day_sheet_pdf
from tests.support.drawn_badges import opened_pdf, page_texts

TOKEN = "R1:" + "AB" * 90


def sheet(count: int) -> DaySheet:
    qr = qr_shape(TOKEN)
    return DaySheet(
        words=("ONE DAY", "ليوم واحد"),
        dates=("25 October 2025", "25 تشرين الأول/أكتوبر 2025"),
        events=("Forum <b>",),
        category=("Press",),
        letter="P",
        colour="#0b5cab",
        marks=("1", "10"),
        lines=(("Name",), ("Outlet",), ("Document",), ("Signature",)),
        log=LogColumns(("Log",), (("Name",), ("Outlet",), ("Document",), ("Time",), ("Signature",)), ("Rule",)),
        badges=tuple(NumberedCode(f"XP-{n:04}", f"XP-{n:04}-00", qr) for n in range(1, count + 1)),
    )


def test_pages_are_a6_and_log_sheets_a4() -> None:
    pdf = day_sheet_pdf(sheet(3))
    with opened_pdf(pdf) as document:
        sizes = [tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in document]
    assert sizes == [(105, 148)] * 3 + [(210, 297)]
    assert "Forum <b>" in page_texts(pdf)[0]


def test_long_log_is_continued_on_a_second_sheet() -> None:
    pages = page_texts(day_sheet_pdf(sheet(25)))
    assert len(pages) == 25 + 2
    assert "XP-0022" in pages[25]
    assert "XP-0025" in pages[26]
