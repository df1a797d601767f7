"""Entries of the record in words: sentence, title, and values beside it."""

from datetime import timedelta

from broadcast.board.domain.board import EVENT
from broadcast.board.domain.display import ProjectionContext
from broadcast.board.domain.sessions import Phase, Reason
from broadcast.board.words import CatalogueWords
from broadcast.record.entries import Happening, RecordEntry
from broadcast.record.wording import RecordRow, RecordTeller
from conference.texts.catalogues import own_catalogues
from tests.support.board_samples import HANOI, MORNING, event_info, session


def tell(what: Happening, **changes: object) -> RecordRow:
    """Tell in French what happened to a session with these values."""
    words, subject = CatalogueWords(own_catalogues(), {}), session(**changes)  # type: ignore[arg-type]
    context = ProjectionContext(words=words, zone=HANOI, board={EVENT: event_info(), "session/opening": subject})
    teller = RecordTeller(catalogues=own_catalogues(), words=words, context=context, language="fr")
    return teller.tell(RecordEntry(at=MORNING, what=what, subject=subject, session="opening"))


def test_suspension_has_its_end_and_reason() -> None:
    until = MORNING + timedelta(hours=1)
    row = tell(Happening.SUSPENDED, phase=Phase.SUSPENDED, until=until, reason=Reason.CONSULTATIONS)
    assert (row.text, row.title, row.until) == ("La séance est suspendue.", "opening (fr)", until)
    assert row.details == ["Jusqu’à \u206810:00\u2069", "Pour consultations"]


def test_only_meetings_are_adjourned() -> None:
    assert tell(Happening.ADJOURNED).text == "La séance est levée."
    assert tell(Happening.ADJOURNED, kind="side_event").text == "La séance est terminée."


def test_moved_session_names_its_new_room() -> None:
    assert tell(Happening.MOVED).details == ["Great hall (fr)"]
