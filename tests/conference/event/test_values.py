"""Values of an event's files: missing, unknown, of another type, too long; each with a proposal."""

from pathlib import Path

import pytest

from conference.event import check_folder, load_event
from conference.event.values import LONGEST_TEXT
from tests.conference.event.folders import change, problem, problems


def said(folder: Path) -> str:
    """The problem and the proposal of the only fault, behind its key."""
    (fault,) = check_folder(folder).faults
    return f"{fault.key}: {fault.problem}; {fault.proposal}"


def test_unknown_key_is_reported_with_the_similar_one(folder: Path) -> None:
    change(folder, "places.toml", "capacity = 3500", "capacty = 3500")
    assert said(folder) == "rooms (plenary): capacty: unknown key; did you mean 'capacity'?"


def test_missing_key_is_reported_with_its_form(folder: Path) -> None:
    change(folder, "press.toml", 'letter = "L"\n', "")
    assert said(folder) == "categories (pool): letter: missing; add letter: one or two capital letters A–Z"


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("places.toml", "bit = 13", "bit = 16", "zones (backstage): bit: expected a whole number from 0 to 15, not 16"),
        ("places.toml", "bit = 13", "bit = true", "bit: expected a whole number from 0 to 15, not True"),
        ("places.toml", "order = 1\n", "order = 1e9\n", "order: expected a whole number from 0 to 1000000, not 10000"),
        ("places.toml", "capacity = 40", f"capacity = {10**40}", "expected a whole number from 1 to 1000000, not 100"),
        (
            "places.toml",
            'passback = "soft"',
            'passback = "open"',
            "expected one of 'hard', 'soft', 'timed', not 'open'",
        ),
        ("places.toml", 'way = "either"', 'way = ["either"]', "way: expected one of 'choose', 'entry', 'exit', 'eith"),
        ("event.toml", "starts_on = 2025-10-25", 'starts_on = "soon"', "starts_on: expected a date such as 2025-10-25"),
        ("event.toml", "ends_on = 2025-10-26", "ends_on = 3001-01-01", "ends_on: not between 1970 and 2999"),
        ("event.toml", "fictional_press = true", 'fictional_press = "yes"', "expected true or false, not 'yes'"),
        (
            "event.toml",
            "list_stale_after_s = 300",
            "list_stale_after_s = -1",
            "expected a whole number of seconds from",
        ),
        ("event.toml", 'contact = "press@example.org"', 'contact = "desk"', "contact: expected an e-mail address, not"),
        (
            "event.toml",
            "closes_at = 2025-10-26T13:00:00+07:00",
            "closes_at = 13:00:00",
            "expected a date and time such",
        ),
        (
            "event.toml",
            "closes_at = 2025-10-26T13:00:00+07:00",
            "closes_at = 2025-10-26",
            "expected a date and time suc",
        ),
        ("event.toml", 'id = "hanoi-2025"', 'id = "../x"', "id: expected a name of at most 48 letters A–Z, digits"),
        ("event.toml", 'city.en = "Hà Nội"', "city.en = 7", "city.en: expected a text in quotes"),
        ("press.toml", 'zones = ["exhibition"]', 'zones = "exhibition"', "zones: expected a list in brackets [ ]"),
    ],
)
def test_value_of_another_type_is_reported(folder: Path, file: str, old: str, new: str, problem: str) -> None:
    change(folder, file, old, new)
    assert problem in "\n".join(problems(folder))


def test_similar_value_of_a_choice_is_proposed(folder: Path) -> None:
    change(folder, "programme/day-1.toml", 'kind = "opening_ceremony"', 'kind = "opening_ceremoney"')
    assert said(folder).endswith("; did you mean 'opening_ceremony'?")


@pytest.mark.parametrize("time", ["24:00", "4:00", "04:60", "", "at night"])
def test_malformed_closing_time_is_refused(folder: Path, time: str) -> None:
    change(folder, "event.toml", 'closing_time = "04:00"', f'closing_time = "{time}"')
    assert problem(folder).startswith('event.toml: closing_time: expected a time such as "04:00", or "never"')


@pytest.mark.parametrize(
    ("written", "hours"),
    [('"at_once"', ("at_once",)), ('["18:00", "10:00"]', ("18:00", "10:00")), ('"09:30"', ("09:30",)), ("[]", ())],
)
def test_hours_of_decisions_are_read(folder: Path, written: str, hours: tuple[str, ...]) -> None:
    change(folder, "event.toml", "timezone =", f"decisions = {written}\ntimezone =")
    assert load_event(folder).decisions == hours


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ('["24:00"]', 'decisions[1]: expected "at_once", or hours such as ["10:00", "18:00"], not \'24:00\''),
        ('["10:00", "10:00"]', "decisions: 10:00 used twice"),
        ('["at_once", "10:00"]', 'decisions: "at_once" beside hours; write one or the other'),
    ],
)
def test_wrong_hours_of_decisions_are_refused(folder: Path, written: str, fault: str) -> None:
    change(folder, "event.toml", "timezone =", f"decisions = {written}\ntimezone =")
    assert said(folder).removesuffix("; ") == fault


def test_text_that_is_too_long_is_refused(folder: Path) -> None:
    change(folder, "event.toml", 'city.en = "Hà Nội"', f'city.en = "{"a" * 10_000}"')
    assert said(folder) == f"city.en: 10000 characters; shorten it to {LONGEST_TEXT}"


@pytest.mark.parametrize("letters", ["a\\nb", "a\\u0007b", "a\\u0000"])
def test_text_with_a_control_character_is_refused(folder: Path, letters: str) -> None:
    change(folder, "event.toml", 'city.en = "Hà Nội"', f'city.en = "{letters}"')
    assert said(folder) == "city.en: contains a control character or a line break; write it in one line"


def test_text_that_is_no_table_is_refused(folder: Path) -> None:
    change(folder, "press.toml", 'name.ar = "وسائط الإعلام"\n', 'name = "Press"\n[[categories]]\n')
    assert "press.toml: categories (general): name: expected one text a language" in problems(folder)


@pytest.mark.parametrize(
    ("moment", "said"),
    [("9999-12-31T23:59:00Z", "not between 1970 and 2999"), ("2025-10-25T09:00:00", "a time needs an offset")],
)
def test_moment_without_offset_or_year_is_refused(folder: Path, moment: str, said: str) -> None:
    change(folder, "programme/day-1.toml", "2025-10-25T09:00:00+07:00", moment)
    assert f"programme/day-1.toml: items (opening): starts_at: {said}" in problems(folder)
