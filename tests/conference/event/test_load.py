"""Loading of an event's folder: all faults at once, in the order of files and lines."""

import tomllib
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from conference.event import EventDataError, check_folder, load_event
from conference.event.documents import documents_of
from conference.event.load import check_documents
from conference.languages import LANGUAGES
from tests.conference.event.folders import HANOI, change


def test_event_remembers_its_folder(folder: Path) -> None:
    assert load_event(folder).folder == folder


def test_all_faults_are_reported_in_one_run(folder: Path) -> None:
    change(folder, "places.toml", "bit = 13", "bit = 3")
    change(folder, "places.toml", 'name.ru = "Зал R313"\n', "")
    change(folder, "press.toml", 'category = "technical"', 'category = "tecnical"')
    change(folder, "programme/day-1.toml", "2025-10-25T10:15:00+07:00", "2025-10-25T08:15:00+07:00")
    (folder / "announcements.toml").write_text("[[", "utf-8")
    faults = check_folder(folder).faults
    assert [(fault.file, fault.key) for fault in faults] == [
        ("places.toml", "rooms (R313): name"),
        ("places.toml", "zones (backstage): bit"),
        ("press.toml", "functions (broadcast_technician): category"),
        ("programme/day-1.toml", "items (opening): ends_at"),
        ("announcements.toml", ""),
    ]
    lines = [fault.line for fault in faults[:2] if fault.line is not None]
    text = (folder / "places.toml").read_text("utf-8").splitlines()
    assert [text[line - 1] for line in lines] == ['name.ar = "القاعة R313"', "bit = 3"]


def test_servers_get_all_faults_in_one_error(folder: Path) -> None:
    (folder / "places.toml").unlink()
    (folder / "press.toml").unlink()
    with pytest.raises(EventDataError) as caught:
        load_event(folder)
    assert [fault.file for fault in caught.value.faults] == ["places.toml", "press.toml"]


def test_event_without_faults_is_returned(folder: Path) -> None:
    checked = check_folder(folder)
    assert checked.faults == ()
    assert checked.event is not None
    assert checked.event.id == "hanoi-2025"


WRONG: tuple[object, ...] = ({}, [{}], 10**30, float("nan"), "", date(9999, 12, 31), time(4))


def small_tables() -> dict[str, Any]:
    """The reference event in English, with the first entry of each section; not without faults."""
    tables = {file.relative_to(HANOI).as_posix(): tomllib.loads(file.read_text("utf-8")) for file in files_of(HANOI)}
    for name, table in tables.items():
        shortened = {key: value[:1] if isinstance(value, list) else value for key, value in table.items()}
        tables[name] = keep_english(shortened)
    return tables


def files_of(folder: Path) -> list[Path]:
    return [*folder.glob("*.toml"), folder / "programme" / "day-1.toml"]


def keep_english(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: keep_english(one) for key, one in value.items() if key == "en" or key not in LANGUAGES}
    return [keep_english(one) for one in value] if isinstance(value, list) else value


def places_of(value: Any) -> Iterator[tuple[Any, Any]]:
    """Iterate over containers and keys of all values."""
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    for key, one in pairs:
        yield value, key
        yield from places_of(one)


def test_wrong_value_anywhere_is_a_fault_and_no_crash() -> None:
    tables = small_tables()
    for container, key in list(places_of(tables)):
        kept = container[key]
        for wrong in WRONG if container is not tables else ({}, {"x": 1}):
            container[key] = wrong
            checked = check_documents(documents_of(tables), HANOI)
            assert all(str(fault) for fault in checked.faults)
        container[key] = kept
