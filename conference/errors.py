"""What can go wrong, by name. The text a person reads is the catalogue's `error.<code>`."""

from collections.abc import Mapping


class RostrumError(Exception):
    """An expected failure: `code` names it (dotted, stable), `params` fill its text, `status` is its HTTP status."""

    status = 500

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, object] = params


class NotFoundError(RostrumError):
    """What was asked for does not exist, or must not be known to exist."""

    status = 404


class ForbiddenError(RostrumError):
    """The person may not do this."""

    status = 403


class ConflictError(RostrumError):
    """Somebody else was faster; `params` say what it is now."""

    status = 409


class RuleError(RostrumError):
    """A rule of the procedure forbids this now; the code says which."""

    status = 409


class InvalidError(RostrumError):
    """The input does not fit; `fields` maps each field to the code of its error."""

    status = 422

    def __init__(self, code: str, fields: Mapping[str, str] | None = None, **params: object) -> None:
        super().__init__(code, **params)
        self.fields: Mapping[str, str] = fields or {}


class ThrottledError(RostrumError):
    """Too many attempts; try again after `retry_after_s` seconds."""

    status = 429

    def __init__(self, code: str, *, retry_after_s: int) -> None:
        super().__init__(code, seconds=retry_after_s)
        self.retry_after_s = retry_after_s


class UnavailableError(RostrumError):
    """Something we need does not answer; try again after `retry_after_s` seconds."""

    status = 503

    def __init__(self, code: str, *, retry_after_s: int = 5) -> None:
        super().__init__(code, seconds=retry_after_s)
        self.retry_after_s = retry_after_s


class OvertakenError(UnavailableError):
    """The database undid a transaction for the sake of another one (a deadlock, a write skew): try it again at once."""
