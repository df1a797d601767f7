"""Language in code: separators come from the catalogues, dates and numbers agree in Python and JavaScript."""

import ast
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from conference.languages import LANGUAGES, language
from conference.texts.catalogues import fill, own_catalogues
from conference.texts.dates import day_patterns, format_date, format_datetime, format_number, format_time, local_date
from rostrum.packages import PACKAGES, ROOT

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
EVENING = datetime(2025, 10, 25, 11, 0, tzinfo=UTC)
NUMBERS = (3500, 12_345, 1_234_567)
VECTORS = Path(__file__).parents[2] / "vectors" / "reader_formats.json"

_TEXT_CALL = r"(?:t|tn|plain|plain_n|pick)\([^{}]*\)"
_SEPARATOR = r"(?<=[(\[,+ =])[\"'`](?:, |: | \()[\"'`]"
_TEMPLATE_FAULTS = re.compile(
    rf"\{{\{{ ?{_TEXT_CALL} ?\}}\}}[:,;(：，、]|[(（:,] ?\{{\{{ ?{_TEXT_CALL}|\{{[\{{%][^{{}}]*{_SEPARATOR}"
)
_SCRIPT_FAULTS = re.compile(
    rf"{_SEPARATOR}|\.(?:text|plain|plural)\([^`]*?\)\}}[:,(]|[:,(] ?\$\{{\w+\.(?:text|plain|plural)\("
)
_KEYBOARD = "accreditation/badges/static/readers/wedge.mjs"
"""Exception: the signs on the keys of scanners."""

_SEPARATORS = {", ", ": ", "; ", "、", "، ", " ("}
_FOR_PROGRAMS = (
    "conference/fonts/font_subsets.py",
    "conference/texts/catalogue_check.py",
    "conference/web/middlewares.py",
    "conference/event/",
    "rostrum/cli.py",
    "rostrum/commands/",
    "rostrum/doctor/",
    "rostrum/metrics.py",
    "rostrum/migrations/",
    "rostrum/settings.py",
    "rostrum/settings_page.py",
)
"""Exceptions: Python that writes for programs, or in English for administrators at a terminal."""

_CLOCK_WORDS = {
    "ar": r"الساعة",
    "en": r"\bat",
    "es": r"\blas",
    "fr": r"\b(à|depuis)",
    "ru": r"\bв",
    "vi": r"\blúc",
}
_SCRIPT_MOMENTS = re.compile(r"\.text\(\s*\"([a-z_.]+)\",\s*\{[^}]*\b(?:time|at): [\w.]*(?:moment|[tT]imes)\(")
_TEMPLATE_MOMENTS = re.compile(r"\bt\(\"([a-z_.]+)\"[^{}]*?=[\w.]+\|datetime")
_PYTHON_MOMENTS = re.compile(r"text\(\w+, \"([a-z_.]+)\", \w+=format_datetime\(")
_COMPOSED_MOMENTS = frozenset(
    {"board.confirmed", "board.new_time", "board.resumes_at", "board.stale", "board.tally.source"}
    | {"door.ends.soon", "door.ends.unsent", "door.list.of", "door.list.red", "door.list.stale"}
)
"""Texts with dated moments whose keys are chosen at run time."""

_FOREIGN_LOCALES = re.compile(r"\ben-(GB|CA|US)\b")


def files(kind: str) -> list[Path]:
    """Return the files of the packages whose names end so, without vendored ones."""
    found = [path for package in PACKAGES for path in (ROOT / package).rglob(f"*.{kind}")]
    return [path for path in found if "vendor" not in path.parts and path.name != "vendor.mjs"]


