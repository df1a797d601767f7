"""Alerts on the board: how long an expired one stays."""

from datetime import timedelta

from broadcast.board.domain.alerts import KEPT_AFTER_EXPIRY, may_be_removed
from tests.support.board_samples import site_alert


def test_expired_alert_stays_for_a_while() -> None:
    alert = site_alert()
    last = alert.expires_at + KEPT_AFTER_EXPIRY
    assert not may_be_removed(alert, last - timedelta(seconds=1))
    assert may_be_removed(alert, last)
