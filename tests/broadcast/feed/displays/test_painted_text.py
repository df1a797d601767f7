"""Texts that screens read back from their pages, compared with the board (CASES B16)."""

from datetime import timedelta

import pytest

from broadcast.board.domain.announcements import Level
from broadcast.board.domain.board import EVENT, Entry, Revision, State
from broadcast.board.words import CatalogueWords
from broadcast.feed import wire
from broadcast.feed.displays.painted_text import MAX_KEYS, digest_texts, is_text_right
from broadcast.feed.latest import LatestBoard
from conference.texts.catalogues import own_catalogues
from tests.support.board_samples import HANOI, MORNING, announcement, event_info, session, text

WORDS = CatalogueWords(own_catalogues(), {"VN": text("Viet Nam")})
FIELDS = {"session/a": "title starts_at"}


def decode_shown(data: bytes) -> wire.Shown:
    message = wire.decode_client_message(data)
    assert isinstance(message, wire.Shown)
    return message


def entry(key: str, offset: int, state: State | None) -> Entry:
    return Entry(key=key, offset=offset, version=offset, previous=None, state=state)


@pytest.fixture
def latest() -> LatestBoard:
    latest = LatestBoard(WORDS, HANOI)
    latest.reset(Revision("ep_1", 4), [entry(EVENT, 1, event_info()), entry("session/a", 4, session("a"))])
    return latest


def report(latest: LatestBoard, *, title: str | None = None, tag: str = "fr", offset: int = 4) -> wire.Shown:
    shown = wire.decode_message(latest.snapshot("fr", now=MORNING)[1].payload)
    assert isinstance(shown, wire.Snapshot)
    state = wire.decode_state(shown.keys["session/a"].state)
    assert state is not None
    lines = [
        ("session/a", "title", tag, title or state["title"]),
        ("session/a", "starts_at", "fr", f"{session('a').starts_at.astimezone(HANOI):%H:%M}"),
    ]
    data = wire.encode_shown("s", Revision("ep_1", offset), "fr", texts=FIELDS, digest=digest_texts(lines))
    return decode_shown(data)


def test_texts_as_on_the_board_are_right(latest: LatestBoard) -> None:
    assert is_text_right(report(latest), latest, now=MORNING) is True


def test_other_title_and_other_language_are_found(latest: LatestBoard) -> None:
    assert is_text_right(report(latest, title="Old title"), latest, now=MORNING) is False
    assert is_text_right(report(latest, tag="ar"), latest, now=MORNING) is False


def test_changed_key_or_missing_digest_cannot_be_compared(latest: LatestBoard) -> None:
    assert is_text_right(report(latest, offset=3), latest, now=MORNING) is None
    plain = decode_shown(wire.encode_shown("s", Revision("ep_1", 4), "fr"))
    assert is_text_right(plain, latest, now=MORNING) is None


def test_report_of_too_many_or_unknown_keys_is_not_compared(latest: LatestBoard) -> None:
    for texts in ({"session/x": "title"}, {f"k{n}": "a" for n in range(MAX_KEYS + 1)}):
        shown = decode_shown(wire.encode_shown("s", Revision("ep_1", 4), "fr", texts=texts, digest=digest_texts([])))
        assert is_text_right(shown, latest, now=MORNING) is None


def test_urgent_announcement_must_be_on_the_display(latest: LatestBoard) -> None:
    shown = report(latest, offset=5)
    urgent = announcement("n", level=Level.URGENT, expires_at=MORNING + timedelta(hours=1))
    latest.advance(Revision("ep_1", 5), [entry("announcement/n", 5, urgent)])
    assert is_text_right(shown, latest, now=MORNING) is False
    assert is_text_right(report(latest, offset=4), latest, now=MORNING) is True
    assert is_text_right(shown, latest, now=MORNING + timedelta(hours=1)) is True


def test_unknown_field_is_an_empty_text(latest: LatestBoard) -> None:
    fields = {"session/a": "title.x nothing order"}
    lines = [("session/a", name, "fr", "") for name in fields["session/a"].split()]
    data = wire.encode_shown("s", Revision("ep_1", 4), "fr", texts=fields, digest=digest_texts(lines))
    assert is_text_right(decode_shown(data), latest, now=MORNING) is True
