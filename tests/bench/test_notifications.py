"""The measurement of notifications fails when a follower was not told as it should have been."""

import argparse

import pytest

from bench.notifications import Measurement, print_measurement

OPTIONS = argparse.Namespace(followers=2, acts=1, keys=0)


def test_a_fault_is_printed_and_fails_the_measurement(capsys: pytest.CaptureFixture[str]) -> None:
    """All of it: `python -m bench.notifications`."""
    assert print_measurement(Measurement(to_service=[20.0, 30.0]), OPTIONS) == 0
    assert "each follower was told" in capsys.readouterr().out
    assert print_measurement(Measurement(to_service=[20.0], faults=["/follower-1: 0 messages"]), OPTIONS) == 1
    assert "/follower-1: 0 messages" in capsys.readouterr().out
