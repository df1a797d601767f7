"""What screens show of each key."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from broadcast.board.actions.speaking_time import suspend_timer
from broadcast.board.domain.alerts import AlertKind, AlertStatus
from broadcast.board.domain.board import EVENT, State
from broadcast.board.domain.display import UPCOMING_SPEAKERS, ProjectionContext, project
from broadcast.board.domain.sessions import Change, Phase, Reason
from broadcast.board.domain.shown import ShownSpeaker, ShownTimer
from broadcast.board.domain.signing import Signature, Tally
from broadcast.board.domain.signing_display import LATEST_SIGNATORIES
from broadcast.board.domain.speakers import SpeakersList, give_floor
from conference.texts.isolates import isolate
from tests.support.board_samples import HANOI, MORNING, announcement, event_info, session, speaker, text


class PlainWords:
    """Words that say what they were asked for."""

    def phase(self, language: str, phase: Phase, kind: str) -> str:
        return f"{phase} {kind} ({language})"

    def kind(self, language: str, kind: str) -> str:
        return f"{kind} ({language})"

    def reason(self, language: str, reason: Reason) -> str:
        return f"{reason} ({language})"

    def signatories(self, language: str, count: int) -> str:
        return f"{count} signatories ({language})"

    def country(self, language: str, code: str) -> str:
        return f"{code} ({language})"

    def ratifications(self, language: str, count: int, required: int) -> str:
        return f"{count} of {required} instruments ({language})"

    def region(self, language: str, group: str) -> str:
        return f"{group} ({language})"

    def region_of(self, code: str) -> str:
        return "european_union" if code == "EU" else "african"

    def language_name(self, language: str, code: str) -> str:
        return f"{code} ({language})"

    def lost_languages(self, language: str, names: str) -> str:
        return f"lost: {names}"

    def alert_label(self, language: str, status: AlertStatus, kind: AlertKind) -> str:
        return f"{status} {kind} ({language})"

    def alert_note(self, language: str, status: AlertStatus) -> str:
        return f"{status} ({language})"

    def minutes(self, language: str, count: int) -> str:
        return f"{count} minutes ({language})"

    def clock_time(self, language: str, at: datetime, zone: ZoneInfo) -> str:
        return f"{at.astimezone(zone):%H:%M}"

    def dated_time(self, language: str, at: datetime, zone: ZoneInfo) -> str:
        return f"{at.astimezone(zone):%d %H:%M}"

    def merged(self, language: str, kind: str) -> str:
        return f"merged {kind} ({language})"

    def change(self, language: str, change: Change, value: str) -> str:
        return f"{change}: {value}"


def shown(state: State, language: str = "fr", **board: State) -> dict[str, object]:
    held = {EVENT: event_info(), **{key.replace("__", "/"): value for key, value in board.items()}}
    projected = project(state, ProjectionContext(words=PlainWords(), zone=HANOI, board=held), language)
    return {name: getattr(projected, name) for name in projected.__struct_fields__}


def test_session_shows_venue_day_and_utc_times() -> None:
    late = datetime(2025, 10, 26, 0, 30, tzinfo=HANOI)
    delayed = session(starts_at=late, phase=Phase.DELAYED, until=late + timedelta(seconds=5, microseconds=7))
    state = shown(delayed)
    assert state["title"] == "opening (fr)"
    assert state["room_name"] == "Great hall (fr)"
    assert state["phase_label"] == "delayed plenary (fr)"
    assert state["day"] == date(2025, 10, 26)
    assert str(state["starts_at"]) == "2025-10-25 17:30:00+00:00"
    assert str(state["until"]) == "2025-10-25 17:30:05+00:00"
    assert (state["language"], state["fallback"]) == ("fr", False)


def test_title_in_another_language_is_marked() -> None:
    state = shown(session(title={"en": "Opening"}))
    assert (state["title"], state["language"], state["fallback"]) == ("Opening", "en", True)


@pytest.mark.parametrize(
    ("phase", "speaking", "following"),
    [
        (Phase.SCHEDULED, None, None),
        (Phase.IN_SESSION, "VN", "FR"),
        (Phase.SUSPENDED, None, "FR"),
        (Phase.ADJOURNED, None, None),
    ],
)
def test_shown_speakers_depend_on_the_phase(phase: Phase, speaking: str | None, following: str | None) -> None:
    speakers = SpeakersList(session_id="opening", speakers=(speaker("VN"), speaker("FR")))
    speakers = give_floor(speakers, "VN", session=session(phase=Phase.IN_SESSION), now=MORNING)
    state = shown(session(phase=phase), speakers__opening=speakers)
    assert [getattr(state[name], "id", None) for name in ("speaker", "next_speaker")] == [speaking, following]


def test_speakers_are_a_window_and_counts() -> None:
    many = SpeakersList(session_id="opening", speakers=tuple(speaker(f"s{n:02}") for n in range(71)))
    many = give_floor(many, "s00", session=session(phase=Phase.IN_SESSION), now=MORNING)
    state = shown(many)
    assert (state["spoken"], state["remaining"], state["total"]) == (0, 70, 71)
    assert isinstance(state["upcoming"], tuple)
    assert [s.id for s in state["upcoming"]] == [f"s{n:02}" for n in range(1, UPCOMING_SPEAKERS + 1)]


def test_timer_of_the_current_speaker_runs_and_stands() -> None:
    speakers = SpeakersList(session_id="opening", speakers=(speaker("VN"), speaker("FR")))
    began = MORNING + timedelta(microseconds=123_456)
    speakers = give_floor(speakers, "VN", session=session(phase=Phase.IN_SESSION), now=began, limit_s=300)
    running = shown(speakers)["current"]
    assert isinstance(running, ShownSpeaker)
    since = MORNING + timedelta(milliseconds=123)
    assert running.timer == ShownTimer(
        limit_s=300, since=since, ends_at=since + timedelta(minutes=5), used_s=None, amber_s=60, red_s=10
    )
    paused = shown(suspend_timer(speakers, began + timedelta(seconds=70)))["current"]
    assert isinstance(paused, ShownSpeaker)
    assert paused.timer is not None
    assert (paused.timer.since, paused.timer.ends_at, paused.timer.used_s) == (None, None, 70.0)


def test_tally_shows_count_source_time_and_the_latest_first() -> None:
    signed = tuple(Signature(country=f"C{n}", at=MORNING) for n in range(7))
    state = shown(Tally(source=text("OLA"), as_of=MORNING, signatures=signed))
    assert (state["signed"], state["text"], state["source"]) == (7, "7 signatories (fr)", "OLA (fr)")
    assert state["as_of"] == MORNING
    assert isinstance(state["latest"], tuple)
    assert [s.country for s in state["latest"]] == ["C6", "C5", "C4", "C3", "C2"][:LATEST_SIGNATORIES]


def test_prepared_announcement_is_filled_in_its_language() -> None:
    made = announcement(
        template="t",
        text=dict.fromkeys(("fr", "en"), "{name}: {minutes}, {time}, {room}, {channel}"),
        numbers={"minutes": 5, "channel": 7},
        times={"time": MORNING},
        places={"room": "hall"},
        names={"name": text("{minutes}")},
    )
    values = ("{minutes} (fr)", "5 minutes (fr)", "09:00", "Great hall (fr)", "7")
    name, *others = (isolate(value) for value in values)
    assert shown(made)["text"] == f"{name}: {', '.join(others)}"


def test_parameters_follow_the_language_of_the_text() -> None:
    made = announcement(template="t", text={"en": "in {minutes}"}, numbers={"minutes": 5})
    state = shown(made, "ru")
    assert (state["text"], state["language"], state["fallback"]) == (f"in {isolate('5 minutes (en)')}", "en", True)


def test_own_words_are_never_a_template() -> None:
    assert shown(announcement(text=text("{minutes}")))["text"] == "{minutes} (fr)"


def test_rooms_are_in_their_order() -> None:
    state = shown(event_info("A", "B"))
    assert isinstance(state["rooms"], tuple)
    assert [room.name for room in state["rooms"]] == ["A (fr)", "B (fr)"]


def test_event_in_another_language_is_marked() -> None:
    only = {"fr": "Forum", "ar": "منتدى"}
    info = replace(event_info(), name=only, theme={})
    in_chinese = shown(info, "zh")
    assert [in_chinese[name] for name in ("name", "language", "fallback", "theme")] == ["Forum", "fr", True, ""]
    in_arabic = shown(info, "ar")
    assert [in_arabic[name] for name in ("name", "language", "fallback")] == ["منتدى", "ar", False]
