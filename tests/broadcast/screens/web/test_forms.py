"""Plans of screens from forms, and back."""

import pytest

from broadcast.screens.actions.changing import ScreenPlan
from broadcast.screens.web.forms import ApprovalForm, layout_values, read_approvals, read_layout
from conference.errors import InvalidError

ROOMS = {"plenary"}


def test_values_of_an_address_make_the_same_address() -> None:
    address = "/screens/lobby?every_s=30&languages=vi,ar"
    values = layout_values(address, ROOMS)
    options = {name.removeprefix("option."): value for name, value in values.items() if name.startswith("option.")}
    form = ApprovalForm(act="approve", layout=values["layout"], languages=values["languages"], options=options)
    assert read_layout(form, ROOMS) == address
    assert layout_values("/ar/screens/rooms/cellar", ROOMS) == {"address": "/ar/screens/rooms/cellar"}


def test_device_that_takes_a_screen_over_needs_no_layout() -> None:
    form = ApprovalForm(act="approve", codes=("A", "B"), names={"A": "hall-1"}, taken={"B": "lobby-1"})
    with pytest.raises(InvalidError):
        read_approvals(form, ROOMS)
    taken = ApprovalForm(act="approve", codes=("B", "B"), taken={"B": "lobby-1"})
    (approval,) = read_approvals(taken, ROOMS)
    assert (approval.name, approval.takes_over, approval.plan) == ("lobby-1", True, None)
    typed = ApprovalForm(act="approve", codes=("A",), names={"A": "hall-1"}, address=" /ar/screens/lobby ")
    (approval,) = read_approvals(typed, ROOMS)
    assert approval.plan == ScreenPlan(address="/ar/screens/lobby")
