"""PINs: which are too easy."""

import pytest

from accreditation.doors.domain.pins import pin_flaw


@pytest.mark.parametrize(
    ("pin", "flaw"),
    [
        ("80491", "pin.unfit"), ("8049138049138", "pin.unfit"), ("80 913", "pin.unfit"), ("٨٠٤٩١٣", "pin.unfit"),
        ("000000", "pin.too_easy"), ("123456", "pin.too_easy"), ("654321", "pin.too_easy"), ("890123", "pin.too_easy"),
        ("246802", "pin.too_easy"), ("121212", "pin.too_easy"), ("804804", "pin.too_easy"), ("110100", "pin.too_easy"),
        ("804913", None), ("804913804914", None),
    ],
)  # fmt: skip
def test_easy_pins_are_refused(pin: str, flaw: str | None) -> None:
    assert pin_flaw(pin) == flaw
