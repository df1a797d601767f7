"""The rows of tokens."""

from dataclasses import replace
from datetime import timedelta

from conference.api.token_rows import Token
from conference.auth.roles import Staff
from tests.conference.roles import CLERK
from tests.conftest import MORNING

OWNER = Staff("staff_1", "lan", "Lan", frozenset({CLERK}), "vi")
TOKEN = Token(
    id="tok_1",
    owner=OWNER,
    name="n",
    scopes=frozenset(),
    reads_only=True,
    created_at=MORNING,
    expires_at=MORNING + timedelta(days=1),
)


def test_token_is_valid_until_its_end_and_without_a_stop() -> None:
    assert TOKEN.is_valid(MORNING)
    assert not TOKEN.is_valid(TOKEN.expires_at)
    assert not replace(TOKEN, revoked_at=MORNING).is_valid(MORNING)
    assert not replace(TOKEN, is_owner_suspended=True).is_valid(MORNING)
