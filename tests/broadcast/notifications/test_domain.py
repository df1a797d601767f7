"""Which changes of a session are told, for how long and how urgently; which addresses are push services."""

from datetime import timedelta
from typing import Any

import pytest

from broadcast.notifications.domain import (
    LONGEST_TTL,
    SHORTEST_TTL,
    News,
    find_news,
    is_served_by,
    read_state,
    state_of,
    time_to_live,
    topic_of,
    urgency_of,
)
from tests.support.board_samples import MORNING, NOON, shown_session

LATER = MORNING + timedelta(minutes=30)
SERVICES = ("fcm.googleapis.com", "push.apple.com")


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        ({}, {"phase": "in_session"}, News.PHASE),
        ({}, {"phase": "delayed", "until": LATER}, News.PHASE),
        ({}, {"phase": "cancelled"}, News.PHASE),
        ({}, {"phase": "postponed"}, News.PHASE),
        ({"phase": "cancelled"}, {}, News.PHASE),
        ({"phase": "in_session"}, {"phase": "suspended"}, News.PHASE),
        ({"phase": "suspended"}, {"phase": "in_session"}, News.RESUMED),
        ({"phase": "suspended"}, {"phase": "suspended", "until": LATER}, News.TIME),
        ({"phase": "delayed", "until": LATER}, {"phase": "delayed", "until": NOON}, News.TIME),
        ({"phase": "postponed"}, {"phase": "postponed", "until": NOON}, News.TIME),
        ({}, {"starts_at": LATER}, News.TIME),
        ({}, {"room": "other"}, News.ROOM),
        ({}, {"room": "other", "starts_at": LATER}, News.TIME_AND_ROOM),
        ({"phase": "in_session"}, {"phase": "in_session", "room": "other"}, News.ROOM),
        ({"phase": "in_session"}, {"phase": "in_session", "starts_at": LATER}, None),
        ({"phase": "in_session"}, {"phase": "adjourned"}, None),
        ({"phase": "cancelled"}, {"phase": "cancelled", "room": "other"}, None),
        ({}, {"ends_at": LATER}, None),
        ({}, {"title": "other", "changes": ()}, None),
    ],
)
def test_news_are_what_readers_must_know(before: dict[str, Any], after: dict[str, Any], news: News | None) -> None:
    told = read_state(state_of(shown_session(**before)).to_text())
    assert find_news(told, state_of(shown_session(**after))) is news


def test_message_lives_until_the_end_of_its_session() -> None:
    session = shown_session()
    assert time_to_live(session, MORNING) == NOON - MORNING
    assert time_to_live(session, NOON) == SHORTEST_TTL
    assert time_to_live(session, MORNING - timedelta(days=9)) == LONGEST_TTL


def test_changes_of_a_session_of_these_days_are_urgent() -> None:
    session = shown_session()
    assert urgency_of(session, MORNING - timedelta(hours=23)) == "high"
    assert urgency_of(session, MORNING - timedelta(hours=25)) == "normal"


def test_topics_differ_and_fit_the_header() -> None:
    assert {len(topic_of("opening")), len(topic_of("x" * 160))} == {32}
    assert topic_of("opening") != topic_of("closing")


@pytest.mark.parametrize(
    ("endpoint", "is_known"),
    [
        ("https://fcm.googleapis.com/fcm/send/x", True),
        ("https://web.push.apple.com/x", True),
        ("https://evilpush.apple.com.example/x", False),
        ("https://evil-push.apple.com/x", False),
        ("https://apple.com/x", False),
        ("https:///x", False),
    ],
)
def test_only_known_push_services_are_addressed(endpoint: str, is_known: bool) -> None:
    assert is_served_by(endpoint, SERVICES) is is_known
