"""Links for crews: their end and what they show."""

from datetime import timedelta

import pytest

from broadcast.scripts.domain.links import MAX_DAYS, CrewLink, check_language, check_scopes, expiry_of
from conference.errors import InvalidError
from tests.support.scripts import NINE


def test_link_ends_or_is_revoked() -> None:
    link = CrewLink(
        id="l",
        session_id="opening",
        label="Sound",
        scopes=("sound",),
        language="vi",
        created_at=NINE,
        created_by="s",
        expires_at=expiry_of(1, NINE),
        revoked_at=None,
    )
    assert link.is_valid(NINE)
    assert not link.is_valid(NINE + timedelta(days=1))


@pytest.mark.parametrize("days", [0, -1, MAX_DAYS + 1])
def test_days_are_limited(days: int) -> None:
    with pytest.raises(InvalidError, match=r"script\.days_unfit"):
        expiry_of(days, NINE)


def test_scopes_are_known_and_in_their_order() -> None:
    assert check_scopes(("light", "spoken")) == ("spoken", "light")
    for wrong in ((), ("names",)):
        with pytest.raises(InvalidError, match=r"script\.scopes_missing"):
            check_scopes(wrong)


def test_language_is_one_of_the_interface() -> None:
    assert check_language("ar") == "ar"
    with pytest.raises(InvalidError):
        check_language("xx")
