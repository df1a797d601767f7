"""The event's folder: what is in it, and which faults of it are named."""

import re
import shutil
from collections import Counter
from datetime import date, datetime
from itertools import combinations, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from conference.countries import countries
from conference.event import KINDS, Event, EventDataError, load_event
from conference.languages import LANGUAGES

HANOI = Path(__file__).parents[2] / "events" / "hanoi-2025"
HANOI_TIME = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(scope="module")
def hanoi() -> Event:
    return load_event(HANOI)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the event's data that a test may break."""
    return Path(shutil.copytree(HANOI, tmp_path / "event"))


def change(folder: Path, file: str, old: str, new: str, count: int = 1) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, count), "utf-8")


def problem(folder: Path) -> str:
    with pytest.raises(EventDataError) as caught:
        load_event(folder)
    assert str(caught.value) == f"{caught.value.file}: {caught.value.key}: {caught.value.problem}"
    return str(caught.value)


# What is there


def test_event_is_hanoi_on_two_days(hanoi: Event) -> None:
    assert (hanoi.id, hanoi.timezone) == ("hanoi-2025", "Asia/Ho_Chi_Minh")
    assert hanoi.days == (date(2025, 10, 25), date(2025, 10, 26))
    assert hanoi.audience == f"hanoi-2025/{hanoi.environment}"
    assert hanoi.fictional_press


def test_programme_has_every_item_of_the_facts(hanoi: Event) -> None:
    assert Counter(item.kind for item in hanoi.public_programme) == {
        "welcome_ceremony": 1,
        "photo_opportunity": 1,
        "opening_ceremony": 1,
        "signing_ceremony": 1,
        "general_debate": 2,
        "round_table": 8,
        "side_event": 37,
        "press_conference": 2,
        "state_banquet": 1,
        "closing_session": 1,
    }
    assert {item.kind for item in hanoi.programme} <= set(KINDS)


def test_private_items_are_rehearsal_and_meetings(hanoi: Event) -> None:
    private = [item for item in hanoi.programme if not item.public]
    assert {item.kind for item in private} == {"rehearsal", "bilateral_meeting"}
    assert not {item.id for item in private} & {item.id for item in hanoi.public_programme}
    assert all(item.day >= hanoi.starts_on for item in hanoi.public_programme)


def test_known_times_are_those_of_the_sources(hanoi: Event) -> None:
    def known(item_id: str) -> tuple[datetime, datetime, str]:
        item = hanoi.item(item_id)
        return item.starts_at, item.ends_at, item.room

    def on(day: int, time: str) -> datetime:
        return datetime.fromisoformat(f"2025-10-{day}T{time}+07:00")

    assert hanoi.item("opening").starts_at == on(25, "09:00")
    assert known("rt-4") == (on(26, "10:00"), on(26, "11:00"), "R313")
    assert known("rt-6") == (on(26, "11:15"), on(26, "12:00"), "R339")
    assert known("rt-8") == (on(26, "14:00"), on(26, "14:45"), "R313")
    assert [hanoi.item(rt).assumed for rt in ("rt-4", "rt-6", "rt-8")] == [(), (), ()]


def test_known_titles_are_verbatim(hanoi: Event) -> None:
    titles = {item.title["en"] for item in hanoi.programme if "title" not in item.assumed}
    assert {
        "Leaving No One Behind: Protecting Women and Children from Online Abuse and Exploitation",
        "Fostering International Cooperation in Preventing and Combating Cybercrime: National Approaches to"
        " Implementing the UN Convention against Cybercrime",
        "The UN Convention against Cybercrime: A Platform to Safeguard Sovereignty and Strengthen Multilateralism",
        "Protecting citizens and building digital trust in the implementation of the Hanoi Convention",
        "The role of online platforms in protecting children and adolescents from cybercrime",
    } <= titles


