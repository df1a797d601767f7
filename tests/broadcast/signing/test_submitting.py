"""Every button of the signing page has its act and its text."""

from broadcast.signing.forms import ACTS, DONE
from broadcast.signing.submitting import HANDLERS, LEAVES_CHOICE


def test_every_act_has_a_handler_and_a_text() -> None:
    assert set(HANDLERS) == set(ACTS) == set(DONE)
    assert set(ACTS) >= LEAVES_CHOICE
