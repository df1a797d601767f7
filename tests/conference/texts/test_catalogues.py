"""Texts by key from the .po files: parameters, plural forms by CLDR, key families."""

from pathlib import Path

import pytest

from conference.languages import LANGUAGES
from conference.texts.catalogues import (
    FAMILIES,
    Catalogues,
    categories,
    fill,
    key_family,
    placeholders,
    plural_category,
)

CATALOGUES = Catalogues()


def write(folder: Path, code: str, body: str, forms: str = "nplurals=2; plural=(n != 1);") -> None:
    path = folder / code / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    head = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {forms}\\n"\n\n'
    path.write_text(head + body, encoding="utf-8")


@pytest.mark.parametrize("hard", ["{", "}", "%s", "{n}", "{secret}", "<b>", "{0.__class__}"])
def test_fill_takes_values_as_they_are(hard: str) -> None:
    assert fill("a {name} b {n}", {"name": hard, "n": 1}) == f"a {hard} b 1"


def test_fill_refuses_a_missing_parameter() -> None:
    with pytest.raises(KeyError):
        fill("{name}", {})


def test_placeholders_are_the_names_in_braces() -> None:
    assert placeholders("{name} signed {n} of {of}; {} {0} {Name}") == {"name", "n", "of"}


@pytest.mark.parametrize(
    ("code", "n", "category"),
    [
        *[("ar", n, c) for n, c in ((0, "zero"), (1, "one"), (2, "two"), (7, "few"), (64, "many"), (400, "other"))],
        *[("ru", n, c) for n, c in ((1, "one"), (21, "one"), (64, "few"), (71, "one"), (72, "few"), (40, "many"))],
        *[("fr", n, c) for n, c in ((0, "one"), (1, "one"), (2, "other"), (1_000_000, "many"))],
        ("zh", 1, "other"),
        ("vi", 1, "other"),
    ],
)
def test_plural_category_is_cldrs(code: str, n: int, category: str) -> None:
    assert plural_category(code, n) == category


def test_plural_forms_stand_in_catalogue_order() -> None:
    assert categories("ar") == ("zero", "one", "two", "few", "many", "other")
    assert categories("ru") == ("one", "few", "many", "other")
    assert categories("zh") == ("other",)


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_has_texts_and_plurals(code: str) -> None:
    assert CATALOGUES.text(code, "base.skip")
    assert "64" in CATALOGUES.plural(code, "board.signatories", 64)


def test_wrong_kind_of_text_and_unknown_key_are_errors() -> None:
    with pytest.raises(KeyError, match="is a plural"):
        CATALOGUES.text("en", "board.signatories")
    with pytest.raises(KeyError, match="is not a plural"):
        CATALOGUES.plural("en", "base.skip", 2)
    with pytest.raises(KeyError):
        CATALOGUES.text("en", "no.such.key")
    with pytest.raises(KeyError):
        CATALOGUES.text("de", "base.skip")


def test_catalogue_is_the_po_file_without_fuzzy_and_empty_ones(tmp_path: Path) -> None:
    write(
        tmp_path,
        "en",
        'msgid "a.b"\nmsgstr "A {x}"\n\n#, fuzzy\nmsgid "a.c"\nmsgstr "C"\n\nmsgid "a.d"\nmsgstr ""\n\n'
        'msgid "n.a"\nmsgid_plural "n.a"\nmsgstr[0] "{n} one"\nmsgstr[1] "{n} more"\n',
    )
    catalogues = Catalogues(tmp_path)
    assert catalogues.with_prefix("en", "a.") == {"a.b": "A {x}"}
    assert catalogues.with_prefix("en", "n.") == {"n.a": {"one": "{n} one", "other": "{n} more"}}
    assert catalogues.plural("en", "n.a", 1234) == "1,234 more"


def test_catalogue_with_the_wrong_number_of_forms_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "ru", 'msgid "n.a"\nmsgid_plural "n.a"\nmsgstr[0] "один"\nmsgstr[1] "два"\n')
    with pytest.raises(ValueError, match="shorter"):
        Catalogues(tmp_path).entries("ru")


def test_key_family_gives_declared_keys_only() -> None:
    family = key_family("test.family.", ("a", "b"))
    try:
        assert dict(family) == {"a": "test.family.a", "b": "test.family.b"}
        with pytest.raises(KeyError):
            family["c"]
    finally:
        FAMILIES.remove(family)