def test_side_events_fill_the_published_slots(hanoi: Event) -> None:
    slots = Counter(
        f"{item.starts_at.astimezone(HANOI_TIME):%H:%M}-{item.ends_at.astimezone(HANOI_TIME):%H:%M}"
        for item in hanoi.programme
        if item.kind == "side_event" and item.day == date(2025, 10, 26)
    )
    assert set(slots) == {"09:00-10:15", "12:00-13:15", "13:30-14:45"}
    assert all(10 <= count <= 12 for count in slots.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_of_round_tables_and_side_events_are_distinct(hanoi: Event, language: str) -> None:
    titles = [item.title[language] for item in hanoi.programme if item.kind in ("round_table", "side_event")]
    assert len(set(titles)) == 45
    assert not [title for title in titles if re.search(r"\b\d{1,2}$", title)]


def test_no_room_has_two_items_at_once(hanoi: Event) -> None:
    clashes = [
        (one.id, other.id)
        for one, other in combinations(hanoi.programme, 2)
        if one.room == other.room and one.starts_at < other.ends_at and other.starts_at < one.ends_at
    ]
    assert clashes == []


def test_programme_is_in_order(hanoi: Event) -> None:
    assert all((a.starts_at, a.order) < (b.starts_at, b.order) for a, b in pairwise(hanoi.programme))
    assert all(a.order < b.order for a, b in pairwise(hanoi.programme))


def test_what_the_sources_do_not_say_is_marked(hanoi: Event) -> None:
    assert set(hanoi.item("opening").assumed) == {"ends_at"}
    unsourced = [item for item in hanoi.programme if item.source is None]
    assert all({"day", "starts_at", "ends_at", "room", "title"} <= set(item.assumed) for item in unsourced)
    known_rooms = {room.code for room in hanoi.rooms if not room.assumed}
    assert known_rooms == {"plenary", "R313", "R339"}


def test_signatories_are_72_with_viet_nam_first(hanoi: Event) -> None:
    assert len(hanoi.signatories) == 72
    assert [entry.order for entry in hanoi.signatories] == list(range(1, 73))
    assert hanoi.signatories[0].country == "VN"
    assert sum(entry.in_plenary for entry in hanoi.signatories) == 64
    second_day = {entry.country for entry in hanoi.signatories if entry.signed_on == date(2025, 10, 26)}
    assert second_day == {"ML", "RW", "SA"}
    assert "MU" not in {entry.country for entry in hanoi.signatories}


def test_signatories_add_up_by_un_regional_group(hanoi: Event) -> None:
    groups = Counter(countries()[entry.country].group for entry in hanoi.signatories)
    assert groups == {"African": 21, "Asia-Pacific": 19, "Eastern European": 7, "WEOG": 12, "GRULAC": 11, "": 2}


def test_signatories_and_speakers_have_their_un_names(hanoi: Event) -> None:
    assert all(entry.name == countries()[entry.country].name for entry in hanoi.signatories)
    states = [speaker for speaker in hanoi.speakers if speaker.country]
    assert all(speaker.name == countries()[speaker.country or ""].name for speaker in states)


def test_speakers_are_71_in_two_parts_and_assumed(hanoi: Event) -> None:
    assert Counter(speaker.session for speaker in hanoi.speakers) == {"debate-1": 19, "debate-2": 52}
    for session, count in (("debate-1", 19), ("debate-2", 52)):
        orders = [speaker.order for speaker in hanoi.speakers if speaker.session == session]
        assert orders == list(range(1, count + 1))
    assert all({"order", "role"} <= set(speaker.assumed) for speaker in hanoi.speakers)
    states = [speaker.country for speaker in hanoi.speakers if speaker.country]
    assert len(set(states)) == len(states) == 62


def test_zones_fit_the_token(hanoi: Event) -> None:
    bits = [zone.bit for zone in hanoi.zones]
    assert len(set(bits)) == len(bits) <= 16
    assert all(0 <= bit <= 15 for bit in bits)


def test_every_guarded_zone_has_a_door(hanoi: Event) -> None:
    assert {door.zone for door in hanoi.doors} == {zone.code for zone in hanoi.zones}


def test_categories_are_those_of_the_press_corps(hanoi: Event) -> None:
    assert [category.code for category in hanoi.categories] == ["general", "pool", "technical", "day-25", "day-26"]
    assert set(hanoi.category("general").zones) < set(hanoi.category("pool").zones)
    assert "plenary_hall" not in hanoi.category("general").zones


def test_day_pass_is_valid_on_its_day_alone(hanoi: Event) -> None:
    for code, day in (("day-25", date(2025, 10, 25)), ("day-26", date(2025, 10, 26))):
        category = hanoi.category(code)
        first = category.valid_from.astimezone(HANOI_TIME)
        last = category.valid_until.astimezone(HANOI_TIME)
        assert first.date() == day
        assert (last.date(), last.hour) == (date.fromordinal(day.toordinal() + 1), 0)


def test_contradictory_figures_carry_source_and_time(hanoi: Event) -> None:
    counts = [(figure.value, figure.source) for figure in hanoi.figures if figure.topic == "signatories"]
    assert {value for value, _ in counts} == {60, 64, 65, 68, 69, 71, 72}
    known = {source.id for source in hanoi.sources}
    assert all(figure.source in known and figure.as_of.tzinfo for figure in hanoi.figures)
    assert {f.value for f in hanoi.figures if f.topic == "statements"} == {60, 71, 19, 62}
    assert {f.value for f in hanoi.figures if f.topic == "side_events"} == {38, 32, 37}


def test_announcements_are_the_prepared_ones(hanoi: Event) -> None:
    assert len(hanoi.announcements) == 14
    assert [template.id for template in hanoi.announcements if template.level == "urgent"] == ["evacuate"]


def french_texts(hanoi: Event) -> list[str]:
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            found.extend([value["fr"]] if "fr" in value else [])
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                walk(inner)

    walk(msgspec.to_builtins(hanoi, enc_hook=str))
    return found


def test_french_has_its_spaces_before_signs(hanoi: Event) -> None:
    texts = french_texts(hanoi)
    assert len(texts) > 200
    assert [text for text in texts if re.search(r"(?<!\u00a0):|(?<!\u202f)[;!?]", text)] == []
    un_names = {country.name["fr"] for country in countries().values()}
    assert [text for text in texts if "'" in text and text not in un_names] == []


def test_chinese_uses_chinese_signs(hanoi: Event) -> None:
    texts = [item.title["zh"] for item in hanoi.programme]
    assert [text for text in texts if re.search(r"[,:;?!]", text)] == []


def test_no_person_of_the_press_texts_is_named(hanoi: Event) -> None:
    data = "\n".join(path.read_text("utf-8") for path in HANOI.glob("**/*.toml") if "press_corps" not in path.parts)
    for name in ("Lương Cường", "Phạm Minh Chính", "Bùi Thanh Sơn", "Guterres", "Waly", "Tô Lâm", "Lương Tam Quang"):
        assert name not in data


def test_event_looks_up_by_code(hanoi: Event) -> None:
    assert hanoi.room("R313").name["en"] == "Room R313"
    assert hanoi.zone("plenary_hall").mark == "H"
    assert hanoi.door("gate-a").zone == "venue"
    assert hanoi.function("host_broadcaster").category == "technical"
    with pytest.raises(KeyError):
        hanoi.room("R999")


def test_every_zone_lies_within_the_venue(hanoi: Event) -> None:
    outer = {zone.code: zone.within for zone in hanoi.zones}
    assert outer.pop("venue") is None
    assert None not in outer.values()
    assert {zone for zone, around in outer.items() if around == "plenary_hall"} == {"signing_stage", "photo_platform"}


def test_rules_of_access_have_each_of_their_kinds(hanoi: Event) -> None:
    assert {zone.passback for zone in hanoi.zones} == {"hard", "soft", "timed"}
    assert {door.way for door in hanoi.doors} == {"choose", "either"}
    assert hanoi.zone("plenary_hall").capacity == hanoi.room("plenary").capacity
    assert [len(category.hours) for category in hanoi.categories] == [2, 2, 0, 1, 1]
    assert (hanoi.list_stale_after_s, hanoi.list_stale_policy) == (300, "amber")


# What is refused


def test_text_without_a_language_is_refused(folder: Path) -> None:
    change(folder, "places.toml", 'name.ru = "Зал R313"\n', "")
    assert problem(folder) == "places.toml: rooms (R313): name: no text in language 'ru'"


def test_blank_text_is_refused(folder: Path) -> None:
    change(folder, "programme/day-1.toml", 'title.vi = "Lễ khai mạc"', 'title.vi = "  "')
    assert problem(folder) == "programme/: programme (opening): title: no text in language 'vi'"


def test_text_in_an_unknown_language_is_refused(folder: Path) -> None:
    change(folder, "event.toml", 'city.en = "Hà Nội"', 'city.en = "Hà Nội"\ncity.de = "Hanoi"')
    assert problem(folder) == "event.toml: city: unknown language 'de'"


def test_unknown_key_is_refused(folder: Path) -> None:
    change(folder, "places.toml", "capacity = 3500", "seats = 3500")
    assert "places.toml: rooms[1] (plenary): Object contains unknown field `seats`" in problem(folder)


def test_missing_key_is_refused(folder: Path) -> None:
    change(folder, "press.toml", 'letter = "L"\n', "")
    assert problem(folder).startswith("press.toml: categories[2] (pool): Object missing required field `letter`")


def test_zone_bit_beyond_the_token_is_refused(folder: Path) -> None:
    change(folder, "places.toml", "bit = 13", "bit = 16")
    assert "zones[14] (backstage): Expected `int` <= 15" in problem(folder)


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
        ("speakers.toml", 'role = "head_of_delegation"', 'role = "king"', "no such role: king"),
        ("signatories.toml", 'country = "VN"', 'country = "XX"', "no UN name for 'XX'"),
        ("press.toml", 'category = "technical"', 'category = "vip"', "'vip' is not in categories"),
        ("sources.toml", 'source = "W9"', 'source = "rumour"', "'rumour' is not in sources"),
    ],
)
def test_reference_that_leads_nowhere_is_refused(folder: Path, file: str, old: str, new: str, message: str) -> None:
    change(folder, file, old, new)
    assert problem(folder).endswith(message)


