"""A new event from a few answers."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conference.event import EventDataError, check_folder
from rostrum.events.new_event import Answers, make_event, read_wording, write_event

TODAY = date(2026, 12, 1)


def answers(**changes: object) -> Answers:
    made = Answers(
        id="small",
        languages=("vi",),
        timezone="Asia/Ho_Chi_Minh",
        starts_on=date(2027, 1, 10),
        ends_on=date(2027, 1, 11),
        name={"vi": "Diễn đàn"},
        city={"vi": "Huế"},
        venue={"vi": "Trung tâm"},
        rooms=[{"vi": "Hội trường"}, {"vi": "Hội trường"}],
        categories=[{"vi": "Báo chí"}, {"vi": "Báo hình"}],
        doors=[{"vi": "Cổng"}],
        contact="a@example.org",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Forum", {"en": "Forum", "fr": "Forum"}),
        ("en: Forum | fr: Forum de l’eau", {"en": "Forum", "fr": "Forum de l’eau"}),
        ("fr: Forum de l’eau", {"en": "Forum de l’eau", "fr": "Forum de l’eau"}),
        ("Forum: water", {"en": "Forum: water", "fr": "Forum: water"}),
    ],
)
def test_wording_is_one_text_or_one_a_language(typed: str, text: dict[str, str]) -> None:
    assert read_wording(typed, ("en", "fr")) == text


def test_equal_names_have_codes_and_letters_of_their_own(tmp_path: Path) -> None:
    event = make_event(answers(), TODAY)
    assert len({room.code for room in event.rooms}) == 2
    assert len({category.letter for category in event.categories}) == 2
    write_event(event, tmp_path / "small")
    assert check_folder(tmp_path / "small").faults == ()
    with pytest.raises(FileExistsError):
        write_event(event, tmp_path / "small")


@pytest.mark.parametrize("starts_on", [date(2027, 1, 10), date(2026, 12, 1), date(2025, 1, 1)])
def test_applications_open_before_the_conference_ends(starts_on: date) -> None:
    event = make_event(answers(starts_on=starts_on, ends_on=starts_on), TODAY)
    assert event.applications.opens_at < event.applications.closes_at


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"contact": "nobody"}, "applications.contact"),
        ({"ends_on": date(2027, 1, 1)}, "ends_on"),
        ({"id": "../x"}, "id"),
        ({"rooms": [{"vi": f"R{n}"} for n in range(16)]}, "zones (r15): bit"),
    ],
)
def test_wrong_answers_are_faults(changes: dict[str, object], said: str) -> None:
    with pytest.raises(EventDataError) as caught:
        make_event(answers(**changes), TODAY)
    assert said in {fault.key for fault in caught.value.faults}
