"""The catalogue check reports each kind of fault."""

import gettext
from pathlib import Path

import pytest

from conference.languages import LANGUAGES
from conference.texts.catalogue_check import check, plural_header, template
from conference.texts.catalogue_keys import UsedKeys
from conference.texts.catalogues import categories, plural_category, read_catalogue


@pytest.mark.parametrize("code", LANGUAGES)
def test_plural_header_counts_as_cldr_does(code: str) -> None:
    rule = gettext.c2py(plural_header(code).split("plural=")[1].rstrip(";"))
    for n in (*range(220), 1000, 1_000_000, 1_000_001, 2_000_000):
        assert categories(code)[rule(n)] == plural_category(code, n)


def po(*entries: str, code: str, plurals: str | None = None) -> str:
    head = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: {code}\\n"\n'
    return head + f'"Plural-Forms: {plurals or plural_header(code)}\\n"\n\n' + "\n\n".join(entries) + "\n"


def text(key: str, words: str) -> str:
    return f'msgid "{key}"\nmsgstr "{words}"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Seven catalogues of one text that is used."""
    for code in LANGUAGES:
        path = tmp_path / code / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True)
        path.write_text(po(text("a.b", "x {name}"), code=code), encoding="utf-8")
    used = UsedKeys(exact={"a.b": "page.html:1"})
    (tmp_path / "messages.pot").write_text(template({"a.b": "x {name}"}, used), encoding="utf-8")
    return tmp_path


USED = UsedKeys(exact={"a.b": "page.html:1"})


def test_seven_good_catalogues_pass(folder: Path) -> None:
    assert check(folder, USED) == []


@pytest.mark.parametrize(
    ("code", "entries", "complaint"),
    [
        ("fr", [text("a.b", "x")], "fr: a.b has the placeholders [], not ['name']"),
        ("fr", [], "fr: a.b is missing"),
        ("ru", [text("a.b", "")], "ru: a.b is not translated"),
        ("ru", ["#, fuzzy\n" + text("a.b", "x {name}")], "ru: a.b is fuzzy"),
        ("es", [text("a.b", "x {name}"), text("a.c", "y")], "es: a.c is in no other language"),
        ("fr", [text("a.b", "x {name} !")], "fr: a.b lacks U+202F before ; ! ? or U+00A0 before a colon"),
        ("fr", [text("a.b", "x : {name}")], "fr: a.b lacks U+202F before ; ! ? or U+00A0 before a colon"),
        ("ar", [text("a.b", "٣ {name}")], "ar: a.b has digits that are not Western"),
        ("vi", [text("a.b", "e\u0302 {name}")], "vi: a.b is not composed (NFC)"),
        ("zh", [text("a.b", " x {name}")], "zh: a.b has stray spaces"),
        (
            "ar",
            ['msgid "a.b"\nmsgid_plural "a.b"\n' + "\n".join(f'msgstr[{n}] "{{name}}"' for n in range(6))],
            "ar: a.b is a plural in one language and not in another",
        ),
    ],
)
def test_each_fault_is_reported(folder: Path, code: str, entries: list[str], complaint: str) -> None:
    path = folder / code / "LC_MESSAGES" / "messages.po"
    path.write_text(po(*entries, code=code), encoding="utf-8")
    assert complaint in check(folder, USED)


def test_plural_rule_of_another_language_is_reported(folder: Path) -> None:
    path = folder / "ru" / "LC_MESSAGES" / "messages.po"
    path.write_text(po(text("a.b", "x {name}"), code="ru", plurals="nplurals=2; plural=(n != 1);"), encoding="utf-8")
    assert check(folder, USED) == ["ru: the header's Plural-Forms is not CLDR's"]


def test_unused_missing_and_stale_keys_are_reported(folder: Path) -> None:
    complaints = check(folder, UsedKeys(exact={"a.z": "door.py:7"}))
    assert complaints == [
        "a.z: used in door.py:7, not in the catalogues",
        "a.b: nothing uses it",
        "messages.pot is stale: it must be extracted again",
    ]


def test_plural_without_number_only_for_zero_one_two(folder: Path) -> None:
    forms = {code: ["{n} x" for _ in categories(code)] for code in LANGUAGES}
    forms["ar"][1] = "واحد"
    for code in LANGUAGES:
        lines = "\n".join(f'msgstr[{n}] "{form}"' for n, form in enumerate(forms[code]))
        path = folder / code / "LC_MESSAGES" / "messages.po"
        path.write_text(po(f'msgid "a.b"\nmsgid_plural "a.b"\n{lines}', code=code), encoding="utf-8")
    entries = read_catalogue(folder / "en" / "LC_MESSAGES" / "messages.po", "en")
    (folder / "messages.pot").write_text(template(entries, USED), encoding="utf-8")
    assert check(folder, USED) == []
    path = folder / "ar" / "LC_MESSAGES" / "messages.po"
    path.write_text(path.read_text(encoding="utf-8").replace('msgstr[4] "{n} x"', 'msgstr[4] "x"'), encoding="utf-8")
    assert check(folder, USED) == ["ar: a.b has the placeholders [], not ['n']"]
