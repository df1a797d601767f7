"""Published figures by topic, the latest first, each with its source and time."""

from collections.abc import Mapping, Sequence
from typing import get_args

from aiohttp import web
from msgspec import Struct

from conference.event import Figure, Source, Topic
from conference.event.model.fields import Precision
from conference.texts.catalogues import key_family

PRECISION = key_family("press.precision.", get_args(Precision))
"""Texts of a number by its precision."""


class TopicFigures(Struct, frozen=True):
    """The figures of a topic, at least one, the latest first; those of one time in their order in the event."""

    topic: Topic
    figures: tuple[Figure, ...]


class PressFigures(Struct, frozen=True, kw_only=True):
    """The figures of an event by topic, and their sources by id."""

    topics: tuple[TopicFigures, ...]
    sources: Mapping[str, Source]


PRESS_FIGURES: web.AppKey[PressFigures] = web.AppKey("press_figures", PressFigures)


def group_figures(topics: Sequence[Topic], figures: Sequence[Figure], sources: Sequence[Source]) -> PressFigures:
    """Return the figures by topic, in the order of the topics. Figures of topics without a name are left out."""
    grouped = (TopicFigures(topic, _select_figures(topic.code, figures)) for topic in topics)
    return PressFigures(
        topics=tuple(one for one in grouped if one.figures),
        sources={source.id: source for source in sources},
    )


def _select_figures(topic: str, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    return tuple(sorted((one for one in figures if one.topic == topic), key=lambda one: one.as_of, reverse=True))
