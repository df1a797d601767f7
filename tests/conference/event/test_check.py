"""Faults across an event's entries: incomplete texts, names used twice, missing references."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from conference.event import Event, Term, check_folder, load_event
from conference.event.documents import documents_of
from conference.event.export import export_files, tables_of
from conference.event.load import check_documents
from conference.event.model import AvoidedWording, Review
from tests.conference.event.folders import change, problem, problems


def test_text_without_a_language_is_refused(folder: Path) -> None:
    change(folder, "places.toml", 'name.ru = "Зал R313"\n', "")
    assert problem(folder) == "places.toml: rooms (R313): name: no text in ru"


def test_blank_text_is_refused(folder: Path) -> None:
    change(folder, "programme/day-1.toml", 'title.vi = "Lễ khai mạc"', 'title.vi = "  "')
    assert problem(folder) == "programme/day-1.toml: items (opening): title.vi: empty"


def test_text_in_an_unknown_language_is_refused(folder: Path) -> None:
    change(folder, "event.toml", 'city.en = "Hà Nội"', 'city.en = "Hà Nội"\ncity.de = "Hanoi"')
    assert problem(folder) == "event.toml: city.de: unknown language"


def test_zone_bit_used_twice_is_refused(folder: Path) -> None:
    change(folder, "places.toml", "bit = 13", "bit = 3")
    assert problem(folder) == "places.toml: zones (backstage): bit: 3 is already that of plenary_hall"


def test_id_used_twice_is_refused(folder: Path) -> None:
    change(folder, "places.toml", 'id = "gate-b"', 'id = "gate-a"')
    assert problem(folder) == "places.toml: doors (gate-a): used twice"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("places.toml", 'id = "gate-a"\nzone = "venue"', 'id = "gate-a"\nzone = "moon"', "'moon' is not in zones"),
        ("programme/day-1.toml", 'room = "plenary"', 'room = "R999"', "'R999' is not in rooms"),
        ("programme/day-1.toml", 'source = "W1"', 'source = "W99"', "'W99' is not in sources"),
        ("speakers.toml", 'session = "debate-1"', 'session = "debate-9"', "'debate-9' is not in programme"),
        (
            "speakers.toml",
            'speaker_class = "organization"',
            'speaker_class = "king"',
            "'king' is not in speaker_classes",
        ),
        ("speakers.toml", 'role = "head_of_delegation"', 'role = "king"', "role: 'king' is not in roles"),
        ("signatories.toml", 'country = "VN"', 'country = "XX"', "no UN name for 'XX'"),
        ("press.toml", 'category = "technical"', 'category = "vip"', "'vip' is not in categories"),
        ("sources.toml", 'source = "W9"', 'source = "rumour"', "'rumour' is not in sources"),
    ],
)
def test_reference_to_a_missing_entry_is_refused(folder: Path, file: str, old: str, new: str, message: str) -> None:
    change(folder, file, old, new)
    assert problem(folder).endswith(message)


def test_figure_of_an_unknown_topic_is_refused(folder: Path) -> None:
    change(folder, "sources.toml", 'topic = "booths"', 'topic = "boots"')
    assert problem(folder).startswith("sources.toml: figures (boots): topic: 'boots' is not in topics")


def test_passport_of_an_unknown_code_is_refused(folder: Path) -> None:
    change(folder, "press.toml", "[[pools]]", '[[passports]]\ncode = "ZZ"\noffered = false\n\n[[pools]]')
    assert problem(folder) == "press.toml: passports (ZZ): code: unknown code"


def test_time_without_an_offset_is_refused(folder: Path) -> None:
    change(folder, "press.toml", "2025-10-24T00:00:00+07:00", "2025-10-24T00:00:00")
    assert problem(folder) == "press.toml: categories (general): valid_from: a time needs an offset"


def test_item_that_ends_before_it_starts_is_refused(folder: Path) -> None:
    change(folder, "programme/day-1.toml", "2025-10-25T10:15:00+07:00", "2025-10-25T08:15:00+07:00")
    assert problem(folder) == "programme/day-1.toml: items (opening): ends_at: not after starts_at"


def test_assumed_field_that_does_not_exist_is_refused(folder: Path) -> None:
    change(folder, "programme/day-1.toml", 'assumed = ["ends_at"]', 'assumed = ["colour"]')
    assert problem(folder) == "programme/day-1.toml: items (opening): assumed[1]: no field 'colour'"


def test_placeholder_that_a_translation_lost_is_refused(folder: Path) -> None:
    change(folder, "announcements.toml", "{time}停止入场。", "停止入场。")
    assert problem(folder).startswith("announcements.toml: announcements (doors-close): text.zh: placeholders []")


def test_broken_braces_in_a_template_are_refused(folder: Path) -> None:
    change(folder, "announcements.toml", "{time}停止入场。", "{time停止入场。")
    assert "announcements (doors-close): text.zh" in problem(folder)


def test_hours_of_the_desk_need_an_offset(folder: Path) -> None:
    change(folder, "event.toml", "2025-10-24T08:00:00+07:00", "2025-10-24T08:00:00")
    assert problem(folder) == "event.toml: desk.hours[2].opens_at: a time needs an offset"


def test_text_for_finders_is_in_every_language(folder: Path) -> None:
    change(folder, "event.toml", "found.ru = ", "found.en = ")
    change(folder, "event.toml", 'found.en = "If you find', 'found.ru = "If you find')
    change(folder, "event.toml", "found.vi = ", "found.de = ")
    assert problems(folder) == [
        "event.toml: desk.found: no text in vi",
        "event.toml: desk.found.de: unknown language",
    ]


def test_place_of_the_desk_is_named_in_every_language(folder: Path) -> None:
    change(folder, "event.toml", 'place.vi = "Nhà đón báo chí cạnh Cổng A"\n', "")
    assert problem(folder) == "event.toml: desk.place: no text in vi"


def test_mark_of_a_zone_is_no_letter_of_a_category(folder: Path) -> None:
    change(folder, "places.toml", 'mark = "2"', 'mark = "P"')
    assert problem(folder) == "places.toml: zones (press_centre): mark: 'P' is the letter of category general"


def test_free_bits_are_proposed(folder: Path) -> None:
    change(folder, "places.toml", "bit = 13", "bit = 3")
    (fault,) = check_folder(folder).faults
    assert fault.proposal.startswith("free: 13")


def test_similar_name_of_a_reference_is_proposed(folder: Path) -> None:
    change(folder, "places.toml", 'id = "gate-a"\nzone = "venue"', 'id = "gate-a"\nzone = "veneu"')
    (fault,) = check_folder(folder).faults
    assert fault.proposal == "did you mean 'venue'?"


def test_items_that_overlap_in_one_room_are_refused(folder: Path) -> None:
    change(folder, "programme/day-1.toml", "ends_at = 2025-10-25T10:15:00+07:00", "ends_at = 2025-10-25T10:16:00+07:00")
    (fault,) = check_folder(folder).faults
    assert (fault.key, fault.problem) == ("items (signing): starts_at", "overlaps opening in room plenary")
    assert fault.proposal == "that ends at 2025-10-25T10:16:00+07:00; shares_room = true allows it"
    change(folder, "programme/day-1.toml", 'id = "signing"', 'id = "signing"\nshares_room = true')
    assert check_folder(folder).faults == ()


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ('phase = "delayed"', "a delayed item needs its new start"),
        ('phase = "cancelled"\nuntil = 2025-10-25T12:00:00+07:00', "of a delayed or postponed item only"),
        ('phase = "postponed"\nuntil = 2025-10-25T09:00:00+07:00', "not after starts_at"),
    ],
)
def test_new_start_belongs_to_a_delayed_or_postponed_item(folder: Path, lines: str, problem: str) -> None:
    change(folder, "programme/day-1.toml", 'id = "opening"', f'id = "opening"\n{lines}')
    (fault,) = check_folder(folder).faults
    assert (fault.key, fault.problem) == ("items (opening): until", problem)


def test_room_of_a_cancelled_item_is_free(folder: Path) -> None:
    late = "ends_at = 2025-10-25T10:16:00+07:00"
    change(folder, "programme/day-1.toml", "ends_at = 2025-10-25T10:15:00+07:00", late)
    change(folder, "programme/day-1.toml", 'id = "opening"', 'id = "opening"\nphase = "cancelled"')
    assert check_folder(folder).faults == ()


def test_entry_with_a_fault_does_not_make_references_wrong(folder: Path) -> None:
    change(folder, "places.toml", 'code = "venue"\n', 'code = "venue"\ncolour = "red"\n')
    assert problem(folder) == "places.toml: zones (venue): colour: unknown key"


def test_event_may_have_neither_theme_nor_notice_nor_tally(folder: Path) -> None:
    text = (folder / "event.toml").read_text("utf-8")
    kept = [line for line in text.splitlines() if not line.startswith(("tally_source.", "theme.", "notice."))]
    (folder / "event.toml").write_text("\n".join(kept), "utf-8")
    (folder / "signatories.toml").unlink()
    event = load_event(folder)
    assert (event.theme, event.notice, event.tally_source) == (None, None, None)


def test_age_of_a_class_is_a_number_of_days(folder: Path) -> None:
    change(folder, "event.toml", "scans = 30", "scans = 0")
    assert "retention.scans" in problem(folder)


def in_all(event: Event, text: str) -> dict[str, str]:
    return dict.fromkeys(event.languages, text)


def faults_of(event: Event, changes: Mapping[str, Any]) -> list[str]:
    changed = structs.replace(event, **changes)
    return [fault.key for fault in check_documents(documents_of(tables_of(changed)), event.folder).faults]


@pytest.mark.parametrize(
    ("reviews", "keys"),
    [
        ((Review(language="fr", by="Anne"), Review(language="ar", by="Layla")), []),
        ((Review(language="fr", by="Anne"), Review(language="fr", by="Luc")), ["reviews[2].language"]),
        ((Review(language="fr", by=" "),), ["reviews[1].by"]),
    ],
)
def test_text_has_one_named_reviewer_a_language(hanoi: Event, reviews: tuple[Review, ...], keys: list[str]) -> None:
    first = structs.replace(hanoi.announcements[0], reviews=reviews)
    found = faults_of(hanoi, {"announcements": (first, *hanoi.announcements[1:])})
    assert found == [f"announcements ({first.id}): {key}" for key in keys]


@pytest.mark.parametrize(("wording", "is_fault"), [("main hall", False), ("Plenary HALL", True), ("", True)])
def test_avoided_wording_is_another_than_the_agreed_one(hanoi: Event, wording: str, is_fault: bool) -> None:
    avoid = (AvoidedWording(language="en", wording=wording),)
    term = Term(code="hall", name=in_all(hanoi, "Plenary hall"), avoid=avoid)
    assert faults_of(hanoi, {"terms": (term,)}) == (["terms (hall): avoid[1].wording"] if is_fault else [])


def test_terms_and_reviews_are_exported(hanoi: Event) -> None:
    review = Review(language="fr", by="Anne", digest="0123456789ab")
    first = structs.replace(hanoi.announcements[0], reviews=(review,))
    files = export_files(structs.replace(hanoi, announcements=(first,)))
    assert '[[terms]]\ncode = "convention_name"\n' in files["terms.toml"]
    assert 'digest = "0123456789ab"' in files["announcements.toml"]
