"""The press corps: every split exactly, every name in its script, nobody real, the same in every run."""

import re
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from msgspec import structs

from accreditation.domain.answers import Choices, read_form
from accreditation.domain.outlets import alias_key
from accreditation.sample import CorpsApplication, Outcome, PressCorps, press_corps
from accreditation.sample.lists import read_lists
from accreditation.sample.names import Name, NameMaker, person_key
from accreditation.sample.outlets import domestic_group
from conference.countries import countries
from conference.event import Event, EventDataError
from conference.languages import LANGUAGES
from tests.accreditation.sample.conftest import HANOI

SCRIPTS = {
    "Vietnamese Latin": 232,
    "Latin": 62,
    "Han simplified": 20,
    "Han traditional": 6,
    "Kanji and Kana": 14,
    "Hangul": 12,
    "Cyrillic": 14,
    "Arabic": 12,
    "Thai": 5,
    "Devanagari": 3,
    "Bengali": 2,
    "Tamil": 2,
    "Khmer": 3,
    "Lao": 3,
    "Burmese": 2,
    "Georgian": 1,
    "Armenian": 1,
    "Hebrew": 2,
    "Amharic": 2,
    "Greek": 2,
}
"""Of the approved, as counted in the description of the corps; these sum to 400."""

FORM_FIELDS = (
    "native_name", "family_name", "given_name", "country", "function", "category", "email", "phone", "language",
)  # fmt: skip

UNICODE_SCRIPT = {
    "CJK": "Han",
    "HIRAGANA": "Kana",
    "KATAKANA": "Kana",
    "MYANMAR": "Burmese",
    "ETHIOPIC": "Amharic",
}


def scripts_of(name: str) -> set[str]:
    """The scripts of a name's letters, from their Unicode names."""
    words = {
        unicodedata.name(c).split()[0] for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] == "L"
    }
    return {UNICODE_SCRIPT.get(word, word.title()) for word in words}


def encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def script_of(person: CorpsApplication) -> str:
    """The script as the description counts it, judged by the name's characters (and the country for Latin and Han)."""
    found = scripts_of(person.native_name)
    if found == {"Latin"}:
        return "Vietnamese Latin" if person.country == "VN" else "Latin"
    if found <= {"Han", "Kana"}:
        if "Kana" in found or person.country == "JP":
            return "Kanji and Kana"
        return "Han simplified" if encodes(person.native_name, "gb2312") else "Han traditional"
    assert len(found) == 1, person.native_name
    return found.pop()


def is_domestic(person: CorpsApplication, corps: PressCorps) -> bool:
    return corps.outlet(person.outlet_ids[0]).domestic if person.outlet_ids else person.country == "VN"


# The splits


def test_corps_has_430_applications_of_which_400_approved(corps: PressCorps) -> None:
    assert Counter(person.outcome for person in corps.applications) == {
        Outcome.APPROVED: 400,
        Outcome.REFUSED: 18,
        Outcome.WITHDRAWN: 7,
        Outcome.IN_REVIEW: 5,
    }
    assert len(corps.approved) == 400


def test_four_are_revoked_and_six_reissued_later_and_nobody_both(corps: PressCorps, hanoi: Event) -> None:
    revoked = [person for person in corps.applications if person.revoked]
    reissued = [person for person in corps.applications if person.reissued]
    assert (len(revoked), len(reissued)) == (4, 6)
    assert not {person.key for person in revoked} & {person.key for person in reissued}
    assert {person.outcome for person in (*revoked, *reissued)} == {Outcome.APPROVED}
    assert {person.revoked for person in revoked} <= {reason.code for reason in hanoi.revocation_reasons}
    assert {person.reissued for person in reissued} <= {reason.code for reason in hanoi.reissue_reasons}


