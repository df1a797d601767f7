"""The board as pages render it: decoded from a snapshot, with the texts about time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from broadcast.board.domain.alerts import AlertKind, AlertStatus
from broadcast.board.domain.board import Revision
from broadcast.board.domain.display import ProjectionContext, project
from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.shown import ShownAlert, ShownAnnouncement, ShownSession
from broadcast.board.words import CatalogueWords
from broadcast.feed import wire
from broadcast.feed.public_board import (
    PhaseTime,
    PublicBoard,
    belongs_to,
    current_alerts,
    current_announcements,
    phase_time,
    read_snapshot,
)
from conference.texts.catalogues import own_catalogues
from tests.support.board_samples import HANOI, MORNING, NOON, shown_session, site_alert

MINUTE = timedelta(minutes=1)


def shown_announcement(announcement_id: str, **changes: object) -> ShownAnnouncement:
    values: dict[str, object] = {
        "id": announcement_id,
        "text": "Please take your seats",
        "level": "info",
        "rooms": None,
        "posted_at": MORNING,
        "expires_at": None,
        "language": "en",
        "fallback": False,
    }
    return ShownAnnouncement(**(values | changes))  # type: ignore[arg-type]


def board_with(*announcements: ShownAnnouncement) -> PublicBoard:
    return PublicBoard(
        revision=Revision("ep_1", 7), at=MORNING, event=None, sessions=(), tally=None, announcements=announcements
    )


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{}",
        b"null",
        b'{"type": "snapshot"}',
        wire.encode_tick(Revision("ep_1", 7), MORNING).payload,
        wire.encode_goodbye(wire.Leaving.DRAIN, 1.0).payload,
    ],
    ids=repr,
)
def test_other_message_is_no_snapshot(payload: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the decoder chooses the words
        read_snapshot(payload)


def test_board_without_a_programme_has_the_zone_utc() -> None:
    assert board_with().zone == ZoneInfo("UTC")


def test_alert_that_is_actual_hides_exercises_and_the_all_clear() -> None:
    context = ProjectionContext(words=CatalogueWords(own_catalogues(), {}), zone=HANOI, board={})
    states = [
        site_alert("exercise", status=AlertStatus.EXERCISE),
        site_alert("clear", kind=AlertKind.ALL_CLEAR),
        site_alert("earlier"),
        site_alert("newest", sent_at=MORNING + MINUTE),
        site_alert("expired", expires_at=MORNING),
    ]
    shown = [one for one in (project(state, context, "fr") for state in states) if isinstance(one, ShownAlert)]
    board = replace(board_with(), alerts=tuple(shown))
    assert [one.id for one in current_alerts(board, MORNING + MINUTE)] == ["newest", "earlier"]
    calm = replace(board, alerts=tuple(shown[:2]))
    assert [one.id for one in current_alerts(calm, MORNING)] == ["clear"]
    assert current_alerts(board_with(), MORNING) == []


def test_announcements_are_urgent_first_then_newest() -> None:
    old, new = shown_announcement("old"), shown_announcement("new", posted_at=MORNING + MINUTE)
    urgent = shown_announcement("urgent", level="urgent", posted_at=MORNING - MINUTE)
    listed = current_announcements(board_with(old, urgent, new), NOON)
    assert [announcement.id for announcement in listed] == ["urgent", "new", "old"]


def test_web_page_shows_what_is_for_everywhere_or_for_the_web() -> None:
    board = board_with(
        shown_announcement("everywhere"),
        shown_announcement("web", rooms=("hall",), destinations=("lobby", "web")),
        shown_announcement("room", rooms=("hall",)),
        shown_announcement("lobby", destinations=("lobby",)),
    )
    assert {one.id for one in current_announcements(board, NOON)} == {"everywhere", "web"}


def test_announcement_is_hidden_from_its_expiry_on() -> None:
    board = board_with(shown_announcement("a", expires_at=NOON))
    assert current_announcements(board, NOON - timedelta(microseconds=1))
    assert not current_announcements(board, NOON)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"phase": Phase.IN_SESSION, "since": MORNING}, PhaseTime("board.since", MORNING, "board.since_day")),
        ({"phase": Phase.IN_SESSION}, None),
        ({"phase": Phase.SUSPENDED, "since": MORNING}, PhaseTime("board.since", MORNING, "board.since_day")),
        ({"phase": Phase.SUSPENDED, "since": MORNING, "until": NOON}, PhaseTime("board.resumes_at", NOON)),
        ({"phase": Phase.ADJOURNED, "since": MORNING}, PhaseTime("board.at", MORNING, "board.at_day")),
        ({"phase": Phase.POSTPONED, "until": NOON}, PhaseTime("board.new_time", NOON)),
        ({"phase": Phase.POSTPONED}, None),
        ({"phase": Phase.DELAYED, "until": NOON}, PhaseTime("board.new_time", NOON)),
        ({"phase": Phase.CANCELLED, "since": MORNING}, None),
        ({"phase": Phase.SCHEDULED}, PhaseTime("board.waiting", None)),
    ],
    ids=str,
)
def test_text_about_the_time_depends_on_the_phase(changes: dict[str, object], expected: PhaseTime | None) -> None:
    phase = changes["phase"]
    assert isinstance(phase, Phase)
    assert phase_time(shown_session("a", **{**changes, "phase": phase.value}), MORNING + MINUTE) == expected


@pytest.mark.parametrize(("now", "waits"), [(MORNING - MINUTE, False), (MORNING, True), (NOON, False)], ids=str)
def test_scheduled_session_waits_between_start_and_end(now: datetime, waits: bool) -> None:
    assert (phase_time(shown_session(), now) is not None) is waits


def session_days(session: ShownSession) -> list[str]:
    return [day for day in ("2025-10-24", "2025-10-25", "2025-10-26") if belongs_to(session, day, HANOI)]


def test_session_belongs_to_the_day_of_the_venue() -> None:
    late = datetime(2025, 10, 25, 17, 30, tzinfo=UTC)
    assert session_days(shown_session(starts_at=late, ends_at=late + MINUTE)) == ["2025-10-26"]


def test_moved_or_suspended_session_belongs_to_both_days() -> None:
    tomorrow = MORNING + timedelta(days=1)
    for phase in (Phase.DELAYED, Phase.SUSPENDED):
        assert session_days(shown_session(phase=phase.value, until=tomorrow)) == ["2025-10-25", "2025-10-26"]
    assert session_days(shown_session(phase=Phase.ADJOURNED.value, until=tomorrow)) == ["2025-10-25"]
