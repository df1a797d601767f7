"""Sentences and labels: buttons name the act, persons have no known gender, a session is named, signs end alike."""

import re
from collections import defaultdict
from collections.abc import Callable

import pytest

from conference.languages import LANGUAGES
from tests.conference.texts.every_text import PlacedText, catalogue_texts, every_text

DISMISSALS = frozenset({"Cancel", "إلغاء", "取消", "Annuler", "Отменить", "Cancelar", "Hủy"})
"""What the button says that leaves a dialog without doing anything."""

_CONFIRMING = re.compile(r"(_yes|\.yes|_do|\.do|\.send|\.give_up)$")
_ACTS = re.compile(r"(console\.verb|badges\.act|vetting\.act)\.|console\.speakers\.(end|skip)$|command\.settle$")
_INFINITIVE = {"fr": r"\w+(er|ir|re|oir)", "es": r"\w+[aei]r", "ru": r"\w+т[ьи](ся)?"}
_SUBJECTS = {
    "ar": "جلسة",
    "zh": "会议",
    "en": "session",
    "fr": "séance",
    "ru": "заседани|перерыв",
    "es": "sesión",
    "vi": "phiên họp",
}
_GENDERED = {
    "fr": r"(^|[.:;] )\{(name|by)\}[^.:;]*\b(est|sera|serait|été|soit)\b",
    "es": r"(^|[.:;] )\{(name|by)\}[^.:;]*\b(está|será|sido|fue|queda|registrad[oa])\b",
    "ar": r"\b(خرج|دخل|سبق\w*|سجل|ألغي|رفض|قبل|أقفل) \{(name|by)\}|\{(name|by)\} (س?ي|لم|لن|قد|مقفل|مسجل)",
}
_FREE_IN_RUSSIAN = re.compile(r"(^|[.:,(—] ?)$")
_RUSSIAN_NAMES = re.compile(r"\{(name|by)\}")
_VOWEL_SIGNS = re.compile(r"[\u064b-\u0652]")
_CLOSERS = '»”"’)）\u2069\u00a0\u202f '
_SIGNS = {"。": ".", "！": "!", "？": "?", "؟": "?", "：": ":", ".": ".", "!": "!", "?": "?", ":": ":", "…": "…"}


def misleads_as_yes(text: PlacedText) -> bool:
    """Whether a confirming button says what dismisses dialogs."""
    return _CONFIRMING.search(text.place) is not None and text.text in DISMISSALS


def names_no_act(text: PlacedText) -> bool:
    """Whether an act's label is a bare dismissal or, in a language with infinitives, does not begin with one."""
    if not _ACTS.match(text.place):
        return False
    verb = _INFINITIVE.get(text.language)
    return text.text in DISMISSALS or (
        verb is not None and re.match(rf"(se )?{verb}\b", text.text, re.IGNORECASE) is None
    )


def supposes_gender(text: PlacedText) -> bool:
    """Whether words agree with the name of a person, or a Russian name would need a case."""
    if text.language == "ru":
        named = [text.text[: found.start()] for found in _RUSSIAN_NAMES.finditer(text.text)]
        return any(not _FREE_IN_RUSSIAN.search(before) for before in named)
    words = _VOWEL_SIGNS.sub("", text.text)
    return text.language in _GENDERED and re.search(_GENDERED[text.language], words) is not None


def leaves_session_unnamed(text: PlacedText) -> bool:
    """Whether a refusal of the board says of which thing it speaks; those of a typed time speak of the time."""
    if not text.place.startswith("error.session.") or text.place.startswith("error.session.until_"):
        return False
    return re.search(_SUBJECTS[text.language], text.text, re.IGNORECASE) is None


def end_sign(text: str) -> str:
    """Return the sign at the end of a text as in English, "" for none; closing quotes and brackets are passed over."""
    return _SIGNS.get(text.rstrip(_CLOSERS)[-1:], "")


Rule = Callable[[PlacedText], bool]
RULES: tuple[Rule, ...] = (misleads_as_yes, names_no_act, supposes_gender, leaves_session_unnamed)


@pytest.mark.parametrize("breaks_rule", RULES)
def test_texts_keep_the_rule(breaks_rule: Rule) -> None:
    assert [(text.language, text.place, text.text) for text in catalogue_texts() if breaks_rule(text)] == []


@pytest.mark.parametrize(
    ("breaks_rule", "language", "place", "words"),
    [
        *((misleads_as_yes, "en", "console.confirm.cancel_yes", word) for word in sorted(DISMISSALS)),
        (names_no_act, "en", "console.verb.cancel", "Cancel"),
        (names_no_act, "fr", "console.speakers.end", "Fin de la déclaration"),
        (names_no_act, "es", "console.speakers.end", "Fin de la declaración"),
        (names_no_act, "ru", "command.settle", "Решено"),
        (supposes_gender, "fr", "badges.revoke_help", "{name} ne sera plus admis avec le badge {number}."),
        (supposes_gender, "fr", "doors.state.wiped", "{name} a été supprimé"),
        (supposes_gender, "es", "doors.state.locked", "{name} está bloqueado"),
        (supposes_gender, "ar", "doors.state.signed_out", "خرج {name}"),
        (supposes_gender, "ar", "badges.revoke_help", "{name} لن يدخل بالشارة"),
        (supposes_gender, "ru", "badges.reissue_help", "Для {name} будет оформлен новый бейдж."),
        (supposes_gender, "ru", "door.refused.undo", "Сервер не отменил отметку {name}."),
        (leaves_session_unnamed, "fr", "error.session.already_cancelled", "Elle est déjà annulée."),
        (leaves_session_unnamed, "ru", "error.session.already_cancelled", "Уже отменено."),
        (leaves_session_unnamed, "en", "error.session.already_cancelled", "It is already cancelled."),
    ],
)
def test_text_that_breaks_the_rule_is_found(breaks_rule: Rule, language: str, place: str, words: str) -> None:
    assert breaks_rule(PlacedText(place, language, words))


_OWN_END_SIGNS = ("letter.greeting", "letter.greeting_unnamed")
"""A letter's greeting ends with a comma in English, with an exclamation mark in Russian, with a colon in Spanish."""


def test_texts_end_with_the_same_sign_in_all_languages() -> None:
    signs: dict[tuple[str, str | None], dict[str, str]] = defaultdict(dict)
    for text in every_text():
        if text.form in (None, "other") and text.place not in _OWN_END_SIGNS:
            signs[text.place, text.form][text.language] = end_sign(text.text)
    assert {place: found for place, found in signs.items() if len(set(found.values())) > 1} == {}


@pytest.mark.parametrize(
    ("words", "sign"),
    [("保存。", "."), ("«Hola».", "."), ("ما هذا؟", "?"), ("等待……", "…"), ("Source", ""), ("（共5个）", "")],
)
def test_end_sign_is_compared_as_in_english(words: str, sign: str) -> None:
    assert end_sign(words) == sign


def test_each_language_is_checked_for_the_session() -> None:
    assert set(_SUBJECTS) == set(LANGUAGES)
