"""Signed files of verdicts: two officers sign each row and the whole."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accreditation.applications.domain.applications import Agency
from accreditation.exchange.sealed.key_files import read_public_key
from accreditation.exchange.sealed.verdict_files import (
    check_signatures,
    confirm_verdicts,
    read_verdicts,
    sign_verdicts,
)
from conference.errors import InvalidError
from tests.support.agency_files import NAMES, NOW, make_opened, make_verdict_rows, officer_key

FIRST, SECOND = officer_key("First"), officer_key("Second")
KEYS = {one.key.fingerprint: one.key.public for one in (FIRST, SECOND)}
VECTORS = json.loads(Path("tests/vectors/agency_files.json").read_text(encoding="utf-8"))


def _signed_file() -> bytes:
    return confirm_verdicts(sign_verdicts(make_opened(), make_verdict_rows(), FIRST, at=NOW), SECOND, at=NOW)


def _change_file(change: Callable[[Any], object]) -> bytes:
    file = json.loads(_signed_file())
    change(file)
    return json.dumps(file).encode()


def test_both_signatures_are_right() -> None:
    checked = check_signatures(_signed_file(), KEYS)
    assert [(one.fingerprint, one.is_whole, one.bad_rows) for one in checked] == [
        (FIRST.key.fingerprint, True, ()),
        (SECOND.key.fingerprint, True, ()),
    ]


def test_file_has_no_name() -> None:
    assert not any(name.encode() in _signed_file() for name in NAMES)


def test_file_of_an_earlier_program_is_still_accepted() -> None:
    keys = [read_public_key(text.encode()) for text in VECTORS["officers"]]
    checked = check_signatures(VECTORS["verdicts"].encode(), {key.fingerprint: key.public for key in keys})
    assert [(one.is_whole, one.bad_rows) for one in checked] == [(True, ())] * 2


@pytest.mark.parametrize(
    ("change", "bad_rows"),
    [
        (lambda file: file["rows"][1].update(verdict="approved", reason=""), (2,)),
        (lambda file: file["rows"][1].update(reason="other"), (2,)),
        (lambda file: file["rows"][2].update(digest="0" * 64), (3,)),
        (lambda file: file["rows"].reverse(), (1, 3)),
        (lambda file: file["rows"].pop(), ()),
        (lambda file: file["rows"].append(file["rows"][0]), (4,)),
        (lambda file: file.update(batch="batch_2"), (1, 2, 3)),
        (lambda file: file["signatures"][1].update(at="2025-10-02T08:00:00Z"), ()),
    ],
)
def test_change_after_signing_is_noticed(change: Callable[[Any], object], bad_rows: tuple[int, ...]) -> None:
    first, second = check_signatures(_change_file(change), KEYS)
    assert second.is_whole is False
    assert second.bad_rows == first.bad_rows == bad_rows


def test_signature_of_an_unknown_key_is_not_right() -> None:
    assert [one.is_whole for one in check_signatures(_signed_file(), {})] == [False, False]


def test_one_officer_cannot_sign_twice() -> None:
    with pytest.raises(InvalidError, match=r"verdict\.same_officer"):
        confirm_verdicts(sign_verdicts(make_opened(), make_verdict_rows(), FIRST, at=NOW), FIRST, at=NOW)


def test_third_officer_and_another_agency_cannot_sign() -> None:
    with pytest.raises(InvalidError, match=r"verdict\.signed_already"):
        confirm_verdicts(_signed_file(), officer_key("Third"), at=NOW)
    with pytest.raises(InvalidError, match=r"agency_key\.other_agency"):
        sign_verdicts(make_opened(), make_verdict_rows(), officer_key("A", Agency.ACCREDITATION), at=NOW)


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[" * 9000, b" " * 600_000])
def test_unreadable_file_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidError, match=r"verdict\.unreadable"):
        read_verdicts(data)


def test_verdict_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InvalidError, match=r"verdict\.unreadable"):
        read_verdicts(_change_file(lambda file: file["rows"][0].update(verdict="perhaps")))
