"""Faults of an event's files that the loader reports: missing, malformed, of another type."""

import re
from pathlib import Path

import pytest

from conference.event import load_event
from tests.conference.event.folders import change, problem


def test_unknown_key_is_refused(folder: Path) -> None:
    change(folder, "places.toml", "capacity = 3500", "seats = 3500")
    assert "places.toml: rooms[1] (plenary): Object contains unknown field `seats`" in problem(folder)


def test_missing_key_is_refused(folder: Path) -> None:
    change(folder, "press.toml", 'letter = "L"\n', "")
    assert problem(folder).startswith("press.toml: categories[2] (pool): Object missing required field `letter`")


def test_zone_bit_beyond_the_token_is_refused(folder: Path) -> None:
    change(folder, "places.toml", "bit = 13", "bit = 16")
    assert "zones[14] (backstage): Expected `int` <= 15" in problem(folder)


def test_programme_time_without_an_offset_is_refused(folder: Path) -> None:
    change(folder, "programme/day-1.toml", "2025-10-25T09:00:00+07:00", "2025-10-25T09:00:00")
    assert "programme/day-1.toml: items[3] (opening)" in problem(folder)


def test_unknown_time_zone_is_refused(folder: Path) -> None:
    change(folder, "event.toml", "Asia/Ho_Chi_Minh", "Asia/Atlantis")
    assert problem(folder) == "event.toml: timezone: unknown: Asia/Atlantis"


def test_missing_file_is_refused(folder: Path) -> None:
    (folder / "places.toml").unlink()
    assert problem(folder).startswith("places.toml: -: missing in ")


def test_file_that_is_not_toml_is_refused(folder: Path) -> None:
    (folder / "sources.toml").write_text("[[sources", "utf-8")
    assert problem(folder).startswith("sources.toml: -: not valid TOML: ")


def test_empty_section_is_refused(folder: Path) -> None:
    (folder / "announcements.toml").write_text("", "utf-8")
    assert problem(folder) == "announcements.toml: announcements: expected at least one [[entry]]"


def test_entry_that_is_no_table_is_refused(folder: Path) -> None:
    (folder / "announcements.toml").write_text("announcements = [1]\n", "utf-8")
    assert problem(folder).startswith("announcements.toml: announcements[1]: ")


@pytest.mark.parametrize(
    ("old", "new"),
    [('passback = "soft"', 'passback = "open"'), ('way = "either"', 'way = "both"')],
)
def test_unknown_value_of_an_access_rule_is_refused(folder: Path, old: str, new: str) -> None:
    change(folder, "places.toml", old, new)
    assert "Invalid enum value" in problem(folder)


@pytest.mark.parametrize("time", ["24:00", "4:00", "04:60", "", "at night"])
def test_malformed_closing_time_is_refused(folder: Path, time: str) -> None:
    change(folder, "event.toml", 'closing_time = "04:00"', f'closing_time = "{time}"')
    assert problem(folder).endswith("at `$.closing_time`")


@pytest.mark.parametrize("moment", ["13:00:00", "2025-10-26"])
def test_closing_of_applications_needs_date_and_time(folder: Path, moment: str) -> None:
    change(folder, "event.toml", "closes_at = 2025-10-26T13:00:00+07:00", f"closes_at = {moment}")
    assert "Expected `datetime`" in problem(folder)
    assert problem(folder).endswith("at `$.applications.closes_at`")


@pytest.mark.parametrize("line", ['contact = "the press office"', ""])
def test_contact_for_applications_is_an_email_address(folder: Path, line: str) -> None:
    change(folder, "event.toml", 'contact = "press@example.org"', line)
    assert "contact" in problem(folder)


def test_event_remembers_its_folder_and_the_venue_days(folder: Path) -> None:
    event = load_event(folder)
    assert event.folder == folder
    assert event.item("opening").day.isoformat() == "2025-10-25"


def test_programme_is_sorted_over_all_its_files(folder: Path) -> None:
    (folder / "programme" / "day-1.toml").rename(folder / "programme" / "z.toml")
    starts = [(item.starts_at, item.order) for item in load_event(folder).programme]
    assert starts == sorted(starts)


def test_programme_without_files_is_refused(folder: Path) -> None:
    for path in (folder / "programme").iterdir():
        path.unlink()
    assert problem(folder) == "programme/: *.toml: no file found"


def test_file_that_cannot_be_read_is_refused(folder: Path) -> None:
    (folder / "places.toml").unlink()
    (folder / "places.toml").mkdir()
    assert problem(folder) == "places.toml: -: cannot be read: Is a directory"


def test_file_in_another_encoding_is_refused(folder: Path) -> None:
    (folder / "places.toml").write_bytes("[[rooms]]\ncode = 'Ä'".encode("utf-16"))
    assert problem(folder).startswith("places.toml: -: not valid TOML: ")


def test_entry_of_another_type_is_refused_by_its_number(folder: Path) -> None:
    (folder / "sources.toml").write_text("[[sources]]\nid = [1]\n", "utf-8")
    assert problem(folder).startswith("sources.toml: sources[1] ([1]): Expected `str`, got `array`")


def test_roles_that_are_no_table_are_refused(folder: Path) -> None:
    file = folder / "speakers.toml"
    file.write_text("roles = 1\n" + re.sub(r"^roles\..*$", "", file.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    assert problem(folder) == "speakers.toml: roles: expected a [roles] table"


@pytest.mark.parametrize(
    ("moment", "said"),
    [("9999-12-31T23:59:00Z", "out of range"), ("0001-01-01T08:00:00Z", "not between 1970 and 2999")],
)
def test_start_beyond_the_calendar_is_refused(folder: Path, moment: str, said: str) -> None:
    file = folder / "programme" / "day-1.toml"
    starts = re.compile(r"^starts_at = .*$", re.MULTILINE)
    file.write_text(starts.sub(f"starts_at = {moment}", file.read_text("utf-8"), count=1), "utf-8")
    assert problem(folder).endswith(f": starts_at: {said}")


@pytest.mark.parametrize("zone", ["", "Asia", "A" * 500, "../../etc/passwd", "A\\u0000B"])
def test_time_zone_that_is_no_name_is_refused(folder: Path, zone: str) -> None:
    change(folder, "event.toml", "Asia/Ho_Chi_Minh", zone)
    assert problem(folder).startswith("event.toml: timezone: unknown: ")
