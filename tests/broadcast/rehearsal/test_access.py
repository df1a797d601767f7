"""The token of a rehearsal."""

from dataclasses import replace

import pytest

from broadcast.rehearsal.access import is_token_of
from broadcast.rehearsal.actions.control import digest_of
from tests.broadcast.rehearsal.test_storage import REHEARSAL
from tests.support.board_samples import NOON

RUNNING = replace(REHEARSAL, token_digest=digest_of("token"))


@pytest.mark.parametrize(("token", "is_known"), [("token", True), ("", False), ("Token", False), ("tökén", False)])
def test_token_opens_its_rehearsal_alone(token: str, is_known: bool) -> None:
    assert is_token_of(RUNNING, token) is is_known


def test_token_of_an_ended_rehearsal_is_refused() -> None:
    assert not is_token_of(replace(RUNNING, ended_at=NOON), "token")
