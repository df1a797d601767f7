"""Contents of the reference event: programme, signatories, speakers, figures, texts."""

import re
from collections import Counter
from datetime import date, datetime
from itertools import combinations, pairwise

import msgspec
import pytest

from conference.event import KINDS, Event
from conference.languages import LANGUAGES
from conference.texts.countries import countries
from tests.conference.event.folders import HANOI, HANOI_TIME


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


def test_values_without_a_source_are_marked_assumed(hanoi: Event) -> None:
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


def test_contradictory_figures_carry_source_and_time(hanoi: Event) -> None:
    """Covers B26."""
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
