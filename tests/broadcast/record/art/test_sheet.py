"""Tables of the record as PDF: every text, in each direction, on pages of A4."""

import pypdfium2

from broadcast.record.art.sheet import RecordSheet, sheet_pdf


def make_sheet(rows: int, **changes: object) -> RecordSheet:
    values: dict[str, object] = {
        "title": "Record",
        "event": "Conference",
        "language": "en",
        "direction": "ltr",
        "columns": ("Time", "What", "Session"),
        "widths": (2, 6, 5),
        "nothing": "Nothing recorded yet",
        "rows": [[[f"09:{n:02}"], [f"Opened {n}", "Việt Nam"], ["", "Debate"]] for n in range(rows)],
    }
    return RecordSheet(**(values | changes))  # type: ignore[arg-type]


def text_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def test_long_table_repeats_its_headings_and_numbers_its_pages() -> None:
    pages = text_of(sheet_pdf(make_sheet(60)))
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert "Session" in page
        assert f"{number} / {len(pages)}" in page
    assert all(f"Opened {n}" in "".join(pages) for n in range(60))


def test_table_without_rows_says_so() -> None:
    assert "Nothing recorded yet" in text_of(sheet_pdf(make_sheet(0)))[0]


def test_typed_text_is_no_markup() -> None:
    (page,) = text_of(sheet_pdf(make_sheet(1, title="#panic() *x* $y$ \U000e0041")))
    assert "#panic() *x* $y$" in page