def joins_with_a_separator(source: str) -> list[int]:
    """Return the lines of Python that join texts by a separator of English."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    joins = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "join"]
    return [
        call.lineno
        for call in joins
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Constant)
        and call.func.value.value in _SEPARATORS
    ]


def refuses_dates(code: str, text: str) -> bool:
    """Whether a text has room for a clock time alone: "at", as a day cannot follow it."""
    words = _CLOCK_WORDS.get(code)
    return words is not None and re.search(rf"{words}\s\{{(time|at)\}}", text) is not None


@pytest.mark.parametrize(("kind", "faults"), [("html", _TEMPLATE_FAULTS), ("mjs", _SCRIPT_FAULTS)])
def test_no_separator_stands_beside_a_text(kind: str, faults: re.Pattern[str]) -> None:
    sources = {str(path.relative_to(ROOT)): path.read_text() for path in files(kind)}
    found = [(place, one[0]) for place, source in sources.items() for one in faults.finditer(source)]
    assert [one for one in found if one[0] != _KEYBOARD] == []


@pytest.mark.parametrize(
    ("faults", "source"),
    [
        (_TEMPLATE_FAULTS, '{{ plain("a") }}: {{ plain("b") }}'),
        (_TEMPLATE_FAULTS, '({{ t("form.optional") }})'),
        (_TEMPLATE_FAULTS, '{{ ", " if not loop.last }}'),
        (_SCRIPT_FAULTS, 'names.join(", ")'),
        (_SCRIPT_FAULTS, '`${words.text("a.b")}: ${name}`'),
        (_SCRIPT_FAULTS, '`${name} (${words.plain("a.b")})`'),
    ],
)
def test_separator_beside_a_text_is_found(faults: re.Pattern[str], source: str) -> None:
    assert faults.search(source)


def test_python_joins_texts_without_english_separators() -> None:
    modules = {str(path.relative_to(ROOT)): path for path in files("py")}
    found = {
        place: lines
        for place, path in modules.items()
        if not place.startswith(_FOR_PROGRAMS) and (lines := joins_with_a_separator(path.read_text()))
    }
    assert found == {}
    assert joins_with_a_separator('a = 1\nb = ", ".join(names)') == [2]


def test_texts_of_dated_moments_have_no_word_for_the_clock() -> None:
    readers = (("mjs", _SCRIPT_MOMENTS), ("html", _TEMPLATE_MOMENTS), ("py", _PYTHON_MOMENTS))
    keys = {key for kind, calls in readers for path in files(kind) for key in calls.findall(path.read_text())}
    assert {"door.override.locked", "doors.pin.set_at", "evacuation.made"} <= keys
    texts = [
        (code, key, own_catalogues().pattern(code, key))
        for code in LANGUAGES
        for key in sorted(keys | _COMPOSED_MOMENTS)
    ]
    assert [one for one in texts if refuses_dates(one[0], one[2])] == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "at {time}"),
        ("fr", "depuis {time}"),
        ("ar", "منذ الساعة {time}"),
        ("es", "a las {time}"),
        ("vi", "đặt lúc {at}"),
        ("ru", "в {time}"),
    ],
)
def test_word_for_the_clock_before_a_dated_moment_is_found(code: str, words: str) -> None:
    assert refuses_dates(code, words)


def test_scripts_name_no_locale_of_their_own() -> None:
    assert [path.name for path in files("mjs") if _FOREIGN_LOCALES.search(path.read_text())] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_reader_formats_are_those_of_the_scripts(code: str) -> None:
    """The vectors are also tested against the scripts: tests/javascript/times.test.mjs."""
    expected = json.loads(VECTORS.read_text(encoding="utf-8"))[code]
    moment = {
        "day": format_date(code, local_date(EVENING, HANOI), year=False),
        "time": format_time(code, EVENING, HANOI),
    }
    patterns = [own_catalogues().pattern(code, key) for key in ("board.moment", "door.say.day_time")]
    assert expected == {
        "tag": language(code).tag,
        "days": day_patterns(code),
        "day": moment["day"],
        "first_of_november": format_date(code, date(2025, 11, 1), year=False),
        "moment": format_datetime(code, EVENING, HANOI, year=False),
        "pattern": patterns[0],
        "numbers": {str(number): format_number(code, number) for number in NUMBERS},
    }
    assert {fill(pattern, moment) for pattern in patterns} == {expected["moment"]}