def test_refused_have_a_reason_of_the_event_and_others_none(corps: PressCorps, hanoi: Event) -> None:
    reasons = {reason.code for reason in hanoi.refusal_reasons}
    assert {person.reason for person in corps.applications if person.outcome is Outcome.REFUSED} <= reasons
    assert {person.reason for person in corps.applications if person.outcome is not Outcome.REFUSED} == {None}


def test_outlets_are_120_domestic_and_69_foreign(corps: PressCorps) -> None:
    assert Counter(outlet.domestic for outlet in corps.outlets) == {True: 120, False: 69}


def test_approved_are_232_domestic_and_168_foreign(corps: PressCorps) -> None:
    assert Counter(is_domestic(person, corps) for person in corps.approved) == {True: 232, False: 168}


def test_every_outlet_has_an_approved_person(corps: PressCorps) -> None:
    assert {outlet.id for outlet in corps.outlets} == {
        person.outlet_ids[0] for person in corps.approved if person.outlet_ids
    }


def test_functions_are_split_exactly(corps: PressCorps) -> None:
    assert Counter(person.function for person in corps.approved) == {
        "reporter": 150,
        "photographer": 90,
        "camera_operator": 60,
        "tv_reporter": 40,
        "radio_reporter": 15,
        "producer": 15,
        "broadcast_technician": 15,
        "host_broadcaster": 15,
    }


def test_access_is_split_exactly(corps: PressCorps) -> None:
    categories = Counter(person.category for person in corps.approved)
    assert categories == {"general": 300, "pool": 60, "technical": 30, "day-25": 5, "day-26": 5}


def test_six_pools_have_ten_each(corps: PressCorps, hanoi: Event) -> None:
    pools = Counter(person.pool for person in corps.approved if person.pool)
    assert pools == {pool.code: 10 for pool in hanoi.pools}
    assert len(pools) == 6
    assert all((person.category == "pool") == bool(person.pool) for person in corps.applications)


def test_scripts_of_the_native_names_are_split_exactly(corps: PressCorps) -> None:
    assert Counter(script_of(person) for person in corps.approved) == SCRIPTS
    assert sum(SCRIPTS.values()) == 400


def test_declared_script_is_the_one_of_the_letters(corps: PressCorps) -> None:
    odd = [
        p for p in corps.applications if p.case not in ("markup", "right_to_left_override") and p.script != script_of(p)
    ]
    assert [person.native_name for person in odd] == []


def test_kanji_names_have_kana_among_them(corps: PressCorps) -> None:
    japanese = [person for person in corps.approved if person.script == "Kanji and Kana"]
    assert any("Kana" in scripts_of(person.native_name) for person in japanese)
    assert any("Han" in scripts_of(person.native_name) for person in japanese)


def test_traditional_han_names_are_not_simplified(corps: PressCorps) -> None:
    traditional = [person.native_name for person in corps.approved if person.script == "Han traditional"]
    assert all(encodes(name, "big5") and not encodes(name, "gb2312") for name in traditional)


# The people


def test_keys_addresses_and_numbers_are_each_persons_own(corps: PressCorps) -> None:
    for field in ("key", "email", "phone"):
        values = [getattr(person, field) for person in corps.applications]
        assert len(set(values)) == len(values) == 430


def test_addresses_and_numbers_reach_nobody(corps: PressCorps) -> None:
    for person in corps.applications:
        local, _, domain = person.email.partition("@")
        assert re.fullmatch(r"[a-z0-9.]{1,64}", local), person.email
        assert domain.endswith(".example")
        assert all(len(label) <= 63 for label in domain.split("."))
        assert re.fullmatch(r"\+[1-9][0-9]{0,2}0000[0-9]{4}", person.phone)


def test_latin_names_are_as_in_a_passport(corps: PressCorps) -> None:
    for person in corps.applications:
        for part in (person.family_name, person.given_name):
            assert re.fullmatch(r"([A-Z]+([ '-][A-Z]+)*)?", part), person
        assert person.family_name or person.given_name


