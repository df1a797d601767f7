"""Closing figures: sessions held, statements, time in session, languages, as the record and the board have them."""

from dataclasses import replace
from datetime import timedelta

from broadcast.board.domain.board import Revision
from broadcast.board.domain.interpretation import FLOOR, Channel, Interpretation
from broadcast.record.entries import Happening, Record, RecordEntry
from broadcast.record.figures import count_figures
from tests.support.board_samples import MORNING, session, speaker

MINUTE = timedelta(minutes=1)


def entry(minutes: int, what: Happening, session_id: str = "debate") -> RecordEntry:
    return RecordEntry(at=MORNING + minutes * MINUTE, what=what, subject=session(session_id), session=session_id)


def make_record(*entries: RecordEntry, **board: Interpretation) -> Record:
    return Record(revision=Revision("ep", 1), entries=entries, board=dict(board))


def test_time_in_session_is_without_suspensions() -> None:
    record = make_record(
        entry(0, Happening.OPENED),
        entry(10, Happening.SUSPENDED),
        entry(15, Happening.SUSPENDED),
        entry(30, Happening.RESUMED),
        entry(40, Happening.ADJOURNED),
        entry(40, Happening.OPENED, "closing"),
        entry(50, Happening.CANCELLED, "dinner"),
    )
    figures = count_figures(record, MORNING + 45 * MINUTE)
    assert (figures.sessions, figures.in_session) == (2, 25 * MINUTE)
    assert count_figures(record, MORNING + 39 * MINUTE).in_session == 20 * MINUTE


def test_statements_and_rights_of_reply_are_counted_apart() -> None:
    spoken = replace(speaker("VN"), began_at=MORNING)
    entries = [
        RecordEntry(at=MORNING, what=what, subject=spoken, session="debate")
        for what in (Happening.STATEMENT, Happening.STATEMENT, Happening.RIGHT_OF_REPLY)
    ]
    figures = count_figures(make_record(*entries), MORNING)
    assert (figures.statements, figures.replies, figures.sessions, figures.tally) == (2, 1, 0, None)


def test_languages_are_those_of_sessions_that_were_held() -> None:
    channels = (Channel(number=0, language=FLOOR), Channel(number=1, language="fr"), Channel(number=2, language="en"))
    used = Interpretation(session_id="debate", channels=channels)
    planned = Interpretation(session_id="closing", channels=(Channel(number=1, language="ru"),))
    record = make_record(entry(0, Happening.OPENED), used=used, planned=planned)
    assert count_figures(record, MORNING).languages == ("en", "fr")
