"""Text of clients is normalised at a bounded cost (UAX #15, Stream-Safe Text Format)."""

import sys
import unicodedata
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.errors import InvalidError
from conference.texts import stream_safe as module
from conference.texts.stream_safe import MAX_CHARACTERS, MAX_NON_STARTERS, NormalForm, normalize, stream_safe
from tests.support.badge_samples import NAMES

FORMS: tuple[NormalForm, ...] = ("NFC", "NFD", "NFKC", "NFKD")
MARKS = "\u0301\u0316"
"""Two marks of different classes, the later class first."""

NAMES_OF_A8 = ("{", "%s", "O'Brien", "a" * 120, "Cher", "علی‌رضا", "क्ष‍त्रिय", "a\u0323\u0302\u0301", "الجَزيرَةُ", "בְּרֵאשִׁית")
HIDDEN_MARKS = ("\u0344", "\u0f73", "\u0f75", "\u0f81", "\uff9e", "\uff9f")
"""Characters that decompose into combining marks, most of them without being one themselves."""


def longest_run(text: str) -> int:
    """The longest run of combining marks in the decomposed text."""
    marks = groupby(unicodedata.normalize("NFKD", text), key=lambda part: unicodedata.combining(part) > 0)
    return max((len(list(run)) for is_mark, run in marks if is_mark), default=0)


class Recorder:
    """`unicodedata`, with a count of the characters that are normalised."""

    def __init__(self) -> None:
        self.characters = 0

    def normalize(self, form: NormalForm, text: str) -> str:
        self.characters += len(text)
        return unicodedata.normalize(form, text)

    def combining(self, character: str) -> int:
        return unicodedata.combining(character)


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    monkeypatch.setattr(module, "unicodedata", recorder := Recorder())
    return recorder


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", [*NAMES.values(), *NAMES_OF_A8])
def test_name_of_every_script_stays_as_it_is(name: str, form: NormalForm) -> None:
    typed = unicodedata.normalize(form, name)
    assert stream_safe(typed) == typed
    assert normalize("NFC", typed) == unicodedata.normalize("NFC", typed)


@given(st.text(alphabet="".join(NAMES.values()) + unicodedata.normalize("NFD", "".join(NAMES.values())), max_size=120))
def test_text_is_unchanged_without_long_runs_of_marks(text: str) -> None:
    cut = stream_safe(text)
    assert (cut == text) == (longest_run(text) <= MAX_NON_STARTERS)


@given(st.text(alphabet=st.sampled_from([*MARKS, *HIDDEN_MARKS, "a", "é", "ệ", "\u200d", "\u1161", "ก"]), max_size=200))
def test_cut_text_is_in_the_stream_safe_format(text: str) -> None:
    cut = stream_safe(text)
    assert longest_run(cut) <= MAX_NON_STARTERS
    assert stream_safe(cut) == cut


@pytest.mark.parametrize("mark", [*MARKS, *HIDDEN_MARKS])
def test_run_is_cut_after_thirty_marks(mark: str) -> None:
    size = len(unicodedata.normalize("NFKD", mark))
    assert stream_safe("a" + mark * 1000 + "b") == "a" + mark * (MAX_NON_STARTERS // size) + "b"


@given(st.sampled_from(FORMS), st.text(max_size=60))
def test_short_text_is_normalized_as_unicode_says(form: NormalForm, text: str) -> None:
    if longest_run(text) <= MAX_NON_STARTERS:
        assert normalize(form, text) == unicodedata.normalize(form, text)


def test_text_that_is_too_long_is_refused_unread(recorder: Recorder) -> None:
    with pytest.raises(InvalidError) as refused:
        normalize("NFC", "a" + MARKS * 500_000)
    assert refused.value.code == "text.too_long"
    assert refused.value.params == {"most": MAX_CHARACTERS, "length": 1_000_001}
    assert recorder.characters == 0


def test_longest_text_is_normalized_once_without_its_run(recorder: Recorder) -> None:
    text = "a" + MARKS * (MAX_CHARACTERS // 2)
    assert longest_run(normalize("NFC", text[:MAX_CHARACTERS])) == MAX_NON_STARTERS
    assert recorder.characters <= MAX_CHARACTERS + 1 + MAX_NON_STARTERS


def test_character_that_begins_with_a_mark_is_marks_alone() -> None:
    """`stream_safe` counts the marks at the end of each character only."""
    for code in range(sys.maxunicode + 1):
        classes = [unicodedata.combining(part) for part in unicodedata.normalize("NFKD", chr(code))]
        assert all(classes) or not classes[0], hex(code)