def test_people_have_a_known_country_and_language(corps: PressCorps) -> None:
    assert {person.country for person in corps.applications} <= countries().keys()
    assert {person.language for person in corps.applications} == set(LANGUAGES)


def test_native_names_are_unique_but_for_the_cases(corps: PressCorps) -> None:
    names = Counter(unicodedata.normalize("NFC", person.native_name) for person in corps.applications)
    assert {name: n for name, n in names.items() if n > 1} == {"Nguyễn Thị Lan Anh": 2, "Trương Thị Mỹ Hạnh": 2}


def test_family_comes_first_where_it_does(corps: PressCorps) -> None:
    orders = {(person.country, person.order) for person in corps.approved}
    assert {("VN", "family_first"), ("CN", "family_first"), ("KR", "family_first"), ("JP", "family_first")} <= orders
    assert {("HU", "family_first"), ("KH", "family_first"), ("MM", "single"), ("FR", "given_first")} <= orders
    vietnamese = next(p for p in corps.approved if p.country == "VN" and p.case is None)
    assert alias_key(vietnamese.native_name) == alias_key(vietnamese.family_name + vietnamese.given_name)


def test_form_takes_every_person_as_typed(corps: PressCorps, hanoi: Event) -> None:
    choices = Choices(
        countries=frozenset(countries()),
        functions=frozenset(function.code for function in hanoi.functions),
        categories=frozenset(category.code for category in hanoi.categories),
        languages=frozenset(LANGUAGES),
    )
    for person in corps.applications:
        outlet = corps.outlet(person.outlet_ids[0]).name if person.outlet_ids else ""
        fields = (
            "native_name",
            "family_name",
            "given_name",
            "country",
            "function",
            "category",
            "email",
            "phone",
            "language",
        )
        typed = {field: getattr(person, field) for field in fields}
        form = {**typed, "outlet": outlet, "freelance": "" if outlet else "yes", "consent": "yes"}
        reading = read_form(form, choices)
        assert reading.errors == {}, person
        assert reading.answers is not None
        assert (reading.answers.applicant.family_name, reading.answers.applicant.given_name) == (
            person.family_name,
            person.given_name,
        )


# Nobody real


def test_no_name_is_that_of_a_person_in_the_press_texts_or_a_head_of_state(corps: PressCorps) -> None:
    excluded = read_lists(HANOI).excluded
    real = {person_key(name) for name in (*excluded.named, *excluded.heads)}
    assert len(excluded.named) == 10
    assert [p for p in corps.applications if person_key(f"{p.family_name} {p.given_name}") in real] == []


@pytest.mark.parametrize(
    "name",
    [
        "Tô Lâm", "Lương Cường", "Phạm Minh Chính", "Bùi Thanh Sơn", "Lương Tam Quang", "Phạm Thế Tùng",
        "Nguyễn Minh Vũ", "Đặng Hoàng Giang", "António Guterres", "Ghada Waly",
    ],
)  # fmt: skip
def test_person_named_in_the_press_texts_is_not_in_the_corps(corps: PressCorps, name: str) -> None:
    assert alias_key(name) not in {alias_key(person.native_name) for person in corps.applications}


def test_excluded_name_is_never_composed() -> None:
    """Without the exclusion, the lists do compose a name that was excluded: the rule is not idle."""
    lists = read_lists(HANOI)
    group = domestic_group(lists.domestic)
    first = NameMaker(lists.splits.seed, ()).compose(group)
    second = NameMaker(lists.splits.seed, (f"{first.given} {first.family}",)).compose(group)
    assert second.native != first.native


def test_names_are_excluded_in_any_order() -> None:
    maker = NameMaker(1, ("PHAM MINH CHINH",))
    assert maker.is_excluded(Name("Minh Chính Phạm", "PHAM", "MINH CHINH"))
    assert maker.is_excluded(Name("x", "CHINH", "PHAM MINH"))
    assert not maker.is_excluded(Name("x", "PHAM", "MINH CHI"))