HOURS = 'hours = [{{ zones = ["{zone}"], valid_from = {start}, valid_until = 2025-10-25T18:00:00+07:00 }}]'


def hours(zone: str, start: str = "2025-10-25T08:00:00+07:00") -> str:
    return HOURS.format(zone=zone, start=start)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("places.toml", 'mark = "G"', 'mark = "G"\nwithin = "moon"', "zones (venue): within: 'moon' is not in zones"),
        ("places.toml", 'mark = "G"', 'mark = "G"\nwithin = "venue"', "zones (venue): within: 'venue' makes a circle"),
        (
            "places.toml",
            'mark = "G"',
            'mark = "G"\nwithin = "photo_platform"',
            "zones (venue): within: 'venue' makes a circle",
        ),
        ("places.toml", "capacity = 40", "capacity = 0", "zones (signing_stage): capacity: less than 1"),
        (
            "places.toml",
            "passback_s = 300",
            "passback_s = 0",
            "zones (mixed): passback_s: seconds belong to passback 'timed', which needs them",
        ),
        (
            "places.toml",
            'passback = "soft"',
            "passback_s = 5",
            "zones (exhibition): passback_s: seconds belong to passback 'timed', which needs them",
        ),
        ("event.toml", "list_stale_after_s = 300", "list_stale_after_s = 0", "list_stale_after_s: less than 1"),
        ("press.toml", 'letter = "T"', f'letter = "T"\n{hours("moon")}', "'moon' is not in zones of the category"),
        (
            "press.toml",
            'letter = "T"',
            f'letter = "T"\n{hours("venue", "2025-10-25T18:00:00+07:00")}',
            "categories (technical): hours: valid_until: not after valid_from",
        ),
        (
            "press.toml",
            'letter = "T"',
            f'letter = "T"\n{hours("venue", "2025-10-25T08:00:00")}',
            "categories (technical): hours: a time needs an offset",
        ),
        ("press.toml", 'zones = ["exhibition"]', "zones = []", "categories (general): hours: zones: none"),
    ],
)
def test_broken_rule_of_access_is_refused(folder: Path, file: str, old: str, new: str, message: str) -> None:
    change(folder, file, old, new)
    assert problem(folder).endswith(message)


