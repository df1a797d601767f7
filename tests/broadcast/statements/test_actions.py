"""Texts of statements from the delegation to interpreters and the press."""

from datetime import timedelta

import pytest

from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.speakers import give_floor_to_next
from broadcast.board.ports import Board
from broadcast.statements.actions import (
    StatementServices,
    hand_in,
    make_link,
    open_link,
    read_delivered,
    read_for_interpreter,
    read_texts,
    revoke_link,
)
from broadcast.statements.domain import Purpose
from broadcast.statements.storage import SqlStatements
from conference.clock import ManualClock
from conference.errors import ForbiddenError, InvalidError, NotFoundError, RuleError
from tests.broadcast.statements.test_domain import PDF
from tests.support.board_moves import open_session
from tests.support.board_samples import DOOR_STAFF, OPERATOR, programme
from tests.support.vaults import fixed_vault


@pytest.fixture
async def services(board: Board, clock: ManualClock) -> StatementServices:
    await load_programme(board, programme(), operator=OPERATOR)
    return StatementServices(board=board, store=SqlStatements(), vault=fixed_vault(clock))


async def link_of(services: StatementServices, speaker_id: str) -> str:
    purpose = Purpose.HAND_IN if speaker_id else Purpose.INTERPRET
    return await make_link(services, "debate", speaker_id, purpose=purpose, operator=OPERATOR)


async def test_text_is_under_embargo_until_its_speaker_has_the_floor(services: StatementServices) -> None:
    await hand_in(services, await link_of(services, "VN"), b"Madam President")
    with pytest.raises(NotFoundError, match=r"statement\.not_received"):
        await read_delivered(services, "debate", "VN")
    await open_session(services.board, "debate", operator=OPERATOR)
    await give_floor_to_next(services.board, "debate", operator=OPERATOR)
    assert (await read_delivered(services, "debate", "VN"))[1] == b"Madam President"
    with pytest.raises(NotFoundError, match=r"statement\.not_received"):
        await read_delivered(services, "debate", "FR")


async def test_text_is_replaced_until_delivery(services: StatementServices) -> None:
    secret = await link_of(services, "VN")
    await hand_in(services, secret, b"first")
    await hand_in(services, secret, PDF)
    statement = (await read_texts(services, "debate")).statements["VN"]
    assert (statement.media, statement.size) == ("pdf", len(PDF))
    with pytest.raises(InvalidError, match=r"statement\.empty"):
        await hand_in(services, secret, b"")
    await open_session(services.board, "debate", operator=OPERATOR)
    await give_floor_to_next(services.board, "debate", operator=OPERATOR)
    with pytest.raises(RuleError, match=r"statement\.delivered"):
        await hand_in(services, secret, b"third")


@pytest.mark.usefixtures("each_database")
async def test_reads_of_interpreters_are_counted(services: StatementServices) -> None:
    await hand_in(services, await link_of(services, "FR"), b"Merci")
    secret = await link_of(services, "")
    for _ in range(2):
        assert (await read_for_interpreter(services, secret, "FR"))[1] == b"Merci"
    assert (await read_texts(services, "debate")).statements["FR"].reads == 2
    with pytest.raises(NotFoundError, match=r"statement\.not_received"):
        await read_for_interpreter(services, secret, "VN")


async def test_link_ends_when_replaced_revoked_or_old(services: StatementServices, clock: ManualClock) -> None:
    first = await link_of(services, "VN")
    second = await link_of(services, "VN")
    with pytest.raises(NotFoundError, match=r"statement\.link_unknown"):
        await open_link(services, first, Purpose.HAND_IN)
    assert (await open_link(services, second, Purpose.HAND_IN))[0].speaker_id == "VN"
    with pytest.raises(NotFoundError, match=r"statement\.link_unknown"):
        await read_for_interpreter(services, second, "VN")
    await revoke_link(services, "debate", "VN", purpose=Purpose.HAND_IN, operator=OPERATOR)
    with pytest.raises(NotFoundError, match=r"statement\.link_unknown"):
        await hand_in(services, second, b"late")
    with pytest.raises(NotFoundError, match=r"statement\.link_unknown"):
        await revoke_link(services, "debate", "VN", purpose=Purpose.HAND_IN, operator=OPERATOR)
    third = await link_of(services, "VN")
    clock.advance(timedelta(days=3).total_seconds())
    with pytest.raises(NotFoundError, match=r"statement\.link_unknown"):
        await open_link(services, third, Purpose.HAND_IN)


async def test_links_are_made_by_operators_for_listed_speakers(services: StatementServices) -> None:
    with pytest.raises(ForbiddenError):
        await make_link(services, "debate", "VN", purpose=Purpose.HAND_IN, operator=DOOR_STAFF)
    for session_id, speaker_id in (("debate", "XX"), ("nowhere", "VN")):
        with pytest.raises(NotFoundError):
            await make_link(services, session_id, speaker_id, purpose=Purpose.HAND_IN, operator=OPERATOR)
