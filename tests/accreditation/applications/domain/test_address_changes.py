"""Confirmations of a change of address."""

import pytest

from accreditation.applications.domain.address_changes import AddressChange, Side, apply_address_change
from tests.support.application_samples import NOON, application

CHANGE = AddressChange(
    application_id="app_1", address="new@example.org", expires_at=NOON, earlier_hash="e", new_hash="n"
)


@pytest.mark.parametrize("first", Side)
def test_change_is_confirmed_by_both_sides(first: Side) -> None:
    one = CHANGE.confirm(first)
    assert one.is_confirmed_by(first)
    assert not one.is_confirmed
    assert one.confirm(first) == one
    second = Side.NEW if first is Side.EARLIER else Side.EARLIER
    assert one.confirm(second).is_confirmed


def test_letter_tells_its_side() -> None:
    assert (CHANGE.side_of("e"), CHANGE.side_of("n")) == (Side.EARLIER, Side.NEW)


def test_changed_address_is_a_new_version_of_the_data() -> None:
    before = application()
    after = apply_address_change(before, "new@example.org")
    assert (after.applicant.email, after.version, after.data_version) == ("new@example.org", 2, 2)
    assert (after.state, after.link_generation) == (before.state, before.link_generation)
