"""What the edit pages say of rooms and clashes."""

from broadcast.board.domain.board import EVENT, State
from broadcast.board.domain.display import ProjectionContext
from broadcast.board.words import CatalogueWords
from broadcast.programme.domain.clashes import Booking, Clash, ClashKind
from broadcast.programme.ports import PrivateRow
from broadcast.programme.web.view import rooms_of_day, tell_clashes
from conference.texts.catalogues import Catalogues
from tests.broadcast.programme.domain.test_private import TALK
from tests.support.board_samples import CANARY, HANOI, MORNING, NOON, event_info, session, text

CATALOGUES = Catalogues()
ROOMS = event_info("Great hall", "Hall 1").rooms
BOARD: dict[str, State] = {EVENT: event_info(), "session/opening": session()}
CONTEXT = ProjectionContext(words=CatalogueWords(CATALOGUES, {}), zone=HANOI, board=BOARD)


def test_rooms_show_public_and_given_private_sessions_by_time() -> None:
    row = PrivateRow(session=TALK, version=1, changed_at=MORNING, changed_by="")
    hall, other = rooms_of_day(MORNING.date(), CONTEXT, ROOMS, [row], language="fr")
    assert [one.id for one in hall.rows] == ["opening", "talk"]
    assert (hall.rows[1].shown, other.rows) == (None, ())


def test_clash_with_a_private_session_names_nobody() -> None:
    one = Booking(id="opening", room="hall", starts_at=MORNING, ends_at=NOON)
    private = Booking(id=CANARY, room="hall", starts_at=MORNING, ends_at=NOON, is_private=True)
    clash = Clash(kind=ClashKind.PERSON, first=one, second=private, person=text(CANARY))
    (told,) = tell_clashes([clash], CONTEXT, CATALOGUES, "en")
    assert CANARY not in told.text
    assert "opening (en)" in told.text
