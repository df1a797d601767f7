"""Sealed forms: only this site opens them, whole and for a time."""

from datetime import UTC, datetime, timedelta

from conference.auth.sealed_forms import KEPT_FOR, MAX_BYTES, UnsentInput, open_form, seal_form
from conference.ids import RandomIds
from conference.issued_secrets import IssuedSecrets

NOW = datetime(2025, 10, 25, 2, 0, tzinfo=UTC)
ISSUED, OTHER = (IssuedSecrets(RandomIds(), key * 32) for key in (b"k", b"o"))


def unsent(note: str = "secret note") -> UnsentInput:
    typed = {"note": [note], "topics": ["a", "b"]}
    return UnsentInput(staff="stf_1", target="/staff/desk", page="/staff/desk?id=1", typed=typed, written=["note"])


def test_sealed_form_is_opened() -> None:
    pieces = seal_form(unsent("字" * 4000), ISSUED, at=NOW)
    assert len(pieces) == 2
    assert open_form(pieces, ISSUED, now=NOW + KEPT_FOR - timedelta(seconds=1)) == unsent("字" * 4000)


def test_form_is_not_opened_later_or_by_another_key() -> None:
    pieces = seal_form(unsent(), ISSUED, at=NOW)
    assert open_form(pieces, ISSUED, now=NOW + KEPT_FOR) is None
    assert open_form(pieces, OTHER, now=NOW) is None


def test_changed_form_is_not_opened() -> None:
    (sealed,) = seal_form(unsent(), ISSUED, at=NOW)
    for changed in (sealed[:-8], sealed[8:], "A" * 8 + sealed[8:], "", "é", "A"):
        assert open_form([changed], ISSUED, now=NOW) is None


def test_sealed_form_tells_nothing() -> None:
    assert seal_form(unsent(), ISSUED, at=NOW) != seal_form(unsent(), ISSUED, at=NOW)
    assert "note" not in "".join(seal_form(unsent(), ISSUED, at=NOW))


def test_large_form_is_not_kept() -> None:
    assert seal_form(unsent("x" * MAX_BYTES), ISSUED, at=NOW) == []