def test_no_outlet_has_the_name_of_another_or_of_a_real_medium(corps: PressCorps) -> None:
    keys = [alias_key(outlet.name) for outlet in corps.outlets]
    assert len(set(keys)) == 189
    owners: dict[str, str] = {}
    for outlet in corps.outlets:
        for name in (outlet.name, *outlet.aliases):
            assert owners.setdefault(alias_key(name), outlet.id) == outlet.id
    assert not owners.keys() & {alias_key(name) for name in read_lists(HANOI).excluded.outlets}


# The hard cases


def case(corps: PressCorps, name: str) -> list[CorpsApplication]:
    found = [person for person in corps.applications if person.case == name]
    assert found, name
    return found


def test_two_people_of_one_name_work_for_one_outlet(corps: PressCorps) -> None:
    one, other = case(corps, "same_name_in_one_outlet")
    assert (one.native_name, one.outlet_ids) == (other.native_name, other.outlet_ids)
    assert one.email != other.email


def test_one_name_stands_in_two_scripts(corps: PressCorps) -> None:
    scripts = {person.script: person for person in case(corps, "same_name_in_another_script")}
    assert set(scripts) == {"Cyrillic", "Latin"}
    assert len({(person.family_name, person.given_name) for person in scripts.values()}) == 1


def test_one_word_name_has_no_family_name(corps: PressCorps) -> None:
    (person,) = case(corps, "one_word_name")
    assert (person.native_name.split(), person.family_name) == (["Wulandari"], "")


@pytest.mark.parametrize("name", ["long_spanish_name", "long_arabic_name"])
def test_long_names_have_more_than_forty_characters(corps: PressCorps, name: str) -> None:
    (person,) = case(corps, name)
    assert len(person.native_name) > 40


def test_name_of_120_characters_is_the_longest_that_is_kept(corps: PressCorps) -> None:
    (person,) = case(corps, "name_of_120_characters")
    assert len(person.native_name) == 120


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("apostrophe", "'"),
        ("hyphen", "-"),
        ("von_der", " von der "),
        ("bin", " bin "),
        ("zwnj", "\u200c"),
        ("zwj", "\u200d"),
        ("dotted_and_dotless_i", "İ"),
        ("dotted_and_dotless_i", "ı"),
        ("eszett", "ß"),
        ("arabic_marks", "\u064e"),
        ("markup", "<b>"),
        ("braces_and_percent", "{name} %s"),
        ("formula", "=cmd()"),
        ("right_to_left_override", "\u202e"),
    ],
)
def test_hard_names_hold_what_makes_them_hard(corps: PressCorps, name: str, part: str) -> None:
    (person,) = case(corps, name)
    assert part in person.native_name


def test_combining_vietnamese_is_decomposed_and_matches_its_twin(corps: PressCorps) -> None:
    (combining,) = case(corps, "vietnamese_combining")
    assert unicodedata.normalize("NFC", combining.native_name) != combining.native_name
    (twin,) = case(corps, "duplicate_typed_decomposed")
    (original,) = case(corps, "vietnamese_precomposed")
    assert twin.native_name != original.native_name
    assert unicodedata.normalize("NFC", twin.native_name) == original.native_name
    assert corps.applications.index(twin) > corps.applications.index(original)


def test_right_to_left_name_works_for_a_latin_outlet(corps: PressCorps) -> None:
    (person,) = case(corps, "rtl_name_latin_outlet")
    assert unicodedata.bidirectional(person.native_name[0]) == "AL"
    assert scripts_of(corps.outlet(person.outlet_ids[0]).name) == {"Latin"}


def test_an_outlet_has_a_name_of_sixty_characters_and_more(corps: PressCorps) -> None:
    assert [outlet.name for outlet in corps.outlets if len(outlet.name) > 60] == [
        "Tạp chí Nghiên cứu và Phổ biến Kiến thức An toàn Không gian mạng Đồi Thông"
    ]


