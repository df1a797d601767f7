"""The debrief list on paper and as a table."""

import pypdfium2

from broadcast.rehearsal.art.sheet import DebriefRow, DebriefSheet, debrief_csv, debrief_pdf


def make_sheet(*texts: str, direction: str = "ltr") -> DebriefSheet:
    return DebriefSheet(
        title="Debrief list",
        event="Hanoi Convention",
        made="As of 25 October 2025",
        language="ar" if direction == "rtl" else "en",
        direction=direction,
        columns=("What is to be done", "Responsible", "Deadline", "State"),
        nothing="The list is empty.",
        rows=[
            DebriefRow(text=text, owner="Lễ tân", deadline="26 October", state="", is_done=bool(n % 2))
            for n, text in enumerate(texts)
        ],
    )


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_paper_has_every_item() -> None:
    text = text_of(debrief_pdf(make_sheet("Move the flags\n#set page(fill: red)", "调整讲台")))
    assert "Move the flags" in text
    assert "#set page(fill: red)" in text
    assert "调整讲台" in text
    assert text.count("Lễ tân") == 2


def test_right_to_left_paper_has_every_item() -> None:
    text = text_of(debrief_pdf(make_sheet("Flags", "调整讲台", direction="rtl")))
    assert ("Flags" in text, "调整讲台" in text) == (True, True)


def test_empty_list_says_so() -> None:
    assert "The list is empty." in text_of(debrief_pdf(make_sheet()))


def test_table_has_nothing_that_a_spreadsheet_computes() -> None:
    table = debrief_csv(make_sheet("=1+1", "two\nlines")).decode("utf-8-sig")
    assert "=1+1" in table
    assert ",=1+1" not in table
    assert not any(line.startswith("=") for line in table.splitlines())
