"""Published figures by topic, the latest first, each with its source and time; corrected and withdrawn ones apart."""

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from msgspec import Struct

from broadcast.press_room.corrections import ListedFigure, Reason
from conference.event import Source, Topic
from conference.event.model.fields import Precision
from conference.texts.catalogues import key_family

PRECISION = key_family("press.precision.", get_args(Precision))
"""Texts of a number by its precision."""

REASONS = key_family("press.reason.", (reason.value for reason in Reason))
"""Texts of the reasons for which a figure was corrected or withdrawn."""


class TopicFigures(Struct, frozen=True):
    """The valid figures of a topic, the latest first, then those corrected or withdrawn, the latest of them first.

    Figures of one time are in their order in the event.
    """

    topic: Topic
    figures: tuple[ListedFigure, ...]
    corrected: tuple[ListedFigure, ...] = ()


class PressFigures(Struct, frozen=True, kw_only=True):
    """The figures of an event by topic, and their sources by id."""

    topics: tuple[TopicFigures, ...]
    sources: Mapping[str, Source]


def group_figures(topics: Sequence[Topic], figures: Iterable[ListedFigure], sources: Iterable[Source]) -> PressFigures:
    """Return the figures by topic, in the order of the topics. Figures of topics without a name are left out."""
    listed = list(figures)
    grouped = (_group_topic(topic, [one for one in listed if one.figure.topic == topic.code]) for topic in topics)
    return PressFigures(
        topics=tuple(one for one in grouped if one.figures or one.corrected),
        sources={source.id: source for source in sources},
    )


def _group_topic(topic: Topic, listed: Sequence[ListedFigure]) -> TopicFigures:
    valid = [one for one in listed if one.correction is None]
    corrected = [(one.correction.at, one) for one in listed if one.correction is not None]
    return TopicFigures(
        topic,
        tuple(sorted(valid, key=lambda one: one.figure.as_of, reverse=True)),
        tuple(one for _, one in sorted(corrected, key=lambda pair: pair[0], reverse=True)),
    )
