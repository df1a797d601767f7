"""JSON in exchanged files."""

import pytest

from accreditation.exchange.sealed.site_files import SiteKey
from accreditation.exchange.sealed.structs import decode_struct, encode_struct
from conference.errors import InvalidError

KEY = SiteKey(id="1", point="04")


def test_value_has_one_form_and_is_read_again() -> None:
    assert encode_struct(KEY) == b'{"id":"1","point":"04"}'
    assert decode_struct(encode_struct(KEY), SiteKey, "batch.unreadable") == KEY


@pytest.mark.parametrize("data", [b"", b"\xff", b"{}", b'{"id":"1","point":"04","more":1}', b'{"id":1,"point":"04"}'])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidError, match=r"batch\.unreadable"):
        decode_struct(data, SiteKey, "batch.unreadable")
