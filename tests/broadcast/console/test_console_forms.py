"""Parameters of actions from the operator's forms."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from broadcast.board.domain.announcements import EVERYWHERE, Destination, Level, Targets, Template
from broadcast.board.domain.speakers import SpeakersList
from broadcast.console.console_forms import (
    DURATIONS_MIN,
    AnnouncementForm,
    Draft,
    name_choices,
    needs_confirmation,
    read_draft,
    read_moment,
)
from conference.errors import InvalidError
from conference.languages import LANGUAGES
from tests.support.board_samples import HANOI, MORNING, announcement, speaker, text

TEMPLATES = {
    "starts-in": Template(id="starts-in", text=text("starts in {minutes}")),
    "moved": Template(id="moved", text=text("{name} moved to {room} at {time}"), level=Level.URGENT),
}
SPEAKERS = SpeakersList(session_id="debate", speakers=(speaker("VN"), speaker("FR")))


def draft(form: AnnouncementForm, speakers: SpeakersList | None = None) -> Draft:
    return read_draft(form, TEMPLATES, speakers, now=MORNING, zone=HANOI)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("9:05", datetime(2025, 10, 25, 2, 5, tzinfo=UTC)),
        (" 10:00 ", datetime(2025, 10, 25, 3, tzinfo=UTC)),
        ("9h30", datetime(2025, 10, 25, 2, 30, tzinfo=UTC)),
        ("0930", datetime(2025, 10, 25, 2, 30, tzinfo=UTC)),
        ("9：30", datetime(2025, 10, 25, 2, 30, tzinfo=UTC)),
        ("٠٩:٣٠", datetime(2025, 10, 25, 2, 30, tzinfo=UTC)),
        ("9.05", datetime(2025, 10, 25, 2, 5, tzinfo=UTC)),
        ("", None),
        ("  ", None),
    ],
)
def test_time_is_the_next_one_of_the_venue(typed: str, moment: datetime | None) -> None:
    assert read_moment(typed, "until", now=MORNING, zone=HANOI) == moment


@pytest.mark.parametrize("typed", ["24:00", "9:60", "9", "9:5", "9-05", "-1:00", "soon", "9:05:00", "9:05\x00"])
def test_malformed_time_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(InvalidError) as caught:
        read_moment(typed, "until", now=MORNING, zone=HANOI)
    assert caught.value.fields == {"until": "field.not_time"}


def test_time_just_past_is_refused_at_its_field() -> None:
    with pytest.raises(InvalidError) as caught:
        read_moment("08:59", "until", now=MORNING, zone=HANOI)
    begins_at = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    with pytest.raises(InvalidError, match=r"programme\.skipped_time"):
        read_moment("02:30", "until", now=begins_at, zone=ZoneInfo("Europe/Paris"))
    assert caught.value.fields == {"until": "session.until_past"}


def test_prepared_text_takes_its_own_parameters_only() -> None:
    form = AnnouncementForm(template="starts-in", parameters={"minutes": " 5 ", "room": "hall", "other": "x"})
    assert draft(form).parameters == {"minutes": 5}


@pytest.mark.parametrize("typed", ["", "five", "-1", "1.5", "1000000", "9" * 400])
def test_malformed_number_is_left_to_the_rules(typed: str) -> None:
    assert draft(AnnouncementForm(template="starts-in", parameters={"minutes": typed})).parameters == {}


def test_names_are_the_speakers_of_the_session() -> None:
    assert name_choices(SPEAKERS) == {"speaker:VN": text("VN"), "speaker:FR": text("FR")}
    form = AnnouncementForm(template="moved", parameters={"name": "speaker:VN", "time": "10:00"})
    assert draft(form, SPEAKERS).parameters == {"name": text("VN"), "time": MORNING + timedelta(hours=1)}
    assert "name" not in draft(form).parameters


def test_names_without_speakers_are_the_states() -> None:
    choices = name_choices(None)
    assert {"country:VN", "country:FR"} <= choices.keys()
    assert set(choices["country:VN"]) >= set(LANGUAGES) - {"vi"}


@pytest.mark.parametrize(
    ("template", "level", "expected"),
    [
        ("moved", None, Level.URGENT),
        ("moved", Level.INFO, Level.INFO),
        ("starts-in", None, Level.INFO),
        ("own", None, Level.INFO),
        ("nothing", Level.URGENT, Level.URGENT),
    ],
)
def test_chosen_level_replaces_that_of_the_text(template: str, level: Level | None, expected: Level) -> None:
    assert draft(AnnouncementForm(template=template, level=level)).level is expected


def test_duration_is_one_of_the_choices() -> None:
    assert draft(AnnouncementForm(shown_for=15)).expires_at == MORNING + timedelta(minutes=15)
    for minutes in (None, 0, -15, 7, max(DURATIONS_MIN) + 1):
        assert draft(AnnouncementForm(shown_for=minutes)).expires_at is None


def test_own_text_has_every_language() -> None:
    own = draft(
        AnnouncementForm(
            template="own", texts={"vi": "Xin chào", "de": "Hallo"}, rooms=("hall",), destinations=(Destination.WEB,)
        )
    )
    assert own.text == dict.fromkeys(LANGUAGES, "") | {"vi": "Xin chào"}
    assert own.targets == Targets(rooms=("hall",), destinations=(Destination.WEB,))
    assert draft(AnnouncementForm()).targets == EVERYWHERE


def test_urgent_announcement_needs_a_confirmation() -> None:
    assert needs_confirmation(announcement(level=Level.URGENT))
    assert not needs_confirmation(announcement())
