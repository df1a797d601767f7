"""Error of drawing: its diagnostic is for the log only."""

from conference.typesetting.errors import NotDrawnError


def test_diagnostic_is_a_note_and_no_parameter() -> None:
    error = NotDrawnError("badge.typ:3 unknown variable")
    assert error.params == {}
    assert error.__notes__ == ["badge.typ:3 unknown variable"]
