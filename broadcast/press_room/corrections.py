"""Figures that press officers add, correct or withdraw: a wrong figure stays, with the time and the reason."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from msgspec import Struct

from conference.errors import ConflictError, InvalidError, NotFoundError
from conference.event import Figure, Source
from conference.event.model.fields import Precision

MOST_PUBLISHED = 500
"""Figures that officers publish at most: a mistake of a program must not fill the page."""

OLDEST = timedelta(days=3660)
"""How long before now the time of a figure may be."""


class Reason(StrEnum):
    """Why a figure was wrong."""

    TYPING = "typing"
    COUNTING = "counting"
    ATTRIBUTION = "attribution"
    SOURCE = "source"


class Correction(Struct, frozen=True, kw_only=True):
    """When a figure was corrected, by which officer, why, and the id of the figure in its place ("": withdrawn)."""

    at: datetime
    officer: str
    reason: Reason
    replaced_by: str


class ListedFigure(Struct, frozen=True, kw_only=True):
    """A figure under its id. `correction` is None while it is valid."""

    id: str
    figure: Figure
    correction: Correction | None = None


class FigureValue(Struct, frozen=True, kw_only=True):
    """What an officer states of a figure. With `is_hour_assumed` the source gives only the day of `as_of`."""

    value: int
    precision: Precision
    source: str
    as_of: datetime
    is_hour_assumed: bool = False


class PublishedFigure(Struct, frozen=True, kw_only=True):
    """A figure that an officer (id and name) has published.

    `corrects` is the id of the figure in whose place it stands, "" for a further one. `sources` are those of
    both figures: the event may cease to name them. Without a `figure` the corrected one is withdrawn.
    """

    id: str
    figure: Figure | None
    sources: tuple[Source, ...]
    at: datetime
    officer_id: str
    officer: str
    corrects: str = ""
    wrong: Figure | None = None
    reason: Reason | None = None


def make_figure(value: FigureValue, like: Figure) -> Figure:
    """Return a figure that counts what `like` counts."""
    return Figure(
        topic=like.topic,
        value=value.value,
        precision=value.precision,
        as_of=value.as_of,
        source=value.source,
        note=like.note,
        assumed=("as_of",) if value.is_hour_assumed else (),
    )


def list_figures(figures: Iterable[Figure], published: Sequence[PublishedFigure]) -> dict[str, ListedFigure]:
    """Return all figures by id: those of the event, then those of officers. A corrected one stays without the event."""
    listed = _identify_figures(figures)
    listed |= {one.corrects: one.wrong for one in published if one.wrong is not None}
    listed |= {one.id: one.figure for one in published if one.figure is not None}
    corrections = {
        one.corrects: Correction(
            at=one.at, officer=one.officer, reason=one.reason, replaced_by=one.id if one.figure else ""
        )
        for one in published
        if one.reason is not None
    }
    return {key: ListedFigure(id=key, figure=one, correction=corrections.get(key)) for key, one in listed.items()}


def check_value(value: FigureValue, sources: Mapping[str, Source], now: datetime) -> None:
    """Raise InvalidError for an unknown source, and for a time in the future or more than ten years ago."""
    if value.source not in sources:
        raise InvalidError("choice.missing", {"source": "choice.missing"})
    if not now - OLDEST <= value.as_of <= now:
        raise InvalidError("figures.wrong_time", {"as_of_day": "figures.wrong_time"})


def check_new(figure: Figure, listed: Mapping[str, ListedFigure]) -> None:
    """Raise InvalidError `figures.same` for a figure that is published already."""
    if any(one.figure == figure for one in listed.values() if one.correction is None):
        raise InvalidError("figures.same", {"value": "figures.same"})


def get_valid(listed: Mapping[str, ListedFigure], figure_id: str) -> ListedFigure:
    """Return a figure that can be corrected or withdrawn.

    Raises: NotFoundError `figures.unknown`; ConflictError `figures.corrected` and `figures.withdrawn`.
    """
    found = listed.get(figure_id)
    if found is None:
        raise NotFoundError("figures.unknown")
    if found.correction is not None:
        raise ConflictError("figures.corrected" if found.correction.replaced_by else "figures.withdrawn")
    return found


def _identify_figures(figures: Iterable[Figure]) -> dict[str, Figure]:
    """Return the event's figures by an id that does not change with the words of a note."""
    identified, numbers = dict[str, Figure](), Counter[str]()
    for figure in figures:
        facts = (figure.topic, figure.value, figure.precision, figure.as_of, figure.source)
        digest = hashlib.sha256(msgspec.json.encode(facts)).hexdigest()[:16]
        numbers[digest] += 1
        identified[f"fig_{digest}-{numbers[digest]}"] = figure
    return identified
