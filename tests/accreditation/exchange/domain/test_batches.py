"""Batches as the installation remembers them."""

from datetime import timedelta

import pytest

from accreditation.exchange.domain.batches import BatchState, deadline_after, end_batch
from conference.errors import InvalidError, RuleError
from tests.support.agency_files import NOW, make_batch


def test_open_batch_ends_once() -> None:
    ended = end_batch(make_batch(), BatchState.WITHDRAWN, by="staff_1", at=NOW)
    assert (ended.state, ended.ended_by, ended.ended_at) == (BatchState.WITHDRAWN, "staff_1", NOW)
    with pytest.raises(RuleError, match=r"batch\.not_open"):
        end_batch(ended, BatchState.ANSWERED, by="staff_1", at=NOW)


def test_deadline_is_days_from_now_within_limits() -> None:
    assert deadline_after(3, NOW) == NOW + timedelta(days=3)
    for days in (0, -1, 61):
        with pytest.raises(InvalidError):
            deadline_after(days, NOW)
