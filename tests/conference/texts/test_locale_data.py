"""Dates, numbers and plurals need only the kept sections of Babel's locale data."""

import json
import subprocess
import sys
from pathlib import Path

from babel import Locale
from babel.numbers import format_decimal

from conference.languages import LANGUAGES, language
from conference.texts.dates import format_number
from conference.texts.locale_data import locale_of

PROGRAM = """
import json, sys
from datetime import date
from conference.languages import LANGUAGES
from conference.texts.catalogues import categories, plural_category
from conference.texts.dates import format_date, format_number
from conference.texts.locale_data import drop_unused_locale_data

def texts():
    day = date(2025, 10, 25)
    return [
        [format_date(code, day, weekday=True), format_number(code, 1234.5), plural_category(code, 3), categories(code)]
        for code in LANGUAGES
    ]

before = texts() if "all" in sys.argv else drop_unused_locale_data() or texts()
print(json.dumps(before))
"""


def run(*arguments: str) -> object:
    command = [sys.executable, "-c", PROGRAM, *arguments]
    done = subprocess.run(command, cwd=Path(__file__).parents[3], capture_output=True, check=True)
    return json.loads(done.stdout)


def test_dropped_sections_change_no_text() -> None:
    assert run() == run("all")


def test_locale_of_a_language_writes_numbers_as_its_tag() -> None:
    for code in LANGUAGES:
        tagged = Locale.parse(language(code).tag, sep="-")
        assert format_number(code, 1234567.5) == format_decimal(1234567.5, locale=tagged, numbering_system="latn")
        assert [locale_of(code).plural_form(n) for n in range(120)] == [tagged.plural_form(n) for n in range(120)]