@pytest.mark.parametrize(
    ("old", "new"),
    [('passback = "soft"', 'passback = "open"'), ('way = "either"', 'way = "both"')],
)
def test_unknown_word_of_a_rule_of_access_is_refused(folder: Path, old: str, new: str) -> None:
    change(folder, "places.toml", old, new)
    assert "Invalid enum value" in problem(folder)


def test_time_without_an_offset_is_refused(folder: Path) -> None:
    change(folder, "press.toml", "2025-10-24T00:00:00+07:00", "2025-10-24T00:00:00")
    assert problem(folder) == "press.toml: categories (general): valid_from: a time needs an offset"


def test_programme_time_without_an_offset_is_refused(folder: Path) -> None:
    change(folder, "programme/day-1.toml", "2025-10-25T09:00:00+07:00", "2025-10-25T09:00:00")
    assert "programme/day-1.toml: items[3] (opening)" in problem(folder)


def test_item_that_ends_before_it_starts_is_refused(folder: Path) -> None:
    change(folder, "programme/day-1.toml", "2025-10-25T10:15:00+07:00", "2025-10-25T08:15:00+07:00")
    assert problem(folder) == "programme/: programme (opening): ends_at: not after starts_at"


def test_assumed_field_that_does_not_exist_is_refused(folder: Path) -> None:
    change(folder, "programme/day-1.toml", 'assumed = ["ends_at"]', 'assumed = ["colour"]')
    assert problem(folder) == "programme/: programme (opening): assumed: no field 'colour'"


def test_placeholder_that_a_translation_lost_is_refused(folder: Path) -> None:
    change(folder, "announcements.toml", "{time}停止入场。", "停止入场。")
    assert problem(folder).startswith("announcements.toml: announcements (doors-close): text.zh: placeholders []")


def test_broken_braces_in_a_template_are_refused(folder: Path) -> None:
    change(folder, "announcements.toml", "{time}停止入场。", "{time停止入场。")
    assert "announcements (doors-close): text.zh" in problem(folder)


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
