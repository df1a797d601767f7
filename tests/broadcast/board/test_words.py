"""The board's words: every phase of every kind, every reason, every refusal, in every language."""

from datetime import UTC, datetime

import pytest

from broadcast.board.domain.sessions import REFUSALS, Phase, Reason
from broadcast.board.words import GENDERS, CatalogueWords
from conference.event import KINDS
from conference.languages import LANGUAGES
from conference.texts.catalogues import Catalogues
from tests.support.board_samples import HANOI, text

CATALOGUES = Catalogues()
WORDS = CatalogueWords(CATALOGUES, {"VN": text("Viet Nam")})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phase_of_every_kind_has_its_word(language: str) -> None:
    for kind in KINDS:
        assert CATALOGUES.text(language, f"session_kind.{kind}.gender") in GENDERS
        assert WORDS.kind(language, kind)
        labels = [WORDS.phase(language, phase, kind) for phase in Phase]
        assert len(set(labels)) == len(Phase)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_and_reason_has_its_words(language: str) -> None:
    assert all(CATALOGUES.has(language, f"error.{code}") for code in REFUSALS.values())
    assert all(WORDS.reason(language, reason) for reason in Reason)


@pytest.mark.parametrize(
    ("language", "kind", "label"),
    [
        ("fr", "plenary", "Suspendue"),
        ("fr", "general_debate", "Suspendu"),
        ("ru", "general_debate", "Объявлен перерыв"),
        ("ru", "side_event", "Объявлен перерыв"),
        ("ru", "round_table", "Объявлен перерыв"),
        ("es", "side_event", "Suspendido"),
        ("ar", "plenary", "معلّقة"),
        ("ar", "press_conference", "معلّق"),
        ("zh", "plenary", "已暂停"),
    ],
)
def test_phase_agrees_with_the_kind_of_session(language: str, kind: str, label: str) -> None:
    assert WORDS.phase(language, Phase.SUSPENDED, kind) == label


def test_meetings_are_adjourned_and_the_rest_is_concluded() -> None:
    assert WORDS.phase("en", Phase.ADJOURNED, "plenary") == "Adjourned"
    assert WORDS.phase("fr", Phase.ADJOURNED, "side_event") == "Terminée"


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("ar", 1, "جهة موقِّعة واحدة"),
        ("ar", 2, "جهتان موقِّعتان"),
        ("ar", 64, "64 جهة موقِّعة"),
        ("ar", 103, "103 جهات موقِّعة"),
        ("ru", 1, "1 подписавшая сторона"),
        ("ru", 64, "64 подписавшие стороны"),
        ("ru", 65, "65 подписавших сторон"),
        ("ru", 71, "71 подписавшая сторона"),
        ("fr", 0, "0 signataire"),
        ("fr", 72, "72 signataires"),
        ("en", 1, "1 signatory"),
        ("vi", 72, "72 bên ký"),
    ],
)
def test_counts_are_in_the_right_plural(language: str, count: int, words: str) -> None:
    assert WORDS.signatories(language, count) == words


def test_minutes_are_in_the_case_after_in() -> None:
    assert WORDS.minutes("ru", 1) == "1 минуту"
    assert WORDS.minutes("ar", 2) == "دقيقتين"


def test_unknown_country_is_its_code() -> None:
    assert (WORDS.country("fr", "VN"), WORDS.country("fr", "XX")) == ("Viet Nam (fr)", "XX")


def test_times_are_the_venues() -> None:
    assert WORDS.clock_time("ar", datetime(2025, 10, 25, 2, 5, tzinfo=UTC), HANOI) == "09:05"
