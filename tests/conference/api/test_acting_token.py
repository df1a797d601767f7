"""The id of the token that acts is in the audit entries of its acts alone."""

from conference.api.acting_token import acting_with, add_token
from conference.audit import AuditEntry
from tests.conftest import MORNING

ENTRY = AuditEntry("a:b:c", "staff_1", "subject", MORNING, {"more": 1})


def test_token_is_added_within_the_block_alone() -> None:
    assert add_token(ENTRY) == ENTRY
    with acting_with("tok_1"):
        assert add_token(ENTRY).details == {"more": 1, "token": "tok_1"}
    assert add_token(ENTRY) == ENTRY
