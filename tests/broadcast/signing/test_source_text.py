"""The source of a count in the event's languages."""

import pytest

from broadcast.signing.source_text import read_source
from conference.errors import InvalidError

BOTH = ("en", "vi")


def test_no_source_keeps_the_present_one() -> None:
    assert read_source(BOTH, None) is None


def test_required_language_must_have_a_text() -> None:
    assert read_source(BOTH, {"en": " Treaty  Section ", "fr": "x"}) == {"en": "Treaty Section"}
    with pytest.raises(InvalidError, match=r"signing\.source_missing"):
        read_source(BOTH, {"vi": "Ban thư ký", "en": "  "})
