"""Places of the event, as the form of an alert lists them."""

from typing import cast

from broadcast.alerts.ports import AlertServices
from broadcast.alerts.web.view import list_places
from tests.support.alert_samples import SITE


class _Services:
    site = SITE


def test_places_are_listed_by_kind_in_the_language_of_the_reader() -> None:
    listed = list_places(cast(AlertServices, _Services()), "fr")
    assert listed["room"] == [("room:hall", "Great hall (fr)")]
    assert listed["door"] == [("door:north", "North door (fr)")]