def test_freelancers_have_no_outlet(corps: PressCorps) -> None:
    freelancers = [person for person in corps.approved if person.is_freelance]
    assert [person.case for person in freelancers] == ["freelance"] * 3
    assert {person.country for person in freelancers} == {"VN", "KE", "PE"}


def test_one_person_works_for_two_outlets(corps: PressCorps) -> None:
    (person,) = [person for person in corps.applications if len(person.outlet_ids) == 2]
    assert person.case == "two_outlets"
    assert len(set(person.outlet_ids)) == 2


def test_a_badge_is_reissued_after_loss(corps: PressCorps) -> None:
    assert all(person.reissued == "lost" for person in case(corps, "reissued_lost"))


def test_in_review_has_one_approval(corps: PressCorps) -> None:
    waiting = [person.approved_by for person in corps.applications if person.outcome is Outcome.IN_REVIEW]
    assert Counter(waiting) == {"accreditation": 3, "security": 2}


# The same in every run


def test_corps_is_the_same_in_another_process(corps: PressCorps) -> None:
    program = (
        "import hashlib, pathlib, sys\n"
        "from accreditation.sample import press_corps\n"
        "from conference.event import load_event\n"
        "corps = press_corps(load_event(pathlib.Path(sys.argv[1])))\n"
        "print(hashlib.sha256(repr(corps).encode()).hexdigest())\n"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", program, str(HANOI)],
            env={"PYTHONHASHSEED": seed},
            cwd=HANOI.parents[1],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(hashes) == 1


def test_corps_does_not_depend_on_earlier_calls(corps: PressCorps, hanoi: Event) -> None:
    assert press_corps(hanoi) == corps
    assert corps.seed == 20251025


# What is refused


@pytest.fixture
def broken(tmp_path: Path, hanoi: Event) -> Event:
    """The event with a copy of its lists that a test may break."""
    shutil.copytree(HANOI / "press_corps", tmp_path / "press_corps")
    return structs.replace(hanoi, folder=tmp_path)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("corps.toml", "reporter = 90", "reporter = 91", "functions.domestic.print: 143 functions for 142 people"),
        ("corps.toml", "photographer = 24", "photographer = 25", "access: 61 people for 60 places in pools"),
        ("corps.toml", "tv_reporter = 6", "tv_reporter = 60", "access: not enough people: {'tv_reporter': 20}"),
        ("corps.toml", '"outlet_withdrew"', '"whim"', "later.revoked: the event has no 'whim'"),
        ("corps.toml", "seed = 20251025", 'seed = "x"', "press_corps/corps.toml: -: Expected `int`"),
        ("cases.toml", 'outlet = "Le Pont Bleu"', 'outlet = "Le Pont"', "cases.toml: hyphen: no place at 'Le Pont'"),
        ("others.toml", 'reason = "late"', 'reason = "ugly"', "others.toml: reason: the event has no 'ugly'"),
        ("others.toml", 'group = "fr"', 'group = "atlantis"', "others.toml: group: there is no 'atlantis'"),
        ("foreign.toml", '"Seven Bridges"]', '"Le Pont Bleu"]', "is a name of"),
        ("foreign.toml", 'name = "Le Pont Bleu"', 'name = "Báo Tuổi trẻ"', "is a real medium"),
    ],
)
def test_lists_that_do_not_fit_are_refused(broken: Event, file: str, old: str, new: str, message: str) -> None:
    path = broken.folder / "press_corps" / file
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(EventDataError, match=re.escape(message)):
        press_corps(broken)


def test_lists_that_are_too_short_are_refused() -> None:
    group = domestic_group(read_lists(HANOI).domestic)
    only = structs.replace(group, sets=(), family=(("Hồ", "HO"),), given=(("An", "AN"),))
    maker = NameMaker(1, ())
    maker.compose(only)
    with pytest.raises(ValueError, match="'vn' are too short"):
        maker.compose(only)
