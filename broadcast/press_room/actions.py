"""Add, correct and withdraw figures for the press. Officers take turns under the lock of the board.

All raise ForbiddenError without the permission to operate the board, and InvalidError for a wrong value.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from broadcast.board.actions.commit import must_operate
from broadcast.board.ports import Board
from broadcast.press_room.corrections import (
    MOST_PUBLISHED,
    FigureValue,
    ListedFigure,
    PublishedFigure,
    Reason,
    check_new,
    check_value,
    get_valid,
    list_figures,
    make_figure,
)
from broadcast.press_room.storage import SqlPressFigures
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import InvalidError, RuleError
from conference.event import Figure, Source, Topic
from conference.transactions import Transaction

ADDED = "broadcast:figure:added"
CORRECTED = "broadcast:figure:corrected"
WITHDRAWN = "broadcast:figure:withdrawn"


class FigureServices(Struct, frozen=True, kw_only=True):
    """Dependencies: the board, the store, and the event's topics, figures and sources by id."""

    board: Board
    store: SqlPressFigures
    topics: Sequence[Topic]
    figures: Sequence[Figure]
    sources: Mapping[str, Source]


async def add_figure(services: FigureServices, topic: str, value: FigureValue, *, operator: Staff) -> PublishedFigure:
    """Publish a further figure of a topic. Raises RuleError `figures.too_many`."""
    must_operate(operator)
    if topic not in {one.code for one in services.topics}:
        raise InvalidError("choice.missing", {"topic": "choice.missing"})
    check_value(value, services.sources, services.board.clock.now())
    blank = Figure(topic=topic, value=0, precision=value.precision, as_of=value.as_of, source=value.source)
    async with services.board.transactions.write() as transaction:
        listed = await _lock_figures(services, transaction)
        figure = make_figure(value, blank)
        check_new(figure, listed)
        return await _store_published(services, transaction, _make_published(services, figure, operator), ADDED)


async def correct_figure(
    services: FigureServices, figure_id: str, value: FigureValue, reason: Reason, *, operator: Staff
) -> PublishedFigure:
    """Publish a figure in place of a wrong one, which stays with the time and the reason.

    Raises: NotFoundError and ConflictError as `get_valid`, RuleError `figures.too_many`.
    """
    must_operate(operator)
    check_value(value, services.sources, services.board.clock.now())
    async with services.board.transactions.write() as transaction:
        listed = await _lock_figures(services, transaction)
        wrong = get_valid(listed, figure_id)
        figure = make_figure(value, wrong.figure)
        check_new(figure, listed)
        published = _make_published(services, figure, operator, wrong=wrong, reason=reason)
        return await _store_published(services, transaction, published, CORRECTED)


async def withdraw_figure(
    services: FigureServices, figure_id: str, reason: Reason, *, operator: Staff
) -> PublishedFigure:
    """Withdraw a wrong figure without another in its place; it stays with the time and the reason.

    Raises: NotFoundError and ConflictError as `get_valid`, RuleError `figures.too_many`.
    """
    must_operate(operator)
    async with services.board.transactions.write() as transaction:
        wrong = get_valid(await _lock_figures(services, transaction), figure_id)
        published = _make_published(services, None, operator, wrong=wrong, reason=reason)
        return await _store_published(services, transaction, published, WITHDRAWN)


async def _lock_figures(services: FigureServices, transaction: Transaction) -> dict[str, ListedFigure]:
    """Lock the board and return all figures. Raises RuleError `figures.too_many`."""
    await services.board.store.lock(transaction)
    published = await services.store.list_all(transaction)
    if len(published) >= MOST_PUBLISHED:
        raise RuleError("figures.too_many")
    return list_figures(services.figures, published)


def _make_published(
    services: FigureServices,
    figure: Figure | None,
    operator: Staff,
    *,
    wrong: ListedFigure | None = None,
    reason: Reason | None = None,
) -> PublishedFigure:
    named = [one.source for one in (figure, wrong.figure if wrong else None) if one is not None]
    return PublishedFigure(
        id=services.board.ids.new("fig"),
        figure=figure,
        sources=tuple(services.sources[one] for one in dict.fromkeys(named) if one in services.sources),
        at=services.board.clock.now(),
        officer_id=operator.id,
        officer=operator.name,
        corrects=wrong.id if wrong else "",
        wrong=wrong.figure if wrong else None,
        reason=reason,
    )


async def _store_published(
    services: FigureServices, transaction: Transaction, published: PublishedFigure, action: str
) -> PublishedFigure:
    """Store what an officer publishes, with its audit entry; that of a withdrawal says what the wrong figure was."""
    await services.store.add(transaction, published)
    figure = published.figure or published.wrong
    details: dict[str, object] = {}
    if figure is not None:
        details |= {
            "topic": figure.topic,
            "value": figure.value,
            "source": figure.source,
            "as_of": figure.as_of.isoformat(),
        }
    if published.reason is not None:
        details |= {"reason": published.reason.value, "corrects": published.corrects}
    await transaction.record(AuditEntry(action, published.officer_id, f"figure/{published.id}", published.at, details))
    return published
