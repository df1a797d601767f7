"""Fields of the signing page."""

import msgspec
import pytest

from broadcast.signing.forms import SigningForm, SigningQuery


@pytest.mark.parametrize("code", ["vn", "VNM", "V1", "../x"])
def test_codes_of_states_have_two_capitals(code: str) -> None:
    for kind in (SigningForm, SigningQuery):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({"country": code}, kind)
    assert msgspec.convert({"country": "VN"}, SigningQuery).country == "VN"
