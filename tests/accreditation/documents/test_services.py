"""Kinds of documents from the event."""

from accreditation.applications.domain.applications import Agency
from accreditation.documents.domain.kinds import MEGABYTE
from accreditation.documents.services import kinds_of
from conference.event import Event


def test_kinds_have_the_limits_and_readers_of_the_event(event: Event) -> None:
    kinds = {kind.code: kind for kind in kinds_of(event)}
    letter, card, passport = kinds["assignment_letter"], kinds["press_card"], kinds["passport_page"]
    assert (letter.is_required, letter.most_bytes, letter.readers) == (True, 10 * MEGABYTE, frozenset(Agency))
    assert card.readers == {Agency.ACCREDITATION}
    assert passport.readers == {Agency.SECURITY}
    assert passport.functions == {"camera_operator", "tv_reporter"}
