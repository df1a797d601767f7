"""Sections of an event's files: entries, languages, values that follow from others."""

import re
from pathlib import Path

import pytest

from conference.event import check_folder, load_event
from conference.languages import LANGUAGES
from tests.conference.event.folders import change, problem, problems


def test_section_without_entries_is_refused(folder: Path) -> None:
    text = (folder / "places.toml").read_text("utf-8")
    (folder / "places.toml").write_text(text[: text.index("[[doors]]")], "utf-8")
    assert problem(folder) == "places.toml: doors: expected at least one entry"


def test_misspelt_section_is_reported(folder: Path) -> None:
    change(folder, "places.toml", "[[doors]]", "[[door]]", count=1)
    (fault,) = check_folder(folder).faults
    assert str(fault).endswith(": door: unknown key; did you mean 'doors'?")


@pytest.mark.parametrize(("text", "said"), [("[1]", "[1]: expected a table"), ("1", ": expected at least one entry")])
def test_entry_that_is_no_table_is_refused(folder: Path, text: str, said: str) -> None:
    (folder / "announcements.toml").write_text(f"announcements = {text}\n", "utf-8")
    assert problem(folder).startswith(f"announcements.toml: announcements{said}")


def test_entry_of_another_type_is_refused_by_its_number(folder: Path) -> None:
    change(folder, "sources.toml", 'id = "A"', "id = [1]")
    assert "sources.toml: sources[1]: id: expected a name of at most 48" in "\n".join(problems(folder))


def test_roles_that_are_no_table_are_refused(folder: Path) -> None:
    file = folder / "speakers.toml"
    file.write_text("roles = 1\n" + re.sub(r"^roles\..*$", "", file.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    assert "speakers.toml: roles: expected a table of keys" in problems(folder)


@pytest.mark.parametrize("zone", ["", "Asia", "A" * 500, "../../etc/passwd", "A\\u0000B", "Asia/Atlantis"])
def test_time_zone_that_is_no_name_is_refused(folder: Path, zone: str) -> None:
    change(folder, "event.toml", "Asia/Ho_Chi_Minh", zone)
    assert any(said.startswith("event.toml: timezone: unknown: ") for said in problems(folder))


def test_similar_time_zone_is_proposed(folder: Path) -> None:
    change(folder, "event.toml", "Asia/Ho_Chi_Minh", "Asia/Ho_Chi_Min")
    (fault,) = check_folder(folder).faults
    assert fault.proposal == "did you mean 'Asia/Ho_Chi_Minh'?"


def test_day_of_an_item_is_that_at_the_venue(folder: Path) -> None:
    assert load_event(folder).item("opening").day.isoformat() == "2025-10-25"
    change(folder, "programme/day-1.toml", 'id = "opening"', 'id = "opening"\nday = 2025-10-26')
    assert problem(folder) == "programme/day-1.toml: items (opening): day: not the day of starts_at"


def test_programme_is_sorted_over_all_its_files(folder: Path) -> None:
    (folder / "programme" / "day-1.toml").rename(folder / "programme" / "z.toml")
    starts = [(item.starts_at, item.order) for item in load_event(folder).programme]
    assert starts == sorted(starts)


def keep_languages(folder: Path, codes: str) -> None:
    """Leave only the texts in these languages, and declare them."""
    others = re.compile(rf"^[a-z_.]+\.(?!(?:{codes.replace(' ', '|')})\b)[a-z][a-z] = .*\n", re.MULTILINE)
    for file in [*folder.glob("*.toml"), *folder.glob("programme/*.toml")]:
        text = re.sub(r"^sheet_languages = .*\n", "", file.read_text("utf-8"), flags=re.MULTILINE)
        file.write_text(others.sub("", text), "utf-8")
    declare(folder, str(codes.split()))


def declare(folder: Path, languages: str) -> None:
    """Replace the declared languages."""
    change(folder, "event.toml", 'languages = ["en", "fr", "es", "ru", "ar", "zh", "vi"]', f"languages = {languages}")


def test_event_without_a_list_has_all_seven_languages(folder: Path) -> None:
    change(folder, "event.toml", 'languages = ["en", "fr", "es", "ru", "ar", "zh", "vi"]\n', "")
    assert load_event(folder).languages == LANGUAGES


def test_texts_are_in_the_declared_languages_in_order(folder: Path) -> None:
    keep_languages(folder, "fr en ar")
    event = load_event(folder)
    assert event.languages == ("fr", "en", "ar")
    texts = [event.name, event.rooms[0].name, event.signatories[0].name, event.speakers[0].role]
    assert {tuple(text) for text in texts} == {("fr", "en", "ar")}


def test_text_in_an_undeclared_language_is_refused(folder: Path) -> None:
    keep_languages(folder, "fr en ar")
    change(folder, "event.toml", "city.en", 'city.ru = "Ханой"\ncity.en')
    (fault,) = check_folder(folder).faults
    assert (fault.key, fault.problem) == ("city.ru", "not a language of the event")
    assert fault.proposal == "remove it, or add 'ru' to languages in event.toml"


@pytest.mark.parametrize(
    ("languages", "said"),
    [
        ("[]", "event.toml: languages: empty"),
        ('["ar", "zh", "en", "fr", "ru", "es", "vi", "ar"]', "event.toml: languages: ar used twice"),
        ('"en"', "event.toml: languages: expected a list in brackets [ ]"),
    ],
)
def test_faulty_list_of_languages_is_refused(folder: Path, languages: str, said: str) -> None:
    declare(folder, languages)
    assert problem(folder) == said


def test_unknown_language_of_the_list_is_refused(folder: Path) -> None:
    listed = '["ar", "zh", "en", "fr", "ru", "es", "vi", "de"]'
    declare(folder, listed)
    assert problem(folder).startswith("event.toml: languages[8]: expected one of ")


@pytest.mark.parametrize("section", ["pools", "passports"])
def test_optional_section_may_be_missing(folder: Path, section: str) -> None:
    text = (folder / "press.toml").read_text("utf-8")
    (folder / "press.toml").write_text(
        re.sub(rf"\[\[{section}[.\]].*?(?=^\[\[|\Z)", "", text, flags=re.S | re.M), "utf-8"
    )
    assert getattr(load_event(folder), section) == ()


def test_optional_files_may_be_missing(folder: Path) -> None:
    for file in ("signatories", "speakers", "announcements"):
        (folder / f"{file}.toml").unlink()
    event = load_event(folder)
    assert (event.signatories, event.speakers, event.announcements) == ((), (), ())


def test_source_without_a_file_of_sources_is_refused(folder: Path) -> None:
    (folder / "sources.toml").unlink()
    assert "places.toml: rooms (plenary): source: 'W27' is not in sources" in problems(folder)
