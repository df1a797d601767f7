"""Texts of the reasons for which a file of verdicts is refused."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from accreditation.exchange.domain.verdicts import Fault
from accreditation.exchange.web.fault_texts import FAULTS, fault_text
from conference.languages import LANGUAGES
from conference.texts.catalogues import own_catalogues

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
VALUES = {"event": "rome-2026", "batch": "batch_1", "key": "0" * 16, "deadline": datetime(2025, 10, 1, 8, tzinfo=UTC)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_a_text(language: str) -> None:
    texts = [fault_text(own_catalogues(), language, Fault(f"verdict.{name}", values=VALUES), HANOI) for name in FAULTS]
    assert len(set(texts)) == len(FAULTS) == 22


def test_error_of_vetting_has_its_own_text() -> None:
    text = fault_text(own_catalogues(), "en", Fault("vetting.same_person"), HANOI)
    assert text == own_catalogues().text("en", "error.vetting.same_person")


def test_value_of_a_hostile_file_is_cut() -> None:
    text = fault_text(own_catalogues(), "en", Fault("verdict.other_event", values={"event": "x\x00" * 400}), HANOI)
    assert len(text) < 200
    assert "\x00" not in text


def test_time_is_that_of_the_venue() -> None:
    assert "15:00" in fault_text(own_catalogues(), "en", Fault("verdict.too_late", values=VALUES), HANOI)
