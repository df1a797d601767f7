"""Fast reading of catalogues: the same texts as Babel reads, and nothing that is written in another way."""

import io

import pytest
from babel.messages.pofile import read_po

from conference.languages import LANGUAGES
from conference.resources import locales_folder
from conference.texts.catalogues import catalogue_path
from conference.texts.plain_catalogues import read_plain_texts

HEAD = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
ONE = 'msgid "a.b"\nmsgstr "one"\n'
MANY = 'msgid "a.n"\nmsgid_plural "a.n"\nmsgstr[0] "{n} page"\nmsgstr[1] "{n} pages"\n'


@pytest.mark.parametrize("code", LANGUAGES)
def test_own_catalogues_are_read_fast_and_as_babel_reads_them(code: str) -> None:
    path = catalogue_path(locales_folder(), code)
    catalog = read_po(io.BytesIO(path.read_bytes()), locale=code, abort_invalid=True)
    expected = {
        (message.id if isinstance(message.id, str) else message.id[0]): message.string
        for message in catalog
        if message.id
    }
    assert read_plain_texts(path.read_text(encoding="utf-8")) == expected


def test_texts_and_forms_are_read_with_their_escapes() -> None:
    texts = read_plain_texts(HEAD + ONE + MANY + '\n\nmsgid "a.c"\nmsgstr "\\"x\\"\\n\\\\n\\ty"\n')
    assert texts == {"a.b": "one", "a.n": ("{n} page", "{n} pages"), "a.c": '"x"\n\\n\ty'}


def test_catalogues_share_the_strings_of_their_keys() -> None:
    first, second = read_plain_texts(HEAD + ONE), read_plain_texts(HEAD + ONE)
    assert first is not None
    assert second is not None
    assert next(iter(first)) is next(iter(second))


@pytest.mark.parametrize(
    "catalogue",
    [
        ONE,
        HEAD.replace("utf-8", "latin-1") + ONE,
        HEAD.replace("Plural-Forms", "Plurals") + ONE,
        HEAD + "# a comment\n" + ONE,
        HEAD + "#, fuzzy\n" + ONE,
        HEAD + '#~ msgid "a.z"\n#~ msgstr "old"\n',
        HEAD + 'msgctxt "menu"\n' + ONE,
        HEAD + 'msgid "a.b"\nmsgstr ""\n"one"\n',
        HEAD + ONE + 'msgid "a.c"\nmsgstr "open\n',
        HEAD + ONE + 'msgid "a.c"\nmsgstr "bell \\a"\n',
        HEAD + 'msgid "a\\nb"\nmsgstr "one"\n',
        HEAD + ONE + ONE,
        HEAD + MANY.replace('msgstr[1] "{n} pages"\n', ""),
        HEAD + MANY.replace("[1]", "[2]"),
        HEAD + MANY.replace("[0]", "[2]").replace("[1]", "[0]").replace("[2]", "[1]"),
        HEAD + ONE + "more",
    ],
)
def test_anything_else_is_left_to_babel(catalogue: str) -> None:
    assert read_plain_texts(catalogue) is None
