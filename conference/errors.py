"""Expected errors. The text for readers is the catalogue key `error.<code>`."""

from collections.abc import Mapping


class RostrumError(Exception):
    """Expected failure. `code` names it (dotted, stable), `params` fill its text, `status` is its HTTP status."""

    status = 500

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, object] = params


class NotFoundError(RostrumError):
    """The requested object does not exist, or its existence must not be revealed."""

    status = 404


class ForbiddenError(RostrumError):
    """The person lacks the permission."""

    status = 403


class ConflictError(RostrumError):
    """A concurrent change came first; `params` describe the current state."""

    status = 409


class RuleError(RostrumError):
    """A rule of the procedure forbids the action now; the code names the rule."""

    status = 409


class InvalidError(RostrumError):
    """Invalid input; `fields` maps each field to the code of its error.

    `field_params` are the parameters of the texts of single fields, where they differ from `params`.
    """

    status = 422

    def __init__(self, code: str, fields: Mapping[str, str] | None = None, **params: object) -> None:
        super().__init__(code, **params)
        self.fields: Mapping[str, str] = fields or {}
        self.field_params: Mapping[str, Mapping[str, object]] = {}


class ThrottledError(RostrumError):
    """Too many attempts; try again after `retry_after_s` seconds."""

    status = 429

    def __init__(self, code: str, *, retry_after_s: int) -> None:
        super().__init__(code, seconds=retry_after_s)
        self.retry_after_s = retry_after_s


class UnavailableError(RostrumError):
    """A required service does not respond; try again after `retry_after_s` seconds."""

    status = 503

    def __init__(self, code: str, *, retry_after_s: int = 5) -> None:
        super().__init__(code, seconds=retry_after_s)
        self.retry_after_s = retry_after_s


class OvertakenError(UnavailableError):
    """The database rolled a transaction back in favour of another (deadlock, write skew): try it again at once."""
