"""Codes of enrolments: what they are made of, and how typed ones are read, in Python and in JavaScript."""

import pytest

from accreditation.doors.domain.enrolment_codes import ALPHABET, make_code, read_code
from tests.support.javascript import in_javascript

CODE = "K7M-3QX-9TR"
TYPED = {
    CODE: CODE,
    " k7m 3qx 9tr ": CODE,
    "k7m3qx9tr": CODE,
    "K7M\u20133QX\u20119TR": CODE,
    "o0l-1i1-uvx": "001-111-VVX",
    "K7M-3QX-9T": None,
    "K7M-3QX-9TRR": None,
    "K7M-3QX-9T?": None,
    "K7M-3QX-9T\u0131": "K7M-3QX-9T1",
    "": None,
}


def test_code_has_forty_five_bits_without_signs_that_look_alike() -> None:
    assert len(set(ALPHABET)) == 32
    codes = {make_code(f"secret {n}") for n in range(300)}
    assert len(codes) == 300
    assert all(read_code(code) == code and len(code) == 11 for code in codes)
    assert set("".join(codes)) == {*ALPHABET, "-"}


@pytest.mark.parametrize(("typed", "code"), TYPED.items())
def test_typed_code_is_read_in_any_case_with_any_dashes(typed: str, code: str | None) -> None:
    assert read_code(typed) == code


def test_javascript_reads_typed_codes_alike() -> None:
    read = "(typed) => rules.readEnrolmentCode(typed)"
    assert in_javascript("enrolment_code.mjs", "rules", read, list(TYPED)) == list(TYPED.values())
