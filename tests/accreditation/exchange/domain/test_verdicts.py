"""Reasons for which a file of verdicts is refused as a whole."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accreditation.applications.domain.applications import Agency
from accreditation.exchange.domain.agency_keys import RegisteredKey
from accreditation.exchange.domain.batches import BatchState
from accreditation.exchange.domain.verdicts import (
    OfficerSignature,
    Verdict,
    VerdictFile,
    VerdictRow,
    find_batch_faults,
    find_row_faults,
    find_signature_faults,
)
from tests.support.agency_files import (
    EVENT,
    NOW,
    make_batch,
    make_batch_rows,
    make_verdict_rows,
    officer_key,
    registered,
    sealing_key,
)

FIRST, SECOND = officer_key("First").key, officer_key("Second").key
REASONS = frozenset({"security"})


def _make_file(**changes: object) -> VerdictFile:
    values: dict[str, object] = {
        "event": EVENT, "batch": "batch_1", "agency": Agency.SECURITY, "manifest": make_batch().manifest,
        "rows": tuple(make_verdict_rows()), "digest": "d1", "signers": (FIRST.fingerprint, SECOND.fingerprint),
    }  # fmt: skip
    return VerdictFile(**(values | changes))  # type: ignore[arg-type]


def test_file_for_the_open_batch_has_no_fault() -> None:
    assert find_batch_faults(_make_file(), make_batch(), event=EVENT, now=NOW) == []


@pytest.mark.parametrize(
    ("file", "batch", "code"),
    [
        (_make_file(event="rome-2026"), make_batch(), "verdict.other_event"),
        (_make_file(), None, "verdict.batch_unknown"),
        (_make_file(agency=Agency.ACCREDITATION), make_batch(), "verdict.batch_unknown"),
        (_make_file(), make_batch(state=BatchState.ANSWERED, verdict_file="d1"), "verdict.replayed"),
        (_make_file(), make_batch(state=BatchState.ANSWERED, verdict_file="d2"), "verdict.answered"),
        (_make_file(), make_batch(state=BatchState.WITHDRAWN), "verdict.batch_withdrawn"),
        (_make_file(), make_batch(state=BatchState.SUPERSEDED), "verdict.batch_superseded"),
        (_make_file(manifest="0"), make_batch(), "verdict.other_manifest"),
        (_make_file(), make_batch(deadline=NOW - timedelta(seconds=1)), "verdict.too_late"),
    ],
)
def test_file_for_no_open_batch_is_refused(file: VerdictFile, batch: object, code: str) -> None:
    assert [one.code for one in find_batch_faults(file, batch, event=EVENT, now=NOW)] == [code]  # type: ignore[arg-type]


def _right_signatures(*keys: object) -> list[OfficerSignature]:
    return [OfficerSignature(key.fingerprint, is_whole=True) for key in keys]  # type: ignore[attr-defined]


def test_two_officers_are_enough() -> None:
    assert find_signature_faults(_right_signatures(FIRST, SECOND), registered(FIRST, SECOND), _make_file()) == []


@pytest.mark.parametrize("signatures", [[], _right_signatures(FIRST), _right_signatures(FIRST, FIRST)])
def test_signature_of_one_officer_is_not_enough(signatures: list[OfficerSignature]) -> None:
    found = find_signature_faults(signatures, registered(FIRST, SECOND), _make_file())
    assert [one.code for one in found] == ["verdict.one_officer"]


@pytest.mark.parametrize(
    "keys",
    [
        registered(FIRST),
        registered(FIRST) | {SECOND.fingerprint: RegisteredKey(SECOND, NOW, "a", withdrawn_at=NOW)},
        registered(FIRST) | {SECOND.fingerprint: RegisteredKey(replace(SECOND, agency=Agency.ACCREDITATION), NOW, "a")},
        registered(FIRST) | {SECOND.fingerprint: RegisteredKey(sealing_key().key, NOW, "a")},
    ],
)
def test_key_that_is_no_officers_of_the_agency_is_refused(keys: dict[str, RegisteredKey]) -> None:
    found = find_signature_faults(_right_signatures(FIRST, SECOND), keys, _make_file())
    assert [(one.code, one.values) for one in found] == [("verdict.key_unknown", {"key": SECOND.id})]


def test_changed_row_is_named() -> None:
    signatures = [
        OfficerSignature(FIRST.fingerprint, is_whole=False, bad_rows=(2,)),
        OfficerSignature(SECOND.fingerprint, is_whole=False, bad_rows=(2, 3)),
    ]
    found = find_signature_faults(signatures, registered(FIRST, SECOND), _make_file())
    assert [(one.code, one.row, one.application_id) for one in found] == [
        ("verdict.row_changed", 2, "app_2"),
        ("verdict.row_changed", 3, "app_3"),
    ]


def test_wrong_signature_of_the_whole_is_refused() -> None:
    signatures = [OfficerSignature(FIRST.fingerprint, is_whole=False), *_right_signatures(SECOND)]
    found = find_signature_faults(signatures, registered(FIRST, SECOND), _make_file())
    assert [one.code for one in found] == ["verdict.signature_wrong"]


def _fault_codes(rows: list[VerdictRow], reasons: frozenset[str] = REASONS) -> list[tuple[str, int]]:
    found = find_row_faults(_make_file(rows=tuple(rows)), make_batch_rows(), reasons)
    return [(one.code, one.row) for one in found]


def test_rows_of_the_batch_have_no_fault() -> None:
    assert _fault_codes(make_verdict_rows()) == []


def test_reordered_rows_are_named() -> None:
    first, second, third = make_verdict_rows()
    assert _fault_codes([second, first, third]) == [("verdict.row_reordered", 1), ("verdict.row_reordered", 2)]


def test_missing_repeated_and_unknown_rows_are_named() -> None:
    first, second, third = make_verdict_rows()
    assert _fault_codes([first, third]) == [("verdict.row_missing", 2)]
    assert _fault_codes([first, second, third, third]) == [("verdict.row_repeated", 3), ("verdict.row_repeated", 4)]
    assert _fault_codes([first, second, third, VerdictRow("app_9", "", Verdict.APPROVED)]) == [
        ("verdict.id_unknown", 4)
    ]


def test_row_with_other_content_is_named() -> None:
    first, second, third = make_verdict_rows()
    assert _fault_codes([first, replace(second, digest="0" * 64), third]) == [("verdict.row_other_content", 2)]


def test_reasons_that_the_event_does_not_have_are_named() -> None:
    first, second, third = make_verdict_rows()
    assert _fault_codes([first, second, third], frozenset()) == [("verdict.reason_unknown", 2)]
    assert _fault_codes([first, replace(second, reason=""), third]) == [("verdict.reason_unknown", 2)]
    assert _fault_codes([replace(first, reason="security"), second, third]) == [("verdict.reason_not_asked", 1)]


def test_batch_with_a_deleted_application_is_refused() -> None:
    first, _second, third = make_batch_rows()
    found = find_row_faults(_make_file(), [first, None, third], REASONS)
    assert [(one.code, one.row) for one in found] == [("verdict.row_deleted", 2)]
