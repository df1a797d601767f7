"""Rules of corrections: ids of figures, what is struck through, values that are refused."""

from datetime import timedelta

import pytest
from msgspec import structs

from broadcast.press_room.corrections import (
    OLDEST,
    PublishedFigure,
    Reason,
    check_new,
    check_value,
    get_valid,
    list_figures,
    make_figure,
)
from conference.errors import ConflictError, InvalidError, NotFoundError
from conference.event import Figure
from tests.broadcast.press_room.samples import NOON, SOURCES, make_value
from tests.broadcast.press_room.samples import make_figure as event_figure

EVENT = (event_figure("booths", 20), event_figure("outlets", 64))


def correct(name: str, wrong_id: str, wrong: Figure, value: int) -> PublishedFigure:
    """Return a correction with the id `name`."""
    return PublishedFigure(
        id=name,
        figure=make_figure(make_value(value), wrong),
        sources=tuple(SOURCES.values()),
        at=NOON,
        officer_id="staff_1",
        officer="Lan",
        corrects=wrong_id,
        wrong=wrong,
        reason=Reason.COUNTING,
    )


def test_corrected_figure_stays_with_time_and_reason() -> None:
    first, _ = list_figures(EVENT, ())
    listed = list_figures(EVENT, [correct("fig_new", first, EVENT[0], 21)])
    wrong = listed[first]
    assert wrong.figure == EVENT[0]
    assert wrong.correction is not None
    assert (wrong.correction.at, wrong.correction.reason, wrong.correction.replaced_by) == (NOON, "counting", "fig_new")
    assert (listed["fig_new"].figure.topic, listed["fig_new"].figure.value) == ("booths", 21)


def test_correction_is_corrected_in_turn() -> None:
    first, _ = list_figures(EVENT, ())
    once = correct("fig_new", first, EVENT[0], 21)
    assert once.figure is not None
    listed = list_figures(EVENT, [once, correct("fig_newer", "fig_new", once.figure, 22)])
    assert [one.figure.value for one in listed.values() if one.correction is None] == [64, 22]


def test_corrected_figure_stays_when_the_event_drops_it() -> None:
    first, _ = list_figures(EVENT, ())
    listed = list_figures(EVENT[1:], [correct("fig_new", first, EVENT[0], 21)])
    assert listed[first].figure == EVENT[0]
    assert listed[first].correction is not None


def test_id_of_a_figure_outlasts_another_wording_of_its_note() -> None:
    reworded = structs.replace(EVENT[0], note={"en": "in the hall"})
    assert list(list_figures([reworded, EVENT[1]], ())) == list(list_figures(EVENT, ()))
    assert len(list_figures([EVENT[0], reworded], ())) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": "C"}, "source"),
        ({"as_of": NOON + timedelta(seconds=1)}, "as_of_day"),
        ({"as_of": NOON - OLDEST - timedelta(seconds=1)}, "as_of_day"),
    ],
)
def test_value_without_source_or_possible_time_is_refused(changes: dict[str, object], field: str) -> None:
    check_value(make_value(5), SOURCES, NOON)
    with pytest.raises(InvalidError) as refusal:
        check_value(make_value(5, **changes), SOURCES, NOON)
    assert set(refusal.value.fields) == {field}


def test_published_figure_is_refused_until_it_is_corrected() -> None:
    first, _ = list_figures(EVENT, ())
    with pytest.raises(InvalidError, match=r"figures\.same"):
        check_new(EVENT[0], list_figures(EVENT, ()))
    check_new(EVENT[0], list_figures(EVENT, [correct("fig_new", first, EVENT[0], 21)]))


def test_only_a_valid_figure_can_be_corrected() -> None:
    first, second = list_figures(EVENT, ())
    listed = list_figures(EVENT, [correct("fig_new", first, EVENT[0], 21)])
    assert get_valid(listed, second).figure == EVENT[1]
    with pytest.raises(ConflictError, match=r"figures\.corrected"):
        get_valid(listed, first)
    with pytest.raises(NotFoundError, match=r"figures\.unknown"):
        get_valid(listed, "fig_absent")
