"""Tables of cues: cleaned rows, problems by column."""

from itertools import count

from broadcast.scripts.domain.importing import COLUMNS, CueRow, read_cue_rows
from conference.tables.columns import match_columns
from conference.tables.delimited import read_delimited


def read(text: str) -> list[CueRow]:
    heading, *rows = list(read_delimited(text))
    numbers = count(1)
    return list(read_cue_rows(match_columns(heading, dict.fromkeys(COLUMNS, ())), rows, lambda: f"c{next(numbers)}"))


def test_marks_are_removed_and_texts_kept_by_language() -> None:
    (row,) = read("at\tduration\twhat\tspoken_ar\tnote_sound\n\u200f٠٩:٠٠\u200f\t5\t\u202bافتتاح\u202c\tأهلًا\t- off\n")
    assert row.cue is not None
    assert (row.cue.what, row.cue.seconds, row.cue.at and row.cue.at.hour) == ("افتتاح", 300, 9)
    assert (row.cue.spoken, row.cue.notes) == ({"ar": "أهلًا"}, {"sound": "- off"})


def test_each_row_has_its_problems_by_column() -> None:
    good, bad = read("at,duration,what\n9:00,5,Anthem\n25:61,x,\n=1,1,Hi\n")[:2]
    assert good.cue is not None
    assert (bad.number, {name: one.code for name, one in bad.problems.items()}) == (
        3,
        {"at": "field.not_time", "duration": "script.duration_unfit", "what": "field.missing"},
    )


def test_formulas_are_refused() -> None:
    (row,) = read("what\n=HYPERLINK(1)\n")
    assert row.problems["what"].code == "table.formula"
