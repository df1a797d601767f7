"""Announcements: complete or not at all, and not longer than they hold."""

from datetime import timedelta
from typing import Any

import pytest

from broadcast.board.domain.announcements import (
    KEPT_AFTER_EXPIRY,
    LONGEST_TEXT,
    Level,
    Template,
    compose,
    compose_from,
    has_expired,
    may_be_swept,
    template_parameters,
)
from conference.errors import InvalidError
from conference.languages import OFFICIAL
from tests.support.board_samples import MORNING, announcement, text

STARTS_IN = Template(id="starts-in", text=text("starts in {minutes} in {room}"), level=Level.URGENT)


def fields_of(error: pytest.ExceptionInfo[InvalidError]) -> dict[str, str]:
    return dict(error.value.fields)


@pytest.mark.parametrize("language", OFFICIAL)
def test_announcement_needs_all_official_languages(language: str) -> None:
    with pytest.raises(InvalidError) as error:
        compose("a1", text("Doors close") | {language: "  "}, now=MORNING)
    assert fields_of(error) == {f"text.{language}": "announcement.text_missing"}


def test_vietnamese_may_be_missing() -> None:
    words = text("Doors close")
    del words["vi"]
    assert "vi" not in compose("a1", words, now=MORNING).text


def test_announcement_is_in_the_languages_of_the_event() -> None:
    words = text("Doors close")
    assert list(compose("a1", words, languages=("fr", "ar"), now=MORNING).text) == ["fr", "ar"]
    with pytest.raises(InvalidError) as error:
        compose("a1", {"fr": "Fermeture"}, languages=("fr", "ar"), now=MORNING)
    assert fields_of(error) == {"text.ar": "announcement.text_missing"}
    with pytest.raises(InvalidError):
        compose("a1", {"fr": "Fermeture"}, languages=("vi",), now=MORNING)


def test_announcement_longer_than_a_screen_is_refused() -> None:
    with pytest.raises(InvalidError) as error:
        compose("a1", text("Doors close") | {"ru": "я" * (LONGEST_TEXT + 1)}, now=MORNING)
    assert fields_of(error) == {"text.ru": "announcement.text_too_long"}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Doors \u202eesolc\u202c at 6", "Doors esolc at 6"),
        (" Doors\u200b  close\u00a0now ", "Doors close now"),
        ("Doors close\r\nat 6", "Doors close\nat 6"),
        ("Ta\u0302n", "Tân"),
    ],
)
def test_text_is_cleaned_like_every_typed_text(typed: str, shown: str) -> None:
    assert compose("a1", text("Doors close") | {"en": typed}, now=MORNING).text["en"] == shown


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Doors" + "\u0301" * 60, "text.marks"),
        ("Doors\x07close", "text.control"),
        ("Doors\ufffdclose", "text.encoding"),
        ("\u200b\u202e", "announcement.text_missing"),
    ],
)
def test_text_that_no_screen_can_show_is_refused(typed: str, code: str) -> None:
    with pytest.raises(InvalidError) as error:
        compose("a1", text("Doors close") | {"en": typed}, now=MORNING)
    assert fields_of(error) == {"text.en": code}


def test_unknown_languages_are_left_out() -> None:
    assert set(compose("a1", text("Doors close") | {"xx": "?"}, now=MORNING).text) == set(text(""))


def test_expiry_must_be_ahead() -> None:
    with pytest.raises(InvalidError, match=r"announcement\.expiry_past"):
        compose("a1", text("Doors close"), now=MORNING, expires_at=MORNING)


def test_template_takes_level_and_parameters() -> None:
    made = compose_from("a1", STARTS_IN, {"minutes": 5, "room": "hall"}, now=MORNING)
    assert (made.level, made.template, made.text) == (Level.URGENT, "starts-in", STARTS_IN.text)
    assert (dict(made.numbers), dict(made.places)) == ({"minutes": 5}, {"room": "hall"})


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ({"minutes": 5}, {"room": "announcement.parameter_missing"}),
        ({"minutes": 5, "room": "hall", "name": text("x")}, {"name": "announcement.parameter_unknown"}),
        ({"minutes": -1, "room": "hall"}, {"minutes": "announcement.parameter_wrong"}),
        ({"minutes": "5", "room": "hall"}, {"minutes": "announcement.parameter_wrong"}),
        ({"minutes": 5, "room": ""}, {"room": "announcement.parameter_wrong"}),
    ],
)
def test_template_refuses_parameters_that_do_not_fit(parameters: Any, fields: dict[str, str]) -> None:
    with pytest.raises(InvalidError) as error:
        compose_from("a1", STARTS_IN, parameters, now=MORNING)
    assert fields_of(error) == fields


def test_template_parameters_are_known_kinds_in_order() -> None:
    assert template_parameters(STARTS_IN) == ("minutes", "room")
    with pytest.raises(ValueError, match="colour"):
        template_parameters(Template(id="x", text=text("{colour}")))


def test_expiry_is_to_the_moment_and_sweeping_waits() -> None:
    soon = MORNING + timedelta(minutes=10)
    expiring = announcement(expires_at=soon)
    assert not has_expired(expiring, soon - timedelta(microseconds=1))
    assert has_expired(expiring, soon)
    assert not may_be_swept(expiring, soon)
    assert may_be_swept(expiring, soon + KEPT_AFTER_EXPIRY)
    assert not has_expired(announcement(), soon)
    assert not may_be_swept(announcement(), soon)
