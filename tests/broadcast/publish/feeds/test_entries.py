"""What a calendar says of a session."""

from typing import Any

import pytest

from broadcast.board.domain.shown import ShownChange
from broadcast.publish.feeds.entries import Entry, Status
from broadcast.publish.feeds.selection import Selection
from conference.texts.catalogues import Catalogues
from rostrum.runtime import Runtime
from tests.support.board_samples import NOON, shown_session
from tests.support.public_boards import entry_maker


def entry_of(catalogues: Catalogues, **changes: Any) -> Entry:
    """The entry of a session that is shown with these changes."""
    maker = entry_maker(shown_session(**changes), catalogues)
    (entry,) = maker.list_entries(Selection(), NOON)
    return entry


@pytest.mark.parametrize(
    ("phase", "until", "status", "title"),
    [
        ("scheduled", None, Status.CONFIRMED, "opening"),
        ("in_session", None, Status.CONFIRMED, "opening"),
        ("adjourned", None, Status.CONFIRMED, "opening"),
        ("delayed", NOON, Status.CONFIRMED, "Word · opening"),
        ("suspended", None, Status.CONFIRMED, "Word · opening"),
        ("postponed", NOON, Status.CONFIRMED, "Word · opening"),
        ("postponed", None, Status.TENTATIVE, "Word · opening"),
        ("cancelled", None, Status.CANCELLED, "Word · opening"),
    ],
)
def test_phase_gives_status_and_title(runtime: Runtime, phase: str, until: object, status: Status, title: str) -> None:
    entry = entry_of(runtime.catalogues, phase=phase, until=until, phase_label="Word")
    assert (entry.status, entry.title) == (status, title)


def test_details_have_reason_changes_and_assumed_time(runtime: Runtime) -> None:
    entry = entry_of(
        runtime.catalogues,
        phase="cancelled",
        phase_label="Cancelled",
        kind_label="Plenary",
        reason="Weather",
        changes=(ShownChange(kind="room", text="Moved"),),
        assumed=True,
    )
    assert entry.details == "Plenary\nCancelled\nWeather\nMoved\ntime to be confirmed"
    assert (entry.place, entry.kind, entry.tag) == ("Great hall", "Plenary", "en-GB")
