"""The press corps: exact splits, scripts of names, the same in every run."""

import re
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from msgspec import structs

from accreditation.applications.domain.answers import Choices, read_form
from conference.event import Event, EventDataError
from conference.languages import LANGUAGES
from conference.texts.countries import countries
from conference.texts.folding import fold_to_key
from rostrum.demo.press_corps import CorpsApplication, Outcome, PressCorps, press_corps
from tests.rostrum.demo.press_corps.conftest import HANOI
from tests.rostrum.demo.press_corps.scripts import scripts_of

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


def test_four_are_revoked_and_six_others_reissued_later(corps: PressCorps, hanoi: Event) -> None:
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


def test_keys_addresses_and_numbers_are_unique(corps: PressCorps) -> None:
    for field in ("key", "email", "phone"):
        values = [getattr(person, field) for person in corps.applications]
        assert len(set(values)) == len(values) == 430


def test_addresses_and_numbers_are_unassigned(corps: PressCorps) -> None:
    for person in corps.applications:
        local, _, domain = person.email.partition("@")
        assert re.fullmatch(r"[a-z0-9.]{1,64}", local), person.email
        assert domain.endswith(".example")
        assert all(len(label) <= 63 for label in domain.split("."))
        assert re.fullmatch(r"\+[1-9][0-9]{0,2}0000[0-9]{4,8}", person.phone)


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


def test_family_name_is_first_in_its_groups(corps: PressCorps) -> None:
    orders = {(person.country, person.order) for person in corps.approved}
    assert {("VN", "family_first"), ("CN", "family_first"), ("KR", "family_first"), ("JP", "family_first")} <= orders
    assert {("HU", "family_first"), ("KH", "family_first"), ("MM", "single"), ("FR", "given_first")} <= orders
    vietnamese = next(p for p in corps.approved if p.country == "VN" and p.case is None)
    assert fold_to_key(vietnamese.native_name) == fold_to_key(vietnamese.family_name + vietnamese.given_name)


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


# The same in every run


def test_corps_is_the_same_in_another_process(corps: PressCorps) -> None:
    program = (
        "import hashlib, pathlib, sys\n"
        "from rostrum.demo.press_corps import press_corps\n"
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
        ("corps.toml", "seed = 20251025", 'seed = "x"', "press_corps/corps.toml: Expected `int`"),
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
