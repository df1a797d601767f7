"""What a screen without a picture reports is what the server finds on its board."""

from datetime import timedelta

from broadcast.board.domain.announcements import Level
from broadcast.board.domain.board import EVENT, Entry, Revision, State
from broadcast.board.words import CatalogueWords
from broadcast.client.apply import View
from broadcast.client.report import MOST_KEYS, report_view
from broadcast.client.watch import see
from broadcast.feed import wire
from broadcast.feed.displays.painted_text import is_text_right
from broadcast.feed.latest import LatestBoard
from conference.texts.catalogues import own_catalogues
from tests.support.board_samples import HANOI, MORNING, announcement, event_info, session, text

WORDS = CatalogueWords(own_catalogues(), {"VN": text("Viet Nam")})


def entry(key: str, offset: int, state: State | None) -> Entry:
    return Entry(key=key, offset=offset, version=offset, previous=None, state=state)


def test_report_is_right_for_the_board_it_holds_alone() -> None:
    latest = LatestBoard(WORDS, HANOI)
    urgent = announcement("n", level=Level.URGENT, expires_at=MORNING + timedelta(hours=1))
    sessions = [entry(f"session/s{n:02}", n + 3, session(f"s{n:02}")) for n in range(MOST_KEYS + 5)]
    others = [entry(EVENT, 1, event_info()), entry("announcement/n", 2, urgent)]
    latest.reset(Revision("ep_1", 90), [*others, *sessions])
    view = see(View(), wire.decode_message(latest.snapshot("fr", now=MORNING)[1].payload)).view
    sent = wire.encode_shown("hall-1", Revision("ep_1", 90), "fr", **report_view(view, "fr"))
    assert len(sent) <= wire.LARGEST_REPORT
    shown = wire.decode_client_message(sent)
    assert isinstance(shown, wire.Shown)
    assert is_text_right(shown, latest, now=MORNING) is True
    renamed = entry("session/s00", 3, session("s00", title=text("Another title")))
    latest.reset(Revision("ep_1", 90), [entry(EVENT, 1, event_info()), *sessions[1:], renamed])
    assert is_text_right(shown, latest, now=MORNING) is None
    latest.reset(Revision("ep_1", 90), [*others, *sessions[1:], renamed])
    assert is_text_right(shown, latest, now=MORNING) is False
