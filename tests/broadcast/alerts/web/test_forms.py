"""What the form of an alert asks for."""

import pytest

from broadcast.alerts.domain.areas import PlaceCode, PlaceKind
from broadcast.alerts.domain.cap import Status
from broadcast.alerts.web.forms import AlertForm, read_request
from broadcast.board.domain.alerts import AlertText
from conference.errors import InvalidError


def make_form(**values: object) -> AlertForm:
    return AlertForm(status="test", **values)  # type: ignore[arg-type]


def test_places_and_screens_are_read_together() -> None:
    form = AlertForm(
        status="exercise", prepared="evacuate", places=("room:hall", "room:hall"), screens="lobby-1, door-2"
    )
    asked = read_request(form)
    screens = tuple(PlaceCode(PlaceKind.SCREEN, name) for name in ("lobby-1", "door-2"))
    assert asked.codes == (PlaceCode(PlaceKind.ROOM, "hall"), *screens)
    assert (asked.status, asked.prepared, asked.texts) == (Status.EXERCISE, "evacuate", {})


def test_own_texts_count_only_without_a_prepared_alert() -> None:
    texts = {"headlines": {"en": " Leave ", "fr": ""}, "instructions": {"en": "Go", "fr": ""}}
    assert read_request(make_form(**texts)).texts == {"en": AlertText(headline="Leave", instruction="Go")}
    assert read_request(make_form(prepared="evacuate", **texts)).texts == {}


@pytest.mark.parametrize("form", [{"places": ("city:x",)}, {"screens": "no/name"}])
def test_other_place_is_refused(form: dict[str, object]) -> None:
    with pytest.raises(InvalidError, match=r"alert\.unknown_place"):
        read_request(make_form(**form))


def test_each_text_that_is_too_long_is_named() -> None:
    long = {"headlines": {"en": "x" * 121, "ru": "y"}, "instructions": {"ru": "z" * 281}}
    with pytest.raises(InvalidError) as caught:
        read_request(make_form(**long))
    assert caught.value.fields == {"headline.en": "alert.text_too_long", "instruction.ru": "alert.text_too_long"}
