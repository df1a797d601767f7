"""Expected errors: their codes, parameters and HTTP statuses."""

import pytest

from conference.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    OvertakenError,
    RostrumError,
    RuleError,
    ThrottledError,
    UnavailableError,
)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RostrumError("a.b"), 500),
        (NotFoundError("a.b"), 404),
        (ForbiddenError("a.b"), 403),
        (ConflictError("a.b"), 409),
        (RuleError("a.b"), 409),
        (InvalidError("a.b"), 422),
        (ThrottledError("a.b", retry_after_s=1), 429),
        (UnavailableError("a.b"), 503),
        (OvertakenError("a.b"), 503),
    ],
)
def test_error_has_its_code_and_http_status(error: RostrumError, status: int) -> None:
    assert (error.code, error.status, str(error)) == ("a.b", status, "a.b")


def test_conflict_describes_the_current_state() -> None:
    assert ConflictError("vetting.changed", version=3, by="linh").params == {"version": 3, "by": "linh"}


def test_invalid_input_maps_fields_to_codes() -> None:
    error = InvalidError("form.wrong", {"email": "email.malformed"}, count=1)
    assert (error.fields, error.params) == ({"email": "email.malformed"}, {"count": 1})
    assert InvalidError("form.wrong").fields == {}


@pytest.mark.parametrize("kind", [ThrottledError, UnavailableError])
def test_retry_delay_is_also_a_text_parameter(kind: type[ThrottledError | UnavailableError]) -> None:
    error = kind("a.b", retry_after_s=30)
    assert (error.retry_after_s, error.params) == (30, {"seconds": 30})


def test_unavailable_service_is_tried_again_after_five_seconds() -> None:
    assert UnavailableError("database.unavailable").retry_after_s == 5


def test_overtaken_transaction_is_handled_as_an_outage() -> None:
    with pytest.raises(UnavailableError):
        raise OvertakenError("database.unavailable", retry_after_s=1)
